"""The study in a real browser: raters whose taste is known rate it, and the report finds it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from models.study.database import Database
from models.study.raters import Raters
from models.study.scales import SCALES
from tests import study_rig
from tests.browser import LAPTOP, PHONE, chromium, faults, opened, overflow, picture, too_small
from tests.study_raters import Rater, Taste, all_rate
from tests.study_rig import FIVE, run, served

RATERS = 8
SIZES = (PHONE, LAPTOP)

#: What raters say on `matched`; of all else they have no opinion.
LIKED = {"original": (4, 5), "ours": (3, 4)}
REST = (1, 2)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return study_rig.small(tmp_path_factory.mktemp("page") / "study")


@pytest.fixture(scope="module")
def url(study: Path) -> Iterator[str]:
    with served(study) as port:
        yield f"http://127.0.0.1:{port}/"


def taste(number: int) -> Taste:
    random = np.random.default_rng(number)

    def says(method: str, scale: str) -> int:
        low, high = LIKED.get(method, REST) if scale == "matched" else (1, 5)
        return int(random.integers(low, high + 1))

    return says


@pytest.fixture(scope="module")
def report(browser: Browser, study: Path, url: str) -> Path:
    """Of raters with a taste."""
    raters = [Rater(browser, url) for _ in range(RATERS)]
    for rater in raters:
        rater.begin()
    all_rate(raters, study, [taste(number) for number in range(RATERS)])
    for rater in raters:
        rater.close()
    run("report", study)
    return study / "report"


def rows(report: Path, table: str) -> list[dict[str, str]]:
    with (report / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def wrong(page: Page) -> list[str]:
    """What is hard for some to use: axe's faults, small targets, and what has to be scrolled to."""
    wide, _ = overflow(page)
    return [*faults(page), *too_small(page), *(["too wide"] if wide > 0 else [])]


def test_every_answer_has_arrived(report: Path) -> None:
    answers = rows(report, "answers")
    assert len(answers) == RATERS * 3 * len(FIVE) * len(SCALES)
    for method in FIVE:
        mine = [row for row in answers if (row["method"], row["scale"]) == (method, "matched")]
        values = {int(row["value"]) for row in mine}
        assert values == set(LIKED.get(method, REST))


def test_the_report_finds_what_raters_like(report: Path) -> None:
    means = {r["method"]: r for r in rows(report, "means") if r["scale"] == "matched"}
    for method in FIVE:
        planted = sum(LIKED.get(method, REST)) / 2
        assert float(means[method]["low"]) <= planted <= float(means[method]["high"])
    by_mean = sorted(FIVE, key=lambda method: -float(means[method]["mean"]))
    assert by_mean[:2] == ["original", "ours"]
    found = {
        frozenset((row["method"], row["other"]))
        for row in rows(report, "differences")
        if row["scale"] == "matched" and float(row["p Holm"]) < 0.05
    }
    liked = {frozenset((one, other)) for one in LIKED for other in FIVE if one != other}
    assert found == liked


def test_it_finds_nothing_where_there_is_nothing(report: Path) -> None:
    elsewhere = [row for row in rows(report, "differences") if row["scale"] != "matched"]
    assert len(elsewhere) == 5 * 10
    assert min(float(row["p Holm"]) for row in elsewhere) > 0.05
    alphas = {row["what"]: row["value"] for row in rows(report, "reliability")}
    assert float(alphas["alpha of the raters: matched"]) > 0.9
    assert float(alphas["alpha of the raters: timbre"]) < 0.7
    assert alphas["raters who rated all clips"] == str(RATERS)


@pytest.mark.parametrize("size", SIZES)
def test_the_report_can_be_read_by_all(
    browser: Browser, report: Path, size: tuple[int, int]
) -> None:
    with opened(browser, (report / "index.html").as_uri(), size) as page:
        expect(page.get_by_text("3 source loops are too few")).to_be_visible()
        assert page.locator("svg").count() == 2
        expect(page.locator("svg").first).to_contain_text("AutoMashUpper")
        for summary in page.locator("summary").all():
            summary.click()
        assert wrong(page) == []
        picture(page, f"study-report-{size[0]}")


@pytest.fixture(params=SIZES)
def rater(browser: Browser, url: str, request: pytest.FixtureRequest) -> Iterator[Rater]:
    """Somebody who has not begun yet."""
    somebody = Rater(browser, url, request.param)
    yield somebody
    somebody.close()


def here(rater: Rater) -> Locator:
    """The clip at hand, and how far it is rated."""
    return rater.page.locator(".clips [aria-current=true]")


def points(rater: Rater, value: int) -> Locator:
    """The buttons of `value`, one for each question."""
    return rater.page.get_by_role("button", name=str(value), exact=True)


def test_nobody_begins_without_consent(rater: Rater) -> None:
    page = rater.page
    expect(page.get_by_text("Not kept are your name")).to_be_visible()
    assert wrong(page) == []
    page.get_by_role("button", name="Begin").click()  # nothing was said yet
    expect(page.get_by_role("heading", name="Before you begin")).to_be_visible()
    assert rater.id == "None"
    rater.begin()


def test_what_was_not_heard_cannot_be_rated(rater: Rater) -> None:
    page, status = rater.page, rater.page.get_by_role("status")
    rater.begin()
    assert wrong(page) == []
    rater.press("n")
    expect(status).to_have_text("Rate all clips of this group first.")
    rater.press("3")
    expect(status).to_have_text("Hear the clip to its end first.")
    points(rater, 4).first.click(force=True)
    page.get_by_role("button", name="▶ The loop alone").click()
    rater.press("Space")
    rater.heard()
    expect(here(rater)).to_have_text(re.compile("Clip 1.*0 of 6"))
    points(rater, 4).first.click()
    expect(here(rater)).to_have_text(re.compile("Clip 1.*1 of 6"))
    assert wrong(page) == []
    picture(page, f"study-{page.viewport_size['width'] if page.viewport_size else 0}")


def test_what_a_server_that_is_away_misses_is_told_to_it_later(rater: Rater, study: Path) -> None:
    rater.begin()
    rater.press("Space")
    rater.heard()
    rater.page.route("**/answers/**", lambda route: route.fulfill(status=503))
    rater.press("4", "2")
    expect(rater.page.get_by_role("status")).to_contain_text("Not kept yet")
    rater.page.unroute("**/answers/**")
    rater.forgiven()
    rater.page.reload()
    expect(here(rater)).to_have_text(re.compile("Clip 1.*2 of 6"))
    (first, *_) = Raters(Database.open(study)).sheets(rater.id) or []
    assert list(first.answers.values()) == [{"matched": 4, "innovative": 2}]


def test_who_comes_back_goes_on_and_who_withdraws_is_gone(rater: Rater, study: Path) -> None:
    page = rater.page
    rater.begin()
    rater.press("Space")
    rater.heard()
    rater.press("4", "2", "ArrowUp", "5")
    expect(here(rater)).to_have_text(re.compile("Clip 1.*2 of 6"))
    page.reload()
    expect(here(rater)).to_have_text(re.compile("Clip 1.*2 of 6"))
    assert page.locator("[aria-pressed=true]").all_inner_texts() == ["4", "5"]
    rater.press("ArrowRight")
    expect(here(rater)).to_have_text(re.compile("Clip 2.*not heard"))
    page.get_by_role("button", name="Withdraw").click()
    assert wrong(page) == []
    page.get_by_role("button", name="Go on rating").click()
    expect(here(rater)).to_have_text(re.compile("Clip 1.*2 of 6"))
    id = rater.id
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_role("button", name="Delete my answers").click()
    expect(page.get_by_role("heading", name="Your answers are deleted")).to_be_visible()
    assert Raters(Database.open(study)).sheets(id) is None
    page.reload()
    expect(page.get_by_role("heading", name="Before you begin")).to_be_visible()
