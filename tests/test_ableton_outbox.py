from __future__ import annotations

from typing import Any

from live.ableton.outbox import BUDGET, TICK, Outbox


class Said(list[tuple[Any, ...]]):
    def __call__(self, path: str, *args: Any) -> None:
        self.append((path, *args))


def test_the_latest_value_wins_and_a_question_is_asked_once() -> None:
    outbox, said = Outbox(), Said()
    for value in range(100):
        outbox.put("/live/clip/set/gain", 0, 1, value)
        outbox.put("/live/clip/set/gain", 0, 2, value)
        outbox.put("/live/song/get/num_tracks")
    outbox.flush(0.0, said)
    assert said == [
        ("/live/clip/set/gain", 0, 1, 99),
        ("/live/clip/set/gain", 0, 2, 99),
        ("/live/song/get/num_tracks",),
    ]


def test_one_tick_gets_so_many_and_the_order_stays() -> None:
    outbox, said = Outbox(), Said()
    for number in range(3 * BUDGET // 2):
        outbox.put("/live/clip/fire", number, 0)
    outbox.flush(5.0, said)
    outbox.flush(5.0 + TICK / 2, said)
    assert len(said) == BUDGET
    assert outbox.due() == 5.0 + TICK
    outbox.flush(5.0 + TICK, said)
    assert [number for _, number, _ in said] == list(range(3 * BUDGET // 2))
    assert outbox.due() == float("inf")


def test_what_is_cleared_is_not_said() -> None:
    outbox, said = Outbox(), Said()
    outbox.put("/live/clip/fire", 0, 0)
    outbox.clear()
    outbox.flush(0.0, said)
    assert said == []
