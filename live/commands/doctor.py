"""`barwise doctor`: what is there, what is missing, how to mend it."""

from __future__ import annotations

import sys

import click

from live.config import load
from live.doctor import Finding, examine
from live.manual import ending


@click.command(
    epilog=ending(
        "barwise doctor",
        "barwise doctor --config live.toml",
        status="1 when something is missing without which nothing runs",
    )
)
@click.option(
    "--config", "path", metavar="FILE", type=click.Path(), help="A TOML file, as for `barwise run`."
)
def command(path: str | None) -> None:
    """Look at everything a set may need; one line each: ok, or how to mend it.

    Needs nothing. What is missing in yellow only some sets need.
    """
    findings = []
    for finding in examine(load(path)):
        click.echo(_line(finding))
        findings.append(finding)
    sys.exit(any(f.needed and not f.ok for f in findings))


def _line(finding: Finding) -> str:
    color = "green" if finding.ok else "red" if finding.needed else "yellow"
    mark = click.style("ok     " if finding.ok else "missing", fg=color)
    return f"{mark} {finding.part:<16} {finding.text}"
