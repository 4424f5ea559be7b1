from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from live.errors import FileError
from models.items import Item, sections
from models.sources import fma, fsld, packs, scores, stems
from tests import loop_files
from tests.files import wav
from tests.sounds import PROGRESSION, chords, drums

LOOP = Item("/a.wav", "toy", "one", "0", "bass", "0", 120.0, 4, origin="Debian game-data")


def test_lmms_songs_are_their_composers_and_modules_their_games(tmp_path: Path) -> None:
    lmms = replace(LOOP, corpus="lmms", song="CapDan-ReggaeTry")
    module = replace(LOOP, corpus="modules")
    rendered = replace(LOOP, corpus="lmms", family="Faith")
    folder = loop_files.table(tmp_path, lmms, module, rendered, LOOP)
    families = [item.family for item in stems.load(folder)]
    assert families == ["CapDan", "Debian game-data", "Faith", ""]
    assert stems.load(folder / "stems.tsv") == stems.load(folder)


def test_loops_of_a_pack_fit_in_tempo_and_key_and_drums_fit_any(tmp_path: Path) -> None:
    tune = chords(120, *PROGRESSION)
    wav(tmp_path / "Night" / "drums" / "beat 120bpm.wav", drums(120, 16))
    wav(tmp_path / "Night" / "keys 120bpm Cmin.wav", tune)
    wav(tmp_path / "Night" / "bass 120bpm Cmin.wav", chords(120, (36,), (32,), (39,), (34,)))
    wav(tmp_path / "Night" / "lead 120bpm Amin.wav", chords(120, (69,), (72,), (76,), (74,)))
    wav(tmp_path / "Night" / "slow 90bpm Cmin.wav", chords(90, *PROGRESSION))
    wav(tmp_path / "Day" / "keys 120bpm Cmin.wav", chords(120, *PROGRESSION, up=12))
    (tmp_path / "Night" / "broken 120bpm.wav").write_bytes(b"no audio")
    found = packs.load(tmp_path, tmp_path / "packs.db")
    together = {
        (section[0].song, section[0].section): sorted(Path(i.path).stem[:4] for i in section)
        for section in sections(found)
    }
    assert together == {
        ("Night", "120 Cm"): ["bass", "beat", "keys"],
        ("Night", "120 Am"): ["beat", "lead"],
        ("Night", "90 Cm"): ["slow"],
        ("Day", "120 Cm"): ["keys"],
    }
    assert {item.role for item in found if "bass" in item.path} == {"bass"}
    assert all(item.bars == 4 and item.material.startswith("file-") for item in found)


def sound(folder: Path, number: int, **expert: Any) -> tuple[str, dict[str, Any]]:
    """A loop of the Freesound dataset with what an expert says of it."""
    wav(folder / "audio" / "wav" / f"{number}_77.wav", chords(120, *PROGRESSION))
    said = {"bpm": "120", "signature": "4/4", "well_cut": True, "discard": False, **expert}
    file = folder / "annotations" / "expert" / f"sound-{number}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(said))
    licence = "http://creativecommons.org/publicdomain/zero/1.0/"
    record = {"username": "ana", "license": licence, "pack": "https://freesound.org/packs/9/"}
    return str(number), record


def instruments(*names: str) -> Mapping[str, bool]:
    known = ("percussion", "bass", "chords", "melody", "fx", "vocal")
    return {name: name in names for name in known}


def test_freesound_loops_are_read_with_what_experts_say(tmp_path: Path) -> None:
    records = dict(
        [
            sound(
                tmp_path,
                1,
                key="C",
                mode="minor",
                instrumentation=instruments("chords", "bass"),
            ),
            sound(tmp_path, 2, key="none", instrumentation=instruments("percussion")),
            sound(tmp_path, 3, key="C", mode="minor", instrumentation=instruments("vocal")),
            sound(tmp_path, 4, key="unknown", instrumentation=instruments("melody")),
            sound(tmp_path, 5, discard=True),
            sound(tmp_path, 6, signature="3/4"),
            sound(tmp_path, 7, bpm="113"),
            sound(tmp_path, 8, bpm="unknown"),
        ]
    )
    records["9"] = {"username": "ana", "annotations": {"bpm": 120}}  # its file is not here
    (tmp_path / "metadata.json").write_text(json.dumps(records))
    found = {item.stem: item for item in fsld.load(tmp_path)}
    assert set(found) == {"1", "2", "3", "4"}
    assert {number for number in found if found[number].section == "120 c minor"} == {"1", "2", "3"}
    assert [found[n].role for n in "1234"] == ["bass+chord", "percussion", "voice", "melody"]
    first = found["1"]
    assert (first.song, first.family, first.bpm, first.bars) == ("ana/9", "ana", 120.0, 4)
    assert first.origin == "https://freesound.org/s/1/ by ana"
    assert "publicdomain/zero" in first.licence


def test_a_folder_without_metadata_is_no_freesound_dataset(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"metadata\.json"):
        fsld.load(tmp_path)


def test_songs_of_the_free_music_archive_get_artist_and_licence(tmp_path: Path) -> None:
    headings = [
        ["", "artist", "set", "track", "track", "track"],
        ["", "name", "split", "genre_top", "license", "title"],
        ["track_id", "", "", "", "", ""],
    ]
    rows = [["2", "AWOL", "training", "Hip-Hop", "CC BY-NC-SA", "Food"]]
    (tmp_path / "fma_metadata").mkdir()
    with (tmp_path / "fma_metadata" / "tracks.csv").open("w", newline="") as file:
        csv.writer(file).writerows(headings + rows)
    known = fma.tracks(tmp_path)
    assert known == {2: fma.Track("AWOL", "Food", "Hip-Hop", "CC BY-NC-SA")}
    song, unknown = replace(LOOP, song="000002"), replace(LOOP, song="000003")
    described, *rest = fma.described([song, unknown, LOOP], known)
    assert (described.family, described.licence) == ("AWOL", "CC BY-NC-SA")
    assert "AWOL, Food" in described.origin
    assert rest == [unknown, LOOP]


def test_versions_of_a_work_are_one_family_and_so_are_the_songs_of_a_folder(
    tmp_path: Path,
) -> None:
    for name in ("Faith.mid", "Faith (love remix).mid", "game/Fate.MID"):
        loop_files.midi(tmp_path / name, [(0, 1, 60)])
    (tmp_path / "game" / "Menu.xm").write_bytes(b"any")
    found = {score.song: score.family for score in scores.load(tmp_path)}
    assert found == {
        "Faith": "Faith",
        "Faith (love remix)": "Faith",
        "game - Fate": "game",
        "game - Menu.xm": "game",
    }
    with pytest.raises(FileError, match="no MIDI files"):
        scores.load(tmp_path / "nothing")
