"""Research: networks, data, training and metrics. May use `live`; `live` never uses this."""
