"""The conversation of `barwise learn`: move a control, say what it does, done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from live.errors import ConfigError
from live.midi.choices import (
    PRESSED,
    choices,
    following,
    knob_entry,
    pad_entry,
    shows,
    told,
    word_of,
)
from live.midi.drafts import Draft
from live.midi.entries import KnobEntry, PadEntry, spelled
from live.midi.gestures import Gesture

MOVE = "Move a control (an endless encoder both ways). b: what is bound, u: undo, q: end"
SKIP = "s"

_LIT_UP = "  Has it lit up? y: yes, and so do all like it; Enter: not this one; n: none of them"


class Talk(Protocol):
    """The performer at the other end."""

    @property
    def lights(self) -> bool:
        """Whether anything can be sent to the controller."""

    def say(self, text: str) -> None: ...

    def ask(self, question: str) -> str:
        """One line, stripped. Raises `EOFError` when there is nobody any more."""

    def moved(self, prompt: str) -> Gesture | str:
        """The next control that is moved, or a line that is typed instead."""

    def light(self, at: Gesture, value: int) -> None:
        """Send `value` to where the light of a control would be."""


class Teacher:
    """Binds one control after the other; every change is saved at once."""

    def __init__(self, talk: Talk, draft: Draft, save: Callable[[Draft], None]) -> None:
        self._talk = talk
        self._draft = draft
        self._save = save
        self._before: list[Draft] = []
        self._last: PadEntry | None = None
        self._shown: set[bool] = set()
        self._lit: dict[str, bool] = {}  # note, cc, ring -> whether those have lights

    def run(self) -> None:
        """Until q is typed, or nobody is there any more."""
        try:
            while self._turn():
                pass
        except (EOFError, KeyboardInterrupt):
            return

    def _turn(self) -> bool:
        moved = self._talk.moved(MOVE)
        if isinstance(moved, Gesture):
            self._learn(moved)
        elif moved == "u":
            self._undo()
        elif moved == "b":
            self._list()
        return moved != "q"

    def _learn(self, gesture: Gesture) -> None:
        at = spelled(gesture.address)
        there = self._draft.bound(at)
        self._talk.say(f"{at}, {_kind(gesture)}")
        if there is not None:
            answer = self._talk.ask(
                f"  It has a meaning: {told(there)}. r: replace it, Enter: keep"
            )
            if answer != "r":
                return
        entry = self._knob(gesture) if gesture.turns else self._pad(gesture)
        if entry is None:
            self._talk.say("  skipped")
            return
        entry = self._with_light(entry, gesture)
        self._change(self._draft.bind(entry))
        self._last = entry if isinstance(entry, PadEntry) else None
        self._talk.say(f"  {at}: {told(entry)}")

    def _knob(self, gesture: Gesture) -> KnobEntry | None:
        said = self._choose(gesture, "")
        return None if said is None else knob_entry(gesture, said[0])

    def _pad(self, gesture: Gesture) -> PadEntry | None:
        """What it is to do; Enter means what comes next after what the pad before does."""
        guess = following(self._last, gesture) if self._last else None
        said = self._choose(gesture, told(guess) if guess else "")
        while said is not None:
            word, answer = said
            answer = answer or self._detail(word)
            if answer == SKIP:
                return None
            try:
                return pad_entry(gesture, word, answer)
            except ConfigError as error:
                self._talk.say(f"  {error}")
                said = (word, "")
        return None

    def _choose(self, gesture: Gesture, guess: str) -> tuple[str, str] | None:
        """A word, and what was said with it; None to skip the control."""
        there = choices(gesture)
        if gesture.turns not in self._shown:
            self._menu(gesture)
        enter = f"Enter: {guess}, {SKIP}" if guess else f"Enter or {SKIP}"
        while True:
            said = self._talk.ask(f"  Number or word ({enter}: skip, ?: which)") or guess or SKIP
            word, _, answer = said.partition(" ")
            if word == SKIP:
                return None
            if word == "?":
                self._menu(gesture)
                continue
            try:
                return word_of(word, there), answer.strip()
            except ConfigError as error:
                self._talk.say(f"  {error}")

    def _menu(self, gesture: Gesture) -> None:
        """All that the control could do; by itself once for pads and once for knobs."""
        self._shown.add(gesture.turns)
        for number, (word, choice) in enumerate(choices(gesture).items(), 1):
            self._talk.say(f"  {number:2} {word:<10} {choice.about}")

    def _detail(self, word: str) -> str:
        question = PRESSED[word].question
        return self._talk.ask(f"  {question}") if question else ""

    def _with_light(self, entry: PadEntry | KnobEntry, gesture: Gesture) -> PadEntry | KnobEntry:
        """With its light, if there is something to show and the performer sees it light up."""
        if isinstance(entry, KnobEntry):
            return replace(entry, echo=True) if self._lights_up(gesture, "ring") else entry
        if shows(entry) and self._lights_up(gesture, gesture.address.kind):
            return replace(entry, shows=shows(entry))
        return entry

    def _lights_up(self, gesture: Gesture, kind: str) -> bool:
        """Asked until the answer holds for all controls of the `kind`."""
        if not self._talk.lights or kind in self._lit:
            return self._lit.get(kind, False)
        self._talk.light(gesture, 127)
        answer = self._talk.ask(_LIT_UP)
        self._talk.light(gesture, 0)
        if answer in ("y", "n"):
            self._lit[kind] = answer == "y"
        return answer == "y"

    def _change(self, draft: Draft) -> None:
        self._save(draft)
        self._before.append(self._draft)
        self._draft = draft

    def _undo(self) -> None:
        if not self._before:
            self._talk.say("Nothing to undo.")
            return
        self._draft, self._last = self._before.pop(), None
        self._save(self._draft)
        self._talk.say("Undone.")

    def _list(self) -> None:
        pads = [(entry.at, told(entry)) for entry in self._draft.pads if entry.press]
        knobs = [(entry.at, told(entry)) for entry in self._draft.knobs]
        for at, does in pads + knobs:
            self._talk.say(f"  {at:<14} {does}")
        if not pads + knobs:
            self._talk.say("  nothing yet")


def _kind(gesture: Gesture) -> str:
    article = "an" if gesture.kind == "encoder" else "a"
    encoding = f" ({gesture.relative})" if gesture.relative else ""
    return f"{article} {gesture.kind}{encoding}"
