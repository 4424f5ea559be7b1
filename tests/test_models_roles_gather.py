from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from live import features
from live.errors import FileError
from live.types import ROLES, Floats
from models import alike, cache, items, split
from models.__main__ import models
from models.roles import sources_songs, sources_sounds
from models.roles.gather import gather
from models.roles.known import Known
from models.roles.laying import LAYINGS
from models.roles.material import ALTERED, AUDIO_SAMPLES, MIX, PLAIN, Material
from models.roles.recipes import Recipe, recipes
from models.split import SPLITS
from tests.files import wav
from tests.loop_files import item
from tests.sounds import RATE, chords, drums, silence

TABLE = "corpus song role laying split loops folder pattern but_not licence"


def known(path: Path, samples: Floats, *roles: str, name: str = "", by: str = "train") -> Known:
    """A loop of a bar at 120 bpm."""
    wav(path, samples, RATE)
    said = ("toy", "song", name or path.stem, (str(path),), "loop", roles, by, "here", "CC0-1.0")
    return Known(*said, bpm=120, beats=4)


@pytest.fixture
def loops(tmp_path: Path) -> list[Known]:
    """Drums and chords of every split."""
    made = []
    for number, by in enumerate(SPLITS):
        harmony = chords(120, (60 + number, 64, 67))
        made.append(known(tmp_path / f"drums {by}.wav", drums(120), "percussion", by=by))
        made.append(known(tmp_path / f"chords {by}.wav", harmony, "chord", by=by))
    return made


def test_a_plain_row_is_the_loop(tmp_path: Path) -> None:
    """Whatever its level: that is drawn, lest it tell a source."""
    loop = chords(120, (60, 64, 67))
    made, failures = gather([Recipe((known(tmp_path / "a.wav", loop, "chord"),))], seed=1)
    assert not failures
    assert (made.made, made.splits, made.songs) == ((PLAIN,), ("train",), ("toy/song",))
    assert [ROLES[role] for role in np.flatnonzero(made.roles[0])] == ["chord"]
    whole = features.sketch(features.spectra(loop, RATE, 4))
    assert alike.is_same(made.sketches[0], whole)
    first, second = made.audio[0, :16_000].astype(float), made.audio[0, 32_000:].astype(float)
    assert made.audio.shape == (1, AUDIO_SAMPLES)
    assert np.corrcoef(first, second)[0, 1] > 0.99  # two seconds, repeated


def test_a_mix_has_the_roles_of_both_and_shows_both(tmp_path: Path) -> None:
    """The chords sound in the last bars only, and the kept seconds are there."""
    late = np.concatenate([silence(120, 12), chords(120, (60, 64, 67))])
    one = known(tmp_path / "drums.wav", drums(120), "percussion")
    other = replace(known(tmp_path / "late.wav", late, "chord"), beats=16)
    made, _ = gather([Recipe((one, other))], seed=1)
    assert made.made == (MIX,)
    assert {ROLES[role] for role in np.flatnonzero(made.roles[0])} == {"percussion", "chord"}
    spectrum = np.abs(np.fft.rfft(made.audio[0].astype(float)))  # three bins a hertz
    assert spectrum[777:793].max() > 10 * np.median(spectrum[600:1500])  # middle C
    assert spectrum[18_000:].mean() > 1000  # the hats; rounding to 16 bits makes less than 100


def test_mixes_and_copies_stay_in_their_split(loops: list[Known]) -> None:
    found = recipes(loops * 20, seed=1)
    assert {recipe.made for recipe in found} == {PLAIN, MIX, ALTERED}
    for recipe in found:
        assert len({part.split for part in recipe.parts}) == 1
    assert recipes(loops * 20, seed=1) == found
    assert recipes(loops * 20, seed=2) != found


def test_a_small_corpus_does_not_drown(loops: list[Known]) -> None:
    """Of 100 loops and 4, a sixth of what is drawn is from the 4."""
    drums, harmony = (each for each in loops if each.split == "train")
    other = replace(drums, corpus="small")
    found = recipes([*[drums] * 100, *[other] * 4, *[harmony] * 100], seed=1)
    mixes = [recipe for recipe in found if recipe.made == MIX]
    from_small = sum(other in recipe.parts for recipe in mixes) / len(mixes)
    assert from_small == pytest.approx(1 / 6, abs=0.08)


def test_an_altered_row_is_another_sound_of_the_same_roles(loops: list[Known]) -> None:
    made, _ = gather([Recipe((loops[1],)), Recipe((loops[1],), is_altered=True)], seed=1)
    assert made.made == (PLAIN, ALTERED)
    assert np.array_equal(made.roles[0], made.roles[1])
    assert not alike.is_same(made.sketches[0], made.sketches[1])


def test_a_file_that_cannot_be_read_is_left_out_and_named(tmp_path: Path) -> None:
    good, quiet = known(tmp_path / "a.wav", drums(120), "bass"), tmp_path / "quiet.wav"
    gone = replace(good, files=(str(tmp_path / "gone.wav"),))
    mute = known(quiet, silence(120, 4), "fx")
    made, failures = gather([Recipe((each,)) for each in (gone, good, mute)], seed=1)
    assert len(made.made) == 1
    assert [Path(failure.partition(":")[0]).name for failure in failures] == [
        "gone.wav",
        "quiet.wav",
    ]
    with pytest.raises(FileError, match="none of the loops"):
        gather([Recipe((gone,))], seed=1)


def test_no_song_of_the_table_of_sounds_is_in_two_splits() -> None:
    """Nor a language of the two children's programs, which may share a speaker."""
    rows = sources_sounds.read(sources_sounds.TABLE)
    decided: dict[tuple[str, str], str] = {}
    for row in rows:
        speaker = row.corpus.replace("ktuberling", "klettres")
        assert decided.setdefault((speaker, row.song), row.split) == row.split
        assert set(row.role.split("+")) <= set(ROLES)
        assert row.laying in LAYINGS
        assert row.licence
    assert {"fx", "voice", "percussion"} <= {row.role for row in rows if row.split == "test"}


def test_sounds_are_read_by_their_table(tmp_path: Path) -> None:
    for name in ("shout", "sweep", "talk a", "talk b", "tick 100bpm"):
        wav(tmp_path / "pack" / f"{name}.wav", drums(120, 2), RATE)
    wav(tmp_path / "pack" / "short.wav", drums(120)[:999], RATE)
    rows = [
        "own one fx sound test 9 pack *.wav tick|talk|shout CC0",
        "own two voice speech train 3 pack talk*.wav ! CC0",
        "own three percussion loop valid 9 pack tick*.wav ! CC0",
        "own four bass loop valid 9 elsewhere *.wav ! CC0",
    ]
    lines = [TABLE, *rows]
    text = "\n".join("\t".join(line.replace("!", "").split(" ")) for line in lines)
    (tmp_path / "sounds.tsv").write_text(text + "\n")
    found = sources_sounds.load(tmp_path, seed=1, table=tmp_path / "sounds.tsv")
    by_song = {song: [k for k in found if k.song == song] for song in ("one", "two", "three")}
    assert len(found) == 1 + 3 + 1
    assert [Path(file).stem for file in by_song["one"][0].files] == ["sweep"]
    assert {Path(file).stem for k in by_song["two"] for file in k.files} == {"talk a", "talk b"}
    assert by_song["three"][0].bpm == 100
    with pytest.raises(FileError, match="holds none of the folders"):
        sources_sounds.load(tmp_path / "pack", seed=1, table=tmp_path / "sounds.tsv")


def test_songs_lend_a_few_loops_of_each_role_and_none_twice(tmp_path: Path) -> None:
    loop = item(tmp_path / "a.wav", drums(120))
    found = [
        replace(loop, section=str(n), material=str(n // 2), role=role, stem=role, song=song)
        for song in ("one", "two", "unknown")
        for role in ("bass", "")
        for n in range(60)
    ]
    items.write(tmp_path / cache.TABLE, found)
    splits = {("toy", "one"): "train", ("toy", "two"): "test"}
    drawn = sources_songs.load(tmp_path, 1, splits)
    assert {k.song for k in drawn} == {"one", "two"}
    assert {k.roles for k in drawn} == {("bass",)}
    assert len(drawn) == 2 * sources_songs.PER_SONG
    assert all(k.split == splits["toy", k.song] for k in drawn)


def test_a_voice_by_the_name_of_a_tracker_sample_is_no_voice(tmp_path: Path) -> None:
    loop = replace(item(tmp_path / "a.wav", drums(120)), corpus="modules")
    roles = ("voice", "fx", "bass+chord", "bass")
    found = [replace(loop, role=role, stem=role, material=role) for role in roles]
    items.write(tmp_path / cache.TABLE, [*found, replace(found[0], corpus="toy")])
    splits = {("modules", "one"): "train", ("toy", "one"): "train"}
    drawn = sources_songs.load(tmp_path, 1, splits)
    assert sorted((k.corpus, *k.roles) for k in drawn) == [("modules", "bass"), ("toy", "voice")]


def test_the_command_makes_material_and_tells_its_sources(tmp_path: Path) -> None:
    made = [
        item(tmp_path / f"{song} {role}.wav", samples, role=role, song=song, licence="CC0-1.0")
        for song in ("one", "two")
        for role, samples in (("percussion", drums(120)), ("chord", chords(120, (60, 64, 67))))
    ]
    items.write(tmp_path / cache.TABLE, made)
    splits = tmp_path / "splits.tsv"
    split.write(splits, {("toy", "one"): "train", ("toy", "two"): "test"})
    out = tmp_path / "material"
    words = ["roles", "gather", out, "--songs", tmp_path, "--splits", splits]
    said = CliRunner().invoke(models, [str(word) for word in words], catch_exceptions=False)
    opened = Material.open(out)
    assert opened.made.count(PLAIN) == 4
    assert len(opened.rows("train")) + len(opened.rows("test")) == len(opened.made)
    assert f"{len(opened.made)} rows" in said.output
    assert "toy\ttest\ttwo\ttoy\tCC0-1.0\t2" in (out / "sources.tsv").read_text()
