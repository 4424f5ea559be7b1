"""The process of the page: it shares no interpreter with the engine, and may die at any time.

The first line of standard input says what it is to serve (`Settings`), each line after that what
there is to see; with the input it ends. What pages ask for goes to standard output, as an address
and its arguments, all a line of JSON each.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import uvicorn

from live.dashboard.app import app
from live.dashboard.archive import Archive
from live.dashboard.board import Board
from live.dashboard.door import Door
from live.dashboard.settings import Settings

#: The music comes first.
_NICE = 5

#: The engine never writes a longer line: the longest is a list, or all favourites.
_LONGEST_LINE = 64 << 20
_LARGEST_FRAME = 64 << 10


async def serve(settings: Settings) -> None:
    """Until standard input ends."""
    board, archive = Board(), Archive(Path(settings.library))
    door = Door(settings.token) if settings.token else None
    server = uvicorn.Server(
        uvicorn.Config(
            app(board, archive, _tell, door),
            ws="websockets-sansio",
            ws_max_size=_LARGEST_FRAME,
            ws_per_message_deflate=False,
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
        )
    )
    hearing = asyncio.create_task(_hear(board, archive, server))
    await server.serve([socket.socket(fileno=settings.socket)])
    await hearing


async def _hear(board: Board, archive: Archive, server: uvicorn.Server) -> None:
    """What the engine has to say."""
    reader = asyncio.StreamReader(_LONGEST_LINE)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    try:
        while line := await reader.readline():
            news = json.loads(line)
            if board.said.get("library", news.get("library")) != news.get("library"):
                archive.renew()
            board.hear(news)
    finally:
        server.should_exit = server.force_exit = True  # pages come back by themselves


def _tell(path: str, args: Sequence[Any]) -> None:
    print(json.dumps({"path": path, "args": args}), flush=True)


def main() -> None:
    os.nice(_NICE)
    with os.fdopen(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as first:
        settings = Settings(**json.loads(first.readline()))  # and nothing of what follows
    asyncio.run(serve(settings))


if __name__ == "__main__":
    main()
