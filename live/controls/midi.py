"""MIDI controllers: pads, buttons and knobs in, lights out, by the maps in `maps`.

`[midi] controllers` names maps (`apc-mini`, or the path of a .toml file), each with `@` and a part
of a port's name if need be, or is `auto`: every controller that a map knows, two of one model too.
They may come and go at any time.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

from live.actions import Action
from live.config import Config
from live.controls import Post
from live.events import News, Trouble
from live.midi.mapfile import load_map, map_names
from live.midi.maps import ControllerMap
from live.midi.names import device
from live.midi.patchbay import PatchBay
from live.midi.surface import Surface
from live.midi.system import matches
from live.panel import Panel

AUTO = "auto"
TWINS = 2  # `auto` takes as many controllers of one model

_CHOSEN = re.compile(r"(.*?\.toml|[^@]*)(?:@(.*))?", re.DOTALL)
_KIN = 8  # ports whose names begin with as many equal letters are of one device


def open(post: Post, config: Config) -> MidiControl | None:
    """Every controller of `[midi] controllers`; None if there are none.

    Raises `ConfigError` for an unknown map or a mistake in one, `DeviceError` without any MIDI.
    """
    names = config.midi.controllers
    return MidiControl(post, config) if names else None


def _maps(name: str) -> list[tuple[ControllerMap, str]]:
    """The maps that `name` stands for, each with the part of a port's name that is asked for."""
    if name == AUTO:
        known = [load_map(name) for name in map_names()]
        return [(controller, "") for controller in known if controller.auto] * TWINS
    found = _CHOSEN.fullmatch(name)
    assert found is not None, "it matches anything"
    return [(load_map(found[1]), found[2] or "")]


class MidiControl:
    """All controllers, behind one thread that owns their ports."""

    def __init__(self, post: Post, config: Config) -> None:
        self._panel = Panel()
        self._post = post
        names = config.midi.controllers
        surfaces = [
            (name, [Surface(found, port, post, lambda: self._panel) for found, port in _maps(name)])
            for name in names
        ]
        # Who takes any port chooses last.
        self._surfaces = sorted((s for _, each in surfaces for s in each), key=Surface.takes_any)
        self._strangers = Strangers(config, self._surfaces) if AUTO in names else None
        plugs = [plug for surface in self._surfaces for plug in surface.plugs]
        backend = config.midi.backend
        self._bay = PatchBay(backend, plugs, self._show, self._leave, spare=self._meet)
        for name, each in surfaces:
            if not any(surface.port for surface in each):
                post(Trouble("midi", f"no controller for {name} is there: plug it in any time"))

    def send(self, action: Action, now: float) -> None:
        panel = self._panel.after(action)
        if panel is not self._panel:
            self._panel = panel
            self._bay.wake()

    def close(self) -> None:
        """Leave every controller dark."""
        self._bay.close()

    def _show(self) -> None:
        panel = self._panel
        bright = panel.line.beat_at(time.monotonic()) % 1 < 0.5
        for surface in self._surfaces:
            surface.show(panel, bright)

    def _leave(self) -> None:
        for surface in self._surfaces:
            surface.leave()

    def _meet(self, spare: Sequence[str]) -> None:
        for name in self._strangers.among(spare) if self._strangers else ():
            generic = f'--controller "generic@{device(name)}"'
            self._post(News("midi", f"no map knows {name}: try {generic}, or `barwise learn`"))


class Strangers:
    """Controllers that are there and that no map knows: each is met once."""

    def __init__(self, config: Config, surfaces: Sequence[Surface]) -> None:
        self._surfaces = surfaces
        self._clock = config.clock.port if config.clock.name == "midi" else ""
        self._met: set[str] = set()

    def among(self, spare: Sequence[str]) -> list[str]:
        """Those of the inputs `spare` that are new, and no other port of what is played anyway."""
        new = [name for name in spare if name not in self._met and not self._explained(name)]
        self._met.update(new)
        return new

    def _explained(self, name: str) -> bool:
        clock = bool(self._clock) and matches(name, self._clock)
        known = [surface.port for surface in self._surfaces if surface.port]
        kin = any(name[:_KIN] == port[:_KIN] for port in known)
        return clock or kin or "through" in name.lower()
