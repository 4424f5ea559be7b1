from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from live import audio
from live.audio import Audio
from live.errors import FileError
from live.types import Floats
from tests.files import wav
from tests.sounds import RATE, drums, kick, placed, tone

FORMATS = {
    "wav": ("WAV", "PCM_24"),
    "float.wav": ("WAV", "FLOAT"),
    "aiff": ("AIFF", "PCM_16"),
    "caf": ("CAF", "PCM_16"),
    "flac": ("FLAC", "PCM_16"),
    "ogg": ("OGG", "VORBIS"),
    "opus": ("OGG", "OPUS"),
    "mp3": ("MP3", "MPEG_LAYER_III"),
}


def sine(seconds: float, rate: int, hz: float = 440.0) -> Floats:
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate)) / rate)).astype(
        np.float32
    )


def dominant(samples: Floats, rate: int) -> float:
    """The strongest frequency in Hz."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 8 * len(samples)))
    return float(spectrum.argmax() * rate / (8 * len(samples)))


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_is_decoded(tmp_path: Path, ending: str, channels: int) -> None:
    form, subtype = FORMATS[ending]
    written = np.stack([sine(1.0, 48000)] * channels, axis=1)
    soundfile.write(tmp_path / f"a.{ending}", written, 48000, format=form, subtype=subtype)
    sound = audio.decode(tmp_path / f"a.{ending}")
    assert sound.rate == 48000
    assert sound.samples.shape == (48000, channels)
    assert sound.samples.dtype == np.float32
    assert np.abs(sound.samples - written)[:-2000].max() < 0.05
    assert audio.length(tmp_path / f"a.{ending}") == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("rate", [8000, 11025, 96000, 192000])
def test_every_rate_is_decoded(tmp_path: Path, rate: int) -> None:
    sound = audio.decode(wav(tmp_path / "a.wav", sine(0.5, rate), rate))
    assert (sound.rate, len(sound.samples)) == (rate, rate // 2)


def test_more_than_two_channels_are_mixed_to_one(tmp_path: Path) -> None:
    channels = np.stack([sine(0.2, RATE), *[np.zeros(RATE // 5, np.float32)] * 5], axis=1)
    sound = audio.decode(wav(tmp_path / "a.wav", channels))
    assert sound.samples.shape == (RATE // 5, 1)
    assert np.abs(sound.samples[:, 0] - sine(0.2, RATE) / 6).max() < 1e-3


def test_decoding_stops_where_it_is_told(tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav", sine(3.0, RATE))
    assert len(audio.decode(path, seconds=1.0).samples) == RATE


def refusal(path: Path) -> str:
    with pytest.raises(FileError) as caught:
        audio.decode(path)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"{path}: ")
    return str(caught.value)


def test_what_cannot_be_decoded_says_why(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "none.wav")
    assert "Is a directory" in refusal(tmp_path)
    (tmp_path / "text.wav").write_text("no audio in here")
    assert "export it again" in refusal(tmp_path / "text.wav")
    (tmp_path / "nothing.wav").write_bytes(b"")
    assert "export it again" in refusal(tmp_path / "nothing.wav")
    assert "no audio" in refusal(wav(tmp_path / "empty.wav", np.zeros(0, np.float32)))


@pytest.mark.parametrize("rate", [1, 0x7FFFFFFF])
def test_rates_that_are_no_audio_are_refused(tmp_path: Path, rate: int) -> None:
    data = bytearray(wav(tmp_path / "a.wav", sine(0.1, RATE)).read_bytes())
    data[24:28] = struct.pack("<I", rate)
    (tmp_path / "a.wav").write_bytes(data)
    assert f"{rate} frames a second are no audio" in refusal(tmp_path / "a.wav")


@pytest.mark.parametrize("poison", [np.nan, np.inf, 1e30])
def test_numbers_that_are_no_audio_are_refused(tmp_path: Path, poison: float) -> None:
    samples = sine(0.1, RATE)
    samples[1000] = poison
    soundfile.write(tmp_path / "a.wav", samples, RATE, subtype="FLOAT")
    assert "no audio" in refusal(tmp_path / "a.wav")


def test_a_header_that_promises_too_much_costs_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    soundfile.write(path, sine(0.1, RATE), RATE)
    data = bytearray(path.read_bytes())
    data[21] |= 0x0F  # the upper bits of the number of samples in STREAMINFO
    data[22:26] = struct.pack(">I", 0xFFFFFFF0)
    path.write_bytes(data)
    try:
        assert len(audio.decode(path).samples) <= 4410
    except FileError as error:
        assert "export it again" in str(error)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), form=st.sampled_from(["wav", "aiff", "flac", "ogg", "mp3"]))
def test_mutilated_files_are_decoded_or_refused(
    data: st.DataObject, form: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a.{form}"
    soundfile.write(path, drums(120)[:9000], RATE)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    try:
        assert np.isfinite(audio.decode(path).samples).all()
    except FileError as error:
        assert str(path) in str(error)


def test_resampling_keeps_length_and_pitch() -> None:
    up = audio.resample(sine(1.0, 24000), 24000, 44100)
    assert len(up) == 44100
    assert dominant(up, 44100) == pytest.approx(440, abs=1)
    stereo = np.stack([sine(1.0, 48000)] * 2, axis=1)
    assert audio.resample(stereo, 48000, 44100).shape == (44100, 2)


def test_loudness_is_that_of_the_standard() -> None:
    """A full-scale sine of 997 Hz measures -3.01 LUFS on one channel (BS.1770-4, annex 1)."""
    one = 2 * sine(2.0, 48000, 997.0)[:, None]
    assert audio.loudness(Audio(one, 48000)) == pytest.approx(-3.01, abs=0.05)


def test_loudness_of_the_short_is_that_of_its_repetition() -> None:
    short = sine(0.05, RATE, 440)[:, None]
    long = sine(2.0, RATE, 440)[:, None]
    assert audio.loudness(Audio(short, RATE)) == pytest.approx(
        audio.loudness(Audio(long, RATE)), abs=0.2
    )


def test_loudness_of_silence_is_the_least_there_is() -> None:
    assert audio.loudness(Audio(np.zeros((RATE, 2), np.float32), RATE)) == audio.SILENT_LUFS
    assert audio.loudness(Audio(np.zeros((3, 1), np.float32), RATE)) == audio.SILENT_LUFS


@settings(deadline=None, max_examples=15)
@given(
    frames=st.integers(1000, 60000),
    ratio=st.floats(0.6, 1.6),
    semitones=st.integers(-6, 6),
    channels=st.integers(1, 2),
)
def test_fitting_gives_exactly_the_frames(
    frames: int, ratio: float, semitones: int, channels: int
) -> None:
    loop = np.stack([drums(120)] * channels, axis=1)
    fitted = audio.fit(loop, RATE, ratio, semitones, frames)
    assert fitted.shape == (frames, channels)
    assert np.isfinite(fitted).all()


def test_a_loop_that_needs_no_change_is_not_touched() -> None:
    loop = drums(120)[:, None]
    assert np.array_equal(audio.fit(loop, RATE, 1.0, 0, len(loop)), loop)


@pytest.mark.parametrize("ratio", [0.8, 0.95, 1.1, 1.4])
def test_onsets_stay_on_the_beat(ratio: float) -> None:
    """Eight kicks on the beats of 8 beats: stretched, each is where its beat is to within 2 ms."""
    loop = placed(120, 8, *((beat, kick()) for beat in range(8)))[:, None]
    frames = round(len(loop) / ratio)
    fitted = np.abs(audio.fit(loop, RATE, len(loop) / frames, 0, frames))[:, 0]
    for beat in range(8):
        start = round(beat * frames / 8)
        around = np.take(fitted, np.arange(start - 2000, start + 4000), mode="wrap")
        first = int(np.argmax(around > 0.3 * around.max()))
        original = np.take(np.abs(loop[:, 0]), np.arange(4000))
        own = int(np.argmax(original > 0.3 * original.max()))
        assert abs(first - 2000 - own) < 0.002 * RATE


@pytest.mark.parametrize("hz", [55, 440])
@pytest.mark.parametrize("semitones", [-5, 3, 6])
def test_transposition_is_in_tune_and_keeps_the_length(semitones: int, hz: float) -> None:
    loop = sine(2.0, RATE, hz)[:, None]
    fitted = audio.fit(loop, RATE, 1.0, semitones, len(loop))
    assert len(fitted) == len(loop)
    cents = 1200 * np.log2(dominant(fitted[:, 0], RATE) / (hz * 2 ** (semitones / 12)))
    assert abs(cents) < 1


@pytest.mark.parametrize(("ratio", "semitones"), [(0.9, 0), (1.2, 0), (1.0, 4), (1.13, -3)])
def test_a_fitted_loop_has_no_seam(ratio: float, semitones: int) -> None:
    """Where the end meets the beginning a sustained tone jumps no more than anywhere else."""
    loop = sine(2.0, RATE, 441)[:, None]  # whole periods: it loops
    frames = round(len(loop) / ratio)
    twice = np.tile(audio.fit(loop, RATE, len(loop) / frames, semitones, frames)[:, 0], 2)
    jumps = np.abs(np.diff(twice, n=2))
    seam = jumps[frames - 300 : frames + 600].max()
    assert seam < 1.5 * np.percentile(jumps, 99)


def test_a_tail_is_cut_without_a_click() -> None:
    loop = sine(2.0, RATE, 440.3)[:, None]
    cut = audio.fit(loop, RATE, 1.0, 0, RATE)
    jumps = np.abs(np.diff(np.tile(cut[:, 0], 2)))
    assert jumps[RATE - 1] < 2 * np.abs(np.diff(loop[:, 0])).max()


def test_what_a_file_lacks_is_silent() -> None:
    fitted = audio.fit(tone(60, 0.5)[:, None], RATE, 1.0, 0, RATE)
    assert not fitted[RATE // 2 + 1 :].any()
    assert np.abs(fitted[: RATE // 4]).max() > 0.1


def test_fitting_is_the_same_every_time() -> None:
    loop = drums(120)[:, None]
    once, again = (audio.fit(loop, RATE, 1.1, 2, 80000) for _ in range(2))
    assert np.array_equal(once, again)
