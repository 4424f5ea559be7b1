"""HTTP and WebSocket on one port: `websockets` answers plain requests before its handshake."""

from __future__ import annotations

import asyncio
import errno
import json
import socket
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING

from live.actions import Action
from live.controls import Post
from live.errors import DeviceError
from live.oscquery.client import Client
from live.oscquery.query import answer, host_info
from live.oscquery.state import State

if TYPE_CHECKING:
    from websockets.asyncio.server import ServerConnection
    from websockets.http11 import Request, Response

#: A frame larger than this is no OSC packet of ours.
LARGEST_FRAME = 65536

#: A client that has vanished is waited for no longer than this, in seconds.
FAREWELL = 0.5


def bind(host: str, port: int) -> socket.socket:
    """A TCP socket listening on `host`:`port`; `DeviceError` when it is taken or not ours."""
    try:
        return socket.create_server((host, port))
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        reason = "taken (does another Barwise run?)" if taken else error.strerror or str(error)
        text = f"TCP port {port} on {host}: {reason}; set another [oscquery] port"
        raise DeviceError(text) from None


class Server:
    """Belongs to the thread whose loop runs `serve`: so do all its methods."""

    def __init__(self, name: str, osc_port: int, post: Post) -> None:
        self._name = name
        self._osc_port = osc_port
        self._post = post
        self._state = State()
        self._clients: set[Client] = set()

    async def serve(self, bound: socket.socket, ended: asyncio.Event) -> None:
        """Answer at `bound` until `ended`."""
        from websockets.asyncio.server import serve

        async with serve(
            self._converse,
            sock=bound,
            process_request=self._answer,
            close_timeout=FAREWELL,
            max_size=LARGEST_FRAME,
        ):
            await ended.wait()

    def hear(self, action: Action, now: float) -> None:
        """The engine has sent `action` at monotonic `now`."""
        about, said = self._state.take(action, now)
        for client in self._clients:
            client.hear(about, said)

    def _answer(self, connection: ServerConnection, request: Request) -> Response | None:
        """The response to a plain request; None lets a WebSocket pass."""
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return None
        ip, port = connection.local_address[:2]
        info = host_info(self._name, ip, self._osc_port, port)
        return _response(connection, *answer(request.path, self._state.values(), info))

    async def _converse(self, connection: ServerConnection) -> None:
        from websockets.exceptions import ConnectionClosed

        client = Client(self._state, connection.remote_address[0], self._post)
        self._clients.add(client)
        telling = asyncio.create_task(_tell(connection, client))
        try:
            with suppress(ConnectionClosed):
                async for message in connection:
                    client.receive(message)
        finally:
            self._clients.discard(client)
            telling.cancel()
            await asyncio.wait([telling])


async def _tell(connection: ServerConnection, client: Client) -> None:
    """Send what the client wants to hear, as fast as it reads."""
    from websockets.exceptions import ConnectionClosed

    with suppress(ConnectionClosed):
        while True:
            for frame in await client.frames():
                await connection.send(frame)


def _response(connection: ServerConnection, status: HTTPStatus, body: object) -> Response:
    """JSON, or a line of text; pages from anywhere may read it, they could send OSC as well."""
    plain = isinstance(body, str)
    response = connection.respond(status, str(body) if plain else json.dumps(body))
    response.headers["Access-Control-Allow-Origin"] = "*"
    if not plain:
        del response.headers["Content-Type"]
        response.headers["Content-Type"] = "application/json"
    if status is HTTPStatus.NO_CONTENT:
        del response.headers["Content-Length"]  # RFC 9110, 8.6
    return response
