"""What the page draws from, as JSON: every loop is told once and meant by its number after that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from live.review.values import Block, Heard, Review, Shown, name, role
from live.types import Loop

#: A change of tempo that can be seen, bpm.
_SEEN = 0.01


class _Loops:
    """Numbers loops in the order in which they are met."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[int, str], int] = {}
        self.told: list[dict[str, str]] = []

    def number(self, loop: Loop) -> int:
        known = (loop.id, loop.path)
        if known not in self._numbers:
            self._numbers[known] = len(self.told)
            self.told.append({"name": name(loop), "role": role(loop), "key": loop.key_name})
        return self._numbers[known]


def data(review: Review) -> dict[str, Any]:
    """All values are plain; times in seconds, to a tenth of a millisecond."""
    loops = _Loops()
    lanes = sorted({block.lane for block in review.blocks}, key=lambda lane: (len(lane), lane))
    return {
        "bar": review.arrangement.beats_per_bar,
        "seconds": max(_time(review.seconds), 0.1),
        "knots": [[_time(knot.time), knot.beat] for knot in review.arrangement.knots],
        "lanes": lanes,
        "blocks": [_block(block, lanes, loops) for block in review.blocks],
        "lists": [_list(shown, loops) for shown in review.shown],
        "tempo": [[_time(time), round(bpm, 3)] for time, bpm in review.course.tempi(_SEEN)],
        "stops": [[_time(start), _time(end)] for start, end in review.course.stops()],
        "keys": keys(review.blocks),
        "heard": [_heard(heard) for heard in review.heard],
        "marks": [
            {"time": _time(mark.time), "kind": mark.kind, "text": mark.text}
            for mark in review.marks
        ],
        "loops": loops.told,
    }


def _time(seconds: float) -> float:
    return round(seconds, 4)


def _block(block: Block, lanes: Sequence[str], loops: _Loops) -> dict[str, Any]:
    fix, taken = block.suggestion, block.taken
    return {
        "lane": lanes.index(block.lane),
        "loop": loops.number(block.loop),
        "start": _time(block.start.time),
        "end": _time(block.end.time),
        "beats": [round(block.start.beat, 4), round(block.end.beat, 4)],
        "transpose": fix.transpose,
        "stretch": round(fix.stretch, 4),
        "gain": round(fix.gain_db, 1),
        "key": block.key,
        "place": taken.place if taken else 0,
        "among": taken.among if taken else 0,
        "previewed": bool(taken and taken.previewed),
    }


def _list(shown: Shown, loops: _Loops) -> dict[str, Any]:
    return {
        "time": _time(shown.time),
        "met": shown.in_time,
        "offers": [
            [loops.number(each.loop), each.transpose, round(each.score, 3)]
            for each in shown.suggestions
        ],
        "taken": list(shown.taken),
    }


def _heard(heard: Heard) -> dict[str, Any]:
    return {
        "time": _time(heard.time),
        "source": heard.source,
        "roles": [round(100 * share) for share in heard.roles],
        "key": heard.key,
    }


def keys(blocks: Sequence[Block]) -> list[list[Any]]:
    """From when to when which keys sounded together, the one of the most loops first."""
    tonal = [block for block in blocks if block.key]
    edges = sorted({edge for block in tonal for edge in (block.start.time, block.end.time)})
    found: list[list[Any]] = []
    for start, end in pairwise(edges):
        said = _sounding(tonal, start)
        if found and found[-1][1:] == [_time(start), said]:
            found[-1][1] = _time(end)
        elif said:
            found.append([_time(start), _time(end), said])
    return found


def _sounding(tonal: Sequence[Block], time: float) -> str:
    sounding = (block.key for block in tonal if block.start.time <= time < block.end.time)
    return " ".join(key for key, _ in Counter(sounding).most_common())
