"""The patches for Max: what lies there is what the table makes, and it holds together."""

from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pytest
from py2max import Patcher, m4l

from live import protocol
from patches.make.__main__ import PATCHES
from tests.made_patches import MADE, NOT_FOR_FACES, overlap, words
from tests.max_host import JAVASCRIPT

PACKAGE = PATCHES / "max" / "Barwise"


@pytest.mark.parametrize("path", MADE)
def test_what_lies_there_is_what_the_table_makes(path: str) -> None:
    remedy = f"patches/{path} is not what live/protocol.py says now: python -m patches.make"
    assert (PATCHES / path).read_bytes() == MADE[path], remedy


def test_nothing_in_the_package_is_left_from_before() -> None:
    by_hand = {path.relative_to(PATCHES).as_posix() for path in JAVASCRIPT.glob("*.js")}
    there = {p.relative_to(PATCHES).as_posix() for p in PACKAGE.rglob("*") if p.is_file()}
    assert there == by_hand | {path for path in MADE if path.startswith("max/Barwise/")}


# --- Max ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Patch:
    """One patch, or one within another."""

    name: str
    stored: dict[str, Any]

    @property
    def boxes(self) -> list[dict[str, Any]]:
        return [entry["box"] for entry in self.stored["boxes"]]

    @property
    def lines(self) -> list[tuple[str, int, str, int]]:
        ends = (entry["patchline"] for entry in self.stored["lines"])
        return [(*end["source"], *end["destination"]) for end in ends]

    @property
    def texts(self) -> list[str]:
        return [box.get("text", "") for box in self.boxes]

    def messages(self) -> list[str]:
        """What the message boxes say that are wired to somewhere."""
        wired = {line[0] for line in self.lines}
        boxes = (b for b in self.boxes if b["maxclass"] == "message" and b["id"] in wired)
        return [box["text"] for box in boxes]


def stored(path: str) -> dict[str, Any]:
    content = MADE[path]
    if path.endswith(".amxd"):
        content, kind = m4l.unpack_amxd(content)
        assert kind == "audio_effect"
    patcher: dict[str, Any] = json.loads(content)["patcher"]
    return patcher


def within(name: str, patcher: dict[str, Any]) -> Iterator[Patch]:
    yield Patch(name, patcher)
    for entry in patcher["boxes"]:
        if "patcher" in entry["box"]:
            yield from within(f"{name}/{entry['box']['text']}", entry["box"]["patcher"])


MAX_FILES = [path for path in MADE if path.endswith((".maxpat", ".maxhelp", ".amxd"))]
ALL = [patch for path in MAX_FILES for patch in within(path, stored(path))]
BY_NAME = {patch.name: patch for patch in ALL}
OURS = {
    name: BY_NAME[f"max/Barwise/patchers/{name}.maxpat"]
    for name in ("barwise.send", "barwise.receive", "barwise.suggestion", "barwise.slot")
}
PANEL = "max/Barwise/patchers/barwise.maxpat"


@pytest.mark.parametrize("path", MAX_FILES)
def test_max_would_find_nothing_to_complain_of(path: str) -> None:
    found = Patcher.from_dict(stored(path)).lint()
    wrong = [str(it) for it in found if it.code not in ("W-OVERLAP", "W-OFFCANVAS")]
    ours = re.compile(r"W-UNKNOWN-OBJECT: object 'barwise\.(send|receive)'")
    assert not [line for line in wrong if not ours.search(line)]


@pytest.mark.parametrize("patch", ALL, ids=lambda patch: patch.name)
def test_every_line_joins_boxes_that_have_those_ports(patch: Patch) -> None:
    boxes = {box["id"]: box for box in patch.boxes}
    assert len(boxes) == len(patch.boxes)
    for source, outlet, target, inlet in patch.lines:
        assert outlet < boxes[source]["numoutlets"], boxes[source]
        assert inlet < boxes[target]["numinlets"], boxes[target]
    assert len(set(patch.lines)) == len(patch.lines)


@pytest.mark.parametrize("patch", ALL, ids=lambda patch: patch.name)
def test_our_abstractions_are_used_with_the_ports_that_they_have(patch: Patch) -> None:
    for box in patch.boxes:
        said = box["maxclass"] in ("newobj", "bpatcher")
        name = box.get("text", box.get("name", "")).split()[0:1] if said else []
        ours = OURS.get(name[0].removesuffix(".maxpat")) if name else None
        if ours is not None:
            ports = Counter(inner["maxclass"] for inner in ours.boxes)
            assert (box["numinlets"], box["numoutlets"]) == (ports["inlet"], ports["outlet"])


@pytest.mark.parametrize("patch", ALL, ids=lambda patch: patch.name)
def test_nothing_on_a_face_hides_anything_else(patch: Patch) -> None:
    places = [box["presentation_rect"] for box in patch.boxes if box.get("presentation")]
    width, height = patch.stored["rect"][2:]
    for x, y, w, h in places:
        assert x >= 0 and y >= 0 and x + w <= width and y + h <= height
    assert not [(a, b) for a, b in combinations(places, 2) if overlap(a, b)]


def test_every_script_that_a_patch_runs_is_in_the_package() -> None:
    scripts = {text.split()[1] for patch in ALL for text in patch.texts if text.startswith("js ")}
    assert scripts == {"barwise-address.js", "barwise-live.js"}
    assert all((JAVASCRIPT / name).is_file() for name in scripts)


def test_the_panel_says_everything_that_a_hand_may_want_to_say() -> None:
    said = [text for patch in ALL if "patchers" in patch.name for text in heard_of(patch)]
    for text in said:
        word, *args = shlex.split(text.replace("$1", number_for(text)).replace("#1", "1"))
        given = [float(arg) if re.fullmatch(r"[\d.]+", arg) else arg for arg in args]
        assert protocol.event(f"/barwise/{word}", given or example_of(word)) is not None
    assert {text.split()[0] for text in said} == words(protocol.IN) - NOT_FOR_FACES


def number_for(text: str) -> str:
    return "120" if text.startswith("tempo") else "1"


def example_of(word: str) -> list[str]:
    """What a menu adds to its word."""
    return ["bass"] if word == "role" else []


def heard_of(patch: Patch) -> list[str]:
    """What the boxes that are wired to the way out say: messages, and words put before a choice."""
    boxes = {box["id"]: box.get("text", "") for box in patch.boxes}
    out = ("send to.barwise", "barwise.send ")
    starts = (boxes[line[0]] for line in patch.lines if boxes[line[2]].startswith(out))
    return [text.removeprefix("prepend ") for text in starts if text != "receive to.barwise"]


def test_all_that_comes_is_passed_on_and_nobody_waits_in_vain() -> None:
    texts = [text for patch in ALL for text in patch.texts]
    sent = {text.split()[1] for text in texts if text.startswith("send ")}
    awaited = {text.split()[1] for text in texts if text.startswith("receive ")}
    assert {name for name in sent if name.startswith("from.")} == {
        f"from.barwise.{word}" for word in words(protocol.OUT)
    }
    assert awaited <= sent


def test_the_receiver_has_an_outlet_for_each_address_in_the_order_of_the_contract() -> None:
    receive = OURS["barwise.receive"]
    paths = [row.path for row in protocol.OUT]
    assert " ".join(["route", *paths]) in receive.texts
    holes = [box for box in receive.boxes if box["maxclass"] == "outlet"]
    assert len(holes) == len(paths) + 1
    assert holes == sorted(holes, key=lambda hole: hole["patching_rect"][0])


def test_the_help_says_every_address_in_a_way_that_barwise_takes() -> None:
    messages = BY_NAME["max/Barwise/help/barwise.send.maxhelp"].messages()
    said = [text for text in messages if not text.startswith("port ")]
    for text in said:
        word, *args = text.split()
        given = [float(arg) if re.fullmatch(r"[\d.]+", arg) else arg for arg in args]
        assert protocol.event(f"/barwise/{word}", given) is not None
    assert {text.split()[0] for text in said} == words(protocol.IN)


def test_the_device_hears_every_row_of_a_loader_and_says_that_it_is_there() -> None:
    device = BY_NAME["max/Barwise/Barwise.amxd"]
    assert " ".join(["route", *(row.path for row in protocol.TO_LOADER)]) in device.texts
    port = next(text.split()[1] for text in device.texts if text.startswith("udpreceive"))
    assert f"/barwise/loader {port}" in device.messages()
    beat = next(float(text.split()[1]) for text in device.texts if text.startswith("metro"))
    assert 2 * beat / 1000 < protocol.LOADER_LEASE
    for text in device.messages():
        if text.startswith("/"):
            word, *args = text.split()
            assert protocol.event(word, [int(arg) for arg in args]) is not None


def test_the_panel_pings_often_enough_to_stay_subscribed() -> None:
    network = BY_NAME[f"{PANEL}/p network"]
    beat = next(float(text.split()[1]) for text in network.texts if text.startswith("metro"))
    assert 2 * beat / 1000 <= protocol.LEASE


def test_the_device_is_packed_as_live_wants_it() -> None:
    packed = MADE["max/Barwise/Barwise.amxd"]
    assert packed[:4] == b"ampf"
    device = stored("max/Barwise/Barwise.amxd")
    assert device["project"]["amxdtype"] == int.from_bytes(b"aaaa", "big")
    assert 0 < device["rect"][3] <= 169


def test_the_package_says_its_name_by_its_folder() -> None:
    info = json.loads(MADE["max/Barwise/package-info.json"])
    assert info["name"] == PACKAGE.name
