"""What Barwise finds on this machine: one finding a part, each with how to mend it.

A check never raises: whatever goes wrong is its finding. It imports what it looks at itself, for a
package that is missing must not silence the doctor.
"""

from __future__ import annotations

import re
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version

from live.config import AbletonConfig, Config
from live.errors import BundleError, DeviceError

ABLETON_SECONDS = 0.3
LINK_SECONDS = 1.0  # peers call out four times a second


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. `needed` tells a fault from something merely not there."""

    part: str
    ok: bool
    text: str
    needed: bool = False


def examine(config: Config) -> Iterator[Finding]:
    """The findings, in the order in which one would mend them."""
    yield _python()
    yield from _packages()
    yield _guarded("audio", _audio)
    if config.listen.device:
        yield _guarded("listening to", lambda: _input(config.listen.device))
    yield _guarded("MIDI", lambda: _midi(config.midi.backend))
    yield _guarded("Link", _link)
    yield _guarded("OSCQuery", _oscquery)
    yield _guarded("Ableton Live", lambda: _ableton(config.ableton))
    yield _guarded("library", lambda: _library(config.library))
    yield _guarded("bundles", lambda: _bundles(config.ranking.bundles))


def _guarded(part: str, look: Callable[[], str]) -> Finding:
    """What `look` says, or what it raises: a driver may raise anything."""
    try:
        return Finding(part, True, look())
    except Exception as error:
        return Finding(part, False, str(error))


def _python() -> Finding:
    ok = sys.version_info >= (3, 11)
    text = sys.version.split()[0] + ("" if ok else ": 3.11 or newer is needed")
    return Finding("Python", ok, text, needed=True)


def _packages() -> Iterator[Finding]:
    for requirement in requires("barwise") or []:
        if "extra ==" not in requirement:
            # What follows a semicolon says on which machines it is needed at all.
            yield _package(re.split(r"[\s<>=!~;\[]", requirement)[0], ";" not in requirement)


def _package(name: str, needed: bool) -> Finding:
    try:
        return Finding(name, True, version(name), needed)
    except PackageNotFoundError:
        return Finding(name, False, f"pip install {name}", needed)


def _audio() -> str:
    from live.listening.line_in import portaudio

    names = [device["name"] for device in portaudio().query_devices()]
    if not names:
        raise DeviceError("no device: plug one in, or start a JACK server; --render works without")
    return ", ".join(names)


def _input(device: str) -> str:
    from live.listening.line_in import choose

    return str(choose(device)["name"])


def _midi(backend: str) -> str:
    """The ports, each with the map that knows it."""
    from live.midi import input_names
    from live.midi.mapfile import load_map, map_names

    maps = [found for found in map(load_map, map_names()) if found.auto]

    def whose(port: str) -> str:
        names = [found.name for found in maps if found.port([port])]
        return f"{port} ({' '.join(names) or 'no map: `barwise learn`'})"

    ports = [whose(port) for port in input_names(backend) if "through" not in port.lower()]
    if not ports:
        raise DeviceError("no port: plug a controller in")
    return ", ".join(ports)


def _link() -> str:
    """Joins for a moment, which nobody notices."""
    from live.clocks.link import load

    peer = load().Link(120.0)
    peer.enabled = True
    time.sleep(LINK_SECONDS)
    others, tempo = peer.numPeers(), peer.captureAppSessionState().tempo()
    peer.enabled = False
    return f"{others} in the session, {tempo:.2f} bpm" if others else "installed; nobody else plays"


def _oscquery() -> str:
    from live.outputs.oscquery import load

    load()
    return "installed"


def _ableton(config: AbletonConfig) -> str:
    """AbletonOSC answers `/live/test`."""
    from live.ableton.wire import Wire

    answered = threading.Event()
    wire = Wire(config, lambda reply: answered.set())
    try:
        wire.say("/live/test")
        if not answered.wait(ABLETON_SECONDS):
            raise DeviceError("no answer: start Live with AbletonOSC as a control surface")
    finally:
        wire.close()
    return "AbletonOSC answers"


def _library(library: str) -> str:
    from live.assembly import open_shelf
    from live.library.shared import place, sync

    if place.is_shared(library):
        sync.synchronise(library)
    return f"{len(open_shelf(place.catalogue(library)))} loops in {place.name(library)}"


def _bundles(names: Sequence[str]) -> str:
    from live.bundle import installed

    found, refused = installed(names)
    if refused:
        raise BundleError("; ".join(refused))
    known = ", ".join(f"{bundle.name} {bundle.version} ({bundle.task})" for bundle in found)
    return known or "none installed: the rules rank"
