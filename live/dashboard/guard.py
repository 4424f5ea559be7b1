"""Stands before everything that is served: no other site's page may come in a browser's clothes.

On loopback there is no token, but a name that a foreign site has made point here (DNS rebinding)
is refused, and so is the websocket of any page that is not ours. Beyond, `Door` decides.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse

from live.dashboard.door import Door
from live.dashboard.link import is_loopback

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "barwise"
_YEAR = 365 * 24 * 3600

_FORM = Path(__file__).parent / "login"
_LONGEST_FORM = 4096

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Guard:
    """Lets `app` answer whom it trusts; with a `door` those who have the token."""

    def __init__(self, app: ASGIApp, door: Door | None) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                headers.setdefault("Cache-Control", "no-cache")
            await send(message)

        answering = await self._answer(scope, receive) or self._app
        await answering(scope, receive, with_headers)

    async def _answer(self, scope: Scope, receive: Receive) -> Response | None:
        """Another answer than that of the app."""
        asked = HTTPConnection(scope)
        if scope["type"] == "websocket" and not _same_origin(asked):
            return PlainTextResponse("this websocket is for Barwise's own page", 403)
        if self._door is not None:
            return await self._at_the_door(asked, receive, self._door)
        if not is_loopback(_host(asked)):
            return PlainTextResponse("open the page as http://127.0.0.1", 421)
        return None

    async def _at_the_door(
        self, asked: HTTPConnection, receive: Receive, door: Door
    ) -> Response | None:
        path, who = asked.url.path, _who(asked)
        if path == "/icon.svg":
            return None
        if path == "/login.css":
            return FileResponse(_FORM / "login.css")
        if path == "/login":
            given = await _token_of_form(Request(asked.scope, receive))
        else:
            given = asked.query_params.get("token", "")
        if given:
            return _welcome(door) if door.opens_for(given, who) else _form(door.wait(who), True)
        key = asked.cookies.get(COOKIE)
        if path == "/login":
            return _form(door.wait(who), False)
        if key is not None and door.opens_with(key, who):
            return None
        return _stranger(path)


def _same_origin(asked: HTTPConnection) -> bool:
    """Whether the page that asks came from where it asks; browsers always tell."""
    host = asked.headers.get("host")
    return asked.headers.get("origin") in (f"http://{host}", f"https://{host}")


def _host(asked: HTTPConnection) -> str:
    """What the browser takes us for, empty if it does not say so."""
    try:
        return urlsplit(f"//{asked.headers.get('host', '')}").hostname or ""
    except ValueError:
        return ""


def _who(asked: HTTPConnection) -> str:
    return asked.client.host if asked.client else ""


async def _token_of_form(request: Request) -> str:
    if request.method != "POST":
        return ""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST_FORM:
            return ""
    return parse_qs(body.decode("utf-8", "replace")).get("token", [""])[0].strip()


def _welcome(door: Door) -> Response:
    """The token leaves the address bar, and is in no history; the cookie is for us alone."""
    response = RedirectResponse("/", 303, {"Cache-Control": "no-store"})
    response.set_cookie(COOKIE, door.key, max_age=_YEAR, httponly=True, samesite="strict")
    return response


def _stranger(path: str) -> Response:
    """A cookie that opens nothing is forgotten, lest it be tried again and again."""
    response: Response = PlainTextResponse("the token is wanted: /login", 401)
    if path == "/":
        response = RedirectResponse("/login", 303, {"Cache-Control": "no-store"})
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response


def _form(wait: float, wrong: bool) -> Response:
    """The way in for whoever has the token and no link."""
    said = "That is not the token." if wrong else ""
    if wait:
        said = f"Too many wrong tries: wait {math.ceil(wait)} s."
    page = (_FORM / "login.html").read_text(encoding="utf-8").replace("{said}", said)
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": f"{wait:.0f}"} if wait else {})
    return HTMLResponse(page, 429 if wait else 401 if wrong else 200, headers)
