"""What Barwise finds on this machine: one finding a part, each with how to mend it.

A check never raises: whatever goes wrong is its finding.
"""

from __future__ import annotations

import importlib
import re
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from pythonosc.osc_message_builder import OscMessageBuilder

from live.config import Config
from live.errors import BarwiseError

ABLETON_PORTS = (11000, 11001)
ABLETON_SECONDS = 0.3


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
    for check in (_audio, _midi, _link, _ableton):
        yield check()
    yield _library(Path(config.library))
    yield from _bundles(config)


def _python() -> Finding:
    ok = sys.version_info >= (3, 11)
    text = sys.version.split()[0] + ("" if ok else ": 3.11 or newer is needed")
    return Finding("Python", ok, text, needed=True)


def _packages() -> Iterator[Finding]:
    for requirement in requires("barwise") or []:
        if "extra ==" not in requirement:
            name = re.split(r"[\s<>=!~;\[]", requirement)[0]
            yield _package(name)


def _package(name: str) -> Finding:
    try:
        return Finding(name, True, version(name), needed=True)
    except PackageNotFoundError:
        return Finding(name, False, f"missing: pip install {name}", needed=True)


def _audio() -> Finding:
    try:
        devices = importlib.import_module("sounddevice").query_devices()
    except OSError:
        mend = "PortAudio is missing: apt-get install libportaudio2"
        return Finding("audio", False, mend)
    names = [device["name"] for device in devices]
    mend = "no device: plug one in, or start a JACK server; --render works without"
    return Finding("audio", bool(names), ", ".join(names) or mend)


def _midi() -> Finding:
    from live.midi import input_names

    try:
        names = input_names()
    except BarwiseError as error:
        return Finding("MIDI", False, str(error))
    return Finding("MIDI", bool(names), ", ".join(names) or "no port: plug a controller in")


def _link() -> Finding:
    return _optional("Link", "link", "pip install 'barwise[link]' for Ableton Link")


def _optional(part: str, module: str, mend: str) -> Finding:
    try:
        importlib.import_module(module)
    except ImportError:
        return Finding(part, False, f"missing: {mend}")
    return Finding(part, True, "installed")


def _ableton() -> Finding:
    """AbletonOSC answers `/live/test` on the second port."""
    there, here = ABLETON_PORTS
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(ABLETON_SECONDS)
        try:
            asking.bind(("127.0.0.1", here))
            asking.sendto(OscMessageBuilder("/live/test").build().dgram, ("127.0.0.1", there))
            asking.recv(1024)
        except OSError:
            mend = "no answer: start Live with AbletonOSC as a control surface"
            return Finding("Ableton Live", False, mend)
    return Finding("Ableton Live", True, "AbletonOSC answers")


def _library(path: Path) -> Finding:
    from live.assembly import open_shelf

    return _guarded("library", lambda: f"{len(open_shelf(path))} loops in {path}")


def _guarded(part: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(part, True, look())
    except BarwiseError as error:
        return Finding(part, False, str(error))


def _bundles(config: Config) -> Iterator[Finding]:
    from live.bundle import installed

    found, refused = installed(config.ranking.bundles)
    if not found and not refused:
        yield Finding("bundles", True, "none installed: the rules rank")
    for bundle in found:
        yield Finding("bundle", True, f"{bundle.name} {bundle.version} ({bundle.task})")
    for reason in refused:
        yield Finding("bundle", False, reason)
