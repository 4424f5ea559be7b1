"""How late each device is heard, remembered from set to set."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from live.config import DATA_FOLDER, Config
from live.errors import FileError
from live.events import Event, News, Trouble

FILE = DATA_FOLDER / "latency.json"


def device(config: Config) -> str:
    """What is in time with what: the clock's name and port > the player's output, if it plays."""
    clock, player = config.clock, config.player
    source = f"{clock.name} {clock.port}".strip()
    output = f"{player.backend} {player.device}".strip() or "player"
    return f"{source} > {output}" if player.on else source


def at_start(config: Config) -> tuple[float, tuple[Event, ...]]:
    """Milliseconds, as configured or else remembered, and what the performer should know of it."""
    name = device(config)
    try:
        ms = config.clock.latency_ms or remembered(FILE).get(name, 0.0)
    except FileError as error:
        return 0.0, (Trouble("latency", str(error)),)
    return ms, (News("latency", f"{ms:g} ms, {name}"),) if ms else ()


def remembered(path: Path) -> Mapping[str, float]:
    """Milliseconds of every device. `FileError` for a file that holds something else."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise FileError(f"{path}: {error}; delete it and set the latency again") from None
    if not isinstance(known, dict) or not all(type(ms) in (int, float) for ms in known.values()):
        raise FileError(f"{path}: no list of latencies; delete it and set the latency again")
    return known


def remember(path: Path, device: str, ms: float) -> None:
    """Keep the `ms` of `device`, and what else can be read there. May raise `OSError`."""
    try:
        known = remembered(path)
    except FileError:
        known = {}
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}")
    beside.write_text(json.dumps({**known, device: ms}, indent=1), encoding="utf-8")
    beside.replace(path)
