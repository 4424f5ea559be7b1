"""The data commands as they are typed: music in, cache and pairs out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from live.errors import FileError
from models import items, pairs, split
from models.__main__ import models
from models.cache import Cache
from models.rendering import voices
from models.sources import stems
from tests import loop_files
from tests.conftest import missing, need
from tests.files import wav
from tests.loop_files import item
from tests.sounds import chords, drums


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(models, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """Two songs of three parts; the second section of each repeats two of them."""
    found = []
    for song, up in (("one", 0), ("two", 5)):
        parts = {
            "drums": drums(120, 4),
            "bass": chords(120, (36,), (41,), beats=2, up=up),
            "lead": chords(120, (60,), (64,), (67,), (65,), beats=1, up=up),
        }
        for section in range(2):
            for stem, samples in parts.items():
                if (section, stem) == (1, "lead"):
                    samples = chords(120, (72,), (71,), (67,), (62,), beats=1, up=up)
                material = "1" if (section, stem) == (1, "lead") else "0"
                path = tmp_path / song / f"{section}{stem}.wav"
                facts = {"song": song, "corpus": "toys", "material": material}
                found.append(item(path, samples, section, stem, **facts))
    return loop_files.table(tmp_path, *found)


def test_a_command_that_is_there_says_what_it_does_and_another_is_refused() -> None:
    assert "cache folder OUT" in run("gather", "--help").output
    assert run("conjure").exit_code == 2


def test_gather_and_pairs(tmp_path: Path, music: Path) -> None:
    cache, splits = tmp_path / "cache", tmp_path / "splits.tsv"
    said = run("gather", cache, "--stems", music, "--jobs", "1")
    assert "12 loops, 0 files unreadable" in said.output
    said = run("pairs", cache, "--splits", splits)
    made, decided = Cache.open(cache), split.read(splits)
    assert len(decided) == 2
    assert decided["toys", "one"] == decided["toys", "two"]  # they share their drums
    found = pairs.read(cache / pairs.TABLE)
    stems = sorted((p.song, made.items[p.a].stem, made.items[p.b].stem) for p in found)
    drums_bass, drums_lead, bass_lead = ("drums", "bass"), ("drums", "lead"), ("bass", "lead")
    once = [bass_lead, bass_lead, drums_bass, drums_lead, drums_lead]
    assert stems == [(song, *two) for song in ("one", "two") for two in once]
    assert all(p.split == decided["toys", p.song] for p in found)
    assert "10 pairs of 12 loops" in said.output


def test_gathering_nothing_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="name at least one source"):
        run("gather", tmp_path)
    with pytest.raises(FileError, match="python -m models pairs"):
        pairs.read(tmp_path / pairs.TABLE)


def test_all_kinds_of_folders_come_into_one_cache(tmp_path: Path, music: Path) -> None:
    wav(tmp_path / "packs" / "Night" / "beat 120bpm.wav", drums(120, 16))
    wav(tmp_path / "packs" / "Night" / "bass 120bpm Cmin.wav", chords(120, (36,), (32,), (39,)))
    loop = replace(item(tmp_path / "x" / "a.wav", drums(120, 4)), corpus="fma", song="000007")
    items.write(tmp_path / "x" / "loops.tsv", [loop])
    lines = [["", "artist", *["track"] * 3], ["", "name", "title", "genre_top", "license"], ["id"]]
    lines.append(["7", "AWOL", "Food", "Hip-Hop", "CC BY"])
    (tmp_path / "x" / "tracks.csv").write_text("\n".join(map(",".join, lines)))
    of_songs = ("--extracted", tmp_path / "x", "--fma", tmp_path / "x")
    others = ("--stems", music, "--packs", tmp_path / "packs")
    run("gather", tmp_path / "cache", *of_songs, *others, "--jobs", "1")
    found = Cache.open(tmp_path / "cache").items
    assert {each.corpus for each in found} == {"toys", "packs", "fma"}
    assert {each.family for each in found if each.corpus == "fma"} == {"AWOL"}


@pytest.fixture
def smallest_soundfont(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others take seconds to load."""
    need("fluidsynth")
    try:
        smallest = min(voices.installed(), key=lambda font: font.stat().st_size)
    except FileError:
        missing("soundfont")
    monkeypatch.setattr(voices, "installed", lambda: (smallest,))


def test_render_makes_a_table_that_gather_takes(tmp_path: Path, smallest_soundfont: None) -> None:
    lead = [(beat, 0.5, 72 + beat % 5) for beat in range(16)]
    bass = [(beat, 0.9, 36 + beat % 3) for beat in range(16)]
    for name in ("One", "Two", "Three"):
        loop_files.midi(tmp_path / "songs" / f"{name}.mid", lead, bass)
    (tmp_path / "songs" / "broken.mid").write_text("MThd")
    out = tmp_path / "out"
    said = run("render", tmp_path / "songs", out, "--jobs", "1")
    assert "broken.mid: no MIDI file" in said.output
    assert "3 songs: 6 loops in 6 files: 3 melody, 3 bass" in said.output
    assert {item.grid for item in stems.load(out)} == {"notes"}
    run("gather", tmp_path / "cache", "--stems", out, "--jobs", "1")
    assert len(Cache.open(tmp_path / "cache").items) == 6
    with pytest.raises(FileError, match="rendered with --seed 1"):
        run("render", tmp_path / "songs", out, "--seed", "2")
    (tmp_path / "songs" / "broken.mid").unlink()
    said = run("render", tmp_path / "songs", tmp_path / "few", "--songs", "1", "--jobs", "1")
    assert "1 songs: 2 loops" in said.output
