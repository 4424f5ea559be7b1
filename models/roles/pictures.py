"""The confusion of roles and how far chances can be believed, as pictures of a report."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from live.types import ROLES
from models.roles.report import NAME, Report, Row

_COLUMNS = 4
_INCHES, _DPI = 2.4, 80
_COLOURS = 32
_DARK = 0.65  # on what is darker, white numbers


def draw(report: Report, folder: Path) -> None:
    """Write `roles-confusion.png` and `roles-reliability.png`: a panel for each method."""
    for name, panel in {"confusion": _confusion, "reliability": _reliability}.items():
        _save(_panels(report, panel), folder / f"{NAME}-{name}.png")


def _panels(report: Report, panel: Callable[[Axes, Row], None]) -> Figure:
    columns = min(_COLUMNS, len(report.rows))
    lines = math.ceil(len(report.rows) / columns)
    size = (_INCHES * columns, _INCHES * lines)
    figure = Figure(figsize=size, dpi=_DPI, layout="constrained")
    places = figure.subplots(lines, columns, squeeze=False, sharex=True, sharey=True)
    for (name, row), axes in zip(report.rows.items(), places.flat, strict=False):
        axes.set_title(name, fontsize=9)
        axes.tick_params(labelsize=7)
        panel(axes, row)
    for place in range(len(report.rows), places.size):
        places.flat[place].set_visible(False)
        places.flat[place - columns].tick_params(labelbottom=True)
    return figure


def _confusion(axes: Axes, row: Row) -> None:
    shares = np.array([[row.confusion[true][said] for said in ROLES] for true in ROLES])
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(ROLES)), ROLES, rotation=90)
    axes.set_yticks(range(len(ROLES)), ROLES)
    for (true, said), share in np.ndenumerate(shares):
        colour = "white" if share > _DARK else "black"
        axes.text(said, true, f"{100 * share:.0f}", ha="center", va="center", size=7, color=colour)


def _reliability(axes: Axes, row: Row) -> None:
    said, true = ([each[key] for each in row.reliability] for key in ("said", "true"))
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    axes.plot(said, true, "o-", markersize=3, linewidth=1)
    axes.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
    axes.set_xlabel("said", fontsize=7)
    axes.set_ylabel("true", fontsize=7)


def _save(figure: Figure, file: Path) -> None:
    """In few colours, which makes it a third as large, and with nothing that tells when."""
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", metadata={"Software": None})
    few = Image.open(drawn).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    few.save(file, optimize=True)
