"""The address space as a tree of JSON, made from the one table of `protocol`.

What a row cannot do without is its TYPE; each of its longer forms, with one more optional argument,
is one of its OVERLOADS. So a host draws a button for `/barwise/accept`, which takes an index and a
slot from whoever has them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from live.protocol import IN, OUT, Arg, Row, Value, usage

Node = dict[str, Any]

#: What was said last at each address.
Values = Mapping[str, Sequence[Value]]

READABLE = 1
WRITABLE = 2

#: The type of a method without arguments, "impulse": hosts draw a button.
BUTTON = "I"


def node(path: str, values: Values) -> Node | None:
    """What is at `path` and all that is below it; None where there is nothing."""
    inside = path.rstrip("/") + "/"
    below = [other.removeprefix(inside) for other in METHODS if other.startswith(inside)]
    if path not in METHODS and not below:
        return None
    found: Node = dict(METHODS.get(path, {"FULL_PATH": path, "ACCESS": 0}))
    if path in values:
        found["VALUE"] = list(values[path])
    if below:
        names = dict.fromkeys(rest.partition("/")[0] for rest in below)
        found["CONTENTS"] = {name: node(inside + name, values) for name in names}
    return found


def _method(taken: Row | None, told: Row | None) -> Node:
    """An address that Barwise takes, tells, or both; then what may be sent is what counts."""
    row = taken or told
    assert row is not None
    shortest, *longer = map(_signature, forms(row))
    overloads = {"OVERLOADS": longer} if longer else {}
    return {
        "FULL_PATH": row.path,
        "DESCRIPTION": _description(row),
        "ACCESS": READABLE * (told is not None) + WRITABLE * (taken is not None),
        **shortest,
        **overloads,
    }


def forms(row: Row) -> list[tuple[Arg, ...]]:
    """The arguments that a message may have: none of the optional ones, the first, and so on."""
    optional = [arg for arg in row.args if arg.optional]
    return [
        tuple(arg for arg in row.args if arg not in optional[count:])
        for count in range(len(optional) + 1)
    ]


def _description(row: Row) -> str:
    """Its meaning, and its arguments where the TYPE cannot tell them all."""
    plain = all(not arg.optional and not arg.repeated for arg in row.args)
    return row.doc if plain else f"{row.doc}: {usage(row)}"


def _signature(args: Sequence[Arg]) -> Node:
    if not args:
        return {"TYPE": BUTTON}
    ranges = [_range(arg) for arg in args]
    return {
        "TYPE": "".join(arg.tag for arg in args),
        "EXTENDED_TYPE": [arg.name for arg in args],
        **({"RANGE": ranges} if any(ranges) else {}),
    }


def _range(arg: Arg) -> Node | None:
    if arg.choices:
        return {"VALS": list(arg.choices)}
    number = int if arg.tag == "i" else float
    limits = {"MIN": arg.low, "MAX": arg.high}
    return {key: number(limit) for key, limit in limits.items() if math.isfinite(limit)} or None


_TAKEN = {row.path: row for row in IN}
_TOLD = {row.path: row for row in OUT}

METHODS = {path: _method(_TAKEN.get(path), _TOLD.get(path)) for path in sorted(_TAKEN | _TOLD)}
