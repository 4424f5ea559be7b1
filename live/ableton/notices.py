"""What the performer should know of a set of Live: one line each, with the remedy."""

from __future__ import annotations

from collections.abc import Iterator

from live.ableton.liveset import LiveSet
from live.ableton.reading import Reading
from live.config import Config
from live.controls import Post
from live.events import News, Trouble
from live.timeline import Timeline

INTERNAL = (
    "the internal clock does not know where Live's bars are, it only follows its tempo, starts and "
    "stops: run with --clock link or --clock midi"
)


class Notices:
    """Says every line once, and again only if it has not held in between."""

    def __init__(self, config: Config, post: Post) -> None:
        self._config = config
        self._post = post
        self._hold: frozenset[str] = frozenset()
        self._greeted = False

    def begin(self) -> None:
        """Live has come."""
        self._greeted = False

    def tell(self, reading: Reading, device: bool, line: Timeline) -> None:
        """Once all is known: how Live was found, and what does not go together."""
        if not self._greeted:
            self._greeted = True
            way = _way(reading.loads, device, not self._config.player.on)
            text = f"{_state(reading.live, len(reading.clips))}; {way}"
            self._post(News("ableton", text))
        hold = tuple(complaints(reading.live, reading.loads, self._config, line))
        for text in hold:
            if text not in self._hold:
                self._post(Trouble("ableton", text))
        self._hold = frozenset(hold)


def _state(live: LiveSet, clips: int) -> str:
    tempo = f"{live.tempo or 0:g} bpm, {live.numerator}/{live.denominator}"
    runs = "plays" if live.running else "stands still"
    return f"Live {live.version} is here: {tempo}, {runs}, audio clips that are on: {clips}"


def _way(loads: bool | None, device: bool, launches: bool) -> str:
    """What becomes of accepted loops."""
    if not launches:
        return "accepted loops are left to the player"
    if loads:
        return "accepted loops are loaded"
    if device:
        return "accepted loops are loaded by the device"
    return "this AbletonOSC cannot load files, so accepted loops must be in a slot already"


def complaints(live: LiveSet, loads: bool | None, config: Config, line: Timeline) -> Iterator[str]:
    """What does not go together, as things are."""
    if live.beats_per_bar != line.beats_per_bar:
        yield (
            f"Live counts {live.beats_per_bar:g} beats in a bar, Barwise {line.beats_per_bar}: "
            f"set [clock] beats_per_bar = {live.beats_per_bar:g}"
        )
    if config.player.on:
        return
    if live.quantum != config.engine.quantum:
        yield (
            f"Live launches {_every(live.quantum)}, Barwise {_every(config.engine.quantum)}: "
            "choose that quantisation in Live, or set [engine] quantum"
        )
    if loads and not live.named(config.ableton.tracks):
        names = " or ".join(config.ableton.tracks)
        yield f"no audio track is called {names}: name one so in Live, or set [ableton] tracks"


def _every(quantum: float) -> str:
    return f"every {quantum:g} beats" if quantum else "at once"
