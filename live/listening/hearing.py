"""What the coming bars sound like: known exactly from playing loops, or taken from live audio.

The window is 16 beats from the coming bar on. Music repeats, so of live audio the last phrase
stands for the next; what has not been heard of it yet stays empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from live import features
from live.features import Bytes, Profile
from live.library.shelf import Shelf
from live.listening.tonality import key_of
from live.mixing import mixed, sounding
from live.timeline import Timeline
from live.types import ROLES, Floats, Loop, Playing

UNKNOWN_ROLES = (0.0,) * len(ROLES)


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """The context for a coming bar.

    `source` is silence, loops or audio; `power` (192, 212) is None in silence; `roles` are the
    highest probabilities of what plays, in the order of `ROLES`; `loops` the ids of what plays;
    `sketch` all that is kept of live audio; `key` as `Am`, empty for what has none.
    """

    bar: int
    bpm: float
    source: str
    profile: Profile
    power: Floats | None = None
    roles: tuple[float, ...] = UNKNOWN_ROLES
    loops: tuple[int, ...] = ()
    sketch: Bytes | None = None
    key: str = ""


def silence(bar: int, bpm: float) -> Heard:
    empty = np.zeros(features.SKETCH_SHAPE, np.float32)
    return Heard(bar, bpm, "silence", features.profile(empty))


def beside(own: Sequence[Playing], host: Sequence[Playing]) -> tuple[Playing, ...]:
    """All that plays: a loop of ours that the host reports as well is one loop, not two."""
    ids = {playing.suggestion.loop.id for playing in own}
    return (*own, *(each for each in host if each.suggestion.loop.id not in ids))


def hear_loops(
    bar: int,
    line: Timeline,
    playing: Sequence[Playing],
    shelf: Shelf,
    guests: Mapping[int, Bytes] = MappingProxyType({}),
) -> Heard:
    """What `playing` will sound like from `bar` on.

    Of loops that are not on the shelf `guests` has the sketches by id; of the others nobody knows
    the sound, but they count as playing.
    """
    if not playing:
        return silence(bar, line.bpm)
    beat = line.beat_of(bar)
    found = [(_sketch(p.suggestion.loop.id, shelf, guests), p) for p in playing]
    power = mixed(
        sounding(features.power(sketch), p, beat) for sketch, p in found if sketch is not None
    )
    profile = features.profile(power)
    return Heard(
        bar,
        line.bpm,
        "loops",
        profile,
        power,
        roles=roles_of(playing, shelf),
        key=key_of(playing, profile),
        loops=ids_of(playing),
    )


def ids_of(playing: Sequence[Playing]) -> tuple[int, ...]:
    return tuple(each.suggestion.loop.id for each in playing)


def roles_of(playing: Sequence[Playing], shelf: Shelf) -> tuple[float, ...]:
    """The highest probability of each of `ROLES` in what plays."""
    told = (_roles(each.suggestion.loop, shelf) for each in playing)
    return tuple(map(max, zip(UNKNOWN_ROLES, *told, strict=True)))


def _roles(loop: Loop, shelf: Shelf) -> tuple[float, ...]:
    """What is told today: the loop may have been launched before."""
    row = shelf.row_of(loop.id)
    return loop.roles if row is None else tuple(round(float(p), 3) for p in shelf.roles[row])


def _sketch(id: int, shelf: Shelf, guests: Mapping[int, Bytes]) -> Bytes | None:
    row = shelf.row_of(id)
    return guests.get(id) if row is None else shelf.sketches([row])[0]


def hear_audio(
    bar: int, line: Timeline, mono: Floats, end: float, rate: int, threshold: float = -60.0
) -> Heard:
    """What comes if the last phrase of `mono` (samples,) before `bar` is played again.

    `end` is the moment, in the seconds of `line`, right after the last sample. Below `threshold`
    (mean power in decibels) it is silence.
    """
    beats = _phrase(line.beats_per_bar)
    phrase = _excerpt(mono, rate, end, line.time_at(line.beat_of(bar) - beats), beats / line.bpm)
    if np.mean(phrase**2) <= 10 ** (threshold / 10):
        return silence(bar, line.bpm)
    spectra = features.spectra(phrase, rate, beats, cyclic=False)
    return hear_sketch(bar, line, features.sketch(spectra))


def hear_sketch(bar: int, line: Timeline, sketch: Bytes) -> Heard:
    """Live audio by its sketch (192, 212)."""
    power = features.power(sketch)
    profile = features.profile(power)
    return Heard(bar, line.bpm, "audio", profile, power, sketch=sketch, key=key_of((), profile))


def _phrase(beats_per_bar: int) -> int:
    """The most beats within the window that are 1, 2, 4 ... whole bars."""
    bars = max(1, features.WINDOW_BEATS // beats_per_bar)
    return beats_per_bar << (bars.bit_length() - 1)


def _excerpt(mono: Floats, rate: int, end: float, start: float, minutes: float) -> Floats:
    """`minutes` from the time `start` on; zeros where nothing was heard."""
    wanted = np.zeros(round(60 * minutes * rate), np.float32)
    first = len(mono) - round((end - start) * rate)
    heard = np.nan_to_num(mono[max(first, 0) : max(first + len(wanted), 0)], posinf=0, neginf=0)
    wanted[max(-first, 0) :][: len(heard)] = heard
    return wanted
