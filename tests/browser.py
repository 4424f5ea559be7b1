"""Chromium with a page in it, watched: what goes wrong unseen is seen by the test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from tests.conftest import need

#: Where pictures of the tests go, for who looks at a run of CI.
ARTIFACTS = Path(__file__).parents[1] / ".ci" / "artifacts"

PHONE, TABLET, LAPTOP, WIDE = (390, 844), (1024, 768), (1280, 800), (1920, 1080)

#: Nothing that calls home, nothing that a container has not.
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

#: Axe shall not describe what is right.
_REPORT = {"resultTypes": ["violations"]}

#: The smallest side of a target, pixels: WCAG 2.2, 2.5.5.
FINGER = 44

_TARGETS = """() => [...document.querySelectorAll("button, input, a[href]")]
    .filter((each) => each.checkVisibility({ visibilityProperty: true }))
    .map((each) => [each.getBoundingClientRect(), each.outerHTML.slice(0, 90)])
    .filter(([box]) => Math.min(box.width, box.height) < SIDE - 0.01)
    .map(([box, html]) => `${box.width} x ${box.height}: ${html}`)"""


#: Milliseconds: machines that others use too are slow at times.
_PATIENCE = 10_000

expect.set_options(timeout=_PATIENCE)


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=need("chromium"), args=list(_FLAGS))
        yield browser
        browser.close()


class Watch:
    """What `page` complains of: errors, failed requests, refused answers."""

    def __init__(self, page: Page) -> None:
        self.complaints: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _failed(self, request: Request) -> None:
        if "ERR_ABORTED" not in str(request.failure):  # the page itself changed its mind
            self.complaints.append(f"{request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.url}: {response.status}")


@contextmanager
def opened(
    browser: Browser, url: str, size: tuple[int, int] = WIDE, **context: Any
) -> Iterator[Page]:
    """The page at `url`; whatever it complains of fails the test."""
    with browser.new_context(
        viewport={"width": size[0], "height": size[1]}, has_touch=size == PHONE, **context
    ) as kept:
        page = kept.new_page()
        page.set_default_timeout(_PATIENCE)
        watch = Watch(page)
        page.watch = watch  # type: ignore[attr-defined]
        page.goto(url)
        yield page
        assert watch.complaints == []


def forgive(page: Page) -> None:
    """What it complained of so far was to be expected: nobody was there to answer."""
    page.watch.complaints.clear()  # type: ignore[attr-defined]


def faults(page: Page) -> list[str]:
    """What axe finds serious or worse, a line each."""
    found = Axe().run(page, options=_REPORT).response["violations"]
    return [
        f"{fault['id']}: {node['html'][:120]} {node.get('failureSummary', '')[:200]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


def too_small(page: Page) -> list[str]:
    """Visible targets that a finger misses."""
    small: list[str] = page.evaluate(_TARGETS.replace("SIDE", str(FINGER)))
    return small


def overflow(page: Page) -> tuple[int, int]:
    """By how many pixels the page is wider and higher than its window."""
    wide, high = page.evaluate(
        "[document.documentElement.scrollWidth - innerWidth,"
        " document.documentElement.scrollHeight - innerHeight]"
    )
    return wide, high


def picture(page: Page, name: str) -> None:
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"{name}.png")
