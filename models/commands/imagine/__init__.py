"""`python -m models imagine NAME`: one file per subcommand, as in the folder above."""

from __future__ import annotations

import sys

import click

from live.cli import CONTEXT, Commands


@click.group(cls=Commands, package=sys.modules[__name__], context_settings=CONTEXT)
def command() -> None:
    """The part that is missing, made from what plays: training, evaluation."""
