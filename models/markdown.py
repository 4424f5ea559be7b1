"""Tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table under its title."""
    lines = (f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows))
    return [f"### {title}", "", *lines, ""]
