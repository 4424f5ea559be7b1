from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from export.bundle import pack
from live import audio, bundle, features
from live.errors import FileError
from live.types import ROLES
from models import cache, describe
from models.cache import Cache, Report
from models.items import Item
from tests import onnx_models
from tests.loop_files import item
from tests.sounds import RATE, chords, drums, hat, placed, silence, tone


@pytest.fixture
def section(tmp_path: Path) -> list[Item]:
    """Drums, a bass and chords that sound together for a bar."""
    return [
        item(tmp_path / "drums.wav", drums(120, 4), role="percussion"),
        item(tmp_path / "bass.wav", chords(120, (36,), (41,), beats=2)),
        item(tmp_path / "chords.wav", chords(120, (60, 64, 67), (65, 69, 72), beats=2)),
    ]


def fates(report: Report, corpus: str = "toy") -> dict[str, int]:
    return {fate.value: count for fate, count in report.counts[corpus].items() if count}


def test_a_cache_holds_what_the_engine_would_see(tmp_path: Path, section: list[Item]) -> None:
    report = cache.build(tmp_path / "cache", section)
    made = Cache.open(tmp_path / "cache")
    assert fates(report) == {"kept": 3}
    assert made.items == tuple(section)
    for row, each in enumerate(section):
        sound = audio.decode(each.path)
        whole = features.spectra(audio.mono(sound.samples), sound.rate, 4)
        assert np.array_equal(made.sketches[row], features.sketch(whole))
    assert [ROLES[role] for role in made.roles.argmax(axis=1)] == ["percussion", "bass", "chord"]
    assert made.keys.tolist()[0] == -1
    assert made.keys[2] == 0 or made.keys[2] == 5  # C and F are both there


def test_what_no_name_tells_the_tagger_hears(
    tmp_path: Path, section: list[Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = np.zeros((212, len(ROLES)))
    weights[:, ROLES.index("voice")] = 1e6
    packed = pack(onnx_models.tag(weights), tmp_path, name="tags", version="1", task="tag")
    monkeypatch.setattr(describe, "_tagger", lambda: bundle.open(packed))
    nameless = [replace(item, role="") for item in section]
    cache.build(tmp_path / "cache", nameless)
    made = Cache.open(tmp_path / "cache")
    assert {ROLES[role] for role in made.roles.argmax(axis=1)} == {"voice"}


def test_bars_last_two_seconds_at_their_own_pitch(tmp_path: Path) -> None:
    """At 96 bpm a bar has 2.5 s: it is played faster, and 440 Hz stay 440 Hz."""
    beat = 60 / 96
    samples = np.concatenate([tone(69, beat) for _ in range(4)])
    found = replace(item(tmp_path / "a.wav", samples), bpm=96.0)
    cache.build(tmp_path / "cache", [found])
    (bar,) = Cache.open(tmp_path / "cache").bars
    assert (bar.dtype, bar.shape) == (np.int16, (44100,))
    spectrum = np.abs(np.fft.rfft(bar.astype(float)))
    assert spectrum.argmax() / 2 == pytest.approx(440, abs=2)


def test_all_of_a_section_show_the_bar_in_which_most_happens(tmp_path: Path) -> None:
    late = placed(120, 16, *[(8 + at, hat()) for at in (0, 1, 2, 3)])
    steady = placed(120, 16, *[(at, hat()) for at in np.arange(16)]) + 0.05 * drums(120, 16)
    short = item(tmp_path / "short.wav", drums(120, 4))
    longer = [
        replace(item(tmp_path / "late.wav", late), bars=4),
        replace(item(tmp_path / "steady.wav", steady), bars=4),
    ]
    cache.build(tmp_path / "cache", [*longer, short])
    made = Cache.open(tmp_path / "cache")
    assert made.chosen.tolist() == [2, 2, 0]
    assert np.abs(made.bars[0]).max() > 1000


def test_a_broken_file_is_reported_and_the_rest_goes_on(
    tmp_path: Path, section: list[Item]
) -> None:
    broken = replace(section[0], path=str(tmp_path / "broken.wav"), stem="broken")
    Path(broken.path).write_bytes(b"RIFFnothing")
    short = item(tmp_path / "short.wav", drums(120, 4)[:40000])
    report = cache.build(tmp_path / "cache", [*section, broken, short])
    assert fates(report) == {"kept": 3}
    first, second = sorted(report.failures)
    assert "broken.wav" in first
    assert "short.wav: has 0.91 s, 1 bars at 120 bpm are 2.00 s" in second


def test_what_is_described_is_not_described_again(tmp_path: Path, section: list[Item]) -> None:
    folder = tmp_path / "cache"
    cache.build(folder, section[:1])
    before = Cache.open(folder).digest
    (part,) = (folder / "parts").iterdir()
    stamp = part.stat().st_mtime_ns
    seen: list[tuple[int, int]] = []
    elsewhere = replace(item(tmp_path / "more.wav", chords(120, (62, 65))), section="7")
    more = [section[0], elsewhere]
    cache.build(folder, more, watch=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 1), (1, 1)]
    assert part.stat().st_mtime_ns == stamp
    assert Cache.open(folder).items == tuple(more)
    assert Cache.open(folder).digest != before


def test_an_open_cache_goes_on_reading_what_it_had(tmp_path: Path, section: list[Item]) -> None:
    cache.build(tmp_path / "cache", section)
    old = Cache.open(tmp_path / "cache")
    kept = np.array(old.sketches)
    cache.build(tmp_path / "cache", section[1:2])
    assert np.array_equal(old.sketches, kept)


def test_of_equal_loops_in_a_section_one_stays(tmp_path: Path, section: list[Item]) -> None:
    twin = item(tmp_path / "twin.wav", 0.5 * drums(120, 4))
    report = cache.build(tmp_path / "cache", [*section, twin])
    assert fates(report) == {"kept": 3, "copies": 1}
    assert twin not in Cache.open(tmp_path / "cache").items


def test_a_section_of_nothing_but_copies_has_no_parts(tmp_path: Path, section: list[Item]) -> None:
    mix = [item(tmp_path / f"{n}.wav", drums(120, 4), section=1) for n in range(3)]
    report = cache.build(tmp_path / "cache", [*section, *mix])
    assert fates(report) == {"kept": 3, "copies": 3}


def test_silence_and_what_is_off_its_grid_are_left_out(tmp_path: Path) -> None:
    beside = np.roll(drums(120, 4), RATE // 20)
    found = [
        item(tmp_path / "on.wav", drums(120, 4), section=1),
        item(tmp_path / "none.wav", silence(120, 4), section=1),
        item(tmp_path / "off.wav", beside, section=2),
        item(tmp_path / "checked.wav", beside, section=3, grid="notes"),
    ]
    report = cache.build(tmp_path / "cache", found)
    assert fates(report) == {"kept": 2, "silent": 1, "off grid": 1}
    assert [each.stem for each in Cache.open(tmp_path / "cache").items] == ["on", "checked"]


def test_several_processes_make_the_same_cache(tmp_path: Path, section: list[Item]) -> None:
    cache.build(tmp_path / "one", section)
    cache.build(tmp_path / "two", section, jobs=2)
    one, two = Cache.open(tmp_path / "one"), Cache.open(tmp_path / "two")
    assert one.digest == two.digest
    assert np.array_equal(one.bars, two.bars)


def test_no_cache_and_nothing_to_keep_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="python -m models gather"):
        Cache.open(tmp_path)
    quiet = item(tmp_path / "none.wav", silence(120, 4))
    with pytest.raises(FileError, match="none of the loops"):
        cache.build(tmp_path / "cache", [quiet])
