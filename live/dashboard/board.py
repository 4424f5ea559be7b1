"""What was said last, and who looks at it: a client that is slow misses what is old by then."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

#: Subject -> what is said of it, as JSON holds it.
News = Mapping[str, Any]


class Client:
    """One page. At most one value of each subject waits for it."""

    def __init__(self, said: News) -> None:
        self._waiting = dict(said)
        self._news = asyncio.Event()
        self._news.set()

    def hear(self, news: News) -> None:
        self._waiting.update(news)
        self._news.set()

    async def next(self) -> News:
        """What it has to be told, as soon as there is anything."""
        await self._news.wait()
        self._news.clear()
        waiting, self._waiting = self._waiting, {}
        return waiting


class Board:
    """Belongs to the thread of the loop, and so do its clients."""

    def __init__(self) -> None:
        self.said: dict[str, Any] = {}
        self._clients: set[Client] = set()

    def hear(self, news: News) -> None:
        """Tell everybody, and remember it for who comes later."""
        self.said.update(news)
        for client in self._clients:
            client.hear(news)

    def join(self) -> Client:
        """A client that is told all that holds."""
        client = Client(self.said)
        self._clients.add(client)
        return client

    def leave(self, client: Client) -> None:
        self._clients.discard(client)
