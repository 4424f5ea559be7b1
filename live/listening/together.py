"""What files sound like together, without a stage: for the commands that take some."""

from __future__ import annotations

import math
from collections.abc import Sequence

from live.errors import FileError
from live.library.lookup import Known
from live.library.shelf import Shelf
from live.listening.hearing import Heard, hear_loops
from live.timeline import Timeline
from live.types import Kind, Loop, Playing, Suggestion


def hear_together(playing: Sequence[Known], bpm: float) -> Heard:
    """What the loops sound like together, all of them from their first beats at `bpm`.

    Raises `FileError` for what is no loop.
    """
    loops = [must_be_loop(known.loop) for known in playing]
    stage = Shelf.from_loops(loops, {known.loop.id: known.sketch for known in playing})
    sounding = [
        Playing(Suggestion(loop, 1.0, bpm, stretch=_nearest(bpm / loop.bpm)), 0.0) for loop in loops
    ]
    return hear_loops(0, Timeline(bpm), sounding, stage)


def must_be_loop(loop: Loop) -> Loop:
    """The same. Raises `FileError` for a one-shot, silence or a song, with the reason."""
    if loop.kind is not Kind.LOOP:
        note = loop.facts["kind"].note
        because = f" ({note})" if note else ""
        raise FileError(f"{loop.path}: {loop.kind}{because}; give a loop")
    return loop


def _nearest(stretch: float) -> float:
    """The playback rate nearest to 1 with which a loop runs at normal, half or double time."""
    return min((stretch / 2, stretch, stretch * 2), key=lambda rate: abs(math.log(rate)))
