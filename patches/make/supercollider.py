"""SuperCollider: a method of `Barwise` for each address that goes into it.

What else the class does is written by hand beside it, in `Barwise.sc`.
"""

from __future__ import annotations

from live import protocol
from patches.make.addresses import PREFIX, words

FOLDER = "supercollider"

_WORDS = words(protocol.IN)
_SUGGESTION = next(row for row in protocol.OUT if row.path == PREFIX + "suggestion")

_HEAD = """\
// Written by `python -m patches.make` from live/protocol.py: what can be said to Barwise.
+ Barwise {
"""


def files() -> dict[str, bytes]:
    methods = [_method(word, row) for word, row in zip(_WORDS, protocol.IN, strict=True)]
    heard = ", ".join(f"\\{word}" for word in words(protocol.OUT))
    fields = ", ".join(f"\\{arg.name}" for arg in _SUGGESTION.args)
    listed = (
        f"\n\n\t// What `on` may wait for.\n\t*heard {{ ^[{heard}] }}\n"
        f"\n\t// What is told of a suggestion.\n\t*fields {{ ^[{fields}] }}\n"
    )
    text = _HEAD + "\n\n".join(methods) + listed + "}\n"
    return {f"{FOLDER}/BarwiseMessages.sc": text.encode()}


def _method(word: str, row: protocol.Row) -> str:
    """`| host, port |`: what may be left out comes last, as SuperCollider has it."""
    usage = " ".join(part for part in (row.path, protocol.usage(row)) if part)
    repeated = any(arg.repeated for arg in row.args)
    names = [arg.name for arg in row.args]
    given = f" |{' ... ' if repeated else ''}{', '.join(names)}|" if names else ""
    passed = f", *{names[0]}" if repeated else "".join(f", {name}" for name in names)
    return f"\t// {usage}: {row.doc}\n\t{word} {{{given} ^this.send(\\{word}{passed}) }}"
