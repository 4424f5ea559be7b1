"""Writes what README takes from the code: `python -m tests.readme`; a test holds them together."""

from __future__ import annotations

import re
from pathlib import Path

from live import protocol

README = Path(__file__).parents[1] / "README.md"


def osc_tables() -> str:
    """All directions of the address space as Markdown."""
    return "\n\n".join(
        [
            _table("Into Barwise", protocol.IN),
            _table("Out of Barwise", protocol.OUT),
            _table("To a device that loads", protocol.TO_LOADER),
        ]
    )


def _table(title: str, rows: tuple[protocol.Row, ...]) -> str:
    lines = [f"| {title} | arguments | meaning |", "| --- | --- | --- |"]
    for row in rows:
        usage = f"`{protocol.usage(row)}`" if row.args else ""
        lines.append(f"| `{row.path}` | {usage} | {row.doc} |")
    return "\n".join(lines)


def written(text: str) -> str:
    """`text` with the tables of today between their markers."""
    return re.sub(
        r"(<!-- osc: [^\n]*-->\n).*?(<!-- /osc -->)",
        lambda found: found[1] + osc_tables() + "\n" + found[2],
        text,
        flags=re.DOTALL,
    )


if __name__ == "__main__":
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
