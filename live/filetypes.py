"""Which files are taken for audio, by their names."""

from __future__ import annotations

from pathlib import Path

_SUFFIXES = frozenset(
    {".aif", ".aifc", ".aiff", ".caf", ".flac", ".mp3", ".oga", ".ogg", ".opus", ".wav"}
)


def is_audio(path: Path) -> bool:
    """Whether a file of such a name is looked at at all."""
    return path.suffix.lower() in _SUFFIXES
