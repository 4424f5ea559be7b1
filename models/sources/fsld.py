"""The Freesound Loop Dataset, and folders like it.

Ramires et al., ISMIR 2020. The folder holds `metadata.json` (Freesound's id -> username, licence,
pack, preview_url, and the uploader's own bpm), `annotations/EXPERT/sound-ID.json` (bpm, signature,
key, mode, instrumentation, well_cut, discard), and the files in `audio/wav`, called after the
preview. Loops of a pack with one tempo and key are taken to sound together.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from live import audio
from live.errors import FileError
from live.filetypes import is_audio
from live.types import ROLES
from models.items import BEATS_PER_BAR, Item
from models.sources.keyed import UNKNOWN, Keyed, together

CORPUS = "fsld"

_ROLES = {"chords": "chord", "vocal": "voice"}
_KEYLESS = frozenset({"percussion", "fx"})
_NO_KEY = frozenset({"", "none", "unknown", "null"})
_UNCUT_SECONDS = 0.1

Record = Mapping[str, Any]


def load(folder: Path) -> list[Item]:
    """The well cut loops of whole bars in 4/4. Raises `FileError` if there is no metadata."""
    records = _json(folder / "metadata.json")
    experts = _experts(folder)
    return together(_keyed(folder, records, experts))


def _keyed(
    folder: Path, records: Mapping[str, Record], experts: Mapping[str, Record]
) -> Iterator[Keyed]:
    files = {file.name.partition("_")[0]: file for file in _audio(folder)}
    for sound, record in records.items():
        said = {**record.get("annotations", {}), **experts.get(sound, {})}
        file = files.get(sound)
        if file and _is_good(said) and (bars := _bars(file, float(said["bpm"]))):
            item = _item(file, sound, bars, record, said)
            yield Keyed(item, _key(item, said))


def _audio(folder: Path) -> list[Path]:
    return sorted(f for f in (folder / "audio").rglob("*") if is_audio(f))


def _experts(folder: Path) -> dict[str, Record]:
    """What annotators say; where several do, the last."""
    found: dict[str, Record] = {}
    for file in sorted((folder / "annotations").glob("*/sound-*.json")):
        found[re.sub(r"^sound-", "", file.stem)] = _json(file)
    return found


def _json(file: Path) -> dict[str, Any]:
    try:
        read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FileError(f"{file}: no metadata of loops ({error}); see its dataset") from None
    return read


def _is_good(said: Record) -> bool:
    common = str(said.get("signature") or "4/4").startswith("4")
    return common and not said.get("discard") and said.get("well_cut", True) and _bpm(said) > 0


def _bpm(said: Record) -> float:
    try:
        return float(said.get("bpm") or 0)
    except ValueError:  # "unknown"
        return 0.0


def _bars(file: Path, bpm: float) -> int:
    """How many bars `file` holds; 0 if it is not cut to whole ones, or cannot be read."""
    bar = BEATS_PER_BAR * 60 / bpm
    try:
        seconds = audio.length(file)
    except FileError:
        return 0
    bars = round(seconds / bar)
    return bars if abs(seconds - bars * bar) < _UNCUT_SECONDS else 0


def _item(file: Path, sound: str, bars: int, record: Record, said: Record) -> Item:
    author = str(record.get("username") or "")
    heard = {_ROLES.get(name, name) for name, is_so in _instruments(said).items() if is_so}
    return Item(
        path=str(file),
        corpus=CORPUS,
        song=f"{author}/{_pack(record)}",
        section="",
        stem=sound,
        material=f"sound-{sound}",
        bpm=_bpm(said),
        bars=bars,
        role="+".join(role for role in ROLES if role in heard),
        family=author,
        origin=f"https://freesound.org/s/{sound}/ by {author}",
        licence=str(record.get("license") or ""),
    )


def _instruments(said: Record) -> Record:
    found: Record = said.get("instrumentation") or {}
    return found


def _pack(record: Record) -> str:
    """The pack's name, or the end of its address."""
    return str(record.get("pack_name") or record.get("pack") or "").rstrip("/").rpartition("/")[2]


def _key(item: Item, said: Record) -> str:
    key, mode = (str(said.get(name) or "").lower() for name in ("key", "mode"))
    if key in _NO_KEY:
        is_keyless = item.roles and set(item.roles) <= _KEYLESS
        return "" if is_keyless else UNKNOWN
    return f"{key} {mode}".strip()
