"""What a training says while it runs."""

from __future__ import annotations

import click

from models.runs import Figures


def tell(step: int, figures: Figures) -> None:
    """One line a validation."""
    said = "  ".join(f"{name} {value:.3f}" for name, value in figures.items())
    click.echo(f"step {step}  {said}")
