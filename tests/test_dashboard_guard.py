"""Who may see the page: this machine, or whoever has the token; and never another site's page."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from websockets.exceptions import InvalidStatus

from live.dashboard.door import Door
from tests.page_stand import Served, configured, page, served

TOKEN = "open sesame"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: str


def ask(
    url: str, path: str, method: str = "GET", body: str | None = None, **headers: str
) -> Answer:
    host = headers.pop("Host", None)
    with closing(http.client.HTTPConnection(url.removeprefix("http://"), timeout=20)) as connection:
        connection.putrequest(method, path, skip_host=host is not None)
        for name, value in {**headers, **({"Host": host} if host is not None else {})}.items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body.encode() if body else None)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read().decode())


@pytest.fixture(scope="module")
def alone(demo_library: Path) -> Iterator[Served]:
    """A page for this machine only."""
    with served(configured(demo_library)) as there:
        yield there


@pytest.fixture(scope="module")
def open_house(demo_library: Path) -> Iterator[Served]:
    """A page for the whole network."""
    with served(configured(demo_library, host="0.0.0.0", token=TOKEN)) as there:
        yield there


@pytest.fixture(scope="module")
def cookie(open_house: Served) -> str:
    """What a browser keeps of an invitation."""
    welcomed = ask(open_house.url, f"/?{urlencode({'token': TOKEN})}")
    (morsel,) = SimpleCookie(welcomed.headers["Set-Cookie"]).values()
    return f"{morsel.key}={morsel.value}"


def refused(url: str, **headers: Any) -> int:
    """The status with which a websocket is refused."""
    with pytest.raises(InvalidStatus) as error, page(url, **headers):
        pass
    return error.value.response.status_code


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:80", "[::1]:7480", "127.0.0.1:9999"])
def test_on_loopback_nobody_is_asked_for_a_token(alone: Served, host: str) -> None:
    answer = ask(alone.url, "/", Host=host)
    assert (answer.status, "<!doctype html>" in answer.body) == (200, True)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:7480", "0.0.0.0", ""])
def test_a_name_that_was_made_to_point_here_is_refused(alone: Served, host: str) -> None:
    for path in ("/", "/map", "/static/css/base.css"):
        assert ask(alone.url, path, Host=host).status in (400, 421)


def test_a_websocket_is_for_our_own_page(alone: Served) -> None:
    with page(alone.url) as ours:
        assert ours.hear()
    for origin in ("http://evil.example", "null", alone.url.rpartition(":")[0], None):
        assert refused(alone.url, origin=origin) == 403


def test_every_answer_forbids_what_the_page_does_not_need(alone: Served) -> None:
    for path in ("/", "/map", "/no/such/thing"):
        headers = ask(alone.url, path).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'self'; ")
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in headers
        assert "Server" not in headers


def test_an_invitation_is_a_cookie_from_then_on(open_house: Served, cookie: str) -> None:
    welcomed = ask(open_house.url, f"/?{urlencode({'token': TOKEN})}")
    assert (welcomed.status, welcomed.headers["Location"]) == (303, "/")
    for word in ("HttpOnly", "SameSite=strict", "Path=/", "Max-Age="):
        assert word in welcomed.headers["Set-Cookie"]
    assert TOKEN not in welcomed.headers["Set-Cookie"]
    assert welcomed.headers["Cache-Control"] == "no-store"
    for path in ("/", "/map", "/static/css/base.css"):
        assert ask(open_house.url, path, Cookie=cookie).status == 200
    with page(open_house.url, Cookie=cookie) as ours:
        assert "me" in ours.hear()


def test_a_stranger_sees_the_way_in_and_nothing_else(open_house: Served) -> None:
    assert ask(open_house.url, "/").headers["Location"] == "/login"
    assert "<form" in ask(open_house.url, "/login").body
    for path in ("/login.css", "/icon.svg"):
        assert ask(open_house.url, path).status == 200
    for path in ("/map", "/loop/1", "/loop/1/audio", "/search?q=bass", "/static/css/base.css"):
        assert ask(open_house.url, path).status == 401
    assert refused(open_house.url) == 401


def test_a_cookie_that_opens_nothing_is_forgotten(open_house: Served) -> None:
    answer = ask(open_house.url, "/map", Cookie="barwise=old")
    assert answer.status == 401
    assert "Max-Age=0" in answer.headers["Set-Cookie"]


def test_with_a_cookie_another_sites_page_gets_no_websocket(
    open_house: Served, cookie: str
) -> None:
    assert refused(open_house.url, Cookie=cookie, origin="http://evil.example") == 403


def test_the_form_takes_the_token(open_house: Served) -> None:
    right = ask(open_house.url, "/login", "POST", urlencode({"token": f" {TOKEN} "}))
    assert (right.status, right.headers["Location"]) == (303, "/")
    assert right.headers["Set-Cookie"]
    wrong = ask(open_house.url, "/login", "POST", urlencode({"token": "sesame"}))
    assert (wrong.status, "That is not the token." in wrong.body) == (401, True)
    assert "Set-Cookie" not in wrong.headers
    assert ask(open_house.url, "/login", "POST", "x" * 100_000).status == 200


def test_who_guesses_is_made_to_wait(demo_library: Path) -> None:
    with served(configured(demo_library, host="0.0.0.0", token=TOKEN)) as there:
        for _ in range(4):
            assert ask(there.url, "/?token=guess").status in (401, 429)
        slowed = ask(there.url, f"/?{urlencode({'token': TOKEN})}")
        assert (slowed.status, int(slowed.headers["Retry-After"])) == (429, 1)
        assert "wait 1 s" in slowed.body
        assert refused(there.url, Cookie=f"barwise={Door(TOKEN).key}") == 401


def test_the_page_has_no_token_where_only_this_machine_can_reach_it(alone: Served) -> None:
    with page(alone.url) as ours:
        assert json.dumps(ours.hear()).find("token") < 0
