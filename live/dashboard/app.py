"""The page's address space: the page itself, the websocket, and what it asks of the library."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp
from starlette.websockets import WebSocket, WebSocketDisconnect

from live.dashboard.archive import Archive
from live.dashboard.board import Board, Client
from live.dashboard.door import Door
from live.dashboard.gestures import Tell, answer
from live.dashboard.guard import Guard
from live.dashboard.pages import Pages, unreadable
from live.errors import FileError

STATIC = Path(__file__).parent / "static"


def app(board: Board, archive: Archive, tell: Tell, door: Door | None) -> ASGIApp:
    """What is served; `tell` hears what pages ask for."""

    async def converse(socket: WebSocket) -> None:
        await socket.accept()
        client = board.join()
        telling = asyncio.create_task(_tell(socket, client))
        try:
            await _listen(socket, client, tell)
        finally:
            board.leave(client)
            telling.cancel()
            await asyncio.wait([telling])

    routes = [
        Route("/", _index),
        Route("/icon.svg", _icon),
        WebSocketRoute("/ws", converse),
        *Pages(archive).routes(),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    return Guard(Starlette(routes=routes, exception_handlers={FileError: unreadable}), door)


def _index(request: Request) -> Response:
    return FileResponse(STATIC / "index.html")


def _icon(request: Request) -> Response:
    return FileResponse(STATIC / "icon.svg")


async def _listen(socket: WebSocket, client: Client, tell: Tell) -> None:
    """Until the page goes."""
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return
        client.hear(answer(message.get("text") or "", tell))


async def _tell(socket: WebSocket, client: Client) -> None:
    """As fast as the page reads, and no faster."""
    try:
        while True:
            await socket.send_text(json.dumps(await client.next()))
    except (WebSocketDisconnect, RuntimeError):  # it has gone meanwhile
        return
