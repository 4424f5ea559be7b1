"""MIDI songs as loops of their parts, each part with a sound of its own."""
