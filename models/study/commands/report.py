"""`barwise study report`: what people said."""

from __future__ import annotations

from pathlib import Path

import click

from live.errors import ConfigError, FileError
from live.manual import ending
from models.study import tables
from models.study.answers import Answers
from models.study.database import Database
from models.study.findings import SIGNIFICANT, Findings, findings


@click.command(
    epilog=ending(
        "barwise study report",
        "barwise study report pilot --out figures",
    )
)
@click.argument("study", type=click.Path(path_type=Path), default=Path("study"))
@click.option(
    "--out", type=click.Path(path_type=Path), show_default="STUDY/report", help="The folder."
)
def command(study: Path, out: Path | None) -> None:
    """Write what the raters of STUDY said: a page, and every table of it as CSV.

    While raters are rating it tells how things stand; write it again at the end. Needs the extra:
    pip install 'barwise[train]'. Writes index.html and CSV files into --out.
    """
    try:
        from models.study.page import page
    except ImportError as error:
        raise ConfigError(f"{error.name} is missing: pip install 'barwise[train]'") from None

    answers = Answers.read(Database.open(study))
    if not answers.raters:
        raise FileError(f"{study}: nobody has rated anything yet; `barwise study serve {study}`")
    found = findings(answers)
    folder = out or study / "report"
    folder.mkdir(parents=True, exist_ok=True)
    made = tables.tables(found)
    tables.write(made, folder)
    (folder / "index.html").write_text(page(found, made), encoding="utf-8")
    _say(found, folder)


def _say(found: Findings, folder: Path) -> None:
    own = found.answers
    for method in own.methods:
        each = found.means["matched", method]
        click.echo(f"{method}: matched {each.value:.2f} ({each.low:.2f} to {each.high:.2f})")
    sure = sum(each.corrected < SIGNIFICANT for each in found.differences.values())
    click.echo(f"{sure} of {len(found.differences)} differences hold after Holm's correction")
    for doubt in found.doubts:
        click.echo(doubt)
    click.echo(folder / "index.html")
