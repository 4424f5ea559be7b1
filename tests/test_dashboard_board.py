"""Many pages, fast and slow ones: none waits for another, and none hears what is old."""

from __future__ import annotations

import asyncio

from live.dashboard.board import Board


def test_who_joins_is_told_all_that_holds() -> None:
    board = Board()
    board.hear({"cursor": 1, "cue": None})
    board.hear({"cursor": 2})
    assert asyncio.run(board.join().next()) == {"cursor": 2, "cue": None}


def test_for_a_slow_page_only_the_latest_of_a_subject_waits() -> None:
    async def listens() -> None:
        board = Board()
        slow = board.join()
        await slow.next()
        for number in range(1000):
            board.hear({"cursor": number, "bar": -number})
        assert await slow.next() == {"cursor": 999, "bar": -999}
        waiting = asyncio.create_task(slow.next())
        await asyncio.sleep(0)
        assert not waiting.done()
        board.hear({"cue": 7})
        assert await waiting == {"cue": 7}

    asyncio.run(listens())


def test_who_has_left_hears_no_more() -> None:
    async def listens() -> None:
        board = Board()
        gone = board.join()
        await gone.next()
        board.leave(gone)
        board.hear({"cue": 7})
        waiting = asyncio.create_task(gone.next())
        await asyncio.sleep(0)
        assert not waiting.done()
        waiting.cancel()

    asyncio.run(listens())
