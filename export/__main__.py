"""`python -m export NAME`: from trained networks to the bundles that the stage opens."""

from __future__ import annotations

import click

from export import commands
from live.cli import CONTEXT, Commands, run


@click.group(cls=Commands, package=commands, context_settings=CONTEXT)
def export() -> None:
    """Make bundles, check them and make them smaller."""


if __name__ == "__main__":
    run(export, "python -m export")
