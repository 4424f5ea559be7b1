"""`python -m patches.make`: every generated file, where it belongs."""

from __future__ import annotations

from pathlib import Path

from patches.make import live_device, max_package, stage_control, supercollider

PATCHES = Path(__file__).parents[1]


def files() -> dict[str, bytes]:
    """What is generated: its path below `patches/`, and what is in it."""
    makers = (max_package, live_device, supercollider, stage_control)
    return {path: content for maker in makers for path, content in maker.files().items()}


def main() -> None:
    for path, content in files().items():
        where = PATCHES / path
        where.parent.mkdir(parents=True, exist_ok=True)
        where.write_bytes(content)


if __name__ == "__main__":
    main()
