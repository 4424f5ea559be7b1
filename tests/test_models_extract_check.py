"""`python -m models extract_check`: figures that are right where the answer is known."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner

from live.errors import FileError
from live.types import Floats
from models import items
from models.commands.extract_check import command
from models.extraction.check import matched
from models.extraction.cube import RATE
from models.extraction.known import by_song, known_song, true_loops
from models.extraction.loops import BarLoop
from models.extraction.process import Extracted
from models.items import Item
from tests import sounds

BPM = 120.0
DRUMS = "111111110000"
CHORD = "000011111111"


def written(folder: Path, song: str, stem: str, loop: Floats, score: str) -> list[Item]:
    """The loop wherever the score of bars says so, cut into sections of four bars."""
    made = []
    for section in range(len(score) // 4):
        bars = [loop * int(bar) for bar in score[4 * section : 4 * section + 4]]
        path = folder / f"{song}_{section}_{stem}.wav"
        soundfile.write(path, np.concatenate(bars), RATE)
        made.append(Item(str(path), "mine", song, str(section), stem, "0", BPM, 4))
    return made


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A song of two stems, and one whose stems are one recording."""
    drums, chord = sounds.drums(BPM, rate=RATE), sounds.chords(BPM, (57, 60, 64), rate=RATE)
    made = [
        *written(tmp_path, "good", "drums", drums, DRUMS),
        *written(tmp_path, "good", "chord", chord, CHORD),
        *written(tmp_path, "bad", "one", drums, DRUMS),
        *written(tmp_path, "bad", "two", 0.5 * drums, DRUMS),
    ]
    items.write(tmp_path / "stems.tsv", made)
    return tmp_path / "stems.tsv"


def test_stems_lie_where_their_sections_say(table: Path) -> None:
    good, _ = by_song(items.read(table))
    known = known_song(good)
    loops = true_loops(known)
    said = {"".join(str(int(bar)) for bar in loop.bars) for loop in loops}
    assert said == {DRUMS, CHORD}
    drums = next(loop for loop in loops if loop.bars[0]).stem
    np.testing.assert_allclose(known.bar(known.mix, 0), known.bar(known.stems[drums], 0))


def test_copies_are_no_stems(table: Path) -> None:
    _, bad = by_song(items.read(table))
    with pytest.raises(FileError, match="mine/bad: all its stems are one recording"):
        known_song(bad)


def test_a_perfect_extraction_scores_perfectly_and_the_mixture_does_not(table: Path) -> None:
    known = known_song(by_song(items.read(table))[0])
    truth = true_loops(known)
    bar = 5  # both sound
    loops = [
        BarLoop(bar, known.bar(known.stems[true.stem], bar), 0.0, np.ones((1, 1), np.float32))
        for true in truth
    ]
    perfect = Extracted(tuple(loops), np.stack([true.bars for true in truth], axis=1))
    for match in matched(known, truth, perfect):
        assert match.sdr == 30
        assert match.layout == 1
        assert match.is_mixed
        assert match.mixture < 10 < match.mask < 30
        assert match.always == pytest.approx(2 * 8 / (12 + 8))


def test_the_command_prints_and_keeps_what_it_measured(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "checked.json"
    result = CliRunner().invoke(
        command, [str(table), str(out), "--jobs", "1"], catch_exceptions=False
    )
    assert "mine/bad: all its stems are one recording" in result.stderr
    told = json.loads(out.read_text())
    assert told["corpora"]["mine"]["songs"] == 1
    assert told["corpora"]["mine"]["matched"] >= 2
    assert f"{told['corpora']['mine']['layout']:.2f}" in result.stdout
    (song,) = told["songs"]
    assert (song["song"], song["bars"], song["stems"], song["true"]) == ("good", 12, 2, 2)
    assert max(match["sdr"] for match in song["matches"]) > 20


def test_a_table_without_separate_parts_is_refused(table: Path, tmp_path: Path) -> None:
    bad = [item for item in items.read(table) if item.song == "bad"]
    items.write(tmp_path / "bad.tsv", bad)
    arguments = [str(tmp_path / "bad.tsv"), str(tmp_path / "out.json"), "--jobs", "1"]
    with pytest.raises(FileError, match="are its parts separate"):
        CliRunner().invoke(command, arguments, catch_exceptions=False)
