"""`python -m models table`: the reports as a page to read."""

from __future__ import annotations

from pathlib import Path

import click

from models import page, results


@click.command()
@click.argument("reports", metavar="[REPORT.json]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), default=page.FILE, show_default="there")
def command(reports: tuple[Path, ...], out: Path) -> None:
    """Write models/RESULTS.md from the REPORTs, or from all in models/results."""
    files = reports or tuple(sorted(results.FOLDER.rglob("*.json")))
    out.write_text(page.page(files), encoding="utf-8")
    click.echo(f"{out}: {len(files)} reports")
