"""`python -m models NAME`: everything that makes, trains and measures the models."""

from __future__ import annotations

import click

from live.cli import CONTEXT, Commands, run
from models import commands


@click.group(cls=Commands, package=commands, context_settings=CONTEXT)
def models() -> None:
    """From music to trained models, step by step."""


if __name__ == "__main__":
    run(models, "python -m models")
