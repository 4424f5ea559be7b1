"""A controller map in the making: what `barwise learn` changes and writes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from live.config import read
from live.midi.entries import KnobEntry, PadEntry, each_knob, each_pad

#: How lights of one colour look; the words are those of `lights.SHOWS`.
_ON, _BLINKS = 127, {"value": 127, "blink": True}
PLAIN_LOOKS: Mapping[str, Mapping[str, Any]] = {
    "suggestion": {"offered": _ON, "cursor": _BLINKS},
    "preview": {"on": _ON},
    "favourite": {"on": _ON},
    "ready": {"ready": _ON},
    "slot": {"queued": _BLINKS, "playing": _ON, "stopping": _BLINKS},
    **{name: {"on": _ON} for name in ("role", "lock", "energy", "surprise")},
}

_SECTIONS = ("pad", "knob", "looks", "colours")


@dataclass(frozen=True, slots=True)
class Draft:
    """`head` are the keys before the tables; every pad and knob has an entry of its own."""

    head: Mapping[str, Any] = field(default_factory=dict)
    colours: Mapping[str, Any] = field(default_factory=dict)
    looks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    pads: tuple[PadEntry, ...] = ()
    knobs: tuple[KnobEntry, ...] = ()

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Draft:
        """The draft of a map file's `table`, which has been found to be in order."""
        pads = (read(PadEntry, raw) for raw in table.get("pad", []))
        knobs = (read(KnobEntry, raw) for raw in table.get("knob", []))
        return cls(
            {key: value for key, value in table.items() if key not in _SECTIONS},
            table.get("colours", {}),
            table.get("looks", {}),
            tuple(single for entry in pads for _, single in each_pad(entry)),
            tuple(single for entry in knobs for _, single in each_knob(entry)),
        )

    def bound(self, at: str) -> PadEntry | KnobEntry | None:
        """What the control at `at` does already."""
        pads = (entry for entry in self.pads if entry.at == at and entry.press)
        knobs = (entry for entry in self.knobs if entry.at == at)
        return next(pads, None) or next(knobs, None)

    def bind(self, entry: PadEntry | KnobEntry) -> Draft:
        """With `entry` instead of whatever is at its place."""
        free = replace(
            self,
            pads=tuple(other for other in self.pads if other.at != entry.at),
            knobs=tuple(other for other in self.knobs if other.at != entry.at),
        )
        if isinstance(entry, KnobEntry):
            return replace(free, knobs=(*free.knobs, entry))
        return replace(free, pads=(*free.pads, entry), looks=self._looks_with(entry))

    def text(self, title: str) -> str:
        """As a map file."""
        blocks = [
            f"# {title}. Written by `barwise learn`; generic.toml explains every word.",
            "\n".join(f"{key} = {_literal(value)}" for key, value in self.head.items()),
            _table("colours", self.colours),
            *(_table(f"looks.{_key(name)}", look) for name, look in self.looks.items()),
            *("\n".join(("[[pad]]", *_said(entry))) for entry in self.pads),
            *("\n".join(("[[knob]]", *_said(entry))) for entry in self.knobs),
        ]
        return "\n\n".join(block for block in blocks if block) + "\n"

    def _looks_with(self, entry: PadEntry) -> Mapping[str, Mapping[str, Any]]:
        if not entry.shows or (entry.looks or entry.shows) in self.looks:
            return self.looks
        return {**self.looks, entry.shows: PLAIN_LOOKS[entry.shows]}


def _said(entry: PadEntry | KnobEntry) -> Iterator[str]:
    """The keys of `entry` that say something."""
    for key in fields(entry):
        value = getattr(entry, key.name)
        if value != key.default:
            yield f"{key.name} = {_literal(value)}"


def _table(name: str, table: Mapping[str, Any]) -> str:
    lines = [f"{_key(key)} = {_literal(value)}" for key, value in table.items()]
    return "\n".join((f"[{name}]", *lines)) if lines else ""


def _literal(value: Any) -> str:
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(key)} = {_literal(each)}" for key, each in value.items())
        return f"{{ {inside} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_literal, value))}]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool) else str(value)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)
