"""How people spell keys: `Am`, `A_minor`, `A#min`, `Bb`, `8A` (Camelot), `1m` (Open Key)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_ACCIDENTALS = {"": 0, "#": 1, "♯": 1, "sharp": 1, "b": -1, "♭": -1, "flat": -1}
_MODES = {"": "", "m": "minor", "min": "minor", "minor": "minor", "M": "major", "maj": "major"}
_MODES |= {"major": "major", "dur": "major", "moll": "minor"}

_NOTE = re.compile(
    r"(?P<letter>[A-Ga-g])"
    r"[\s_-]?(?P<accidental>#|♯|b|♭|[Ss]harp|[Ff]lat|)"
    r"[\s_-]?(?P<mode>[Mm]aj(?:or)?|MAJ(?:OR)?|[Mm]in(?:or)?|MIN(?:OR)?|[Mm]oll|[Dd]ur|m|M|)"
    r"(?P<chord>(?:7|9|11|13|6|add9|sus2|sus4)?)"
)
_CAMELOT = re.compile(r"0?(?P<hour>[1-9]|1[0-2])(?P<side>[AaBb])")
_OPEN_KEY = re.compile(r"0?(?P<hour>[1-9]|1[0-2])(?P<side>[dm])")


@dataclass(frozen=True, slots=True)
class Key:
    """A spelt key: pitch class (0 = C), mode (`minor`, `major` or empty), and whether the spelling
    can hardly mean anything else.
    """

    pitch: int
    mode: str
    plain: bool


def key(text: str) -> Key | None:
    """The key that the whole of `text` spells, or None."""
    return _wheel(text) or _note(text)


def _note(text: str) -> Key | None:
    found = _NOTE.fullmatch(text)
    if found is None:
        return None
    accidental = found["accidental"].lower()
    spelt_mode = found["mode"]
    mode = _MODES[spelt_mode if len(spelt_mode) == 1 else spelt_mode.lower()]
    pitch = (_LETTERS[found["letter"].upper()] + _ACCIDENTALS[accidental]) % 12
    plain = len(text) > 1 and (found["letter"].isupper() or len(text) > 2)
    return Key(pitch, mode, plain)


def _wheel(text: str) -> Key | None:
    """Both wheels turn by fifths: Camelot counts from 8A = Am, Open Key from 1m = Am."""
    if found := _CAMELOT.fullmatch(text):
        fifths, minor = int(found["hour"]) - 8, found["side"] in "Aa"
    elif found := _OPEN_KEY.fullmatch(text):
        fifths, minor = int(found["hour"]) - 1, found["side"] == "m"
    else:
        return None
    tonic = _LETTERS["A"] if minor else _LETTERS["C"]
    return Key((tonic + 7 * fifths) % 12, "minor" if minor else "major", plain=False)
