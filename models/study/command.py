"""`barwise study`: what is an entry point of the command line, so that `live` need not know it."""

from __future__ import annotations

import click

from live.cli import CONTEXT, Commands
from live.manual import ending
from models.study import commands


@click.group(
    cls=Commands,
    package=commands,
    context_settings=CONTEXT,
    epilog=ending("barwise study make ~/Songs", "barwise study serve", "barwise study report"),
)
def command() -> None:
    """Ask people: a blind listening study of what was chosen to fit, from clips to figures."""
