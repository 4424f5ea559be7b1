"""The means of a report as pictures: SVG that says its words as words."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib

from models.study.scales import POINTS
from models.study.statistics import Mean

matplotlib.use("Agg")
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

_STYLE: dict[Any, str] = {
    "svg.fonttype": "none",  # words stay words: they can be searched, and take the page's font
    "svg.hashsalt": "barwise",  # the same picture is the same file
    "font.family": "sans-serif",
    "text.color": "#ecebe7",
    "axes.edgecolor": "#565c66",
    "axes.labelcolor": "#a9afb8",
    "xtick.color": "#a9afb8",
    "ytick.color": "#ecebe7",
}
_DOT = "#ffb454"
_INCHES = 3.4, 0.32  # a panel wide, a method high


def means(panels: Mapping[str, Mapping[str, Mean]]) -> str:
    """Panels side by side, each with a line of mean and interval for each method, as `<svg>`."""
    with matplotlib.rc_context(_STYLE):
        width, height = _INCHES
        methods = list(next(iter(panels.values())))
        columns = min(3, len(panels))
        rows = -(-len(panels) // columns)
        figure, axes = plt.subplots(
            rows, columns, squeeze=False, sharex=True, sharey=True, layout="constrained",
            figsize=(width * columns, (height * len(methods) + 0.6) * rows),
        )  # fmt: skip
        for (name, found), place in zip(panels.items(), axes.flat, strict=False):
            _draw(place, name, [found[method] for method in methods])
        for place in list(axes.flat)[len(panels) :]:
            place.set_visible(False)
        axes[0, 0].set_yticks(range(len(methods)), methods)
        return _svg(figure)


def _draw(axes: Axes, name: str, found: Sequence[Mean]) -> None:
    for place, each in enumerate(found):
        if each.count:
            axes.plot([each.low, each.high], [place, place], color=_DOT, linewidth=2)
            axes.plot(each.value, place, "o", color=_DOT)
    axes.set_title(name, fontsize=10)
    axes.set_xlim(POINTS[0] - 0.1, POINTS[-1] + 0.1)
    axes.set_ylim(len(found) - 0.5, -0.5)
    axes.set_xticks(POINTS)
    axes.grid(axis="x", color="#2a2d33")
    axes.set_facecolor("none")


def _svg(figure: Figure) -> str:
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    plt.close(figure)
    return re.sub(r"^.*?(?=<svg)", "", drawn.getvalue(), flags=re.DOTALL)
