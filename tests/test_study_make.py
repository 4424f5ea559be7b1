"""Studies made from folders of songs: what is in their clips, and what these do not tell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from live import audio
from live.errors import ConfigError, FileError
from live.types import Floats
from models import split
from models.study import material
from models.study.asking import Asked, asked
from models.study.choosing import Choice
from models.study.key import SOURCE, clip_file
from models.study.making import Plan, make
from models.study.mixing import CEILING_DBTP, RATE, TARGET_LUFS, matched, part, true_peak
from tests import study_rig, tiny_nets
from tests.files import wav
from tests.loop_files import item
from tests.study_rig import METHODS, run

SECONDS = 3  # two bars


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What is known of folders is kept here."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        yield folder


@pytest.fixture(scope="module")
def songs(home: Path) -> Path:
    return study_rig.songs(home / "songs")


@pytest.fixture(scope="module")
def study(home: Path, songs: Path) -> Path:
    told = run("make", songs, "--out", home / "study", "--groups", "3", "--seconds", SECONDS)
    assert "3 groups" in told.output
    assert "without CNN+reverse: `python -m models train nlc-cnn-reverse" in told.output
    return home / "study"


@pytest.fixture(scope="module")
def clips(study: Path) -> list[dict[str, Floats]]:
    """The audio of each group, by method."""
    key = study_rig.key(study)
    return [
        {c.method: soundfile.read(clip_file(study, c.id))[0] for c in key.clips if c.group == n}
        for n in range(len(key.groups))
    ]


def test_every_group_has_a_clip_of_each_method_and_its_source(study: Path) -> None:
    key = study_rig.key(study)
    assert key.methods == METHODS
    assert len({group.song for group in key.groups}) == 3
    for group in key.groups:
        methods = sorted(clip.method for clip in key.clips if clip.group == group.number)
        assert methods == sorted([*METHODS, SOURCE])


def test_the_original_is_of_the_song_and_what_is_chosen_is_not(study: Path) -> None:
    key = study_rig.key(study)
    songs = {group.number: group.song.rpartition("/")[2] for group in key.groups}
    for clip in key.clips:
        is_own = Path(clip.loop).parent.name == songs[clip.group]
        assert is_own == (clip.method in ("original", SOURCE))
        assert clip.transpose == 0 or clip.method in ("ours", "AutoMashUpper")
        assert clip.beat_offset == 0 or clip.method == "ours"


def test_clips_are_equally_loud_and_equally_long(clips: list[dict[str, Floats]]) -> None:
    for group in clips:
        loudness = [audio.loudness(audio.Audio(clip, RATE)) for clip in group.values()]
        assert max(loudness) - min(loudness) < 0.5
        assert max(loudness) < TARGET_LUFS + 0.1
        assert max(map(true_peak, group.values())) < CEILING_DBTP + 0.1
        assert {len(clip) for clip in group.values()} == {4 * RATE}  # two bars at 120 bpm


def test_clips_are_faded_and_differ(clips: list[dict[str, Floats]]) -> None:
    for group in clips:
        assert all(np.abs(clip[[0, -1]]).max() < 1e-3 for clip in group.values())
        mixes = [clip for method, clip in group.items() if method != SOURCE]
        assert all(not np.allclose(group[SOURCE], clip, atol=0.01) for clip in mixes)


def test_names_tell_nothing(study: Path, songs: Path, home: Path) -> None:
    """Not even to somebody who makes the same study again."""
    run("make", songs, "--out", home / "again", "--groups", "3", "--seconds", SECONDS)
    first, second = (study_rig.key(each) for each in (study, home / "again"))
    chosen = [{(c.group, c.method, c.loop) for c in key.clips} for key in (first, second)]
    assert chosen[0] == chosen[1]
    assert not {c.id for c in first.clips} & {c.id for c in second.clips}
    assert [c.method for c in first.clips] != [c.method for c in second.clips]


def test_all_methods_choose_from_the_same_loops(songs: Path, home: Path) -> None:
    stage = material.opened(songs, {}, "", lambda done, total: None)
    questions = asked(stage, 3, 5, seed=1)
    seen: dict[str, list[Asked]] = {"one": [], "two": []}

    def choosing(name: str, place: int):  # type: ignore[no-untyped-def]
        def choose(question: Asked) -> Choice:
            seen[name].append(question)
            return Choice(question.candidates[place])

        return choose

    choosers = {"one": choosing("one", 0), "two": choosing("two", -1)}
    make(home / "same", stage.cache, questions, choosers, Plan(1, 0, repeat=True))
    assert seen["one"] == seen["two"] == questions
    for question in questions:
        songs_of = {stage.cache.items[row].song for row in question.candidates}
        assert len(question.candidates) == len(set(question.candidates)) == 5
        assert question.song.rpartition("/")[2] not in songs_of
    again = study_rig.key(home / "same")
    assert [group.repeats for group in again.groups] == [None] * 3 + [0]
    twice = [
        {c.method: clip_file(home / "same", c.id).read_bytes() for c in again.clips if c.group == n}
        for n in (0, 3)
    ]
    assert twice[0] == twice[1]


def test_a_fix_is_heard(tmp_path: Path) -> None:
    """A click on beat 0, moved by a beat; and a tone an octave up."""
    click = np.zeros(2 * RATE, np.float32)
    click[:200] = 0.5
    one = item(tmp_path / "click.wav", click)
    moved = part(one, Choice(0, beat_offset=1.0), 120.0, 2)
    assert np.abs(moved[:, 0]).argmax() == pytest.approx(RATE / 2, abs=300)
    assert len(moved) == 4 * RATE
    tone = item(tmp_path / "tone.wav", 0.3 * np.sin(np.arange(2 * RATE) * 2 * np.pi * 220 / RATE))
    up = part(tone, Choice(0, transpose=12), 120.0, 1)[:, 0]
    assert np.abs(np.fft.rfft(up)).argmax() / 2 == pytest.approx(440, abs=2)


def test_what_peaks_makes_its_group_softer() -> None:
    random = np.random.default_rng(0)
    noise = 0.1 * random.standard_normal((4 * RATE, 2)).astype(np.float32)
    clicks = np.zeros_like(noise)
    clicks[:: RATE // 2] = 0.9
    levelled = matched([noise, clicks])
    loudness = [audio.loudness(audio.Audio(each, RATE)) for each in levelled]
    assert loudness[0] == pytest.approx(loudness[1], abs=0.1)
    assert loudness[0] < TARGET_LUFS - 3
    assert max(map(true_peak, levelled)) == pytest.approx(CEILING_DBTP, abs=0.1)


def test_between_samples_it_may_be_louder() -> None:
    """A quarter of the rate, sampled beside its crests."""
    wave = np.sin(np.pi / 2 * np.arange(4000) + np.pi / 4).astype(np.float32)[:, None]
    assert 20 * np.log10(np.abs(wave).max()) == pytest.approx(-3, abs=0.05)
    assert true_peak(wave) == pytest.approx(0, abs=0.3)


def test_a_gathered_library_gives_its_test_songs_and_runs_choose(
    tmp_path: Path, songs: Path, home: Path
) -> None:
    (gathered,) = (home / "cache" / "barwise" / "study").iterdir()
    decided = {("songs", name): "test" for name in ("Ash", "Birch", "Cedar")}
    split.write(tmp_path / "splits.tsv", decided | {("songs", "Dogwood"): "train"})
    words = ["make", gathered, "--out", tmp_path / "study", "--groups", "3", "--seconds", "1"]
    words += ["--splits", tmp_path / "splits.tsv", "--run", tiny_nets.run(tmp_path / "tiny")]
    run(*words)
    key = study_rig.key(tmp_path / "study")
    assert key.methods == ("ours", "AutoMashUpper", "original", "tiny")
    assert not any("Dogwood" in clip.loop for clip in key.clips)
    with pytest.raises(FileError, match="no songs of the split 'valid'"):
        run(*words, "--split", "valid", "--out", tmp_path / "other")


def test_what_cannot_be_made_is_told(tmp_path: Path, songs: Path, study: Path) -> None:
    with pytest.raises(FileError, match="is there already"):
        run("make", songs, "--out", study)
    with pytest.raises(FileError, match="fewer --groups"):
        run("make", songs, "--out", tmp_path / "new", "--groups", "99")
    with pytest.raises(ConfigError, match="choose from ours"):
        run("make", songs, "--out", tmp_path / "new", "--method", "mine")
    with pytest.raises(FileError, match="no folder"):
        run("make", tmp_path / "nowhere", "--out", tmp_path / "new")
    wav(tmp_path / "lonely" / "One" / "a 120bpm.wav", np.ones(4 * RATE, np.float32))
    with pytest.raises(FileError, match="no song with two loops"):
        run("make", tmp_path / "lonely", "--out", tmp_path / "new")
    assert not (tmp_path / "new").exists()
