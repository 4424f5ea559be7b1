"""What a host says that it plays is heard as it plays it."""

from __future__ import annotations

import numpy as np
import pytest

from live.config import RankingConfig
from live.events import Guest, HostPlaying, Played
from live.library.shelf import Shelf
from live.listening.ear import Ear
from live.packing import packed
from live.timeline import Timeline
from live.types import Playing
from tests.shelves import Made, shelf_of
from tests.sounds import PROGRESSION, chords, drums

LINE = Timeline(120)
CHORDS = Made(chords(120, *PROGRESSION), 120, 16)


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return shelf_of([CHORDS])


@pytest.fixture
def ear(shelf: Shelf) -> Ear:
    return Ear(shelf, RankingConfig())


def played(ear: Ear, how: Played) -> Playing:
    (found,), unknown = ear.recognise(HostPlaying(("1",), (how,)), 120)
    assert unknown == []
    return found


def test_without_a_word_it_is_played_as_it_is_from_beat_0(ear: Ear) -> None:
    (found,), unknown = ear.recognise(HostPlaying(("1", "/no.wav")), 90)
    assert (found.since, found.suggestion.beats, found.suggestion.transpose) == (0.0, 16.0, 0)
    assert unknown == ["/no.wav"]


def test_transposition_level_and_position_are_heard(ear: Ear) -> None:
    plain = ear.hear(3, LINE, [played(ear, Played())])
    fixed = ear.hear(3, LINE, [played(ear, Played(transpose=2, gain_db=-6.0, since=4.0))])
    up = np.roll(plain.profile.harmony, 2, axis=1)
    assert np.allclose(fixed.profile.harmony, np.roll(up, 4, axis=0), atol=0.1)
    assert plain.power is not None and fixed.power is not None
    assert fixed.power.sum() == pytest.approx(plain.power.sum() / 4, rel=0.1)


@pytest.mark.parametrize(
    ("beats", "heard"),
    [(None, 16.0), (16.2, 16.0), (8.0, 8.0), (31.9, 32.0), (20.0, 20.0)],
)
def test_a_host_that_plays_it_faster_is_believed_but_not_to_the_last_digit(
    ear: Ear, beats: float | None, heard: float
) -> None:
    assert played(ear, Played(beats=beats)).suggestion.beats == pytest.approx(heard)


def test_a_guest_is_heard_like_a_loop_of_the_library(ear: Ear) -> None:
    beat = Made(drums(120), 120, 4)
    roles = (1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    ear.meet(Guest(-1, "/g.wav", "d", 2.0, 120, 4, 4, roles, -18.0, packed(beat.sketch)))
    playing, unknown = ear.recognise(HostPlaying(("/g.wav", "1")), 120)
    assert unknown == []
    heard = ear.hear(0, LINE, playing)
    alone = ear.hear(0, LINE, playing[1:])
    assert heard.loops == (-1, 1)
    assert heard.roles[0] == 1.0
    assert heard.profile.rhythm[1].max() > alone.profile.rhythm[1].max()
