"""Draws README's pictures of the page: a demo set in Chromium, at a desk and in a hand.

`python -m tests.page_pictures` writes `.github/page.png` and `.github/page-phone.png`.
"""

from __future__ import annotations

import io
import tempfile
from dataclasses import replace
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from live.config import ClockConfig, Config
from live.demo.make import make
from live.library.scan import scan
from tests.browser import PHONE, WIDE, chromium, opened
from tests.page_stand import configured, stand

FOLDER = Path(__file__).parents[1] / ".github"

#: So many loops are brought in, one a bar, and then a third.
LOOPS = 2
BAR_MS = 2000

#: With fewer a role loses its colour; with these a picture stays below 300 kB.
COLOURS = 256


def prepared(folder: Path) -> Config:
    make(folder / "loops")
    config = configured(folder / "library.db")
    scan([folder / "loops"], config.library)
    return replace(config, clock=ClockConfig(bpm=120.0))


def perform(page: Page) -> None:
    """Bring in what is offered, and leave one loop waiting for its bar."""
    for _ in range(LOOPS):
        page.keyboard.press("Enter")
        page.wait_for_timeout(BAR_MS)
    page.locator(".card").nth(2).locator(".accept").click()
    page.keyboard.press("3")
    expect(page.locator(".slot[data-state=queued]")).to_be_visible()


def draw(page: Page, name: str) -> None:
    page.wait_for_timeout(300)
    shot = Image.open(io.BytesIO(page.screenshot()))
    few = shot.convert("RGB").quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(FOLDER / f"{name}.png", optimize=True)


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        stand(prepared(Path(folder))) as running,
        chromium() as browser,
        opened(browser, running.url, WIDE) as desk,
        opened(browser, running.url, PHONE) as phone,
    ):
        expect(desk.locator(".card").first).to_be_visible()
        perform(desk)
        draw(desk, "page")
        phone.keyboard.press("1")
        draw(phone, "page-phone")


if __name__ == "__main__":
    main()
