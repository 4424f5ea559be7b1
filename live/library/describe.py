"""A loop in words: for lists, for scripts, and for `barwise inspect`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from live.types import PITCHES, ROLES, Fact, Kind, Loop

#: What has this probability of a role is listed under it.
LIKELY = 0.5

_FORMATS: dict[str, Callable[[Any], str]] = {
    "bpm": "{:.6g}".format,
    "beats": "{:g}".format,
    "key": lambda pitch: PITCHES[pitch],
}


def value(name: str, fact: Fact) -> str:
    """What the fact `name` says, as a reader would write it."""
    return _FORMATS.get(name, str)(fact.value)


def as_json(loop: Loop) -> dict[str, Any]:
    """Everything about `loop` for scripts."""
    return {
        "path": loop.path,
        "id": loop.id,
        "kind": loop.kind,
        "bpm": loop.bpm or None,
        "beats": loop.beats or None,
        "beats_per_bar": loop.beats_per_bar,
        "key": loop.key_name,
        "mode": loop.mode,
        "role": role(loop),
        "roles": dict(zip(ROLES, loop.roles, strict=True)),
        "lufs": loop.lufs,
        "seconds": loop.seconds,
        "pack": loop.pack,
        "licence": loop.licence,
        "digest": loop.digest,
        "facts": {
            name: {
                "value": fact.value,
                "origin": fact.origin,
                "confidence": fact.confidence,
                "note": fact.note,
            }
            for name, fact in loop.facts.items()
        },
    }


def role(loop: Loop) -> str:
    """The likeliest role; empty for what nobody has heard or named."""
    return loop.role if any(loop.roles) else ""


def roles(loop: Loop) -> tuple[str, ...]:
    """The roles that it is listed under, the likeliest first: all with a probability of 0.5."""
    return listed(loop.roles)


def listed(chances: Sequence[float]) -> tuple[str, ...]:
    """The same of the probabilities of all roles."""
    order = sorted(range(len(ROLES)), key=lambda place: -chances[place])
    likely = [place for place in order if chances[place] >= LIKELY] or order[:1]
    return tuple(ROLES[place] for place in likely if chances[place])


def role_from(loop: Loop) -> str:
    """Who says so: name, analysis or user; empty where nobody does."""
    return loop.facts["role"].origin if "role" in loop.facts else ""


def counts(held: Mapping[Kind, int]) -> str:
    """`43 loops, 1 one-shot`, or `nothing`."""
    each = (
        f"{n} {kind}{'' if n == 1 or kind is Kind.SILENCE else 's'}" for kind, n in held.items()
    )
    return ", ".join(each) or "nothing"


def length(loop: Loop) -> str:
    """`4 bars`, `7 beats`, or seconds for what has no beats."""
    if not loop.beats:
        return f"{loop.seconds:.1f} s"
    number, unit = (loop.bars, "bar") if loop.bars.is_integer() else (loop.beats, "beat")
    return f"{number:g} {unit}{'' if number == 1 else 's'}"
