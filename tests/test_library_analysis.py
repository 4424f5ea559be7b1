from __future__ import annotations

import csv
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from live import audio, features
from live.audio import Audio
from live.library import analysis
from live.library.metadata import Metadata
from live.library.roles import NO_HINTS
from live.types import ROLES, Fact, Floats, Kind, Origin
from tests import files
from tests.conftest import SHARED
from tests.sounds import PROGRESSION, RATE, chords, drums, kick, silence, tone

UNNAMED = Metadata({}, {})


def test_a_loop_is_known_completely(tmp_path: Path) -> None:
    samples = np.stack([chords(100, *PROGRESSION)] * 2, axis=1)
    path = files.wav(tmp_path / "Warm" / "pad Cm 100bpm.wav", samples)
    found = analysis.analyse(path, tmp_path)
    loop = found.loop(str(path), "digest", 7)
    assert (loop.kind, loop.bpm, loop.beats, loop.beats_per_bar) == (Kind.LOOP, 100, 16, 4)
    assert (loop.key, loop.mode, loop.role, loop.pack) == (0, "minor", "chord", "Warm")
    assert loop.seconds == pytest.approx(9.6)
    assert -30 < loop.lufs < -5
    assert len(loop.roles) == len(ROLES)
    assert set(loop.facts) == {
        *("bpm", "beats", "beats_per_bar", "key", "mode", "kind", "role", "pack")
    }
    assert all(0 < fact.confidence <= 1 for fact in loop.facts.values())


def test_the_sketch_is_that_of_the_features(tmp_path: Path) -> None:
    samples = drums(120, 16)
    found = analysis.analyse_audio(Audio(samples[:, None], RATE), UNNAMED)
    expected = features.sketch(features.spectra(samples, RATE, 16))
    assert np.array_equal(found.sketch, expected)
    profile = features.profile(features.power(expected))
    assert found.profile is not None
    assert np.array_equal(found.profile.rhythm, profile.rhythm)


def test_the_sketch_does_not_hear_the_tail() -> None:
    loop = drums(120, 16)
    tailed = np.append(loop, silence(120, 3))
    found, expected = (
        analysis.analyse_audio(Audio(samples[:, None], RATE), UNNAMED).sketch
        for samples in (tailed, loop)
    )
    assert np.array_equal(found, expected)


def test_a_sampler_loop_says_where_the_music_ends(tmp_path: Path) -> None:
    loop = drums(120, 8)
    samples = np.append(loop, loop[: len(loop) // 3])
    path = files.wav(tmp_path / "a.wav", samples, smpl=files.smpl(0, len(loop) - 1))
    found = analysis.analyse(path, tmp_path)
    assert found.seconds == pytest.approx(4)
    assert (found.number("bpm"), found.number("beats")) == (pytest.approx(120), 8)


def test_only_the_header_is_read_of_what_is_surely_a_song(tmp_path: Path) -> None:
    path = files.wav(tmp_path / "a.wav", np.zeros(8000 * 301, np.float32), 8000)
    found = analysis.analyse(path, tmp_path)
    assert (found.kind, found.seconds) == (Kind.SONG, 301)
    assert found.facts["kind"].note == "longer than 64 bars"


def test_a_known_key_keeps_its_origin_and_the_mode_is_heard() -> None:
    claims = Metadata({}, {"key": Fact(0, Origin.NAME, 0.6)})
    samples = chords(120, *PROGRESSION)[:, None]
    facts = analysis.analyse_audio(Audio(samples, RATE), claims).facts
    assert facts["key"] == Fact(0, Origin.NAME, 0.6)
    assert (facts["mode"].value, facts["mode"].origin) == ("minor", Origin.ANALYSIS)


def test_drums_have_no_key_of_their_own() -> None:
    """Whatever was heard in them: until somebody finds that they are no drums."""
    pad = Audio(chords(120, *PROGRESSION)[:, None], RATE)
    named = replace(UNNAMED, roles={"percussion": 1.0})
    drum = analysis.analyse_audio(pad, named)
    assert (drum.loop("", "").key_name, "key" in drum.loop("", "").facts) == ("", False)
    no_drum = replace(drum, evidence=replace(drum.evidence, hinted=NO_HINTS))
    assert (
        no_drum.loop("", "").key_name == analysis.analyse_audio(pad, UNNAMED).loop("", "").key_name
    )
    assert no_drum.loop("", "").key_name
    claimed = replace(named, named={"key": Fact(2, Origin.NAME, 0.9)})
    assert analysis.analyse_audio(pad, claimed).loop("", "").key_name.startswith("D")


@pytest.mark.parametrize(
    ("shot", "beats"), [(kick(), 4), (kick()[:441], 4), (tone(60, 2.1), 8), (tone(60, 9), 16)]
)
def test_a_one_shot_is_heard_as_a_loop_of_whole_bars(shot: Floats, beats: int) -> None:
    named = replace(UNNAMED, named={"kind": Fact(Kind.ONE_SHOT, Origin.NAME, 0.9)})
    found = analysis.analyse_audio(Audio(shot[:, None], RATE), named)
    assert found.kind is Kind.ONE_SHOT
    looped = np.pad(shot, (0, 8 * RATE))[: beats * RATE // 2]
    assert np.array_equal(found.sketch, features.sketch(features.spectra(looped, RATE, beats)))
    assert any(found.loop("", "").roles)


def test_what_is_not_heard_has_the_roles_of_its_name(tmp_path: Path) -> None:
    song = files.wav(tmp_path / "vocals.wav", np.zeros(8000 * 301, np.float32), 8000)
    assert analysis.analyse(song, tmp_path).loop("", "").role == "voice"
    quiet = files.wav(tmp_path / "vocals 120bpm.wav", silence(120, 8))
    assert not any(analysis.analyse(quiet, tmp_path).loop("", "").roles)


def test_producers_names_are_understood(real_loops: Path) -> None:
    pack = real_loops / "libre-sample-pack"
    expected = {
        "shizo - bass ru ra f 150 @TeaBoi": (150, 4, 5, "bass"),
        "plucky ragebass - D 174 @unikub": (174, 16, 2, "bass"),
        "descending f 100bpm @TeaBoi": (100, 16, 5, "melody"),
        "decapitated 108bpm @amplifi.music": (108, 8, None, "percussion"),
        "Acoustica 95bpm @amplifi.music": (95, 16, None, "percussion"),
    }
    found = {}
    for path in pack.rglob("*.flac"):
        if path.stem in expected:
            loop = analysis.analyse(path, real_loops).loop(str(path), "")
            assert (loop.kind, loop.pack, loop.licence) == (Kind.LOOP, pack.name, "CC0")
            found[path.stem] = (loop.bpm, loop.beats, loop.key, loop.role)
    assert found == expected


def test_real_loops_are_counted_with_their_names_hidden(sonic_pi_samples: Path) -> None:
    expected = {
        "loop_amen": (136.9, 4),
        "loop_amen_full": (140, 16),
        "loop_breakbeat": (126, 4),
        "loop_compus": (148, 16),
        "loop_electric": (97, 4),
        "loop_garzul": (120, 16),
        "loop_mika": (120, 16),
        "loop_safari": (119.9, 16),
        "loop_tabla": (89.9, 16),
        "loop_weirdo": (97, 8),
    }
    for name, (bpm, beats) in expected.items():
        found = analysis.analyse_audio(audio.decode(sonic_pi_samples / f"{name}.flac"), UNNAMED)
        assert found.number("bpm") == pytest.approx(bpm, abs=0.1), name
        assert found.number("beats") == beats, name


@pytest.mark.parametrize("prefix", ["bd_", "drum_", "elec_", "sn_", "tabla_"])
def test_real_strokes_are_kept_out(sonic_pi_samples: Path, prefix: str) -> None:
    paths = sorted(sonic_pi_samples.glob(f"{prefix}*.flac"))
    kinds = [analysis.analyse_audio(audio.decode(path), UNNAMED).kind for path in paths]
    assert kinds.count(Kind.ONE_SHOT) >= 0.9 * len(kinds) > 3


def test_stems_are_counted_with_their_names_hidden() -> None:
    """Tracks of songs cut to four bars: at least 9 of 10 tempi are right but for an octave."""
    table = SHARED / "stems.tsv"
    if not table.is_file():
        pytest.skip(f"{table} is not here: these stems are not part of the project")
    with table.open(encoding="utf-8") as lines:
        chosen = random.Random(1).sample(list(csv.DictReader(lines, delimiter="\t")), 60)
    loops = right = 0
    for row in chosen:
        found = analysis.analyse_audio(audio.decode(SHARED / row["path"]), UNNAMED)
        if found.kind is Kind.LOOP:
            loops += 1
            octaves = np.log2(found.number("bpm") / float(row["bpm"]))
            right += abs(octaves - round(octaves)) < 0.015
    assert loops >= 45
    assert right >= 0.9 * loops
