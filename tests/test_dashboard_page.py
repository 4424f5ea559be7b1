"""The page in a real Chromium, beside a real set: what a performer sees, presses and types."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from psutil import Process

from live import dashboard, events
from live.config import AbletonConfig
from live.controls.keys import KEYS
from live.dashboard import view
from live.library.catalogue import Catalogue
from live.stage import Stage
from live.types import ROLES, Loop, SlotState
from tests import browser as chrome
from tests.browser import LAPTOP, PHONE, TABLET, WIDE, faults, forgive, opened, picture
from tests.conftest import eventually
from tests.page_stand import Stand, configured, copied, free_port, stand

#: A correction waits until the bundles have heard the library, seconds.
HEARING = 40.0


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """For this file only: while it is open, asyncio is taken."""
    with chrome.chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def running(demo_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    library = copied(demo_library, tmp_path_factory.mktemp("page"))
    with stand(configured(library)) as running:
        yield running


@pytest.fixture
def gig(running: Stand) -> Stand:
    """With empty slots, the plain wishes, and a list."""
    engine = running.engine
    engine.post(events.Lock(False))
    for wish in (events.WantRole("auto"), events.Surprise(0.3), events.Energy(0.5)):
        engine.post(wish)
    for index, slot in enumerate(stage(running).slots):
        if slot.state is not SlotState.EMPTY:
            engine.post(events.StopSlot(index))
    eventually(lambda: not sounding(running) and stage(running).offered)
    return running


@pytest.fixture
def page(chromium: Browser, gig: Stand) -> Iterator[Page]:
    with opened(chromium, gig.url) as page:
        listed(page)
        yield page


def stage(gig: Stand) -> Stage:
    return gig.engine.session.stage


def sounding(gig: Stand) -> dict[int, Loop]:
    slots = enumerate(stage(gig).slots)
    return {index: slot.suggestion.loop for index, slot in slots if slot.suggestion}


def listed(page: Page) -> None:
    expect(page.locator("#link-word")).to_have_text("connected")
    expect(page.locator(".card").first).to_be_visible()


def shown(page: Page) -> list[int]:
    """The ids of the cards."""
    return [
        int(id or -1)
        for id in page.locator(".card:visible").evaluate_all("c => c.map(e => e.dataset.id)")
    ]


def record_states(page: Page, slot: int) -> Callable[[], list[str]]:
    """All states that the row of `slot` shows from now on, however short."""
    page.evaluate(
        """(slot) => {
            window.states = [];
            const row = document.querySelector(`[data-slot="${slot}"].slot`);
            const note = () => window.states.push(row.dataset.state);
            new MutationObserver(note).observe(row, { attributeFilter: ["data-state"] });
        }""",
        slot,
    )
    return lambda: page.evaluate("window.states")


# --- the list -----------------------------------------------------------------------------------


def test_cards_are_the_list_and_change_on_the_bar(page: Page, gig: Stand) -> None:
    before = shown(page)
    line = page.locator("#line")
    bars = {line.inner_text() for _ in range(20) if not page.wait_for_timeout(120)}
    assert len({bar for bar in bars if re.match(r"List for bar \d+", bar)}) >= 2
    gig.engine.post(events.WantRole("bass"))
    gig.engine.post(events.Accept(0))
    eventually(lambda: shown(page) != before and shown(page) == offered(gig))


def offered(gig: Stand) -> list[int]:
    return [suggestion.loop.id for suggestion in stage(gig).offered]


def test_a_card_says_what_it_is_in_a_musicians_words(page: Page, gig: Stand) -> None:
    gig.engine.post(events.Lock(True))
    expect(page.locator("#line")).to_contain_text("locked")
    eventually(lambda: shown(page) == offered(gig))
    for index, suggestion in enumerate(stage(gig).offered):
        card = page.locator(".card").nth(index)
        loop = suggestion.loop
        said = card.inner_text().replace("\n", "")
        assert Path(loop.path).stem in said
        assert card.locator(".key").inner_text() == loop.key_name
        assert card.locator(".mark").inner_text() == loop.role[0].upper()
        assert ("faster" in said) == (suggestion.stretch > 1.005)
        assert ("slower" in said) == (suggestion.stretch < 0.995)
        assert (" st" in said) == bool(suggestion.transpose)
        assert (" dB" in said) == (abs(suggestion.gain_db) >= 0.5)
        strongest = max((weight for _, weight in suggestion.reasons), key=abs)
        reason = card.locator(".why li").first.get_attribute("title")
        assert (reason or "").endswith(f"{strongest:.2f}")
    drawn = "c => new Set(c.getContext('2d').getImageData(0, 0, c.width, c.height).data).size > 2"
    for wave in page.locator(".card:visible .wave").all():
        eventually(lambda wave=wave: wave.evaluate(drawn))


def test_the_cursor_goes_where_a_card_is_tapped(page: Page, gig: Stand) -> None:
    page.locator(".card").nth(2).locator(".wave").click(force=True)
    expect(page.locator(".card[aria-current=true]")).to_have_attribute("data-index", "2")
    assert stage(gig).cursor == 2


def test_nothing_fits_says_what_to_do_and_does_it(page: Page, gig: Stand) -> None:
    gig.engine.post(events.Offer(0, ()))
    gig.engine.post(events.Lock(True))
    expect(page.locator("#nothing")).to_contain_text("another role, or more surprise")
    page.get_by_role("button", name="More surprise").click()
    eventually(lambda: stage(gig).surprise == pytest.approx(0.5))
    page.get_by_role("button", name="Another role").click()
    eventually(lambda: stage(gig).role == "any")


def test_a_list_that_came_late_is_marked(page: Page, gig: Stand) -> None:
    gig.engine.post(events.Offer(7, stage(gig).offered, deadline_met=False))
    gig.engine.post(events.Lock(True))
    expect(page.locator("#line")).to_contain_text("this list came late")


def test_a_press_means_the_loop_that_was_there_when_the_finger_came_down(
    page: Page, gig: Stand
) -> None:
    first = page.locator(".card").first
    was = first.get_attribute("data-id")
    page.locator(".card").first.locator(".accept").hover()
    page.mouse.down()
    gig.engine.post(events.Reject(0))
    gig.engine.post(events.Lock(True))
    expect(first).not_to_have_attribute("data-id", was or "")
    page.mouse.up()
    expect(page.locator("#line")).to_contain_text("has just left the list")
    assert sounding(gig) == {}


# --- what is done -------------------------------------------------------------------------------


def test_accept_by_hand_queues_and_plays_on_the_bar(page: Page, gig: Stand) -> None:
    states = record_states(page, 0)
    wanted = shown(page)[1]
    page.locator(".card").nth(1).locator(".accept").click()
    expect(page.locator(".slot[data-slot='0']")).to_have_attribute("data-state", "playing")
    assert states() == ["queued", "playing"]
    (slot,) = (s for s in stage(gig).slots if s.suggestion)
    assert slot.suggestion is not None
    assert (slot.suggestion.loop.id, slot.at_beat % 4) == (wanted, 0)
    way = page.locator(".slot[data-slot='0'] .way i")
    far = way.evaluate("e => e.style.transform")
    eventually(lambda: way.evaluate("e => e.style.transform") != far)


def test_every_gesture_has_the_key_that_it_has_on_the_terminal(page: Page, gig: Stand) -> None:
    press = page.keyboard.press
    press("l")
    eventually(lambda: stage(gig).locked)
    expect(page.locator("#line")).to_contain_text("locked")
    press("3")
    eventually(lambda: stage(gig).cursor == 2)
    press("k")
    eventually(lambda: stage(gig).cursor == 1)
    press("ArrowDown")
    eventually(lambda: stage(gig).cursor == 2)
    taken = stage(gig).offered[2].loop.id
    press("Enter")
    eventually(lambda: [loop.id for loop in sounding(gig).values()] == [taken])
    expect(page.locator(".slot[data-state=playing]")).to_be_visible()
    press("s")
    press("0")
    eventually(lambda: not sounding(gig))
    for key, settled in (
        ("r", lambda: stage(gig).role == "percussion"),
        ("+", lambda: stage(gig).energy == pytest.approx(0.6)),
        ("]", lambda: stage(gig).surprise == pytest.approx(0.4)),
        ("f", lambda: len(stage(gig).favourites) == 1),
        ("x", lambda: len(stage(gig).rested) > 0),
        ("b", lambda: len(stage(gig).banned) == 1),
    ):
        press(key)
        eventually(settled)
    press("u")
    eventually(lambda: not stage(gig).banned)


def test_what_is_done_on_a_card_can_be_undone_at_once(page: Page, gig: Stand) -> None:
    gig.engine.post(events.Lock(True))
    eventually(lambda: shown(page) == offered(gig) and stage(gig).locked)
    wanted = shown(page)[0]
    page.locator(".card").first.get_by_role("button", name="Never again").click()
    eventually(lambda: stage(gig).banned == {wanted})
    expect(page.locator("#line")).to_contain_text("never again")
    page.locator("#take-back").click()
    eventually(lambda: not stage(gig).banned)
    eventually(lambda: shown(page)[0] == wanted)
    page.locator(".card").first.get_by_role("button", name="Favourite").click()
    eventually(lambda: wanted in stage(gig).favourites)
    expect(page.locator(".card").first.get_by_role("button", name="Favourite")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.locator("#hands [data-press=undo]").click()
    eventually(lambda: wanted not in stage(gig).favourites)


def test_role_and_surprise(page: Page, gig: Stand) -> None:
    page.get_by_role("radio", name="bass").check(force=True)
    eventually(lambda: stage(gig).role == "bass")
    eventually(lambda: page.locator(".card:visible").first.get_attribute("data-role") == "bass")
    page.locator("#surprise").fill("0.8")
    eventually(lambda: stage(gig).surprise == pytest.approx(0.8))
    gig.engine.post(events.Surprise(0.1))
    expect(page.locator("#surprise-said")).to_have_text("10")


def test_a_loop_can_be_imagined(page: Page, gig: Stand) -> None:
    page.keyboard.press("Enter")
    eventually(lambda: sounding(gig))
    page.locator("#imagine-open").click()
    page.get_by_role("dialog").get_by_role("button", name="bass").click()
    eventually(lambda: stage(gig).imagined, seconds=30)
    first = page.locator(".card").first
    expect(first).to_contain_text("imagined")
    expect(first.locator(".mark")).to_have_text("B")
    first.locator(".accept").click()
    eventually(lambda: "imagined" in [loop.pack for loop in sounding(gig).values()])


def test_tempo_and_clock(page: Page, gig: Stand) -> None:
    page.locator("#tempo-open").click()
    page.locator("dialog[open] input").fill("200")
    page.locator("dialog[open]").get_by_role("button", name="Set").click()
    expect(page.locator("#bpm")).to_have_text("200")
    gig.engine.post(events.Tempo(240.0))
    expect(page.locator("#bpm")).to_have_text("240")
    page.keyboard.press("Escape")
    page.locator("#play").click()
    expect(page.get_by_role("button", name="Start the clock")).to_be_visible()
    page.locator("#play").click()
    expect(page.get_by_role("button", name="Stop the clock")).to_be_visible()


def test_the_ring_goes_round_without_being_told(page: Page) -> None:
    seen = page.evaluate(
        """() => new Promise((done) => {
            const seen = new Set();
            const end = performance.now() + 1500;
            const look = () => {
                seen.add(document.querySelector("#ring text").textContent);
                performance.now() < end ? requestAnimationFrame(look) : done([...seen].sort());
            };
            look();
        })"""
    )
    assert seen == ["1", "2", "3", "4"]


def test_the_key_of_what_plays_and_its_roles(page: Page, gig: Stand) -> None:
    gig.engine.post(events.WantRole("bass"))
    eventually(lambda: stage(gig).offered and stage(gig).offered[0].loop.role == "bass")
    gig.engine.post(events.Accept(0))
    loop = eventually(lambda: sounding(gig).get(0))
    expect(page.locator("#key")).to_have_text(loop.key_name)
    expect(page.locator("#heard")).to_have_attribute("aria-label", "Heard: bass")
    lowest, highest = page.locator("#spectrum i").evaluate_all(
        "bars => [bars[0], bars[15]].map((bar) => bar.getBoundingClientRect().height)"
    )
    assert lowest > highest


def test_warnings_stay_and_can_be_read_again(page: Page, gig: Stand) -> None:
    gig.engine.post(events.StopSlot(99))
    alert = page.get_by_role("alert")
    expect(alert).to_have_text("no slot 99: there are 0 to 15")
    page.wait_for_timeout(1500)
    expect(alert).to_be_visible()
    page.locator("#messages-open").click()
    messages = page.get_by_role("dialog", name="Messages")
    expect(messages).to_contain_text("no slot 99")
    expect(messages).to_contain_text(f"library {len(gig.engine._ear.shelf)} loops")
    page.keyboard.press("Escape")
    expect(messages).to_be_hidden()
    assert page.evaluate("document.activeElement.id") in ("messages-open", "")


# --- the library --------------------------------------------------------------------------------


def a_loop(gig: Stand, role: str) -> Loop:
    """One of the library that is not on the list."""
    with Catalogue.open(Path(gig.config.library)) as catalogue:
        loops = [catalogue.loop(int(id)) for id in gig.engine._ear.shelf.ids]
    return next(
        loop for loop in loops if loop and loop.role == role and loop.id not in offered(gig)
    )


def test_what_is_found_by_name_is_put_at_the_head_of_the_list(page: Page, gig: Stand) -> None:
    loop = a_loop(gig, "fx")
    look_up(page, loop)
    panel = page.get_by_role("article", name="Chosen loop")
    expect(panel).to_contain_text(f"{loop.bpm:g} bpm")
    panel.get_by_role("button", name="To the list").click()
    eventually(lambda: offered(gig)[:1] == [loop.id])
    expect(page.locator(".card").first).to_have_attribute("data-id", str(loop.id))


def look_up(page: Page, loop: Loop) -> None:
    """By the keyboard alone."""
    page.keyboard.press("/")
    page.keyboard.type(Path(loop.path).stem)
    found = page.locator(f"#found [data-id='{loop.id}']")
    expect(found).to_be_visible()
    found.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#picked")).to_have_attribute("data-id", str(loop.id))


def test_the_word_on_a_role_arrives_in_the_library(page: Page, gig: Stand) -> None:
    loop = a_loop(gig, "chord")
    look_up(page, loop)
    page.locator("#picked [data-does=correct]").click()
    asked = page.get_by_role("dialog")
    asked.get_by_role("button", name="chord").click()
    asked.get_by_role("button", name="melody").click()
    asked.get_by_role("button", name="voice").click()
    asked.get_by_role("button", name="Keep").click()
    eventually(lambda: roles_of(gig, loop) == {"melody", "voice"}, seconds=HEARING)
    expect(page.locator("#picked")).to_contain_text("said by you")
    page.locator("#picked [data-does=correct]").click()
    asked.get_by_role("button", name="As heard").click()
    eventually(lambda: roles_of(gig, loop) == {"chord"}, seconds=HEARING)


def roles_of(gig: Stand, loop: Loop) -> set[str]:
    with Catalogue.open(Path(gig.config.library)) as catalogue:
        known = catalogue.loop(loop.id)
    assert known is not None
    return {role for role, p in zip(ROLES, known.roles, strict=True) if p >= 0.5}


def test_a_role_is_corrected_from_a_card(page: Page, gig: Stand) -> None:
    gig.engine.post(events.Lock(True))
    eventually(lambda: shown(page) == offered(gig) and stage(gig).locked)
    loop = stage(gig).offered[0].loop
    page.locator(".card").first.locator(".role").click()
    page.get_by_role("dialog").get_by_role("button", name=loop.role).click()
    page.get_by_role("dialog").get_by_role("button", name="fx").click()
    page.get_by_role("dialog").get_by_role("button", name="Keep").click()
    eventually(lambda: roles_of(gig, loop) == {"fx"}, seconds=HEARING)
    page.evaluate("document.querySelector('.card .role').click()")
    page.get_by_role("dialog").get_by_role("button", name="As heard").click()
    eventually(lambda: roles_of(gig, loop) == {loop.role}, seconds=HEARING)


def test_the_map_moves_and_a_tap_takes_the_loop_there(page: Page) -> None:
    canvas = page.locator("#map")
    canvas.focus()
    before = canvas.evaluate("c => c.toDataURL()")
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    eventually(lambda: canvas.evaluate("c => c.toDataURL()") != before)
    page.keyboard.press("0")
    page.keyboard.press("Enter")
    picked = page.locator("#picked")
    expect(picked).to_be_visible()
    nearest = picked.get_attribute("data-id")
    picked.get_by_role("button", name="Close").click()
    canvas.press("0")
    tap_on(page, nearest)
    expect(picked).to_have_attribute("data-id", nearest or "")


def tap_on(page: Page, id: str | None) -> None:
    place = page.evaluate("(id) => fetch(`/map/${id}`).then((answer) => answer.json())", id)
    box = page.locator("#map").bounding_box()
    assert box is not None
    left, top = (0.06 + 0.88 * place[axis] for axis in "xy")
    page.mouse.click(box["x"] + left * box["width"], box["y"] + top * box["height"])


def test_a_loop_is_heard_here_only_by_choice(page: Page, gig: Stand) -> None:
    loop = a_loop(gig, "bass")
    look_up(page, loop)
    page.locator("#picked [data-does=hear]").click()
    expect(page.locator("#line")).to_contain_text("Choose where to hear it")
    assert page.evaluate("document.querySelector('#sound').paused")
    page.get_by_role("radio", name="this device").check(force=True)
    page.locator("#picked [data-does=hear]").click()
    eventually(lambda: not page.evaluate("document.querySelector('#sound').paused"))
    assert page.evaluate("document.querySelector('#sound').src").endswith(f"/loop/{loop.id}/audio")
    expect(page.locator("#picked [data-does=hear]")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Stop what is heard on this device").click()
    eventually(lambda: page.evaluate("document.querySelector('#sound').paused"))
    page.locator("#picked [data-does=hear]").click()
    page.reload()
    expect(page.get_by_role("radio", name="this device")).to_be_checked()
    assert page.evaluate("document.querySelector('#sound').paused")


def test_with_a_cue_bus_it_is_heard_there(
    chromium: Browser, demo_library: Path, tmp_path: Path
) -> None:
    config = configured(copied(demo_library, tmp_path))
    ableton = AbletonConfig(on=True, cue="Headphones", port=free_port(), listen_port=free_port())
    with stand(replace(config, ableton=ableton)) as gig, opened(chromium, gig.url) as page:
        listed(page)
        loop = a_loop(gig, "voice")
        look_up(page, loop)
        page.locator("#picked [data-does=hear]").click()
        eventually(lambda: gig.engine.session.cue and gig.engine.session.cue.loop.id == loop.id)
        expect(page.locator(".card").first.get_by_role("button", name="Preview")).to_have_attribute(
            "aria-pressed", "true"
        )


# --- coming and going ---------------------------------------------------------------------------


def test_it_comes_back_when_its_process_was_killed(page: Page, gig: Stand) -> None:
    page.evaluate("window.same = true")
    gig.kill_page()
    expect(page.locator("#line")).to_have_text("Barwise is away: showing what was last known")
    listed(page)
    forgive(page)
    assert page.evaluate("window.same")
    page.keyboard.press("Enter")
    eventually(lambda: sounding(gig))


def test_a_wire_that_is_dead_without_a_word_is_noticed(page: Page, gig: Stand) -> None:
    """As when a phone has left the room: nobody closes the connection."""
    (process,) = (p for p in Process().children() if dashboard.__name__ in p.cmdline())
    process.suspend()
    expect(page.locator("#link-word")).to_have_text("away")
    expect(page.locator("html")).to_have_attribute("data-link", "away")
    process.resume()
    listed(page)
    forgive(page)


def test_it_waits_for_the_next_set_and_is_renewed_with_barwise(
    chromium: Browser, demo_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = configured(copied(demo_library, tmp_path))
    with stand(config) as gig:
        keeping = opened(chromium, gig.url)
        page = keeping.__enter__()
        listed(page)
        page.evaluate("window.same = true")
    expect(page.locator("#line")).to_contain_text("Barwise is away")
    expect(page.locator(".card").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#warning")).to_contain_text("that was not done")
    with stand(config) as gig:
        listed(page)
        assert page.evaluate("window.same")
        assert sounding(gig) == {}
        page.keyboard.press("Enter")
        eventually(lambda: sounding(gig))
    monkeypatch.setattr(view, "__version__", "another")
    with stand(config):
        page.wait_for_event("domcontentloaded")
        listed(page)
        forgive(page)
        keeping.__exit__(None, None, None)


# --- for everybody ------------------------------------------------------------------------------


def test_by_keyboard_alone(page: Page, gig: Stand) -> None:
    gig.engine.post(events.Lock(True))
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => {
                const at = document.activeElement, style = getComputedStyle(at);
                const name = at.id || at.className || at.dataset.does;
                return [name, style.outlineStyle, parseFloat(style.outlineWidth)];
            }"""
        )
        assert focused[1:] == ["solid", 3], f"the focus on {focused[0]} is not seen"
        reached.append(focused[0])
    assert {"tempo-open", "play", "tap", "messages-open", "role", "select", "accept"} <= {*reached}
    page.locator(".card").nth(3).locator(".accept").focus()
    wanted = shown(page)[3]
    page.keyboard.press("Enter")
    eventually(lambda: wanted in [loop.id for loop in sounding(gig).values()])
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_keys_of_the_terminal_are_all_explained(page: Page) -> None:
    page.keyboard.press("?")
    caps = {*page.locator("#keys kbd").all_inner_texts(), *"23456789"}
    arrows = {"\x1b[A": "↑", "\x1bOA": "↑", "\x1b[B": "↓", "\x1bOB": "↓"}
    names = {"\r": "Enter", "\n": "Enter", " ": "Space", **arrows}
    assert {names.get(key, key) for key in KEYS} - {"q"} <= caps
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


VIEWS = {
    PHONE: ("List", "Slots", "Library", "Settings"),
    TABLET: ("List", "Library"),
    LAPTOP: ("List", "Library"),
    WIDE: ("",),
}


@pytest.mark.parametrize("size", VIEWS, ids=lambda size: f"{size[0]}")
def test_every_view_has_its_size_and_no_serious_fault(
    chromium: Browser, gig: Stand, size: tuple[int, int]
) -> None:
    with opened(chromium, gig.url, size, reduced_motion="reduce") as page:
        listed(page)
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        gig.engine.post(events.StopSlot(99))
        for name in VIEWS[size]:
            if name:
                page.get_by_role("navigation").get_by_role("button", name=name).click()
            page.wait_for_timeout(250)
            wide, high = chrome.overflow(page)
            assert (wide, high) <= (0, 0)
            assert chrome.too_small(page) == []
            assert faults(page) == []
            picture(page, f"page-{size[0]}-{name.lower() or 'all'}")
        if size == WIDE:
            eventually(lambda: page.locator(".card:visible").count() == 8)
            assert page.evaluate(
                "[...document.querySelectorAll('main, #list')]"
                ".every((each) => each.scrollHeight <= each.clientHeight)"
            )


def test_what_opens_over_the_page_has_no_serious_fault(page: Page) -> None:
    for opener in ("#keys-open", "#messages-open", "#imagine-open", "#tempo-open", ".card .role"):
        page.locator(opener).first.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert faults(page) == [], opener
        assert chrome.too_small(page) == [], opener
        page.get_by_role("button", name="Close").click()
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_nothing_moves_for_who_wants_no_motion(chromium: Browser, gig: Stand) -> None:
    with opened(chromium, gig.url, reduced_motion="reduce") as page:
        listed(page)
        assert page.evaluate("document.getAnimations().length") == 0
        gig.engine.post(events.WantRole("bass"))
        eventually(lambda: shown(page) == offered(gig))
        assert page.evaluate("document.getAnimations().length") == 0
