"""What an audio input is told to play: by the tagger, and by what we launched ourselves."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from export.bundle import pack
from live import bundle
from live.bundle import Bundle
from live.config import RankingConfig
from live.library.shelf import Shelf
from live.listening.ear import Ear
from live.ranking import Wishes
from live.timeline import Timeline
from live.types import ROLES, Floats
from tests import onnx_models
from tests.shelves import Made, playing, shelf_of
from tests.sounds import RATE, chords, drums, silence

LINE = Timeline(120)
BASS = chords(120, (36,), (32,), (39,), (34,))


class Input:
    """An audio input on which `audio` was played until beat 16."""

    rate = RATE

    def __init__(self, audio: Floats) -> None:
        self._audio = audio

    def last(self, seconds: float) -> tuple[Floats, float]:
        return self._audio[-round(seconds * RATE) :], LINE.time_at(16)


@pytest.fixture(scope="module")
def tagger(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Takes what is low for bass and what is high for percussion."""
    weights = np.zeros((212, 6))
    weights[:20, ROLES.index("bass")] = weights[90:128, ROLES.index("percussion")] = 1e5
    folder = tmp_path_factory.mktemp("bundles")
    return bundle.open(pack(onnx_models.tag(weights), folder, name="t", version="1", task="tag"))


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    """A beat and a bass; and again, said to be a voice and chords."""
    return shelf_of(
        [
            Made(drums(120), 120, 4, roles=(1, 0, 0, 0, 0, 0)),
            Made(BASS, 120, 16, roles=(0, 1, 0, 0, 0, 0)),
            Made(drums(120), 120, 4, roles=(0, 0, 0, 0, 0, 1)),
            Made(BASS, 120, 16, roles=(0, 0, 1, 0, 0, 0)),
        ]
    )


def listening(shelf: Shelf, audio: Floats, *bundles: Bundle) -> Ear:
    capture: Any = Input(audio)
    return Ear(shelf, RankingConfig(), bundles, capture)


def test_the_tagger_tells_what_comes_in(shelf: Shelf, tagger: Bundle) -> None:
    heard = listening(shelf, BASS, tagger).hear(4, LINE, ())
    assert heard.source == "audio"
    assert heard.roles == pytest.approx((0, 1, 0, 0, 0, 0), abs=1e-3)
    assert not any(listening(shelf, BASS).hear(4, LINE, ()).roles)
    assert not any(listening(shelf, silence(120, 16), tagger).hear(4, LINE, ()).roles)


def test_what_we_launched_is_known_to_play_as_well(shelf: Shelf, tagger: Bundle) -> None:
    ear = listening(shelf, BASS, tagger)
    heard = ear.hear(4, LINE, [playing(shelf, 4, 120)])
    assert heard.roles == pytest.approx((0, 1, 1, 0, 0, 0), abs=1e-3)
    summary = ear.summary(heard)
    assert summary.roles == heard.roles
    assert summary.key == heard.key != ""


def test_who_listens_does_not_make_up_what_the_loops_sound_like(
    shelf: Shelf, tagger: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes in is heard; a sketch would be read from the disk before every bar."""
    read: list[Any] = []
    monkeypatch.setattr(Shelf, "sketches", lambda *asked: read.append(asked))
    heard = listening(shelf, BASS, tagger).hear(4, LINE, [playing(shelf, n, 120) for n in (3, 4)])
    assert heard.loops == (3, 4)
    assert heard.roles == pytest.approx((0, 1, 1, 0, 0, 1), abs=1e-3)
    assert not read


@pytest.mark.parametrize(("audio", "there"), [(np.tile(drums(120), 4), 1), (BASS, 2)])
def test_auto_prefers_what_is_not_heard(
    shelf: Shelf, tagger: Bundle, audio: Floats, there: int
) -> None:
    """Of two loops that sound the same, the one that is not said to play what is there."""
    ear = listening(shelf, audio, tagger)
    heard = ear.hear(4, LINE, ())
    found = {each.loop.id: each for each in ear.rank(heard, Wishes(role="auto")).suggestions}
    assert found[there + 2].score > found[there].score
    assert dict(found[there + 2].reasons)["role"] > 0.1
    assert dict(found[there].reasons).get("role", 0.0) < 0.01


def test_a_memo_brings_back_what_was_told(shelf: Shelf, tagger: Bundle) -> None:
    ear = listening(shelf, BASS, tagger)
    heard = ear.hear(4, LINE, ())
    memo = json.loads(json.dumps(ear.memo(heard)))
    later = Ear(shelf, RankingConfig(), [tagger])
    assert later.labels == [], "no input, nothing to tell"
    later.judge_by(ear.labels)
    assert later.recall(memo, 4, LINE, ()).roles == heard.roles
