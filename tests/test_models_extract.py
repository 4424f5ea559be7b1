"""`python -m models extract`: a folder of songs, in whatever state, becomes training material."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner, Result

from live.errors import FileError
from live.types import Floats
from models.commands.extract import command
from models.extraction import bars
from models.extraction.cube import RATE
from models.extraction.repetition import HOP, bar_seconds
from models.extraction.songs import Song, Tempo, find, tempos
from models.items import sections
from models.sources import extracted
from tests import sounds

BPM = 125.0
BAR = round(4 * 60 / BPM * RATE)


def song(bpm: float = BPM, rate: int = RATE) -> Floats:
    """Eight bars: drums, drums with a chord, the chord alone; twice."""
    drums = sounds.drums(bpm, rate=rate)
    chord = sounds.chords(bpm, (57, 60, 64), rate=rate)
    return np.tile(np.concatenate([drums, drums + chord, drums + chord, chord]), 2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two songs, one of them deeper; one that is no song; one that is too short; one silent."""
    songs = tmp_path_factory.mktemp("extract") / "songs"
    (songs / "000").mkdir(parents=True)
    soundfile.write(songs / "one 125bpm.wav", song(), RATE)
    soundfile.write(songs / "000" / "two.flac", song(), RATE)
    (songs / "broken.mp3").write_bytes(b"no audio at all")
    soundfile.write(songs / "short.wav", sounds.drums(BPM, rate=RATE), RATE)
    soundfile.write(songs / "silent.wav", np.zeros(8 * RATE), RATE)
    (songs.parent / "bpm.tsv").write_text("song\tbpm\tdownbeat\ntwo\t125\t0\nshort\t125\t\n")
    return songs


def extract(folder: Path, *options: str) -> Result:
    told = ["--bpm-from", str(folder.parent / "bpm.tsv")] if options == () else []
    arguments = [str(folder), str(folder.parent / "out"), "--jobs", "1", *told, *options]
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture(scope="module")
def result(folder: Path) -> Result:
    """What is said of the folder's songs; `out` beside it holds their loops."""
    return extract(folder)


@pytest.fixture
def out(folder: Path, result: Result) -> Path:
    return folder.parent / "out"


def test_songs_become_loops_and_what_fails_is_reported_in_a_line(result: Result, out: Path) -> None:
    failed = [Path(line.partition(":")[0]).name for line in result.stderr.splitlines()]
    assert failed == ["broken.mp3", "short.wav", "silent.wav"]
    assert "2 songs" in result.stdout
    items = extracted.load(out)
    assert {item.song for item in items} == {"one 125bpm.wav", "000-two.flac"}
    for item in items:
        loop, rate = soundfile.read(item.path)
        assert (rate, loop.shape) == (RATE, (2 * RATE,))
        assert (item.bpm, item.bars, item.corpus) == (120, 1, "songs")


def test_items_of_a_section_are_the_pairs_of_the_table(out: Path) -> None:
    with (out / "pairs.tsv").open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    listed = {frozenset((str(out / row["left"]), str(out / row["right"]))) for row in rows}
    shown = sections(extracted.load(out))
    together = {frozenset((a.path, b.path)) for s in shown for a in s for b in s if a != b}
    assert listed == together != set()
    assert all(int(row["bars"]) >= 1 for row in rows)


def test_what_is_done_is_not_done_again(folder: Path, out: Path) -> None:
    times = {loop: loop.stat().st_mtime_ns for loop in out.rglob("*.flac")}
    table = (out / "loops.tsv").read_bytes()
    (out / "one 125bpm.wav" / "song.json").unlink()  # as if stopped in the middle of it
    extract(folder)
    again = {loop: loop.stat().st_mtime_ns for loop in out.rglob("*.flac")}
    assert set(again) == set(times)
    changed = {loop.parent.name for loop in times if times[loop] != again[loop]}
    assert changed == {"one 125bpm.wav"}
    assert (out / "loops.tsv").read_bytes() == table


def test_another_seed_or_another_file_is_done_anew(tmp_path: Path) -> None:
    songs = tmp_path / "songs"
    songs.mkdir()
    record = tmp_path / "out" / "125bpm.wav" / "song.json"
    records = []
    for seed, sound in (("0", song()[: 5 * BAR]), ("1", song()[: 5 * BAR]), ("1", song()[BAR:])):
        soundfile.write(songs / "125bpm.wav", sound, RATE)
        extract(songs, "--seed", seed)
        records.append(record.read_bytes())
    assert len(set(records)) == 3


def test_a_folder_without_songs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no songs"):
        find(tmp_path)


def test_a_table_without_tempos_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "bpm.tsv"
    table.write_text("song\tbpm\none\tfast\n")
    with pytest.raises(FileError, match="no table of tempos"):
        tempos(table)


def song_at(tmp_path: Path, **facts: Tempo | Path) -> Song:
    return Song(tmp_path / "song.wav", "song.wav", **facts)  # type: ignore[arg-type]


def test_a_known_tempo_and_downbeat_give_the_lines(tmp_path: Path) -> None:
    lines = bars.bar_lines(song(), song_at(tmp_path, tempo=Tempo(BPM, 0.0)))
    np.testing.assert_array_equal(lines, np.rint(np.arange(9) * 1.92 * RATE))


def test_the_downbeat_is_found_where_only_the_tempo_is_known(tmp_path: Path) -> None:
    hits = [(0.0, sounds.kick(RATE)), *((beat, sounds.hat(RATE)) for beat in range(4))]
    bar = sounds.placed(BPM, 4, *hits, rate=RATE)
    late = np.concatenate([np.zeros(round(0.7 * RATE), np.float32), np.tile(bar, 8)])
    lines = bars.bar_lines(late, song_at(tmp_path, tempo=Tempo(BPM)))
    assert 0.7 - 0.025 < lines[0] / RATE < 0.7 + 0.005


def test_beats_beside_the_song_are_believed(tmp_path: Path) -> None:
    beats = tmp_path / "song.beats"
    lines = "".join(f"{0.3 + 0.47 * n:.3f} {n % 4 + 1}\n" for n in range(2, 30))
    beats.write_text(lines)
    found = bars.bar_lines(song(), song_at(tmp_path, beats=beats, tempo=Tempo(90, 0.0)))
    np.testing.assert_allclose(np.diff(found) / RATE, 4 * 0.47, atol=1e-3)
    assert found[0] / RATE == pytest.approx(0.3 + 4 * 0.47, abs=1e-3)


def test_beats_that_are_none_are_refused(tmp_path: Path) -> None:
    beats = tmp_path / "song.beats"
    beats.write_text("one and two and\n")
    with pytest.raises(FileError, match="no beats"):
        bars.bar_lines(song(), song_at(tmp_path, beats=beats))


def riff(bpm: float) -> Floats:
    """Twelve bars of a bass line in dotted eighths, over drums that are no steadier."""
    line = ((0, 40), (0.75, 40), (1.5, 43), (2.25, 45), (3, 47))
    notes = [(beat, sounds.tone(note, 0.2, RATE)) for beat, note in line]
    return np.tile(sounds.placed(bpm, 4, *notes, rate=RATE) + sounds.drums(bpm, rate=RATE), 12)


@pytest.mark.parametrize("bpm", [87.0, 123.4, 170.0])
def test_a_bar_is_what_repeats_however_dotted_its_notes(bpm: float) -> None:
    assert bar_seconds(riff(bpm)) == pytest.approx(4 * 60 / bpm, abs=HOP / RATE)


def test_an_unknown_song_is_heard_to_its_tempo(tmp_path: Path) -> None:
    lines = bars.bar_lines(riff(123.4), song_at(tmp_path))
    assert len(lines) in (12, 13)
    np.testing.assert_allclose(np.diff(lines) / RATE, 4 * 60 / 123.4, rtol=1e-3)
