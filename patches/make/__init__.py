"""Writes the patches that speak Barwise's OSC from the one table, `live.protocol`.

`python -m patches.make` writes; a test compares what lies in `patches/` with what would be written.
It lives beside what it makes, and is no part of the instrument: it needs py2max, which only
development installs.
"""
