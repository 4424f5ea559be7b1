"""How imagined bars are measured: retrieval, sound, and the page of both."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from live.errors import FileError
from models.cache import Cache
from tests import toy_songs

torch = pytest.importorskip("torch")

from models.imagine import page, quality, report  # noqa: E402
from models.imagine.bar import BAR_SAMPLES, RATE  # noqa: E402
from models.imagine.judges import by_chance  # noqa: E402
from models.imagine.places import Query  # noqa: E402
from models.imagine.report import Report, Row  # noqa: E402
from models.imagine.retrieval import Exam, apart, cosines, retrieval  # noqa: E402


@pytest.fixture(scope="module")
def cache() -> Cache:
    return toy_songs.cache()


@pytest.fixture(scope="module")
def exam(cache: Cache) -> Exam:
    """The first part of each song asks for the second and for the third."""
    rows = [(3 * song, song) for song in range(toy_songs.SONGS)]
    queries = [Query(f"made/{song}", (row,), row + n) for row, song in rows for n in (1, 2)]
    return Exam.of(cache, queries)


def test_an_exam_asks_beside_other_songs(exam: Exam) -> None:
    assert len(exam.candidates) == 2 * toy_songs.SONGS
    missing = [query.missing for query in exam.queries]
    assert exam.candidates[exam.truths].tolist() == missing
    assert (exam.rivals.sum(axis=1) == 2 * (toy_songs.SONGS - 1)).all()
    assert not exam.rivals[np.arange(len(missing)), exam.truths].any()


def test_content_that_is_the_same_is_one_candidate(cache: Cache) -> None:
    twice = cache.sketches.copy()
    twice[4] = twice[1]
    exam = Exam.of(Cache(**{**_fields(cache), "sketches": twice}), [_asks(1, 0), _asks(4, 1)])
    assert len(exam.candidates) == 1
    assert exam.truths.tolist() == [0, 0]


def _fields(cache: Cache) -> dict:
    return {name: getattr(cache, name) for name in cache.__slots__}


def _asks(row: int, song: int) -> Query:
    return Query(f"made/{song}", (3 * song,), row)


def test_who_knows_is_first_and_who_guesses_in_the_middle(exam: Exam) -> None:
    perfect = np.zeros((len(exam.queries), len(exam.candidates)), np.float32)
    perfect[np.arange(len(perfect)), exam.truths] = 1
    found = retrieval(exam, perfect)
    assert found["R_mn"] == found["R_md"] == found["R_mn in its corpus"] == 0
    worst = retrieval(exam, -perfect)
    assert worst["R_mn"] == 1
    guessed = retrieval(exam, by_chance(exam.queries, exam.candidates))
    assert guessed["R_mn low"] < 0.5 < guessed["R_mn high"]
    assert retrieval(exam, np.zeros_like(perfect))["R_mn"] == 0.5


def test_lists_are_compared() -> None:
    same = np.tile(np.arange(5), (9, 1))
    assert apart(same) == 0
    assert apart(np.arange(45).reshape(9, 5)) == 1
    half = np.array([[0, 1, 2, 3], [0, 1, 4, 5]])
    assert apart(half) == 0.5


def test_closeness_is_a_cosine() -> None:
    one = np.float32([[[1.0, 0.0], [0.0, 0.0]]])
    found = cosines(one, np.concatenate([3 * one, -one, one[:, ::-1]]))
    assert found == pytest.approx(np.array([[1.0, -1.0, 0.0]]))


def _pulse(beats: float) -> torch.Tensor:
    """Clicks a sixteenth apart, so many beats late."""
    beat = RATE // 2
    times = torch.arange(BAR_SAMPLES) - round(beats * beat)
    return (0.3 * torch.exp(-(times % (beat // 4)) / 100))[None] * torch.sin(times / 3)


def test_onsets_on_and_off_the_sixteenths() -> None:
    on, off = quality.pulses(torch.cat([_pulse(0), _pulse(1 / 8)]))
    assert on > 0.9
    assert off < -0.9


def _chord(root: int) -> torch.Tensor:
    time = torch.arange(BAR_SAMPLES) / RATE
    hertz = [220 * 2 ** ((root + each) / 12) for each in (0, 4, 7)]
    return sum(0.1 * torch.sin(2 * np.pi * each * time) for each in hertz)[None]


def test_the_key_that_fits_ranks_first() -> None:
    context = quality.heard(_chord(0))
    assert quality.key_ranks(context, context)[0] == 1
    assert quality.key_ranks(quality.heard(_chord(1)), context)[0] > 2
    assert np.isnan(quality.key_ranks(np.zeros_like(context), context)[0])
    assert quality.summary(np.array([1.0, np.nan, 2.0]), ["a", "b", "c"])["count"] == 2


def test_distances_know_what_is_the_same_and_what_is_not() -> None:
    sounds = torch.cat([_chord(0), _pulse(0)])
    assert quality.distance(sounds, sounds) == pytest.approx([0, 0])
    again = quality.griffin_lim(sounds[:1])
    assert again.shape == (1, BAR_SAMPLES)
    other = quality.distance(_pulse(0), sounds[:1])
    assert 0 < quality.distance(again, sounds[:1])[0] < other[0]


def test_bars_of_one_kind_are_nearer_than_those_of_another() -> None:
    chords = quality.heard(torch.cat([_chord(n) for n in range(10)]))
    pulses = quality.heard(torch.cat([_pulse(n / 32) for n in range(10)]))
    within = quality.frechet(chords[:5], chords[5:])
    assert 0 <= within < quality.frechet(pulses, chords[5:])


def test_a_report_is_kept_and_told(exam: Exam, tmp_path: Path) -> None:
    scores = by_chance(exam.queries, exam.candidates)
    rows = {"chance": Row("evaluate", 0, {"drums": retrieval(exam, scores)})}
    found = quality.summary(np.array([0.25, 0.75]), ["a", "b"])
    made = Report(
        "bass", "digest", rows, {"Pulse": {"real": found, "none": {"value": 0.5}}},
        {"drums": {"queries": 16, "songs": 8, "candidates": 16}},
    )  # fmt: skip
    report.write(made, tmp_path)
    assert report.so_far("bass", "digest", tmp_path) == made
    assert report.so_far("bass", "other", tmp_path) == Report("bass", "other")
    told = "\n".join(page.section(made))
    assert "| chance | 0." in told
    assert "| real | 0.500 (" in told
    assert "| none | 0.500 |" in told
    (tmp_path / "bass.json").write_text("{}")
    with pytest.raises(FileError, match="imagine evaluate"):
        report.read(tmp_path / "bass.json")
