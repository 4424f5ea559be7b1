"""Tables on the terminal, and in full width where the output goes somewhere else."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table

_WIDTH_ELSEWHERE = 200


def console() -> Console:
    """Where tables are printed: names of files are taken as they are."""
    plain = Console(markup=False, emoji=False, highlight=False)
    if not plain.is_terminal:
        plain.width = _WIDTH_ELSEWHERE
    return plain


def table(*headings: str) -> Table:
    """An empty table; a heading that begins with `>` stands over numbers, to the right."""
    made = Table(box=box.SIMPLE_HEAD)
    for heading in headings:
        made.add_column(
            heading.removeprefix(">"),
            justify="right" if heading.startswith(">") else "left",
            overflow="ellipsis",
            no_wrap=True,
        )
    return made
