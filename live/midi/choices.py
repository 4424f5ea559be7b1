"""What a control can be made to do, in the words of `barwise learn`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from live.config import nearest
from live.errors import ConfigError
from live.midi.entries import KnobEntry, PadEntry, spelled
from live.midi.gestures import Gesture
from live.midi.presses import AMOUNTS, check
from live.panel import WANTS
from live.types import ROLES

#: The fields of an entry that an answer stands for; raises `ValueError` if it makes no sense.
Read = Callable[[str], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Choice:
    """`question` is asked if more has to be known; `read` understands the answer."""

    about: str
    question: str = ""
    read: Read = lambda _answer: {}


def _suggestion(answer: str) -> dict[str, Any]:
    """As the screen counts them, from 1."""
    return {"first": _at_least(0, int(answer) - 1)} if answer else {}


def _slot(answer: str) -> dict[str, Any]:
    return {"first": _at_least(0, int(answer))}


def _at_least(least: int, number: int) -> int:
    if number < least:
        raise ValueError(number)
    return number


def _role(answer: str) -> dict[str, Any]:
    if answer in ("+", "-"):
        return {"by": float(f"{answer}1")}
    return {"role": answer}


def _amount(answer: str) -> dict[str, Any]:
    amount = float(answer)
    if not abs(amount) <= 1:
        raise ValueError(amount)
    return {"by": amount} if answer[0] in "+-" else {"to": amount}


_WHICH = "Which suggestion, 1 for the first? Enter: the one under the cursor"
_WHICH_SLOT = "Which slot, 0 for the first?"
_HOW_MUCH = "How much, 0 to 1? Or a step: +0.1, -0.1"

PRESSED: Mapping[str, Choice] = {
    "accept": Choice("launch a suggestion on the next bar", _WHICH, _suggestion),
    "preview": Choice("hear it on the cue bus", _WHICH, _suggestion),
    "reject": Choice("not now", _WHICH, _suggestion),
    "ban": Choice("never again", _WHICH, _suggestion),
    "favourite": Choice("more of this", _WHICH, _suggestion),
    "next": Choice("cursor down"),
    "previous": Choice("cursor up"),
    "select": Choice("cursor to a suggestion", "Which suggestion, 1 for the first?", _suggestion),
    "slot": Choice("fill a slot, or stop it", _WHICH_SLOT, _slot),
    "stop": Choice("stop a slot", _WHICH_SLOT, _slot),
    "undo": Choice("take the last action back"),
    "lock": Choice("freeze the list"),
    "role": Choice("what to suggest", f"{', '.join(WANTS)}; or + or - to step through", _role),
    "energy": Choice("from calm to busy", _HOW_MUCH, _amount),
    "surprise": Choice("from safe to adventurous", _HOW_MUCH, _amount),
    "imagine": Choice(
        "have a loop imagined",
        f"{', '.join(ROLES)}? Enter: the role that is wanted",
        lambda answer: {"role": answer},
    ),
    "tap": Choice("tap the tempo"),
}

TURNED: Mapping[str, Choice] = {
    "energy": Choice("from calm to busy"),
    "surprise": Choice("from safe to adventurous"),
    "cursor": Choice("through the list"),
    "role": Choice("what to suggest"),
}

#: What a pad's light shows if it has one.
SHOWN: Mapping[str, str] = {
    "accept": "suggestion",
    "select": "suggestion",
    "reject": "ready",
    "ban": "ready",
    "stop": "slot",
    **{word: word for word in ("preview", "favourite", "slot", "lock", "role", *AMOUNTS)},
}


def choices(gesture: Gesture) -> Mapping[str, Choice]:
    """What the control that was moved can do."""
    return TURNED if gesture.turns else PRESSED


def word_of(answer: str, there: Mapping[str, Choice]) -> str:
    """The word meant by a number of the menu, or by the word itself. Raises `ConfigError`."""
    words = list(there)
    if answer.isdecimal() and 1 <= int(answer) <= len(words):
        return words[int(answer) - 1]
    if answer not in there:
        raise ConfigError(f"{answer!r}: {nearest(answer, words)}")
    return answer


def pad_entry(gesture: Gesture, word: str, answer: str) -> PadEntry:
    """What the pad is to do. Raises `ConfigError` for an `answer` that cannot be meant."""
    try:
        said = PRESSED[word].read(answer)
    except (ValueError, IndexError):
        raise ConfigError(f"{answer!r}: {PRESSED[word].question}") from None
    entry = PadEntry(at=spelled(gesture.address), press=word, **said)
    check(word, entry.pad)
    return entry


def knob_entry(gesture: Gesture, word: str) -> KnobEntry:
    return KnobEntry(at=spelled(gesture.address), turn=word, relative=gesture.relative)


def following(entry: PadEntry, gesture: Gesture) -> PadEntry | None:
    """What the next pad of a row probably does after `entry`."""
    at = spelled(gesture.address)
    if entry.first >= 0:
        return replace(entry, at=at, first=entry.first + 1)
    names = ROLES if entry.press == "imagine" else WANTS
    if entry.role in names[:-1]:
        return replace(entry, at=at, role=names[names.index(entry.role) + 1])
    return None


def shows(entry: PadEntry) -> str:
    """What its light can show; empty where there is nothing to show."""
    steps = entry.by != 0
    return "" if steps else SHOWN.get(entry.press, "")


def told(entry: PadEntry | KnobEntry) -> str:
    """`accept 3`, `role bass`, `energy +0.1`: what it does, as it would be typed."""
    if isinstance(entry, KnobEntry):
        return f"turns {entry.turn}" + (f" ({entry.relative})" if entry.relative else "")
    return " ".join(part for part in (entry.press, _detail(entry)) if part)


def _detail(entry: PadEntry) -> str:
    if entry.first >= 0:
        return str(entry.first + (entry.press not in ("slot", "stop")))
    if entry.by:
        return f"{entry.by:+g}"
    return entry.role or (f"{entry.to:g}" if entry.to >= 0 else "")
