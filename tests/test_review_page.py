"""`barwise review` as it is typed, and its page in a real browser."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mido
import numpy as np
import pytest
import soundfile
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from live import events, setlog
from live.library.shelf import Shelf
from live.review.data import keys
from live.review.reading import read
from live.review.values import Block, Moment
from live.types import Loop, Suggestion
from tests.conftest import need
from tests.test_commands_library import Barwise, barwise, refused
from tests.test_review_reading import in_bars, perform

__all__ = ["barwise"]

SECONDS = 40.0
PLAN = in_bars(
    (2, events.Preview(1)),
    (3, events.Accept(1)),
    (5, events.Accept(0)),
    (8, events.Tempo(100.0)),
    (9, events.StopSlot(0)),
    (11, events.Accept(99)),
)

#: Without a sandbox, for root has none; the rest keeps the browser from calling home.
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def log(demo_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gig") / "set <1> & co.jsonl"
    perform(Shelf.open(demo_library), path, PLAN, SECONDS)
    return path


@pytest.fixture(scope="module")
def tape(log: Path) -> Path:
    """A recording that begins with the second second of the set."""
    path = log.parent / "the gig #1.wav"
    sound = np.zeros((39 * 8000, 2), np.float32)
    sound[5 * 8000 :] = 0.05
    soundfile.write(path, sound, 8000)
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = need("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=OPTIONS)
        yield browser
        browser.close()


def told(page: Page) -> str:
    return page.locator("#told").inner_text()


def opened(browser: Browser, file: Path, width: int = 1280) -> tuple[Page, list[str]]:
    """The page, and whatever it has to complain of or asks the network for."""
    page, faults = browser.new_page(viewport={"width": width, "height": 900}), []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda asked: faults.extend([asked.url] * (asked.url[:5] != "file:")))
    page.goto(file.as_uri())
    return page, faults


@pytest.fixture
def page(browser: Browser, log: Path, tape: Path, barwise: Barwise) -> Iterator[Page]:
    """Opened from disk; at the end nothing may have gone wrong."""
    said = barwise("review", log, "--audio", tape)
    assert (said.status, said.out.strip()) == (0, str(log.with_suffix(".html")))
    page, faults = opened(browser, log.with_suffix(".html"))
    yield page
    assert faults == []
    page.close()


# --- the command --------------------------------------------------------------------------------


def data(file: Path) -> Any:
    found = re.search(r'<script type="application/json" id="set">(.*?)</script>', file.read_text())
    assert found is not None
    return json.loads(found[1])


def test_launches_and_stops_of_the_log_are_the_edges_on_the_page(
    barwise: Barwise, log: Path, tmp_path: Path
) -> None:
    barwise("review", log, "--page", tmp_path / "set.html")
    told = data(tmp_path / "set.html")
    decided = [record["action"] for record in setlog.read(log) if "action" in record]
    begun = {(a["slot"], a["beat"]) for a in decided if a["kind"] == "Launch"}
    ended = {(a["slot"], a["beat"]) for a in decided if a["kind"] == "Stop"}
    slots = [int(lane.removeprefix("slot ")) for lane in told["lanes"]]
    edges = [(slots[block["lane"]], *block["beats"]) for block in told["blocks"]]
    assert begun == {(slot, start) for slot, start, _ in edges} and len(begun) == 2
    assert ended == {(slot, end) for slot, _, end in edges if (slot, end) in ended} and ended
    offers = [record for record in setlog.read(log) if record.get("event", {}).get("suggestions")]
    assert len(told["lists"]) <= len(offers)
    last = [each["path"] for each in offers[-1]["event"]["suggestions"]]
    names = [told["loops"][loop]["name"] for loop, _, _ in told["lists"][-1]["offers"]]
    assert names == [Path(path).stem for path in last]


def test_everything_asked_for_is_written_and_named(
    barwise: Barwise, log: Path, tmp_path: Path
) -> None:
    files = [tmp_path / name for name in ("a.html", "a.csv", "a.txt", "a.MID")]
    flags = zip(("--page", "--csv", "--cues", "--cues"), files, strict=True)
    said = barwise("review", log, *(each for pair in flags for each in pair))
    assert said.out.split() == [str(file) for file in files]
    assert said.error == ""
    assert mido.MidiFile(files[3]).tracks
    assert files[2].read_text().startswith("1.1.1\t")


def test_what_cannot_be_reviewed_is_said_in_a_line(
    barwise: Barwise, log: Path, tmp_path: Path
) -> None:
    assert "gone.jsonl: cannot be read" in refused(barwise("review", tmp_path / "gone.jsonl"))
    said = refused(barwise("review", log, "--audio", tmp_path / "gone.wav"))
    assert "gone.wav: no recording" in said
    said = refused(barwise("review", log, "--page", tmp_path / "none" / "set.html"))
    assert "give another file to --page" in said


def test_what_is_not_known_is_told_on_the_page_too(
    barwise: Barwise, log: Path, tmp_path: Path
) -> None:
    page = tmp_path / "a.html"
    said = barwise("review", log, "--page", page, "--library", tmp_path / "gone.db")
    assert said.status == 0
    assert "gone.db is not here" in said.error
    assert "gone.db is not here" in page.read_text()


def test_keys_are_those_that_sound(demo_library: Path) -> None:
    shelf = Shelf.open(demo_library)
    loops = [shelf.loop(row) for row in range(len(shelf))]
    tonal = next(loop for loop in loops if loop.key_name == "Am")
    drums = next(loop for loop in loops if loop.key is None)

    def block(loop: Loop, transpose: int, start: float, end: float) -> Block:
        fix = Suggestion(loop, 1.0, 120.0, transpose)
        return Block(0, fix, Moment(start, 2 * start), Moment(end, 2 * end))

    played = (block(tonal, 0, 0, 8), block(drums, 0, 2, 20), block(tonal, 2, 4, 12))
    both = block(tonal, 2, 6, 10)
    assert keys(played) == [[0, 4, "Am"], [4, 8, "Am Bm"], [8, 12, "Bm"]]
    assert keys((*played, both)) == [[0, 4, "Am"], [4, 6, "Am Bm"], [6, 8, "Bm Am"], [8, 12, "Bm"]]


# --- the page -----------------------------------------------------------------------------------


def test_it_opens_from_a_stick_and_says_what_the_set_was(page: Page, log: Path) -> None:
    review = read(log)
    assert page.title() == f"Set of {review.began:%Y-%m-%d %H:%M}"
    shown = dict(
        zip(page.locator("dt").all_inner_texts(), page.locator("dd").all_inner_texts(), strict=True)
    )
    assert shown["loops taken"] == "2"
    assert shown["tempo"] == "100.0 to 120.0 bpm"
    assert shown["previews"] == "1"


@pytest.mark.parametrize("width", [390, 1920])
def test_it_has_no_serious_fault_for_anybody(
    browser: Browser, page: Page, log: Path, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for summary in page.locator("summary").all():
        summary.click()
    faults = Axe().run(page).response["violations"]
    assert [fault["id"] for fault in faults if fault["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_tables_say_the_same(page: Page, log: Path) -> None:
    review = read(log)
    rows = page.locator("#played tbody tr")
    assert rows.count() == len(review.blocks) == 2
    page.locator("#played summary").click()
    assert "bar 4.1, 0:06" in rows.first.inner_text()
    page.locator("#offered summary").click()
    listed = page.locator("#offered tbody tr")
    assert listed.count() == len(review.shown)
    page.locator("#marks summary").click()
    assert "no suggestion 99" in page.locator("#marks tbody").inner_text()


def test_keys_zoom_and_go_from_loop_to_loop(page: Page, log: Path) -> None:
    timeline = page.locator("#timeline")
    timeline.focus()
    page.keyboard.press("0")
    whole = told(page)
    assert whole.startswith("bar 1.1 to bar 1")
    page.keyboard.press("+")
    page.keyboard.press("+")
    near = told(page)
    assert near != whole
    page.keyboard.press("ArrowLeft")
    assert told(page) != near
    page.keyboard.press("0")
    assert told(page) == whole
    first, second = (Path(block.loop.path).stem for block in read(log).blocks)
    page.keyboard.press("n")
    assert told(page).startswith(f"{first} · slot 0") and "2 of 8 on the list, previewed" in told(
        page
    )
    page.keyboard.press("n")
    assert told(page).startswith(f"{second} · slot 1")
    page.locator("[data-do=previous]").click()
    assert told(page).startswith(f"{first} · slot 0")


def test_wheel_and_finger_zoom_and_move(page: Page) -> None:
    box = page.locator("#timeline").bounding_box()
    assert box is not None
    x, y = box["x"] + 400, box["y"] + 12
    page.mouse.move(x, y)
    before = told(page)
    page.mouse.move(x + 200, y)
    far = told(page)
    page.mouse.wheel(0, -800)
    page.mouse.move(x, y)
    assert before != told(page), "what is pointed at is larger now"
    page.mouse.move(x + 200, y)
    assert told(page) == far, "what was pointed at has stayed"
    page.mouse.down()
    page.mouse.move(x, y, steps=4)
    page.mouse.up()
    page.mouse.move(x + 1, y)
    assert told(page) == far, "it went along with the finger"


def place(page: Page, time: float, lane: str) -> dict[str, float]:
    """Where on the canvas that is, while the whole set is on show."""
    return page.evaluate(
        """([time, lane]) => {
            const box = document.querySelector("#timeline").getBoundingClientRect();
            const set = JSON.parse(document.getElementById("set").textContent);
            const x = 76 + (time / set.seconds) * (box.width - 76);
            const y = {first: 46, second: 78, offered: 104}[lane];
            return {x, y, left: box.left, top: box.top};
        }""",
        [time, lane],
    )


def pixel(page: Page, at: dict[str, float]) -> list[int]:
    return page.evaluate(
        """({x, y}) => [...document.querySelector("#timeline canvas").getContext("2d")
            .getImageData(x, y, 1, 1).data].slice(0, 3)""",
        at,
    )


def test_blocks_have_the_colour_of_their_role_and_speak_when_pointed_at(
    page: Page, log: Path
) -> None:
    colours = {"bass": [213, 140, 255], "percussion": [255, 122, 77], "chord": [93, 177, 255]}
    colours |= {"melody": [75, 224, 138], "fx": [255, 216, 74], "voice": [87, 230, 230]}
    block = read(log).blocks[0]
    at = place(page, block.end.time - 0.3, "first")
    page.evaluate("window.scrollTo(0, 0)")
    assert pixel(page, at) == colours[block.loop.role]
    page.mouse.move(at["left"] + at["x"], at["top"] + at["y"])
    assert told(page).startswith(Path(block.loop.path).stem)
    at = place(page, 1.0, "offered")
    page.mouse.move(at["left"] + at["x"], at["top"] + at["y"])
    assert re.match(r"offered: .* · 1 of 8", told(page))


def test_a_tap_goes_there_in_the_recording(page: Page) -> None:
    assert page.locator("#beginning").input_value() == "1.000", "silent until the first loop"
    page.wait_for_function("document.querySelector('audio').readyState >= 1")
    at = place(page, 21.0, "first")
    page.mouse.click(at["left"] + at["x"], at["top"] + at["y"])
    time = page.evaluate("document.querySelector('audio').currentTime")
    assert time == pytest.approx(20.0, abs=0.1)
    page.wait_for_function(
        """x => new Uint32Array(document.querySelector("#timeline canvas").getContext("2d")
            .getImageData(x - 3, 110, 6, 1).data.buffer).includes(0xffffffff)""",
        arg=at["x"],
    )


def test_a_recording_that_has_gone_is_said(
    browser: Browser, barwise: Barwise, log: Path, tape: Path, tmp_path: Path
) -> None:
    barwise("review", log, "--audio", tape, "--page", tmp_path / "set.html")
    away = tmp_path / "elsewhere"
    away.mkdir()
    shutil.copy(tmp_path / "set.html", away)
    page, _ = opened(browser, away / "set.html")
    page.locator("#lost").wait_for(state="visible")
    assert "the gig #1.wav" in page.locator("#lost").inner_text()
    page.close()


def test_on_paper_it_is_dark_on_light(page: Page) -> None:
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(0, 0, 0)"


def test_a_set_of_three_hours_opens(
    browser: Browser, barwise: Barwise, log: Path, tmp_path: Path
) -> None:
    """The set a few hundred times over: nothing may be drawn or written twice."""
    lines = setlog.read(log)
    barwise("review", log, "--page", tmp_path / "short.html")
    with (tmp_path / "long.jsonl").open("w") as file:
        for record in longer(lines, 270):
            file.write(json.dumps(record) + "\n")
    assert barwise("review", tmp_path / "long.jsonl").status == 0
    size = (tmp_path / "long.html").stat().st_size
    assert size < 4e6
    page, faults = opened(browser, tmp_path / "long.html")
    page.locator("#timeline").focus()
    page.keyboard.press("0")
    assert re.fullmatch(r"bar 1\.1 to bar [45]\d\d\d\.\d", told(page))
    assert faults == []
    page.close()


def longer(records: list[setlog.Record], times: int) -> Iterator[setlog.Record]:
    """The same set again and again, each time where the last one ended."""
    header, *rest = records
    yield header
    for turn in range(times):
        for record in rest:
            yield _later(record, turn * 80.0, turn * SECONDS)


def _later(record: setlog.Record, beats: float, seconds: float) -> setlog.Record:
    moved = {key: value + seconds for key, value in record.items() if key in ("at", "ended")}
    moved |= {"beat": record["beat"] + beats} if "beat" in record else {}
    if record.get("action", {}).get("kind") == "Clocked":
        transport = record["action"]["transport"]
        line = transport["timeline"]
        line = {**line, "time": line["time"] + seconds, "beat": line["beat"] + beats}
        moved["action"] = {**record["action"], "transport": {**transport, "timeline": line}}
    return {**record, **moved}
