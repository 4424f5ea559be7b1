"""What takes long is done once, and again only when it is old."""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from live.dashboard.kept import Kept


def test_all_who_ask_at_once_get_the_same() -> None:
    count = itertools.count()
    begun = threading.Barrier(4)

    def ask() -> int:
        begun.wait()
        return kept()

    kept = Kept(lambda: next(count))
    with ThreadPoolExecutor(4) as threads:
        assert [asked.result() for asked in [threads.submit(ask) for _ in range(4)]] == [0] * 4


def test_what_was_forgotten_while_it_was_made_is_made_again() -> None:
    """And to forget it does not take as long as making it."""
    made: list[int] = []

    def make() -> int:
        made.append(len(made))
        if len(made) == 1:
            kept.forget()
        return len(made)

    kept = Kept(make)
    assert kept() == 1
    assert kept() == kept() == 2


def test_what_could_not_be_made_is_tried_again() -> None:
    tries = iter([ValueError, None])

    def make() -> str:
        if error := next(tries):
            raise error
        return "made"

    kept = Kept(make)
    with pytest.raises(ValueError):
        kept()
    assert kept() == "made"
