"""Everything a file claims to be before anyone listens: chunks, names, folders, licence texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from live.library import chunks, names, roles, words
from live.library.facts import Facts, merged
from live.types import Fact, Origin

_LICENCE_FILES = re.compile(r"(licen[sc]e|copying|readme)(\.(txt|md|rst))?", re.IGNORECASE)
_MOST_BYTES = 1 << 16
#: The first that is found names the licence; the narrower stand before the wider.
_LICENCES = (
    (r"\bCC0\b|public domain dedication", "CC0"),
    (r"CC[ -]BY[ -]NC[ -]SA", "CC-BY-NC-SA"),
    (r"CC[ -]BY[ -]NC", "CC-BY-NC"),
    (r"CC[ -]BY[ -]SA|Attribution-ShareAlike", "CC-BY-SA"),
    (r"CC[ -]BY\b|Creative Commons Attribution", "CC-BY"),
    (r"\bMIT License\b|Permission is hereby granted, free of charge", "MIT"),
    (r"\bUnlicense\b", "Unlicense"),
    (r"Apache License", "Apache-2.0"),
    (r"GNU GENERAL PUBLIC LICENSE|\bGPL\b", "GPL"),
    (r"royalty[ -]free", "royalty-free"),
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is claimed: by the file itself, by its name, and role -> weight by the words in it.

    `loop` is where the file says it loops, in frames.
    """

    embedded: Facts
    named: Facts
    roles: Mapping[str, float] = field(default_factory=dict)
    loop: tuple[int, int] | None = None

    @property
    def facts(self) -> dict[str, Fact]:
        return merged(self.embedded, self.named)


def read(path: Path, root: Path) -> Metadata:
    """The claims of the file at `path`, found while scanning the folder `root`."""
    folders = _folders(path, root)
    embedded = chunks.read(path)
    named = dict(names.read(path, folders))
    named["pack"] = _pack(path, root, named.get("pack"))
    if licence := _licence(path.parent, root):
        named["licence"] = Fact(licence, Origin.NAME, 0.6)
    return Metadata(embedded.facts, named, roles.hints(path.stem, folders), embedded.loop)


def _folders(path: Path, root: Path) -> tuple[str, ...]:
    """The folders between `root` and the file, nearest first."""
    if not path.is_relative_to(root):
        return (path.parent.name,)
    return tuple(reversed(path.relative_to(root).parts[:-1]))


def _pack(path: Path, root: Path, named: Fact | None) -> Fact:
    """The top folder under `root`; where that only sorts by role, the name's own pack or `root`."""
    folders = _folders(path, root)
    if folders and not words.is_generic(words.plain(folders[-1]).split()):
        return Fact(folders[-1], Origin.NAME, 0.8)
    return named or Fact(root.name if path.is_relative_to(root) else "", Origin.NAME, 0.5)


def _licence(folder: Path, root: Path) -> str:
    """What the licence text in the folder or above it, up to `root`, is; empty if there is none."""
    if found := _licence_in(folder):
        return found
    inside = folder != root and folder.is_relative_to(root)
    return _licence(folder.parent, root) if inside else ""


@cache
def _licence_in(folder: Path) -> str:
    try:
        files = sorted(f for f in folder.iterdir() if _LICENCE_FILES.fullmatch(f.name))
        texts = [_beginning(f) for f in files]
    except OSError:
        return ""
    for pattern, licence in _LICENCES:
        if any(re.search(pattern, text, re.IGNORECASE) for text in texts):
            return licence
    return ""


def _beginning(file: Path) -> str:
    with file.open(encoding="utf-8", errors="replace") as text:
        return text.read(_MOST_BYTES)
