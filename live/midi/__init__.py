"""MIDI for the clock, the controllers and the output: ports that come and go, messages, maps."""

from live.midi.system import input_names

__all__ = ["input_names"]
