"""Modules are played by the real libopenmpt."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from live import audio
from live.errors import DeviceError, FileError
from models.render import Plan, render
from models.rendering import module_song, tracker
from models.rendering.take import RATE
from models.rendering.tracker import PLAYED_RATE, Row
from models.sources.scores import Score
from tests.conftest import missing
from tests.tracker_files import ROWS, Pattern, module

KICKS: Pattern = {row: [(0, 1)] for row in range(0, ROWS, 4)}
BOTH: Pattern = {row: [(0, 1)] if row % 4 == 0 else [(1, 2)] for row in range(0, ROWS, 2)}
ROW_SECONDS = 6 * 2.5 / 125  # speed 6, tempo 125


@pytest.fixture(autouse=True)
def libopenmpt() -> None:
    try:
        tracker._library()
    except DeviceError:
        missing("libopenmpt0")


def test_rows_are_found_when_they_begin(tmp_path: Path) -> None:
    rows = tracker.rows(module(tmp_path / "a.mod", [KICKS, BOTH]), 60)
    assert len(rows) >= 2 * ROWS
    assert [n for n, row in enumerate(rows[: 2 * ROWS]) if row.is_first] == [0, ROWS]
    seconds = [row.second for row in rows[: 2 * ROWS]]
    assert seconds == pytest.approx([n * ROW_SECONDS for n in range(2 * ROWS)], abs=0.003)


def test_an_instrument_is_played_alone(tmp_path: Path) -> None:
    path = module(tmp_path / "a.mod", [BOTH])
    assert tracker.instruments(path)[:3] == ["kick", "lead", ""]
    kick, lead, none = (tracker.played(path, number, 7.0) for number in range(3))
    row = round(ROW_SECONDS * PLAYED_RATE)

    def sounds(samples: audio.Floats, at: int) -> bool:
        return bool(np.abs(samples[at * row : (at + 1) * row]).max() > 0.01)

    assert [sounds(kick, at) for at in (0, 2, 4, 6)] == [True, False, True, False]
    assert [sounds(lead, at) for at in (0, 2, 4, 6)] == [False, True, False, True]
    assert np.abs(none).max() == 0


def rows(*lengths: int, seconds: float = ROW_SECONDS, drag: float = 0.0) -> list[Row]:
    """Patterns of so many rows, each row longer than the last by `drag`."""
    found, now = [], 0.0
    for length in (*lengths, 1):
        for row in range(length):
            found.append(Row(now, row == 0))
            now += seconds + drag * len(found)
    return found


def test_sections_are_four_bars_of_whole_patterns_in_one_tempo() -> None:
    assert [s.second for s in module_song.sections(rows(64, 64))] == pytest.approx([0, 7.68])
    assert [s.bpm for s in module_song.sections(rows(32, 32))] == pytest.approx([125])
    assert module_song.sections(rows(48, 48, 48)) == []  # three beats a bar
    assert module_song.sections(rows(64, drag=0.001)) == []
    (fast,) = module_song.sections(rows(64, 64, seconds=ROW_SECONDS / 2))
    assert fast.bpm == pytest.approx(125)  # eight rows a beat, not 250 bpm


def test_a_module_becomes_loops_of_its_instruments(tmp_path: Path) -> None:
    path = module(tmp_path / "songs" / "a.mod", [KICKS, BOTH])
    found = list(module_song.parts(path, None))
    assert [(part.stem, part.role) for part in found] == [("000", "percussion"), ("001", "melody")]
    assert [[take.sections for take in part.takes] for part in found] == [[(0,), (1,)], [(1,)]]
    made = render(Score(path, "toys", "a.mod", "toys"), Plan(tmp_path / "out", 1, ()))
    assert [(item.section, item.stem, item.bpm) for item in made] == [
        ("0", "000", pytest.approx(125, abs=0.05)),
        ("1", "000", pytest.approx(125, abs=0.05)),
        ("1", "001", pytest.approx(125, abs=0.05)),
    ]
    sound = audio.decode(made[0].path)
    assert sound.seconds == pytest.approx(7.68, abs=0.01)
    assert sound.rate in (RATE, 48_000)


def test_no_module_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.xm").write_bytes(b"nothing")
    with pytest.raises(FileError, match="no tracker module"):
        tracker.rows(tmp_path / "a.xm", 1.0)
