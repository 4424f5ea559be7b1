from __future__ import annotations

from pathlib import PurePath

import numpy as np
import pytest

from live import audio
from live.audio import Audio
from live.library import analysis, names
from live.library.metadata import Metadata
from live.types import Fact, Floats, Kind, Origin
from tests.sounds import PROGRESSION, RATE, chords, drums, hat, kick, silence, tone


def analysed(samples: Floats, name: str = "x") -> analysis.Analysis:
    claims = Metadata({}, names.read(PurePath(f"{name}.wav"), ()))
    return analysis.analyse_audio(Audio(samples[:, None], RATE), claims)


def kind(samples: Floats, name: str = "x") -> Kind:
    return analysed(samples, name).kind


def ringing(seconds: float) -> Floats:
    decay = np.exp(-np.arange(round(seconds * RATE)) / (0.15 * seconds * RATE))
    return (tone(60, seconds) * decay).astype(np.float32)


def test_drums_and_chords_are_loops() -> None:
    assert kind(drums(120, 8)) is Kind.LOOP
    assert kind(drums(97.3, 16)) is Kind.LOOP
    assert kind(chords(100, *PROGRESSION)) is Kind.LOOP


@pytest.mark.parametrize("shot", [kick(), hat(), ringing(0.4), ringing(2.37), ringing(6.1)])
def test_what_is_struck_once_is_a_one_shot(shot: Floats) -> None:
    found = analysed(shot)
    assert found.kind is Kind.ONE_SHOT
    assert not {"bpm", "beats"} & found.facts.keys()
    assert found.profile is None


def test_silence() -> None:
    assert kind(silence(120, 8)) is Kind.SILENCE
    assert kind(drums(120, 8) * 1e-5) is Kind.SILENCE


def test_more_than_64_bars_are_a_song() -> None:
    assert kind(drums(150, 260)) is Kind.SONG
    assert kind(drums(150, 256), "drums 150bpm") is Kind.LOOP


def test_words_decide_what_sound_leaves_open() -> None:
    pad = tone(57, 3.77)
    assert kind(pad) is Kind.ONE_SHOT
    assert kind(pad, "pad loop") is Kind.LOOP
    assert kind(drums(120, 4), "one shot drums") is Kind.ONE_SHOT


def test_what_is_named_like_a_stroke_but_pulses_is_a_loop() -> None:
    assert kind(drums(120, 8), "percussion cowbell") is Kind.LOOP


def test_no_word_makes_a_loop_of_less_than_a_beat() -> None:
    assert kind(kick()[:4000], "kick loop") is Kind.ONE_SHOT


def test_a_chunk_can_say_that_it_is_a_one_shot() -> None:
    claims = Metadata({"kind": Fact(Kind.ONE_SHOT, Origin.EMBEDDED, 0.75)}, {})
    found = analysis.analyse_audio(Audio(drums(120, 4)[:, None], RATE), claims)
    assert found.facts["kind"] == Fact(Kind.ONE_SHOT, Origin.EMBEDDED, 0.75)


def test_silence_is_as_quiet_as_can_be_measured() -> None:
    assert analysed(silence(120, 4)).lufs == audio.SILENT_LUFS
