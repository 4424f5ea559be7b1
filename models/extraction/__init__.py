"""Songs taken apart into the loops they are made of: the Neural Loop Combiner's data pipeline."""
