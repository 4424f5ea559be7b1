"""Map files: what they mean, which lights they light, and what is said about a mistake in one."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live import actions, events
from live.errors import ConfigError
from live.midi import mapfile
from live.midi.grip import Grip, Knob
from live.midi.lights import SHOWS
from live.midi.mapfile import load_map, map_names
from live.midi.maps import Address, Look
from live.midi.presses import PRESSES, Pad, check
from live.midi.relative import ENCODINGS
from live.midi.surface import Surface
from live.midi.turns import TURNS
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
    "Midi Fighter Twister:Midi Fighter Twister MIDI 1 24:0": "midi-fighter-twister",
    "Midi Fighter Twister": "midi-fighter-twister",
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


def imagined(id: int, role: str = "bass") -> Suggestion:
    there = suggestion(id, role)
    return replace(there, loop=replace(there.loop, licence="imagined"))


def settings(
    locked: bool = False, role: str = "auto", surprise: float = 0.5, energy: float = 0.5
) -> actions.Settings:
    return actions.Settings(locked, role, surprise, energy)


OFFER = actions.Offered(1, 4, (suggestion(0), suggestion(1, "voice"), suggestion(2, "chord")))
IMAGINED = actions.Offered(2, 5, (imagined(0), *OFFER.suggestions[1:]))
NOTHING = actions.Offered(3, 6, ())


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
    named = {"generic", "nanokontrol2", "apc-mini-mk2", "launchpad-x", "launchpad-mini-mk3"}
    assert {*named, "midi-fighter-twister"} <= set(SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
def test_with_every_shipped_map_a_whole_set_can_be_played(name: str) -> None:
    """Every verb is under a finger, but for those a small device has no room for."""
    found = load_map(name)
    there = panel(OFFER, actions.SlotIs(0, Slot(SlotState.PLAYING, suggestion(9))))
    pressed = {type(press(pad, there)) for press, pad in found.pads.values()}
    turned = {type(TURNS[knob.turn].event(0.5, there)) for knob in found.knobs.values()} | pressed
    assert events.Select in turned or {events.Next, events.Previous} <= pressed
    needed = {
        events.Preview,
        events.Accept,
        events.Reject,
        events.StopSlot,
        events.Undo,
        events.Lock,
        events.Tap,
        events.Favourite,
    }
    assert needed <= pressed
    assert {events.Energy, events.Surprise, events.WantRole} <= turned


def slot(state: SlotState) -> actions.SlotIs:
    return actions.SlotIs(0, Slot(state, suggestion(9), 8.0))


#: Pairs of states that the lights have to tell apart.
APART: dict[str, tuple[tuple[actions.Action, ...], tuple[actions.Action, ...]]] = {
    "a list": ((), (OFFER,)),
    "the cursor": ((OFFER,), (OFFER, actions.CursorAt(1))),
    "nothing fits": ((OFFER,), (OFFER, NOTHING)),
    "nothing yet": ((), (NOTHING,)),
    "imagined": ((OFFER,), (IMAGINED,)),
    "previewed": ((OFFER,), (OFFER, actions.Cue(suggestion(0), 0.0, 0.0))),
    "queued": ((), (slot(SlotState.QUEUED),)),
    "playing": ((slot(SlotState.QUEUED),), (slot(SlotState.PLAYING),)),
    "stopping": ((slot(SlotState.PLAYING),), (slot(SlotState.STOPPING),)),
    "empty again": (
        (slot(SlotState.STOPPING),),
        (slot(SlotState.STOPPING), actions.SlotIs(0, Slot())),
    ),
    "locked": ((), (settings(locked=True),)),
    "role": ((settings(role="bass"),), (settings(role="voice"),)),
    "energy": ((), (settings(energy=0.9),)),
    "surprise": ((), (settings(surprise=0.1),)),
}
#: What a controller has no light for.
DARK = {"nanokontrol2": {"role", "energy", "surprise"}}


LIGHTS = [name for name in SHIPPED if name != "generic"]


@pytest.mark.parametrize(
    ("name", "what"), [(n, what) for n in LIGHTS for what in APART if what not in DARK.get(n, ())]
)
def test_lights_tell_all_states_apart(name: str, what: str) -> None:
    surface = Surface(load_map(name), "", lambda event: None, Panel)
    one, other = (
        # What the device shows: each half of a beat.
        [surface.lights(panel(*shown), bright) for bright in (True, False)]
        for shown in APART[what]
    )
    assert one != other


def test_imagined_loops_look_as_others_where_the_map_says_nothing(own: Path) -> None:
    name = written(
        own,
        "[looks.suggestion]\noffered = 5\ncursor = 6\n"
        '[[pad]]\nat = "note 0-2"\nshows = "suggestion"\n',
    )
    both = [list(load_map(name).shown(panel(offer)).values()) for offer in (OFFER, IMAGINED)]
    assert both[0] == both[1] == [Look(6, 0), Look(5, 0), Look(5, 0)]


def test_a_pad_alone_shows_what_it_presses(own: Path) -> None:
    name = written(
        own,
        "[looks.preview]\nready = 1\non = 2\n"
        '[[pad]]\nat = "note 0"\npress = "preview"\nshows = "preview"\n',
    )
    cued = panel(OFFER, actions.Cue(suggestion(1), 0.0, 0.0))
    light = Address("note", 0, 0)
    assert load_map(name).shown(cued)[light] == Look(1, 0)
    assert load_map(name).shown(cued.after(actions.CursorAt(1)))[light] == Look(2, 0)


@pytest.mark.parametrize("port", PORTS)
def test_every_port_belongs_to_the_map_made_for_it(port: str) -> None:
    maps = [load_map(name) for name in SHIPPED]
    whose = [found.name for found in maps if found.auto and found.port([port])]
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
    assert found.knobs == {Address("cc", 0, 1): Knob("energy", step=TURNS["energy"].step)}


def test_a_loop_is_imagined_of_the_pads_role_or_of_the_wanted_one(own: Path) -> None:
    found = load_map(
        written(
            own,
            '[[pad]]\nat = "note 1"\npress = "imagine"\n'
            '[[pad]]\nat = "note 2"\npress = "imagine"\nrole = "fx"\n',
        )
    )
    wanted, own_role = Address("note", 0, 1), Address("note", 0, 2)
    voice = panel(settings(role="voice"))
    assert found.pressed(wanted, voice) == events.Generate("voice")
    assert found.pressed(own_role, voice) == events.Generate("fx")
    refused = found.pressed(wanted, Panel())
    assert isinstance(refused, events.Trouble)
    assert "which role? choose one, not auto" in refused.text


def test_what_a_map_says_of_its_knobs(own: Path) -> None:
    name = written(
        own,
        'takeover = "jump"\n'
        '[[knob]]\nat = "cc 1-2"\nturn = "energy"\n'
        '[[knob]]\nat = "cc 3 ch 2"\nturn = "surprise"\ntakeover = "pickup"\necho = true\n'
        '[[knob]]\nat = "cc 4"\nturn = "cursor"\nrelative = "sign-magnitude"\nstep = 0.5\n',
    )
    energy = Knob("energy", step=TURNS["energy"].step, takeover="jump")
    assert load_map(name).knobs == {
        Address("cc", 0, 1): energy,
        Address("cc", 0, 2): energy,
        Address("cc", 1, 3): Knob("surprise", step=TURNS["surprise"].step, echo=True),
        Address("cc", 0, 4): Knob("cursor", "sign-magnitude", 0.5, "jump"),
    }


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
    '[[pad]]\nat = "note 1"\npress = "energy"\nby = nan': "by = nan: a step is",
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
    '[[knob]]\nat = "cc 1"\nturn = "energy"\nrelative = "offset"': (
        r"knob 1: unknown relative 'offset': did you mean binary-offset\?"
    ),
    '[[knob]]\nat = "cc 1"\nturn = "energy"\ntakeover = "pick"': (
        r"unknown takeover 'pick': did you mean pickup\?"
    ),
    '[[knob]]\nat = "cc 1"\nturn = "energy"\nstep = nan': "step = nan: how far a tick goes",
    '[[knob]]\nat = "cc 1"\nturn = "energy"\n[[pad]]\nat = "cc 1"\npress = "tap"': (
        "cc 1 is both a pad and a knob"
    ),
    '[[pad]]\nat = "note 1"\npress = "imagine"\nrole = "auto"': "imagine .* choose from percussion",
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
    [
        *PRESSES,
        *SHOWS,
        *ROLES,
        *TURNS,
        *ENCODINGS,
        "jump",
        "note 1",
        "cc 3-9",
        "note 9-2 ch 3",
        "role",
        "F0 01 F7",
        "generic",
    ]
)
TABLE_KEYS = (
    *("ports", "avoid", "hello", "goodbye", "colours", "looks", "pad", "knob"),
    *("at", "press", "first", "role", "roles", "to", "by", "shows", "turn"),
    *("relative", "step", "takeover", "echo", "auto"),
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
    for knob in found.knobs.values():
        Grip(knob).turned(65, panel(OFFER))


def test_every_word_of_the_file_that_documents_them_is_known() -> None:
    text = (mapfile.SHIPPED_MAPS / "generic.toml").read_text()
    assert tomllib.loads(text)
    documented = set(text.split("HOW A MAP IS WRITTEN")[1].split())
    assert {*PRESSES, *SHOWS, *TURNS, *ENCODINGS, *SHOWS["suggestion"].states} <= documented
    for word in PRESSES:
        check(word, Pad(index=0, role="bass", to=0.5, by=1.0))
