"""The process that prepares audio: order of work, crashes, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from live.player.backstage import Larder
from live.player.prepare import Recipe, recipe
from live.player.translate import sound
from live.player.workers import Apart, Result
from tests.conftest import eventually
from tests.player_rig import click, suggest, tone


@pytest.fixture
def worker() -> Iterator[Apart]:
    opened = Apart()
    yield opened
    opened.close()


def wanted(path: Path, tempo: float = 120.0) -> Recipe:
    return recipe(sound(suggest(click(path, beats=1.0))), tempo, 48000)


def collected(worker: Apart, count: int) -> list[Result]:
    results: list[Result] = []

    def enough() -> bool:
        results.extend(worker.results())
        return len(results) >= count

    eventually(enough, seconds=30.0)
    return results


def test_what_is_ordered_comes(worker: Apart, tmp_path: Path) -> None:
    worker.order(wanted(tmp_path / "a.wav"), urgent=True)
    ((_, audio),) = collected(worker, 1)
    assert not isinstance(audio, str)
    assert audio.shape == (24000, 2)
    assert np.flatnonzero(audio[:, 0]).tolist() == [0]


def test_the_urgent_overtakes(worker: Apart, tmp_path: Path) -> None:
    later = [wanted(tmp_path / f"{n}.wav") for n in range(3)]
    urgent = wanted(tmp_path / "urgent.wav")
    for one in later:
        worker.order(one, urgent=False)
    worker.order(urgent, urgent=True)
    order = [done for done, _ in collected(worker, 4)]
    assert order.index(urgent) <= 1


def test_a_bad_file_is_a_line_of_text(worker: Apart, tmp_path: Path) -> None:
    bad = wanted(tmp_path / "a.wav")
    Path(bad.path).write_bytes(b"no audio")
    worker.order(bad, urgent=True)
    ((_, text),) = collected(worker, 1)
    assert isinstance(text, str)
    assert bad.path in text


def test_a_crash_costs_one_order(worker: Apart, tmp_path: Path) -> None:
    slow = [
        recipe(sound(suggest(tone(tmp_path / f"{n}.wav", 220.0, beats=64.0), 100.0)), 100.0, 48000)
        for n in range(2)
    ]
    for one in slow:
        worker.order(one, urgent=True)
    (child,) = [p for p in psutil.Process().children() if p.pid == worker.pid]
    child.kill()
    (_, text), (_, audio) = collected(worker, 2)
    assert isinstance(text, str)
    assert not isinstance(audio, str)


def test_nothing_is_left_in_the_folder(worker: Apart, tmp_path: Path) -> None:
    worker.order(wanted(tmp_path / "a.wav"), urgent=True)
    collected(worker, 1)
    assert list(worker.folder.iterdir()) == []
    worker.close()
    assert not worker.folder.exists()


def test_the_larder_forgets_the_longest_unused(tmp_path: Path) -> None:
    recipes = [wanted(tmp_path / f"{n}.wav") for n in range(3)]
    audio = np.zeros((1000, 2), np.float32)
    larder = Larder(most_bytes=2 * audio.nbytes)
    larder.put(recipes[0], audio)
    larder.put(recipes[1], audio)
    assert larder.find(recipes[0])
    larder.put(recipes[2], audio)
    assert [larder.find(one) is not None for one in recipes] == [True, False, True]


def test_the_larder_knows_a_tempo_that_cannot_be_told_apart(tmp_path: Path) -> None:
    larder = Larder()
    larder.put(wanted(tmp_path / "a.wav", 120.0), np.zeros((1000, 2), np.float32))
    assert larder.find(wanted(tmp_path / "a.wav", 120.1))
    assert not larder.find(wanted(tmp_path / "a.wav", 121.0))
    assert not larder.find(wanted(tmp_path / "b.wav", 120.0))
