"""Maps in the making: what is written is what was meant, and can be read again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.errors import ConfigError
from live.midi import mapfile
from live.midi.choices import PRESSED, SHOWN, TURNED, following, pad_entry, shows, told, word_of
from live.midi.drafts import PLAIN_LOOKS, Draft
from live.midi.entries import KnobEntry, PadEntry, spelled
from live.midi.gestures import Gesture
from live.midi.lights import SHOWS
from live.midi.mapfile import load_map, map_table, write_map
from live.midi.maps import Address
from live.midi.presses import PRESSES
from live.midi.turns import TURNS
from live.panel import Panel
from tests.test_midi_maps import SHIPPED

PANEL = Panel()
PAD = Gesture(Address("note", 0, 36), "pad")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(mapfile, "USER_MAPS", tmp_path / "maps")
    return tmp_path / "maps"


@pytest.mark.parametrize("name", SHIPPED)
def test_every_map_says_the_same_once_it_is_written_again(own: Path, name: str) -> None:
    shipped = load_map(name)
    write_map(name, Draft.of(map_table(name)).text(name))
    assert (own / f"{name}.toml").is_file()
    assert load_map(name) == shipped


def test_another_meaning_replaces_the_one_that_was_there(own: Path) -> None:
    draft = Draft.of(map_table("nanokontrol2"))
    assert told(draft.bound("cc 32") or PadEntry()) == "preview 1"
    draft = draft.bind(PadEntry(at="cc 32", press="tap")).bind(KnobEntry("cc 16", "cursor"))
    write_map("nanokontrol2", draft.text("mine"))
    found = load_map("nanokontrol2")
    press, pad = found.pads[Address("cc", 0, 32)]
    assert (press, pad.index) == (PRESSES["tap"], None)
    assert Address("cc", 0, 32) not in found.shown(PANEL), "its light was for what it did before"
    assert Address("cc", 0, 33) in found.shown(PANEL)
    assert found.knobs[Address("cc", 0, 16)].turn == "cursor"


def test_lights_get_looks_unless_the_map_has_some(own: Path) -> None:
    draft = Draft({"ports": ["Keys"]}).bind(PadEntry(at="note 1", press="lock", shows="lock"))
    write_map("keys", draft.text("Keys"))
    locked = Draft.of(map_table("keys")).looks["lock"]
    assert locked == PLAIN_LOOKS["lock"]
    pink = Draft({}, looks={"lock": {"on": 53}}).bind(
        PadEntry(at="note 1", press="lock", shows="lock")
    )
    assert pink.looks == {"lock": {"on": 53}}


def test_what_is_no_map_is_not_written(own: Path) -> None:
    with pytest.raises(ConfigError, match=r"keys\.toml: pad 1: unknown press 'jump'"):
        write_map("keys", Draft().bind(PadEntry(at="note 1", press="jump")).text("Keys"))
    assert not list(own.glob("*"))


# --- the words ----------------------------------------------------------------------------------


def test_everything_that_a_map_can_say_can_be_learnt() -> None:
    assert set(PRESSED) == set(PRESSES)
    assert set(TURNED) == set(TURNS)
    assert set(SHOWN.values()) == set(SHOWS) == set(PLAIN_LOOKS)


@pytest.mark.parametrize(
    ("typed", "entry"),
    [
        ("accept", PadEntry(press="accept")),
        ("accept 3", PadEntry(press="accept", first=2)),
        ("slot 0", PadEntry(press="slot", first=0)),
        ("role bass", PadEntry(press="role", role="bass")),
        ("role +", PadEntry(press="role", by=1.0)),
        ("role -", PadEntry(press="role", by=-1.0)),
        ("energy 0.25", PadEntry(press="energy", to=0.25)),
        ("energy -0.1", PadEntry(press="energy", by=-0.1)),
        ("imagine", PadEntry(press="imagine")),
        ("imagine fx", PadEntry(press="imagine", role="fx")),
        ("tap", PadEntry(press="tap")),
    ],
)
def test_what_is_typed_and_what_it_means(typed: str, entry: PadEntry) -> None:
    word, _, answer = typed.partition(" ")
    found = pad_entry(PAD, word_of(word, PRESSED), answer)
    assert found == replace(entry, at="note 36")
    assert told(found) in (typed, f"{typed}1")


@pytest.mark.parametrize(
    ("word", "answer", "said"),
    [
        ("accept", "0", "Which suggestion"),
        ("select", "", "select needs to know which"),
        ("slot", "first", "Which slot"),
        ("slot", "-1", "Which slot"),
        ("role", "drums", "role 'drums': choose from auto"),
        ("energy", "2", "How much"),
        ("energy", "nan", "How much"),
        ("energy", "", "How much"),
        ("imagine", "auto", "choose from percussion"),
    ],
)
def test_what_cannot_be_meant_is_asked_again(word: str, answer: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        pad_entry(PAD, word, answer)


def test_a_number_of_the_menu_is_its_word() -> None:
    assert word_of("1", PRESSED) == "accept"
    assert word_of(str(len(PRESSED)), PRESSED) == list(PRESSED)[-1]
    for wrong in ("0", str(len(PRESSED) + 1), "acept"):
        with pytest.raises(ConfigError):
            word_of(wrong, PRESSED)


def test_the_next_of_a_row_is_guessed() -> None:
    def after(**said: object) -> str:
        guess = following(PadEntry(at="note 35", **said), PAD)  # type: ignore[arg-type]
        return told(guess) if guess else ""

    assert after(press="accept", first=0) == "accept 2"
    assert after(press="slot", first=3) == "slot 4"
    assert after(press="role", role="bass") == "role chord"
    assert after(press="imagine", role="percussion") == "imagine bass"
    assert after(press="role", role="any") == after(press="lock") == after(press="accept") == ""


def test_steps_have_nothing_to_show() -> None:
    assert shows(PadEntry(press="energy", to=0.5)) == "energy"
    assert shows(PadEntry(press="energy", by=0.1)) == shows(PadEntry(press="tap")) == ""


@given(st.sampled_from(["note", "cc"]), st.integers(0, 15), st.integers(0, 127))
def test_an_address_is_spelt_as_it_is_read(kind: str, channel: int, number: int) -> None:
    address = Address(kind, channel, number)
    table = {"pad": [{"at": spelled(address), "press": "tap"}]}
    assert list(mapfile._controller_map("any", table).pads) == [address]
