"""The audio engine: loops locked to one beat signal, in a process of its own.

How a launch travels: `line` hears its packet, `backstage` has its audio prepared by `workers` and
puts it into a table, `core` gives it to its `slot` before the next block, and the slot sets a voice
of the `desk` (the pyo graph) to open its gate on the beat. `sync` says which beat a sample is.
`offline` is the same without a clock on the wall.
"""
