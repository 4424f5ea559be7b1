from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import mido
import numpy as np
import pytest

from live import audio
from live.errors import FileError
from live.types import Floats
from models.render import Plan, render
from models.rendering import desk, midi, voices
from models.rendering.desk import Desk
from models.rendering.midi import Part
from models.rendering.phrases import Phrase, phrases
from models.rendering.roles import role
from models.sources.scores import Score
from tests import loop_files
from tests.conftest import missing, need
from tests.sounds import drums

Notes = list[tuple[float, float, int]]

LEAD: Notes = [(beat, 0.5, 72 + beat % 5) for beat in range(32)]
BASS: Notes = [(beat, 1.0, 36) for beat in range(0, 32, 2)]
CHORDS: Notes = [(bar, 3.9, pitch) for bar in range(0, 32, 4) for pitch in (60, 64, 67)]
BEAT: Notes = [(beat / 2, 0.1, 36 if beat % 4 == 0 else 42) for beat in range(64)]


def cut(path: Path) -> list[Phrase]:
    return phrases(midi.read(path))


def test_a_song_is_cut_into_four_bars_of_every_part(tmp_path: Path) -> None:
    found = cut(loop_files.midi(tmp_path / "a.mid", LEAD, BASS))
    assert [(p.section, p.part.channel) for p in found] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert {p.bpm for p in found} == {120.0}
    lead = found[2]
    assert [note.beat for note in lead.notes] == list(range(16))
    assert lead.notes[0].pitch == 72 + 16 % 5


def test_sections_begin_with_the_bar_of_the_first_note(tmp_path: Path) -> None:
    later = [(beat + 9, beats, pitch) for beat, beats, pitch in LEAD]
    found = cut(loop_files.midi(tmp_path / "a.mid", later))
    assert found[0].notes[0].beat == 1  # bars 0 and 1 are empty, the song begins in bar 2


def test_other_metres_and_tempo_changes_are_left_out(tmp_path: Path) -> None:
    assert cut(loop_files.midi(tmp_path / "a.mid", LEAD, numerator=3, denominator=4)) == []
    path = loop_files.midi(tmp_path / "b.mid", LEAD)
    song = mido.MidiFile(path)
    song.tracks[0].append(mido.MetaMessage("set_tempo", tempo=600_000, time=20 * 480))
    song.save(path)
    assert {p.section for p in cut(path)} == {0}
    song.tracks[0][-1].time = 16 * 480
    song.save(path)
    assert [p.bpm for p in cut(path)] == [120.0, 100.0]


def test_what_is_off_the_grid_or_hardly_there_is_left_out(tmp_path: Path) -> None:
    beside = [(beat + 0.1, beats, pitch) for beat, beats, pitch in LEAD]
    assert cut(loop_files.midi(tmp_path / "a.mid", beside)) == []
    sparse = [(0.0, 1.0, 60), (1.0, 1.0, 62), (2.0, 1.0, 64)]
    assert [
        p.part.channel for p in cut(loop_files.midi(tmp_path / "b.mid", LEAD[:16], sparse))
    ] == [0]


def test_a_note_that_is_held_over_begins_again(tmp_path: Path) -> None:
    held = [(0.0, 32.0, 60), (0.0, 32.0, 64), (0.0, 32.0, 67)]
    first, second = cut(loop_files.midi(tmp_path / "a.mid", held))
    assert [(n.beat, n.beats) for n in second.notes] == [(0, 16)] * 3
    assert first.material == second.material


def test_a_channel_that_changes_its_program_is_two_parts(tmp_path: Path) -> None:
    path = loop_files.midi(tmp_path / "a.mid", LEAD)
    song = mido.MidiFile(path)
    song.tracks[1].insert(0, mido.Message("program_change", program=80, time=0))
    middle = next(n for n, m in enumerate(song.tracks[1]) if m.type == "note_on" and n > 32)
    song.tracks[1].insert(middle, mido.Message("program_change", program=30, time=0))
    song.save(path)
    assert [p.part.program for p in cut(path)] == [80, 30]


def test_controls_from_before_hold(tmp_path: Path) -> None:
    path = loop_files.midi(tmp_path / "a.mid", LEAD)
    song = mido.MidiFile(path)
    song.tracks[1].insert(0, mido.Message("control_change", control=64, value=127, time=0))
    song.save(path)
    assert [[(at, m.value) for at, m in p.controls] for p in cut(path)] == [[(0.0, 127)]] * 2


def test_material_is_the_notes_whatever_octave_or_sound(tmp_path: Path) -> None:
    up = [(beat, beats, pitch + 12) for beat, beats, pitch in LEAD]
    other = [(beat, beats, pitch + 1) for beat, beats, pitch in LEAD]
    one, same, moved = cut(loop_files.midi(tmp_path / "a.mid", LEAD, up, other))[:3]
    assert one.material == same.material != moved.material
    assert one.material.startswith("notes-")
    (beat, _) = cut(loop_files.midi(tmp_path / "b.mid", BEAT, channel=9))
    pedal = [(beat, beats, 40) for beat, beats, _ in LEAD]
    (low, _) = cut(loop_files.midi(tmp_path / "c.mid", pedal))
    for common in (beat, low):  # many songs share a beat, and a note that is repeated
        assert common.material.startswith("few-")


def test_roles_come_from_channel_register_and_voices(tmp_path: Path) -> None:
    found = cut(loop_files.midi(tmp_path / "a.mid", LEAD, BASS, CHORDS, channel=0))
    roles = {p.part.channel: role([p]) for p in found}
    assert roles == {0: "melody", 1: "bass", 2: "chord"}
    (beat, _) = cut(loop_files.midi(tmp_path / "b.mid", BEAT, channel=9))
    assert role([beat]) == "percussion"
    assert role([replace(found[0], part=Part(0, 0, 127))]) == "fx"
    assert role([replace(found[0], part=Part(0, 0, 33))]) == "bass"


def test_no_midi_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.mid").write_text("MThd")
    with pytest.raises(FileError, match="no MIDI file"):
        midi.read(tmp_path / "a.mid")


def test_draws_depend_on_seed_and_part_and_on_nothing_else() -> None:
    def drawn(seed: int, song: str) -> str:
        return repr(desk.draw(desk.rng(seed, song, "01-00-033")))

    assert drawn(1, "one") == drawn(1, "one")
    assert len({drawn(seed, song) for seed in (1, 2) for song in ("one", "two")}) == 4
    assert {desk.draw(desk.rng(n)).codec for n in range(60)} == set(desk.CODECS)


def test_an_instrument_stays_in_its_family() -> None:
    fonts = tuple(Path(name) for name in ("a.sf2", "b.sf2", "c.sf3"))
    many = [voices.draw(Part(1, 0, 33), fonts, desk.rng(n)) for n in range(60)]
    assert {voice.soundfont for voice in many} == set(fonts)
    assert {voice.program for voice in many} == set(range(32, 40))


@pytest.fixture
def plain() -> Desk:
    flat = np.zeros(6, np.float32)
    return Desk(flat, 12_000.0, 0.0, 0.0, 0.0, -20.0, desk.CODECS[0], 1.0, seed=3)


def decibels(samples: Floats) -> float:
    return float(10 * np.log10(np.mean(samples**2)))


def test_a_tail_is_heard_at_the_beginning() -> None:
    played = np.arange(10, dtype=np.float32)
    assert desk.folded(played, 4).tolist() == [0 + 4 + 8, 1 + 5 + 9, 2 + 6, 3 + 7]
    assert desk.folded(played[:2], 4).tolist() == [0, 1, 0, 0]


@pytest.mark.parametrize("level", [-30.0, 0.0])
def test_levels_are_set_and_phrases_keep_theirs_to_each_other(plain: Desk, level: float) -> None:
    loop = drums(120, 4, 24_000)
    loud, soft = desk.treated([loop, 0.5 * loop], 24_000, replace(plain, level=level))
    assert decibels(loud) - decibels(soft) == pytest.approx(6.02, abs=0.01)
    if level < -20:
        assert decibels(np.concatenate([loud, soft])) == pytest.approx(level, abs=0.1)
    else:
        assert np.abs(loud).max() == pytest.approx(0.9)


def test_rooms_ring_over_the_loops_end_and_limiters_hold(plain: Desk) -> None:
    loop = np.zeros(48_000, np.float32)
    loop[47_000] = 1
    (wet,) = desk.treated([loop], 24_000, replace(plain, reverb=1.0, wet=0.5))
    assert decibels(wet[:10_000]) > -60
    beat = drums(120, 4, 24_000)
    (driven,) = desk.treated([beat], 24_000, replace(plain, drive=12.0))
    (clean,) = desk.treated([beat], 24_000, plain)
    assert np.abs(driven).max() <= 10 ** (-12 / 20) < np.abs(clean).max()


def test_equalisers_do_what_they_say(plain: Desk) -> None:
    noise = np.random.default_rng(1).standard_normal(24_000).astype(np.float32)
    curve = np.array([-8, -8, -8, 8, 8, 8], np.float32)
    (bright,) = desk.treated([noise], 24_000, replace(plain, equaliser=curve))
    spectrum = np.abs(np.fft.rfft(bright)) ** 2
    change = 10 * np.log10(spectrum[8_000:10_000].mean() / spectrum[50:200].mean())
    assert change == pytest.approx(16, abs=1)


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    need("fluidsynth")
    try:
        fonts = voices.installed()
    except FileError:
        missing("soundfont")
    smallest = min(fonts, key=lambda font: font.stat().st_size)
    return Plan(tmp_path / "out", 1, (smallest,))


def test_a_song_becomes_aligned_loops_of_its_parts(tmp_path: Path, plan: Plan) -> None:
    repeated = [*LEAD[:16], *[(beat + 16, beats, pitch) for beat, beats, pitch in LEAD[:16]]]
    path = loop_files.midi(tmp_path / "a.mid", repeated, BASS)
    score = Score(path, "toys", "Song", "Song")
    made = render(score, plan)
    assert [(i.section, i.stem, i.role) for i in made] == [
        (section, stem, role)
        for section in ("0", "1")
        for stem, role in (("01-00-000", "melody"), ("02-01-000", "bass"))
    ]
    assert len({item.path for item in made}) == 2  # what comes again is rendered once
    assert made[0].material == made[2].material
    for item in made:
        sound = audio.decode(item.path)
        assert sound.rate in (24_000, 48_000)
        assert sound.seconds == pytest.approx(8.0, abs=0.001)
        assert -40 < decibels(sound.samples) < -10
    stamp = Path(made[0].path).stat().st_mtime_ns
    assert render(score, plan) == made
    assert Path(made[0].path).stat().st_mtime_ns == stamp


def test_notes_sound_when_they_should(tmp_path: Path, plan: Plan) -> None:
    """Side sticks, which are short, on the first beat of each bar: each is heard within 10 ms."""
    clicks: Notes = [(bar, 0.1, 37) for bar in range(0, 16, 4)]
    path = loop_files.midi(tmp_path / "a.mid", clicks, channel=9)
    (item,) = render(Score(path, "toys", "Song", "Song"), plan)
    sound = audio.decode(item.path)
    bars = np.abs(sound.samples[:, 0]).reshape(4, -1)
    begins = (bars > 0.3 * bars.max()).argmax(axis=1) / sound.rate
    assert begins.max() < 0.01
