"""The layout for Open Stage Control: its messages against the table, its scripts under Node."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from itertools import combinations
from typing import Any

from live import protocol
from tests.conftest import need
from tests.made_patches import MADE, NOT_FOR_FACES, overlap, words

#: What a tablet leaves out, too; it need not subscribe because Barwise sends to its port unasked.
NOT_FOR_TABLETS = {*NOT_FOR_FACES, "ping", "subscribe", "generate", "tempo", "play", "latency"}

LAYOUT: dict[str, Any] = json.loads(MADE["open-stage-control/barwise.json"])["content"]
WIDGETS: list[dict[str, Any]] = LAYOUT["widgets"]
HANDS = [widget for widget in WIDGETS if "target" in widget]
SCRIPTS = {widget["address"]: widget["onValue"] for widget in WIDGETS if "onValue" in widget}


def test_widgets_have_names_and_places_of_their_own() -> None:
    assert max(Counter(widget["id"] for widget in WIDGETS).values()) == 1
    seen = [[w["left"], w["top"], w["width"], w["height"]] for w in WIDGETS if "left" in w]
    assert not [pair for pair in combinations(seen, 2) if overlap(*pair)]


def test_every_widget_says_what_barwise_takes() -> None:
    for widget in HANDS:
        for value in values(widget):
            args = [*widget.get("preArgs", []), *value]
            assert protocol.event(widget["address"], args) is not None
    said = {widget["address"].removeprefix("/barwise/") for widget in HANDS}
    assert said == words(protocol.IN) - NOT_FOR_TABLETS


def values(widget: dict[str, Any]) -> list[list[Any]]:
    """What the widget may add to its `preArgs`."""
    if widget["type"] == "fader":
        return [[widget["range"]["min"]], [widget["range"]["max"]]]
    if widget["type"] == "switch":
        return [[value] for value in widget["values"]]
    return [[]] if widget["on"] is None else [[widget["on"]], [widget["off"]]]


def test_scripts_hear_known_addresses_and_set_widgets_that_are_there() -> None:
    assert set(SCRIPTS) <= {row.path for row in protocol.OUT}
    ids = {widget["id"] for widget in WIDGETS}
    for script in SCRIPTS.values():
        for name, numbered in re.findall(r"set\('(\w+)'( \+)?", script):
            assert (f"{name}0" if numbered else name) in ids


#: What stands around a script in Open Stage Control; it prints what was set.
_AROUND = """
const known = {}, kept = {};
const set = (id, value) => (known[id] = value), get = (id) => known[id];
const getVar = (id, name) => kept[name], setVar = (id, name, value) => (kept[name] = value);
for (const [script, value] of %s) new Function("value", "set", "get", "getVar", "setVar", script)
    (value, set, get, getVar, setVar);
console.log(JSON.stringify(known));
"""


def after(*messages: tuple[str, Any]) -> dict[str, str]:
    """What the layout shows after these messages of Barwise."""
    steps = json.dumps([(SCRIPTS[f"/barwise/{word}"], value) for word, value in messages])
    ran = subprocess.run([need("node"), "-e", _AROUND % steps], capture_output=True, check=True)
    shown: dict[str, str] = json.loads(ran.stdout)
    return shown


def test_the_layout_shows_list_cursor_and_slots() -> None:
    told = [1, 0, 70, "/my loops/a b.wav", "bass", 120.0, "F#m", -2, 0.25, 1.0, 0.0, 0.5]
    shown = after(
        ("suggestions", [1, 8, 1, 1]),
        ("suggestion", told),
        ("cursor", 0),
        ("slot", [3, "playing", 70, "/my loops/a b.wav"]),
    )
    assert shown["name_0"] == "a b.wav  bass F#m -2"
    assert (shown["name_1"], shown["at_0"], shown["at_1"]) == ("", ">", "")
    assert shown["slot_3"] == "playing  a b.wav"


def test_the_layout_gathers_the_reasons_of_one_suggestion() -> None:
    first = ("reason", [1, 0, "tempo", 0.125])
    others = [("reason", [1, 2, "harmony", 0.5]), ("reason", [1, 2, "rhythm", -0.25])]
    assert after(first, *others)["why"] == "harmony 0.50, rhythm -0.25"
