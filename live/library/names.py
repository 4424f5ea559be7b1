"""What a path says: Splice, Looperman and free file names, and the folders above them.

Read for tempo, beats, key, kind and pack; `words` reads the roles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from live.library import spelling, words
from live.library.facts import Facts
from live.types import Fact, Kind, Origin

_SLOWEST, _FASTEST = 40.0, 240.0
#: Bare numbers below this are mostly numbering.
_LEAST_BARE = 60.0

_LOOPERMAN = re.compile(r"looperman-[a-z]-\d+-\d+-", re.IGNORECASE)
_AUTHOR = re.compile(r"@.*$")
_SPLICE = re.compile(r"(?P<pack>[A-Z][A-Z0-9]*_[A-Z0-9]+)_(?:(?P<bpm>\d{2,3})_)?(?=[A-Za-z0-9])")
_NUMBER = r"(?<![\d.,#])(\d{2,3}(?:[.,]\d{1,3})?)"
_BPM = re.compile(rf"{_NUMBER}[\s_-]*bpm|bpm[\s_-]*{_NUMBER}(?!\d)", re.IGNORECASE)
_BARE = re.compile(r"(?<![A-Za-z0-9.,#])([1-9]\d{1,2}(?:\.\d{1,3})?)(?![A-Za-z0-9#])(?!\.\d)")
_BARS = re.compile(r"(?<!\d)(\d{1,2})[\s_-]*bars?(?![a-z])", re.IGNORECASE)
_BEATS = re.compile(r"(?<!\d)(\d{1,3})[\s_-]*beats(?![a-z])", re.IGNORECASE)

_LETTER = r"[A-Ga-g](?:#|♯|b|♭|[\s_-]?[Ss]harp|[\s_-]?[Ff]lat)?"
_MODE = r"(?:[Mm]aj(?:or)?|MAJ(?:OR)?|[Mm]in(?:or)?|MIN(?:OR)?|[Mm]oll|[Dd]ur)"
_SPELT = re.compile(
    rf"(?<![A-Za-z0-9#])({_LETTER}[\s_-]?{_MODE}(?:7|9)?|{_LETTER}[mM]?(?:7|9|11|13|6)?"
    r"|0?[1-9][ABdm]|1[0-2][ABdm])(?![A-Za-z0-9#♯♭])"
)
#: A key stands beside the tempo or ends the name; the article "a" does not.
_BEFORE_KEY = re.compile(r"(?:\d|bpm)[\s_\-()\[\]]*$", re.IGNORECASE)
_AFTER_KEY = re.compile(r"[\s_\-()\[\]]*(?:\d{2,3}(?!\d)|$)")

Claims = dict[str, Fact]


def read(path: PurePath, folders: Sequence[str]) -> Facts:
    """What the name of `path` says, and where it is silent the `folders` above it, nearest first.

    `folders` hold no more than the folders inside of the scanned one.
    """
    stem = _AUTHOR.sub("", _LOOPERMAN.sub("", path.stem)).strip()
    claims = {**_pack(stem), **_kind(stem, folders), **_length(stem), **_key(stem), **_bpm(stem)}
    for folder in folders:
        for name, fact in {**_key(folder), **_bpm(folder)}.items():
            claims.setdefault(name, _claim(fact.value, 0.8 * fact.confidence))
    return claims


def _claim(value: float | int | str | None, confidence: float) -> Fact:
    return Fact(value, Origin.NAME, round(confidence, 3))


def _bpm(text: str) -> Claims:
    """The word `bpm` beside a number; Splice's third field; or any number that may be a tempo."""
    sources = (
        (0.95, [a or b for a, b in _BPM.findall(text)]),
        (0.85, [found["bpm"]] if (found := _SPLICE.match(text)) and found["bpm"] else []),
        (0.6, [n for n in _BARE.findall(text) if float(n) >= _LEAST_BARE]),
    )
    for confidence, numbers in sources:
        for number in numbers:
            bpm = float(number.replace(",", "."))
            if _SLOWEST <= bpm <= _FASTEST:
                return {"bpm": _claim(bpm, confidence)}
    return {}


def _length(text: str) -> Claims:
    if found := _BARS.search(text):
        return {"bars": _claim(int(found[1]), 0.85)} if int(found[1]) else {}
    if found := _BEATS.search(text):
        return {"beats": _claim(float(found[1]), 0.85)} if int(found[1]) else {}
    return {}


def _key(text: str) -> Claims:
    """The most certain of the spellings in `text`; of equals the last, where keys mostly stand."""
    best: tuple[float, spelling.Key] | None = None
    for found in _SPELT.finditer(text):
        key = spelling.key(found[1])
        if key is None:
            continue
        confidence = _certainty(key, text[: found.start()], text[found.end() :])
        if confidence and (best is None or confidence >= best[0]):
            best = confidence, key
    if best is None:
        return {}
    confidence, key = best
    mode = {"mode": _claim(key.mode, confidence)} if key.mode else {}
    return {"key": _claim(key.pitch, confidence), **mode}


def _certainty(key: spelling.Key, before: str, after: str) -> float:
    """How surely this is a key: by its spelling, or by standing alone or beside the tempo."""
    if key.plain and key.mode:
        return 0.9
    beside = bool(_AFTER_KEY.match(after) or _BEFORE_KEY.search(before))
    if key.plain:
        return 0.8 if beside else 0.5
    return 0.6 if beside and (key.mode or before.strip(" _-")) else 0.0


def _kind(stem: str, folders: Sequence[str]) -> Claims:
    """The name's own words first, then the folders', nearest first; a tempo is a loop's."""
    text = words.plain(stem)
    if _BPM.search(stem) or words.is_loop(text):
        return {"kind": _claim(Kind.LOOP, 0.8)}
    for place, confidence in [(text, 0.8), *((words.plain(f), 0.7) for f in folders)]:
        if words.is_one_shot(place):
            return {"kind": _claim(Kind.ONE_SHOT, confidence)}
        if words.is_loop(place):
            return {"kind": _claim(Kind.LOOP, confidence)}
    if words.is_phrase(text):
        return {"kind": _claim(Kind.LOOP, 0.7)}
    if words.is_one_hit(text) and not _bpm(stem):
        return {"kind": _claim(Kind.ONE_SHOT, 0.5)}
    return {}


def _pack(stem: str) -> Claims:
    found = _SPLICE.match(stem)
    return {"pack": _claim(found["pack"], 0.6)} if found else {}
