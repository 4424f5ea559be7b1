"""What the page's process is told at its start."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """`socket` is a file descriptor that listens; with an empty `token` everybody is let in."""

    socket: int
    library: str
    token: str
