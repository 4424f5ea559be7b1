"""What a review hands to other programs: a sheet, a cue list and a MIDI file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

import mido
import numpy as np
import pytest
import soundfile

from live import events
from live.errors import FileError
from live.library.shelf import Shelf
from live.review import cues, midi, recording, sheet
from live.review.arrangement import Arrangement, Knot
from live.review.reading import read
from live.review.values import Review, name
from tests.test_review_reading import in_bars, perform

SECONDS = 60.0
PLAN = [
    *in_bars((2, events.Accept(0)), (3, events.Accept(1)), (6, events.Tempo(97.3))),
    (18.0, events.Accept(0, 0)),
    (25.0, events.StopSlot(1)),
    (31.0, events.Play(False)),
    (36.7, events.Play(True)),
    (41.0, events.Tempo(141.7)),
    (44.0, events.Accept(0)),
    (52.0, events.StopSlot(0)),
]


@pytest.fixture(scope="module")
def review(demo_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Review:
    """A set with three tempi, a stop and a new start."""
    log = tmp_path_factory.mktemp("set") / "set.jsonl"
    perform(Shelf.open(demo_library), log, PLAN, SECONDS)
    return read(log)


@pytest.fixture(scope="module")
def score(review: Review, tmp_path_factory: pytest.TempPathFactory) -> mido.MidiFile:
    path = tmp_path_factory.mktemp("midi") / "set.mid"
    midi.write(review, path)
    return mido.MidiFile(path)


# --- the sheet ----------------------------------------------------------------------------------


def test_the_sheet_has_a_row_a_block(review: Review, tmp_path: Path) -> None:
    sheet.write(review, tmp_path / "set.csv")
    with (tmp_path / "set.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(review.blocks) >= 5
    for row, block in zip(rows, review.blocks, strict=True):
        assert (row["slot"], row["path"]) == (str(block.slot), block.loop.path)
        assert float(row["start_seconds"]) == pytest.approx(block.start.time, abs=1e-4)
        assert float(row["end_seconds"]) == pytest.approx(block.end.time, abs=1e-4)
        assert row["sounding_key"] == block.key
    first = rows[0]
    assert (first["start_bar"], first["start_beat"], first["place"]) == ("3", "1.0", "1")
    assert (first["list_length"], first["previewed"]) == ("8", "False")


def test_a_sheet_that_cannot_be_written_is_named(review: Review, tmp_path: Path) -> None:
    for write, option in ((sheet.write, "--csv"), (cues.write, "--cues"), (midi.write, "--cues")):
        with pytest.raises(FileError, match=f"No such file or directory; give another.* {option}"):
            write(review, tmp_path / "none" / "file")


# --- the cue list -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("beat", "metre", "place"),
    [(0.0, 4, "1.1.1"), (5.25, 4, "2.2.2"), (7.99, 4, "3.1.1"), (7.0, 3, "3.2.1")],
)
def test_places_are_counted_as_live_counts_them(beat: float, metre: int, place: str) -> None:
    assert cues.place(beat, metre) == place


def test_the_cue_list_tells_what_came_and_went(review: Review, tmp_path: Path) -> None:
    cues.write(review, tmp_path / "cues.txt")
    lines = (tmp_path / "cues.txt").read_text(encoding="utf-8").splitlines()
    first = review.blocks[0]
    assert lines[0] == "1.1.1\t0:00:00.000\ttempo 120.00"
    assert lines[1].startswith(f"3.1.1\t0:00:04.000\tslot 0 in: {name(first.loop)} (")
    told = "\n".join(lines)
    assert told.count(" in: ") == told.count(" out: ") == len(review.blocks)
    assert "\ttempo 97.30" in told
    swap = next(line for line in lines if "slot 0 out" in line)
    assert swap.index("slot 0 out") < swap.index("slot 0 in")


# --- the MIDI file ------------------------------------------------------------------------------


def placed(track: mido.MidiTrack) -> Iterator[tuple[int, mido.Message | mido.MetaMessage]]:
    """Messages at their ticks."""
    return zip(accumulate(message.time for message in track), track, strict=True)


def seconds(score: mido.MidiFile, tick: int) -> float:
    """When `tick` comes by the tempo map, as any host would count it."""
    tempo, time, last = 500_000, 0.0, 0
    for at, message in placed(score.tracks[0]):
        if message.type == "set_tempo" and at < tick:
            time += mido.tick2second(at - last, score.ticks_per_beat, tempo)
            tempo, last = message.tempo, at
    return time + float(mido.tick2second(tick - last, score.ticks_per_beat, tempo))


def test_every_block_is_a_note_at_its_own_millisecond(review: Review, score: mido.MidiFile) -> None:
    lanes = {track.name: track for track in score.tracks[1:]}
    for lane in {block.lane for block in review.blocks}:
        blocks = [block for block in review.blocks if block.lane == lane]
        messages = list(placed(lanes[lane]))
        starts = [at for at, message in messages if message.type == "note_on"]
        ends = [at for at, message in messages if message.type == "note_off"]
        texts = [message.text for _, message in messages if message.type == "text"]
        assert texts == [name(block.loop) for block in blocks]
        for block, start, end in zip(blocks, starts, ends, strict=True):
            assert seconds(score, start) == pytest.approx(block.start.time, abs=1e-3)
            assert seconds(score, end) == pytest.approx(block.end.time, abs=1e-3)


def test_launches_lie_on_bar_lines_of_the_file_after_all_that_happened(
    review: Review, score: mido.MidiFile
) -> None:
    bar = 4 * score.ticks_per_beat
    resumed = {review.arrangement.beat_at(end) for _, end in review.course.stops()}
    for track in score.tracks[1:]:
        for tick, message in placed(track):
            if message.type == "note_on":
                off = min(tick % bar, -tick % bar)
                at = tick / score.ticks_per_beat
                assert off == 0 or any(abs(at - beat) < 0.01 for beat in resumed)


def test_markers_are_the_cues(review: Review, score: mido.MidiFile) -> None:
    found = [(at, m.text) for at, m in placed(score.tracks[0]) if m.type == "marker"]
    expected = [
        (round(cue.beat * score.ticks_per_beat), "; ".join(cue.texts)) for cue in cues.cues(review)
    ]
    assert found == expected
    assert found[1][0] == 2 * 4 * score.ticks_per_beat


def test_a_note_reaches_as_far_as_the_tempo_map(review: Review, score: mido.MidiFile) -> None:
    """Or Live would leave out the tempo of what comes after the last note."""
    first = list(placed(score.tracks[0]))
    (end,) = (at for at, message in first if message.type == "note_off")
    assert end >= max(at for at, message in first if message.type in ("set_tempo", "marker"))
    assert seconds(score, end) > review.seconds
    (metre,) = (m for _, m in first if m.type == "time_signature")
    assert (metre.numerator, metre.denominator) == (4, 4)


def test_the_tempo_map_of_three_hours_does_not_drift() -> None:
    """127.31 bpm is no whole number of microseconds a beat."""
    end, bpm = 3 * 3600.0, 127.31
    bars = Arrangement((Knot(0.0, 0.0), Knot(end, end * bpm / 60)), 4)
    tempi = list(midi.tempi(bars))
    assert len(tempi) > 2
    score = mido.MidiFile(ticks_per_beat=midi.TICKS)
    score.tracks.append(midi.track("", tempi))
    for time in np.linspace(0, end, 500):
        tick = round(bars.beat_at(float(time)) * midi.TICKS)
        assert seconds(score, tick) == pytest.approx(time, abs=1e-3)


# --- the recording ------------------------------------------------------------------------------


def test_a_recording_is_aligned_by_its_first_sound(tmp_path: Path) -> None:
    path, sound = tmp_path / "set.wav", np.zeros((200_000, 2), np.float32)
    sound[120_000:, 1] = 0.1
    soundfile.write(path, sound, 48000)
    assert recording.begins(path, 4.0) == pytest.approx(4.0 - 2.5)
    assert recording.begins(path, None) == 0.0
    soundfile.write(path, sound[120_000:], 48000)
    assert recording.begins(path, 4.0) == 0.0, "a microphone is never silent"
    path.write_text("no audio")
    with pytest.raises(FileError, match=r"set\.wav: no recording .*--audio"):
        recording.begins(path, 4.0)
