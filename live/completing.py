"""What the Tab key offers where the answer lies in folders: clocks and controllers' maps.

Each loads what it asks only when Tab is pressed.
"""

from __future__ import annotations

import click


def clock_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    from live import clocks, parts

    return _fitting(parts.names(clocks), incomplete)


def controller_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The maps that ship and those that were learnt, and auto."""
    from live.controls.midi import AUTO
    from live.midi.mapfile import map_names

    return _fitting([AUTO, *map_names()], incomplete)


def role_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """What a loop can be said to play: the last part of bass+melody, too; auto takes it back."""
    from live.types import ROLES

    said, plus, _ = incomplete.rpartition("+")
    names = ROLES if plus else (*ROLES, "auto")
    return _fitting([f"{said}{plus}{name}" for name in names], incomplete)


def _fitting(names: list[str], incomplete: str) -> list[str]:
    return [name for name in sorted(names) if name.startswith(incomplete)]
