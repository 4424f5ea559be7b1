"""Map files: what they mean, which lights they light, and what is said about a mistake in one."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live import actions, events
from live.errors import ConfigError
from live.midi import mapfile
from live.midi.lights import SHOWS
from live.midi.mapfile import load_map, map_names
from live.midi.maps import Address, Look
from live.midi.presses import PRESSES, Pad, check
from live.panel import Panel
from live.timeline import Timeline, Transport
from live.types import ROLES, Kind, Loop, Slot, SlotState, Suggestion

SHIPPED = sorted(path.stem for path in mapfile.SHIPPED_MAPS.glob("*.toml"))

#: Ports as the drivers of Linux, macOS and Windows name them, and whose they are.
PORTS = {
    "nanoKONTROL2:nanoKONTROL2 nanoKONTROL2 _ CTR 20:0": "nanokontrol2",
    "nanoKONTROL2 SLIDER/KNOB": "nanokontrol2",
    "APC MINI:APC MINI MIDI 1 24:0": "apc-mini",
    "APC mini mk2:APC mini mk2 APC mini mk2 Contr 24:0": "apc-mini-mk2",
    "APC mini mk2 Control": "apc-mini-mk2",
    "APC mini mk2": "apc-mini-mk2",
    "APC mini mk2 Notes": None,
    "MIDIIN2 (APC mini mk2)": None,
    "Launchpad X:Launchpad X LPX MIDI In 28:1": "launchpad-x",
    "Launchpad X:Launchpad X MIDI 2 28:1": "launchpad-x",
    "MIDIIN2 (LPX MIDI)": "launchpad-x",
    "Launchpad X LPX DAW Out": None,
    "Launchpad Mini MK3:Launchpad Mini MK3 LPMiniMK3 MI 24:1": "launchpad-mini-mk3",
    "Launchpad Mini MK3 LPMiniMK3 MIDI Out": "launchpad-mini-mk3",
    "MIDIOUT2 (LPMiniMK3 MIDI)": "launchpad-mini-mk3",
    "Midi Through:Midi Through Port-0 14:0": None,
    "Digital Piano": None,
}


def suggestion(id: int, role: str = "bass") -> Suggestion:
    roles = tuple(float(role == each) for each in ROLES)
    loop = Loop(id, f"/loops/{id}.wav", f"{id}", Kind.LOOP, 8.0, 120.0, 16.0, roles=roles)
    return Suggestion(loop, 1.0, 120.0)


def panel(*shown: actions.Action) -> Panel:
    """The panel after all of `shown`."""
    there = Panel()
    for action in shown:
        there = there.after(action)
    return there


OFFER = actions.Offered(1, 4, (suggestion(0), suggestion(1, "voice"), suggestion(2, "chord")))
NOTHING = actions.Offered(2, 5, ())


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the performer's own maps."""
    monkeypatch.setattr(mapfile, "USER_MAPS", tmp_path)
    return tmp_path


def written(folder: Path, text: str, name: str = "mine") -> str:
    (folder / f"{name}.toml").write_text(text)
    return name


# --- the shipped ones ---------------------------------------------------------------------------


def test_the_controllers_of_the_issue_ship() -> None:
    assert {"generic", "nanokontrol2", "apc-mini", "apc-mini-mk2", "launchpad-x"} <= set(SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
def test_with_every_shipped_map_a_whole_set_can_be_played(name: str) -> None:
    """Every verb is under a finger, but for those a small device has no room for."""
    found = load_map(name)
    there = panel(OFFER, actions.SlotIs(0, Slot(SlotState.PLAYING, suggestion(9))))
    pressed = {type(press(pad, there)) for press, pad in found.pads.values()}
    needed = {
        events.Next,
        events.Previous,
        events.Preview,
        events.Accept,
        events.Reject,
        events.StopSlot,
        events.Undo,
        events.Lock,
        events.WantRole,
        events.Tap,
        events.Favourite,
    }
    assert needed <= pressed
    turned = {type(turn(0.5)) for turn in found.knobs.values()} | pressed
    assert {events.Energy, events.Surprise} <= turned


@pytest.mark.parametrize("name", [name for name in SHIPPED if name != "generic"])
def test_lights_tell_cursor_offered_slots_and_nothing_apart(name: str) -> None:
    found = load_map(name)

    def shown(*of: actions.Action) -> list[tuple[int | None, int]]:
        """What the device shows: each half of a beat."""
        there = panel(*of)
        return [(look.value, look.channel) for half in (True, False)
                for look in found.shown(there, half).values()]  # fmt: skip

    slot = [
        actions.SlotIs(0, Slot(state, suggestion(9), 8.0))
        for state in (SlotState.PLAYING, SlotState.QUEUED)
    ]
    states = [
        shown(),
        shown(OFFER),
        shown(OFFER, actions.CursorAt(1)),
        shown(OFFER, slot[0]),
        shown(OFFER, slot[1]),
    ]
    assert [states.index(state) for state in states] == list(range(len(states)))
    assert shown(OFFER, NOTHING) != shown(OFFER)


@pytest.mark.parametrize("port", PORTS)
def test_every_port_belongs_to_the_map_made_for_it(port: str) -> None:
    maps = [load_map(name) for name in SHIPPED]
    whose = [found.name for found in maps if found.ports and found.port([port])]
    assert whose == ([PORTS[port]] if PORTS[port] else [])


def test_the_generic_map_takes_any_port_but_the_loopback() -> None:
    assert load_map("generic").port(["Midi Through Port-0", "Some Keys"]) == "Some Keys"


def test_a_launchpads_energy_can_go_back_to_not_caring() -> None:
    steps = {load_map("launchpad-x").pressed(Address("note", 0, n), Panel()) for n in range(31, 36)}
    assert steps == {events.Energy(to) for to in (0.0, 0.25, 0.5, 0.75, 1.0)}


# --- what a map means ---------------------------------------------------------------------------


def test_rows_run_both_ways_and_from_any_number(own: Path) -> None:
    name = written(
        own,
        '[[pad]]\nat = "note 43-40 ch 10"\npress = "select"\nfirst = 4\n'
        '[[pad]]\nat = "cc 7"\npress = "accept"\n',
    )
    found = load_map(name)
    rows = [found.pressed(Address("note", 9, number), Panel()) for number in (43, 42, 41, 40)]
    assert rows == [events.Select(4), events.Select(5), events.Select(6), events.Select(7)]
    assert found.pressed(Address("cc", 0, 7), Panel()) == events.Accept(None)
    assert found.pressed(Address("note", 0, 43), Panel()) is None


def test_steps_start_from_what_is_set(own: Path) -> None:
    name = written(
        own,
        '[[pad]]\nat = "note 1"\npress = "role"\nby = -1\n'
        '[[pad]]\nat = "note 2"\npress = "energy"\nby = 0.25\n'
        '[[pad]]\nat = "note 3"\npress = "surprise"\nto = 0.9\n',
    )
    found = load_map(name)
    there = panel(actions.Settings(locked=False, role="auto", surprise=0.1, energy=0.9))
    pressed = [found.pressed(Address("note", 0, number), there) for number in (1, 2, 3)]
    assert pressed == [events.WantRole("any"), events.Energy(1.0), events.Surprise(0.9)]


def test_one_pad_a_slot_fills_it_or_stops_it(own: Path) -> None:
    found = load_map(written(own, '[[pad]]\nat = "note 10-13"\npress = "slot"\n'))
    pad = Address("note", 0, 12)
    assert found.pressed(pad, Panel()) == events.Accept(slot=2)
    taken = panel(actions.SlotIs(2, Slot(SlotState.QUEUED, suggestion(1), 8.0)))
    assert found.pressed(pad, taken) == events.StopSlot(2)


def test_a_light_takes_the_colour_of_its_role_or_blinks(own: Path) -> None:
    name = written(
        own,
        "[colours]\nvoice = 37\n"
        '[looks.suggestion]\noffered = "role"\ncursor = { value = 9, blink = true }\n'
        "nothing = { value = 5, channel = 2 }\n"
        '[[pad]]\nat = "note 0-2"\nshows = "suggestion"\n',
    )
    found = load_map(name)

    def lights(there: Panel, bright: bool = True) -> list[Look]:
        return list(found.shown(there, bright).values())

    dark, red = Look(0, 0), Look(5, 1)
    assert lights(panel()) == [dark, dark, dark]
    assert lights(panel(OFFER)) == [Look(9, 0), Look(37, 0), dark], "chord has no colour here"
    assert lights(panel(OFFER), bright=False) == [dark, Look(37, 0), dark]
    assert lights(panel(NOTHING)) == [red, red, red]


def test_a_map_like_another_replaces_pads_and_single_looks(own: Path) -> None:
    name = written(
        own,
        'like = "launchpad-x"\nports = ["Padlaunch"]\n[looks.lock]\non = 77\n'
        '[[pad]]\nat = "note 5"\npress = "lock"\nshows = "lock"\n',
    )
    found = load_map(name)
    assert (found.name, found.ports) == ("mine", ("Padlaunch",))
    assert list(found.pads) == [Address("note", 0, 5)]
    locked = panel(actions.Settings(locked=True, role="auto", surprise=0.5, energy=0.5))
    assert list(found.shown(locked).values()) == [Look(77, 0)]
    assert found.hello == load_map("launchpad-x").hello


def test_ones_own_map_wins_and_comes_first(own: Path) -> None:
    written(own, 'ports = ["nanoKONTROL2"]\n', "zz-studio")
    written(own, 'ports = ["My APC"]\n', "apc-mini")
    assert load_map("apc-mini").ports == ("My APC",)
    assert map_names()[:2] == ["apc-mini", "zz-studio"]
    assert sorted(map_names()) == sorted({*SHIPPED, "zz-studio"})


def test_a_map_may_be_given_by_its_path(tmp_path: Path) -> None:
    written(tmp_path, '[[knob]]\nat = "cc 1"\nturn = "energy"\n', "foot")
    found = load_map(str(tmp_path / "foot.toml"))
    assert found.name == "foot"
    assert found.knobs[Address("cc", 0, 1)](0.25) == events.Energy(0.25)


# --- the panel ----------------------------------------------------------------------------------


def test_the_panel_follows_what_is_sent() -> None:
    there = panel(
        OFFER,
        actions.CursorAt(2),
        actions.Cue(suggestion(1), 0.0, 0.0),
        actions.Taste(2, banned=False, favourite=True),
        actions.Clocked(Transport(Timeline(90.0, 5.0, 1.0))),
    )
    assert (there.cursor, there.cued, there.favourites, there.line.bpm) == (2, 1, {2}, 90.0)
    there = there.after(actions.Cue(None, 0.0, 0.0)).after(actions.Taste(2, True, False))
    assert (there.cued, there.favourites) == (None, frozenset())
    assert there.after(actions.Status("clock", "fine")) is there


# --- mistakes -----------------------------------------------------------------------------------

WRONG = {
    'prots = ["X"]': r"unknown key 'prots': did you mean ports\?",
    "ports = [": "Invalid value",
    '[[pad]]\nat = "nte 3"\npress = "next"': "pad 1: at = 'nte 3': `note 36`",
    '[[pad]]\nat = "note 128"\npress = "next"': r"pad 1: note 128: 128 is not in 0\.\.127",
    '[[pad]]\nat = "note 1 ch 17"\npress = "next"': r"17 is not in 1\.\.16",
    '[[pad]]\nat = "note 1"\npress = "acept"': r"unknown press 'acept': did you mean accept\?",
    '[[pad]]\nat = "note 1"\npress = "select"': "select needs to know which",
    '[[pad]]\nat = "note 1"\npress = "role"': "role needs role = NAME",
    '[[pad]]\nat = "note 1"\npress = "role"\nrole = "drums"': "role 'drums': choose from auto",
    '[[pad]]\nat = "note 1-3"\npress = "role"\nroles = ["bass"]': "1 roles for 3 pads",
    '[[pad]]\nat = "note 1"\npress = "energy"\nto = 1.5': "to = 1.5: an amount is 0..1",
    '[[pad]]\nat = "note 1"\nshows = "sugestion"': r"unknown shows .* did you mean suggestion\?",
    '[[pad]]\nat = "note 1-2"\npress = "next"\n[[pad]]\nat = "note 2"\npress = "lock"': (
        "pad 2: note 2 has a meaning already"
    ),
    '[[pad]]\nat = "note 1"\nshows = "lock"\n[looks.lock]\nlit = 1': (
        "looks.lock: unknown state lit: choose from off, on"
    ),
    '[[pad]]\nat = "note 1"\nshows = "lock"\n[looks.lock]\non = 200': "looks.lock.on: 200 is not",
    '[[pad]]\nat = "note 1"\nshows = "lock"\n[looks.lock]\non = { blnik = true }': (
        r"unknown key of looks.lock.on 'blnik': did you mean blink\?"
    ),
    '[[pad]]\nat = "note 1"\nshows = "lock"\n[looks.lock]\non = { blink = 2 }': "true or false",
    '[[knob]]\nat = "cc 1"\nturn = "volume"': "knob 1: unknown turn 'volume'",
    "[colours]\nbass = 300": "colour bass: 300 is not",
    'hello = "F0 00 F8 F7"': "a system-exclusive message is F0, bytes below 80, F7",
    'hello = "hello"': "a system-exclusive message is F0",
    'like = "mine"': "like = 'mine': the name of another map is wanted",
    "pad = [1, 2]": "pad 1",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_mistake_is_one_line_with_file_place_and_remedy(own: Path, text: str) -> None:
    name = written(own, text)
    with pytest.raises(ConfigError, match=WRONG[text]) as caught:
        load_map(name)
    (line,) = str(caught.value).splitlines()
    assert line.startswith(str(own / "mine.toml"))


def test_two_maps_like_each_other_are_refused(own: Path) -> None:
    written(own, 'like = "b"\n', "a")
    written(own, 'like = "a"\n', "b")
    with pytest.raises(ConfigError, match="another map is wanted"):
        load_map("a")


@pytest.mark.parametrize("name", ["apcmini", "nowhere/apc-mini.toml"])
def test_an_unknown_map_is_answered_with_the_nearest(name: str) -> None:
    with pytest.raises(ConfigError, match=rf"no controller map '{name}': did you mean apc-mini\?"):
        load_map(name)


scalars = st.none() | st.booleans() | st.integers(-200, 200) | st.floats() | st.text(max_size=8)
words = st.sampled_from(
    [*PRESSES, *SHOWS, *ROLES, "note 1", "cc 3-9", "note 9-2 ch 3", "role", "F0 01 F7", "generic"]
)
TABLE_KEYS = (
    *("ports", "avoid", "hello", "goodbye", "colours", "looks", "pad", "knob"),
    *("at", "press", "first", "role", "roles", "to", "by", "shows", "turn"),
    *("value", "channel", "blink", "on", "off", "cursor", "suggestion", "lock", "bass"),
)
keys = st.sampled_from(TABLE_KEYS)
tables: st.SearchStrategy[Any] = st.recursive(
    scalars | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


entries = st.lists(st.dictionaries(keys, scalars | words, max_size=6), max_size=3)
likely = st.fixed_dictionaries({"pad": entries}, optional={"knob": entries, "looks": tables})


@given(st.dictionaries(keys, tables, max_size=4) | likely)
def test_any_table_is_a_map_or_a_mistake(table: dict[str, Any]) -> None:
    try:
        found = mapfile._controller_map("any", table)
    except ConfigError:
        return
    found.shown(panel(OFFER))
    for press, pad in found.pads.values():
        assert isinstance(press(pad, panel(OFFER)), events.Event)


def test_every_word_of_the_file_that_documents_them_is_known() -> None:
    text = (mapfile.SHIPPED_MAPS / "generic.toml").read_text()
    assert tomllib.loads(text)
    documented = set(text.split("HOW A MAP IS WRITTEN")[1].split())
    assert set(PRESSES) | set(SHOWS) <= documented
    for word in PRESSES:
        check(word, Pad(index=0, role="bass", to=0.5, by=1.0))
