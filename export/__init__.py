"""Turns trained networks into the ONNX bundles that `live` runs; the only place that knows both."""
