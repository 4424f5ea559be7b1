"""People who rate a study in a browser, by keyboard, and know what they like."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize, expect

from models.study.database import Database
from models.study.raters import Raters
from models.study.scales import SCALES
from tests import study_rig
from tests.browser import LAPTOP, PHONE, Watch

#: What somebody says of a clip: (method, scale) -> points.
Taste = Callable[[str, str], int]

#: They listen sixteen times as fast as people do.
_HURRY = """
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () { this.playbackRate = 16; return play.call(this); };
"""


class Rater:
    """Somebody at a page of their own, which is watched."""

    def __init__(self, browser: Browser, url: str, size: tuple[int, int] = LAPTOP) -> None:
        viewport: ViewportSize = {"width": size[0], "height": size[1]}
        self._context = browser.new_context(viewport=viewport, has_touch=size == PHONE)
        self._context.add_init_script(_HURRY)
        self.page = self._context.new_page()
        self._watch = Watch(self.page)
        self.page.goto(url)

    def begin(self) -> None:
        self.page.get_by_label("Your age").select_option("25-34")
        self.page.get_by_label("Years of musical training").select_option("3 to 5 years")
        self.page.get_by_role("checkbox").check()
        self.page.get_by_role("button", name="Begin").click()
        expect(self.page.get_by_role("heading", name="Group 1 of")).to_be_visible()

    @property
    def id(self) -> str:
        return str(self.page.evaluate("localStorage.getItem('barwise-study-rater')"))

    def press(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)

    def heard(self) -> None:
        """Wait until the clip at hand may be rated."""
        expect(self.page.get_by_text("Hear it to its end")).to_have_count(0)

    def done(self) -> None:
        expect(self.page.get_by_role("heading", name="Thank you!")).to_be_visible()

    def forgiven(self) -> None:
        """What went wrong so far was to be."""
        self._watch.complaints.clear()

    def close(self) -> None:
        """Leave; nothing may have gone wrong unseen."""
        self._context.close()
        assert self._watch.complaints == []


def rating(rater: Rater, study: Path, taste: Taste) -> Iterator[None]:
    """Rate all of it; whoever steps through this may let others press a key in the meantime."""
    methods = study_rig.methods(study)
    sheets = Raters(Database.open(study)).sheets(rater.id)
    assert sheets is not None
    for number, sheet in enumerate(sheets, 1):
        expect(rater.page.get_by_role("heading", name=f"Group {number} of")).to_be_visible()
        for clip in sheet.clips:
            rater.press("Space")
            yield
            rater.heard()
            points = (taste(methods[clip], scale) for scale in SCALES)
            rater.page.keyboard.type("".join(map(str, points)))
            rater.press("ArrowRight")
        rater.press("n")
    rater.done()


def all_rate(raters: Sequence[Rater], study: Path, tastes: Sequence[Taste]) -> None:
    """All of them at once: while one listens the others do."""
    waiting = [rating(*each) for each in zip(raters, [study] * len(raters), tastes, strict=True)]
    while waiting:
        waiting = [each for each in waiting if next(each, "done") != "done"]
