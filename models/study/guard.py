"""Who may talk to the study's server, and what a browser may do with its pages.

A web page elsewhere could have a rater's browser ask this machine for things, under a name of its
own that leads here: only addresses and names that were given are answered, and only the study's own
page may change anything.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Guard:
    """Wraps `app`; besides `localhost` and plain addresses it answers to `names`."""

    def __init__(self, app: ASGIApp, names: Iterable[str] = ()) -> None:
        self._app = app
        self._names = {"localhost", *(name.lower() for name in names)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self._refuses(Headers(scope=scope)):
            await PlainTextResponse("not from there", 403)(scope, receive, send)
        else:
            await self._app(scope, receive, _with_headers(send))

    def _refuses(self, headers: Headers) -> bool:
        host, origin = headers.get("host", ""), headers.get("origin")
        try:
            foreign = origin is not None and urlsplit(origin).netloc != host
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:  # half an IPv6 address
            return True
        return foreign or not (name in self._names or _is_address(name))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(_HEADERS)
        await send(message)

    return sending
