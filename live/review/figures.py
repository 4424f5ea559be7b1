"""A set in numbers."""

from __future__ import annotations

from statistics import median

from live.review.values import Review
from live.timeline import Timeline

Figure = tuple[str, str]


def figures(review: Review) -> list[Figure]:
    """What stands at the head of the page: a name and a value each."""
    return [
        ("length", clock(review.seconds)),
        ("tempo", _tempo([p.line for p in review.course.pieces if p.running])),
        ("lists", str(review.done.get("lists", 0))),
        ("loops offered", str(len(offered(review)))),
        ("loops taken", str(len(review.taken))),
        ("take rate", _rate(review)),
        ("median place", _place(review)),
        ("taken after a preview", str(sum(each.previewed for each in review.taken))),
        *((what, str(review.done.get(key, 0))) for what, key in _COUNTS),
    ]


_COUNTS = (
    ("previews", "previewed"),
    ("rejected", "rejected"),
    ("banned", "banned"),
    ("undone", "undone"),
    ("late bars", "late"),
)


def offered(review: Review) -> set[int]:
    """Ids of the loops that were on any list."""
    return {each.loop.id for shown in review.shown for each in shown.suggestions}


def clock(seconds: float) -> str:
    """`1:02:03`, or `2:03` within the first hour."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _tempo(lines: list[Timeline]) -> str:
    if not lines:
        return "never ran"
    low, high = min(line.bpm for line in lines), max(line.bpm for line in lines)
    return f"{low:.1f} bpm" if high - low < 0.05 else f"{low:.1f} to {high:.1f} bpm"


def _rate(review: Review) -> str:
    """Of the lists with anything on them, those from which something was taken."""
    full = [shown for shown in review.shown if shown.suggestions]
    if not full:
        return "none"
    return f"{sum(bool(shown.taken) for shown in full) / len(full):.0%} of lists"


def _place(review: Review) -> str:
    return f"{median(each.place for each in review.taken):g}" if review.taken else "none"
