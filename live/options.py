"""Options that several commands share, said the same way in each."""

from __future__ import annotations

import click

bundles = click.option(
    "--bundles",
    metavar="FOLDER",
    type=click.Path(),
    multiple=True,
    help="More bundles; repeatable.",
)
library = click.option(
    "--library",
    metavar="FILE",
    type=click.Path(),
    help="The catalogue that `barwise scan` made, or postgresql://USER@HOST/DATABASE.",
)
