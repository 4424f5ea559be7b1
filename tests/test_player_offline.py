"""The player's promises, sample by sample: offline, by the same code as on stage."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from live import actions
from live.player import messages
from live.player.desk import CEILING
from live.player.offline import Offline
from live.player.prepare import Recipe, prepare
from tests.player_rig import RATE, click, clocked, heard, launch, onsets, suggest, tone, written

FADE = 240  # frames of 5 ms
BAR = 96000  # frames of a bar at 120 bpm


@pytest.fixture
def player() -> Iterator[Offline]:
    with Offline(RATE) as opened:
        yield opened


def centre(audio: np.ndarray, near: float, reach: int = 4) -> float:
    """Where a click lies that falls between two frames."""
    offsets = np.arange(-reach, reach + 1)
    weights = audio[round(near) + offsets].astype(np.float64)
    return round(near) + float((offsets * weights).sum() / weights.sum())


def news(player: Offline, kind: type[messages.Message]) -> list[messages.Message]:
    return [message for message in player.news() if isinstance(message, kind)]


# --- on the bar ---------------------------------------------------------------------------------


def test_the_first_sample_lies_on_the_bar_line(player: Offline, tmp_path: Path) -> None:
    loop = suggest(click(tmp_path / "click.wav"))
    audio = heard(player, 9.0, clocked(), launch(0, loop, 4.0))
    assert onsets(audio) == [BAR, 2 * BAR, 3 * BAR, 4 * BAR]
    assert np.allclose(audio[BAR], 0.5, atol=1e-6)
    assert np.abs(np.delete(audio, onsets(audio))).max() < 1e-6


@pytest.mark.parametrize(("rate", "bpm"), [(44100, 127.3), (48000, 93.71), (44100, 174.0)])
def test_a_bar_line_between_two_samples_is_hit_in_between(
    tmp_path: Path, rate: int, bpm: float
) -> None:
    loop = suggest(click(tmp_path / "click.wav", bpm, rate=rate), bpm)
    bar = 240 / bpm * rate
    with Offline(rate) as player:
        audio = heard(player, 41 * 240 / bpm, clocked(bpm), launch(0, loop, 4.0))
    errors = [centre(audio, n * bar) - n * bar for n in range(1, 41)]
    assert np.abs(errors).max() < 0.01


def test_after_1000_bars_of_a_fractional_length_it_is_still_there(tmp_path: Path) -> None:
    bpm, rate = 127.3, 44100
    bar = 240 / bpm * rate
    loop = suggest(click(tmp_path / "click.wav", bpm, rate=rate), bpm)
    with Offline(rate, block=2048) as player:
        player.send(clocked(bpm))
        player.send(launch(0, loop, 4.0))
        for n in range(100, 1000, 100):
            player.process(n * bar / rate)
        player.process((1000 * bar - 1000) / rate)
        start = round(player.time * rate)
        audio = player.process((1000 * bar + 1000) / rate)[:, 0]
    assert abs(start + centre(audio, 1000 * bar - start) - 1000 * bar) < 0.01


def test_a_loop_at_its_own_tempo_is_played_as_it_is_in_the_file(
    player: Offline, tmp_path: Path
) -> None:
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, (BAR, 2)).astype(np.float32)
    loop = suggest(written(tmp_path / "noise.wav", noise, 120, 4))
    player.send(clocked())
    player.send(launch(0, loop, 4.0))
    audio = player.process(6.0)
    assert np.allclose(audio[BAR : 2 * BAR], noise, atol=1e-6)
    assert np.allclose(audio[2 * BAR : 3 * BAR], noise, atol=1e-6)


def test_16_slots_play_at_once_each_on_its_sample(player: Offline, tmp_path: Path) -> None:
    player.send(clocked())
    for slot in range(16):
        loop = click(tmp_path / f"{slot}.wav", at=1000 * slot)
        player.send(launch(slot, suggest(loop), 4.0))
    audio = player.process(6.0)[:, 0]
    assert onsets(audio) == [bar * BAR + 1000 * slot for bar in (1, 2) for slot in range(16)]


def test_a_double_time_loop_fills_twice_the_beats(player: Offline, tmp_path: Path) -> None:
    loop = suggest(click(tmp_path / "slow.wav", bpm=60.0, beats=4.0), stretch=1.0)
    audio = heard(player, 13.0, clocked(), launch(0, loop, 4.0))
    assert onsets(audio) == [BAR, 3 * BAR, 5 * BAR]


def test_the_position_counts_from_since_and_the_offset(player: Offline, tmp_path: Path) -> None:
    loop = suggest(click(tmp_path / "click.wav", beats=8.0), beat_offset=1.0)
    audio = heard(player, 10.0, clocked(), launch(0, loop, 8.0, since=4.0))
    assert onsets(audio) == [round(13.0 * RATE / 2)]


def test_the_gain_is_the_suggestions(player: Offline, tmp_path: Path) -> None:
    loop = suggest(click(tmp_path / "click.wav"), gain_db=-6.0)
    audio = heard(player, 3.0, clocked(), launch(0, loop, 4.0))
    assert audio[BAR] == pytest.approx(0.5 * 10 ** (-6 / 20), abs=1e-6)


def test_latency_makes_it_early(tmp_path: Path) -> None:
    with Offline(RATE) as player:
        player._backstage.receive(messages.Latency(10.0))
        audio = heard(player, 3.0, clocked(), launch(0, suggest(click(tmp_path / "a.wav")), 4.0))
    assert onsets(audio) == [BAR - 480]


def test_another_latency_is_reached_gently(player: Offline, tmp_path: Path) -> None:
    heard(player, 3.0, clocked(), launch(0, suggest(click(tmp_path / "a.wav", beats=1.0)), 0.0))
    player._backstage.receive(messages.Latency(10.0))
    audio = heard(player, 8.1)
    intervals = np.diff([round(centre(audio, frame)) for frame in onsets(audio, 0.3)])
    assert intervals.min() >= 24000 * (1 - 0.0051)
    assert onsets(audio)[-1] == 5 * RATE - 480


# --- without a click ----------------------------------------------------------------------------


def slopes(*hertz: float, level: float = 0.2) -> float:
    """The steepest step that the fades of these sines can make."""
    return sum(level * (2 * np.pi * f / RATE + 1 / FADE) for f in hertz)


def test_a_swap_fades_across_the_5_ms_before_the_bar(player: Offline, tmp_path: Path) -> None:
    low, high = tone(tmp_path / "low.wav", 100.0), tone(tmp_path / "high.wav", 1000.0)
    audio = heard(player, 3.0, clocked(), launch(0, suggest(low), 0.0))
    audio = np.append(audio, heard(player, 6.0, launch(0, suggest(high), 8.0)))
    before, after = audio[: 2 * BAR - FADE], audio[2 * BAR :]
    frames = np.arange(len(audio)) / RATE
    assert np.allclose(before, 0.2 * np.sin(2 * np.pi * 100 * frames[: len(before)]), atol=1e-6)
    assert np.allclose(after, 0.2 * np.sin(2 * np.pi * 1000 * frames[2 * BAR :]), atol=1e-6)
    assert np.abs(np.diff(audio)).max() < slopes(100.0, 1000.0)


def test_a_stop_is_silent_from_the_beat_on(player: Offline, tmp_path: Path) -> None:
    loop = suggest(tone(tmp_path / "low.wav", 110.0))
    audio = heard(player, 3.0, clocked(), launch(0, loop, 0.0))
    audio = np.append(audio, heard(player, 6.0, actions.Stop(0, 8.0)))
    assert np.abs(audio[2 * BAR - FADE - 200 : 2 * BAR - FADE]).max() > 0.1
    assert not audio[2 * BAR :].any()
    assert np.abs(np.diff(audio)).max() < slopes(110.0)


def test_what_should_sound_already_fades_in_at_once_and_in_phase(
    player: Offline, tmp_path: Path
) -> None:
    loop = suggest(tone(tmp_path / "low.wav", 110.0))
    heard(player, 3.0, clocked())
    audio = heard(player, 3.1, launch(0, loop, 4.0))
    frames = 3.0 + np.arange(len(audio)) / RATE
    assert np.allclose(audio[600:], 0.2 * np.sin(2 * np.pi * 110 * frames[600:]), atol=1e-6)
    assert np.abs(np.diff(audio)).max() < slopes(110.0)


def test_a_stop_that_comes_too_late_fades_at_once(player: Offline, tmp_path: Path) -> None:
    loop = suggest(tone(tmp_path / "low.wav", 110.0))
    before = heard(player, 3.0, clocked(), launch(0, loop, 0.0))
    after = heard(player, 3.1, actions.Stop(0, 4.0))
    assert not after[600:].any()
    assert np.abs(np.diff(np.append(before, after))).max() < slopes(110.0)


# --- the limiter --------------------------------------------------------------------------------


def test_the_sum_of_loud_loops_never_exceeds_the_ceiling(player: Offline, tmp_path: Path) -> None:
    random = np.random.default_rng(2)
    player.send(clocked())
    for slot in range(16):
        noise = random.uniform(-1, 1, (BAR, 2)).astype(np.float32)
        player.send(launch(slot, suggest(written(tmp_path / f"{slot}.wav", noise, 120, 4)), 0.0))
    audio = player.process(4.0)
    assert CEILING - 1e-3 < np.abs(audio).max() <= CEILING + 1e-6


def test_a_sum_below_the_ceiling_is_left_alone(player: Offline, tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    noises = [random.uniform(-0.4, 0.4, (BAR, 2)).astype(np.float32) for _ in range(2)]
    player.send(clocked())
    for slot, noise in enumerate(noises):
        player.send(launch(slot, suggest(written(tmp_path / f"{slot}.wav", noise, 120, 4)), 0.0))
    audio = player.process(2.0)
    assert np.allclose(audio, noises[0] + noises[1], atol=1e-6)


# --- the tempo ----------------------------------------------------------------------------------


def test_a_small_change_of_tempo_is_followed_at_once(player: Offline, tmp_path: Path) -> None:
    loop = suggest(click(tmp_path / "click.wav", beats=1.0))
    audio = heard(player, 4.0, clocked(), launch(0, loop, 0.0))
    faster = clocked(120.6, beat=8.0, time=4.0)
    audio = np.append(audio, heard(player, 6.05, faster))
    beat = RATE * 60 / 120.6
    expected = [round(4 * RATE + n * beat) for n in range(1, 5)]
    found = [round(centre(audio, frame)) for frame in expected]
    assert np.abs(np.subtract(found, expected)).max() <= 1
    assert not [m for m in news(player, messages.Ready) if m.bpm == 120.6]


def test_a_large_change_of_tempo_is_followed_and_then_stretched_anew(
    player: Offline, tmp_path: Path
) -> None:
    loop = tone(tmp_path / "low.wav", 440.0)
    heard(player, 4.0, clocked(), launch(0, suggest(loop), 0.0))
    heard(player, 4.2, clocked(132.0, beat=8.0, time=4.0))
    assert pitch(heard(player, 4.5)) == pytest.approx(440 * 1.1, abs=5)
    heard(player, 10.0)
    assert [m.bpm for m in news(player, messages.Ready)] == [120.0, 132.0]
    assert pitch(heard(player, 11.0)) == pytest.approx(440, abs=5)


def pitch(audio: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(audio * np.hanning(len(audio)), 1 << 18))
    return float(np.argmax(spectrum) * RATE / (1 << 18))


# --- the transport ------------------------------------------------------------------------------


def test_stop_silences_and_start_resumes_in_phase(player: Offline, tmp_path: Path) -> None:
    loop = suggest(tone(tmp_path / "low.wav", 110.0, beats=3.0))
    sounding = heard(player, 3.0, clocked(), launch(0, loop, 0.0))
    fading = heard(player, 4.0, clocked(beat=6.0, time=3.0, running=False))
    resumed = heard(player, 5.0, clocked(beat=6.5, time=4.0))
    assert not fading[600:].any()
    assert np.abs(np.diff(np.concatenate([sounding, fading, resumed]))).max() < slopes(110.0)
    frames = 6.5 / 2 + np.arange(len(resumed)) / RATE
    assert np.allclose(resumed[600:], 0.2 * np.sin(2 * np.pi * 110 * frames)[600:], atol=1e-6)


def test_a_restart_puts_what_sounds_back_on_the_bar(player: Offline, tmp_path: Path) -> None:
    loop = suggest(click(tmp_path / "click.wav"))
    heard(player, 3.0, clocked(), launch(0, loop, 4.0))
    audio = heard(player, 8.0, clocked(beat=0.0, time=3.5, epoch=1))
    assert onsets(audio) == [RATE // 2 + n * BAR for n in range(3)]


def test_a_launch_told_with_a_restart_is_of_the_time_after_it(
    player: Offline, tmp_path: Path
) -> None:
    """An engine that was started again says so, and what plays, in one breath."""
    loop = suggest(click(tmp_path / "click.wav", beats=8.0))
    heard(player, 5.0, clocked(), launch(0, loop, 4.0))
    audio = heard(player, 11.0, clocked(epoch=1), launch(0, loop, 4.0))
    assert onsets(audio) == [RATE, 5 * RATE]


def test_a_loop_waiting_for_the_start_begins_with_it(player: Offline, tmp_path: Path) -> None:
    loop = suggest(click(tmp_path / "click.wav"))
    silence = heard(player, 1.0, clocked(running=False), launch(0, loop, 4.0))
    audio = heard(player, 4.0, clocked(beat=0.0, time=1.0, epoch=1))
    assert not silence.any()
    assert onsets(audio) == [0, BAR]


# --- slots --------------------------------------------------------------------------------------


def test_a_launch_of_what_sounds_calls_off_its_successor(player: Offline, tmp_path: Path) -> None:
    first, second = suggest(click(tmp_path / "a.wav")), suggest(click(tmp_path / "b.wav", at=999))
    heard(player, 3.0, clocked(), launch(0, first, 0.0), launch(0, second, 8.0))
    audio = heard(player, 6.1, launch(0, first, 0.0))
    assert onsets(audio) == [RATE, 3 * RATE]


def test_a_stop_calls_off_a_launch(player: Offline, tmp_path: Path) -> None:
    loop = suggest(click(tmp_path / "a.wav"))
    audio = heard(player, 5.0, clocked(), launch(0, loop, 8.0), actions.Stop(0, 1.0))
    assert not audio.any()


def test_voices_come_back_after_many_swaps(player: Offline, tmp_path: Path) -> None:
    loops = [suggest(click(tmp_path / f"{n}.wav", at=100 * n)) for n in range(5)]
    player.send(clocked())
    for n in range(60):
        heard(player, n * 2 + 1.0, *(launch(slot, loops[n % 5], n * 4 + 4.0) for slot in range(4)))
    audio = heard(player, 125.0)
    assert not news(player, messages.Error)
    assert len(onsets(audio)) == 3


def test_the_news_tell_what_sounds(player: Offline, tmp_path: Path) -> None:
    loop = suggest(click(tmp_path / "a.wav"))
    heard(player, 3.0, clocked(), launch(7, loop, 4.0))
    heard(player, 5.0, actions.Stop(7, 8.0))
    told = [(m.slot, m.state, m.path) for m in news(player, messages.SlotIs)]
    assert told == [(7, "playing", loop.loop.path), (7, "empty", "")]


# --- what can go wrong --------------------------------------------------------------------------


class Slow:
    """Prepares when `go` is set."""

    def __init__(self) -> None:
        self.go = False
        self.orders: list[Recipe] = []

    def order(self, recipe: Recipe, urgent: bool) -> None:
        self.orders.append(recipe)

    def results(self):
        while self.go and self.orders:
            recipe = self.orders.pop()
            yield recipe, prepare(recipe)

    def close(self) -> None: ...


def test_late_audio_begins_on_the_next_bar_in_phase_and_says_so(tmp_path: Path) -> None:
    worker = Slow()
    loop = suggest(click(tmp_path / "long.wav", beats=8.0))
    with Offline(RATE, worker=worker) as player:
        early = heard(player, 3.0, clocked(), launch(3, loop, 4.0))
        worker.go = True
        audio = heard(player, 7.0)
        late = news(player, messages.Late)
    assert not early.any()
    assert onsets(audio) == [3 * RATE]
    assert late == [messages.Late(3, loop.loop.path, 4.0, 8.0)]


def test_prepared_audio_is_not_prepared_again(tmp_path: Path) -> None:
    worker = Slow()
    worker.go = True
    loop = suggest(click(tmp_path / "a.wav"))
    with Offline(RATE, worker=worker) as player:
        heard(player, 1.0, clocked(), actions.Prepare((loop,)))
        worker.go = False
        audio = heard(player, 3.0, launch(0, loop, 4.0))
    assert onsets(audio) == [RATE]


@pytest.mark.parametrize("content", [None, b"", b"RIFF????WAVE", os.urandom(4096)])
def test_a_bad_file_is_one_error_and_the_set_goes_on(
    player: Offline, tmp_path: Path, content: bytes | None
) -> None:
    good, bad = suggest(click(tmp_path / "a.wav")), suggest(click(tmp_path / "bad.wav"))
    Path(bad.loop.path).unlink()
    if content is not None:
        Path(bad.loop.path).write_bytes(content)
    audio = heard(player, 5.0, clocked(), launch(0, good, 0.0), launch(1, bad, 4.0))
    (error,) = news(player, messages.Error)
    assert bad.loop.path in error.text
    assert onsets(audio) == [0, BAR, 2 * BAR]


def test_a_file_that_vanished_keeps_sounding(player: Offline, tmp_path: Path) -> None:
    loop = suggest(click(tmp_path / "a.wav"))
    heard(player, 1.0, clocked(), launch(0, loop, 0.0))
    Path(loop.loop.path).unlink()
    audio = heard(player, 4.0, launch(1, loop, 4.0))
    assert [audio[frame] for frame in onsets(audio)] == pytest.approx([CEILING], abs=1e-6)


def test_a_slot_that_is_none_is_named(player: Offline, tmp_path: Path) -> None:
    heard(player, 1.0, clocked(), launch(99, suggest(click(tmp_path / "a.wav")), 0.0))
    assert "slot 99" in news(player, messages.Error)[0].text


def test_a_cue_without_a_cue_bus_is_silent_and_says_so(player: Offline, tmp_path: Path) -> None:
    cue = actions.Cue(suggest(click(tmp_path / "a.wav")), 1.0, 0.0)
    audio = heard(player, 3.0, clocked(), cue)
    assert not audio.any()
    assert "cue" in news(player, messages.Error)[0].text


def test_the_same_actions_give_the_same_samples(tmp_path: Path) -> None:
    loop = tone(tmp_path / "low.wav", 333.0)

    def rendered() -> np.ndarray:
        with Offline(RATE) as player:
            player.send(clocked(117.3))
            player.send(launch(0, suggest(loop, 117.3, transpose=3), 4.0))
            return player.process(5.0)

    assert np.array_equal(rendered(), rendered())
