"""Spectrograms of bars: what sounded, and what the networks make of it or imagine in its place."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image
from torch import Tensor

from models.imagine.bar import RATE, levelled
from models.imagine.spectral import magnitudes
from models.items import BEATS_PER_BAR

matplotlib.use("Agg")
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

_BARS = 4
_WINDOW = 2048
_HIGHEST_HZ = 4000.0
_QUIETEST_DB = -70.0
_INCHES = 2.4, 1.6
_DOTS, _COLOURS = 60, 32


def draw(heard: Mapping[str, Tensor], songs: Sequence[str], file: Path) -> None:
    """Bars of different `songs`, a row each, as every one of `heard` (n, 49152) has them."""
    rows = [songs.index(song) for song in dict.fromkeys(songs)]
    rows = rows[:: max(1, len(rows) // _BARS)][:_BARS]
    width, height = _INCHES
    figure, axes = plt.subplots(
        len(rows), len(heard), squeeze=False, sharex=True, sharey=True, layout="constrained",
        figsize=(width * len(heard), height * len(rows)),
    )  # fmt: skip
    for row, line in zip(rows, axes, strict=True):
        for (name, sounds), place in zip(heard.items(), line, strict=True):
            _show(place, sounds[row])
            place.set_title(name if row == rows[0] else "", fontsize=8)
        line[0].set_ylabel(songs[row].rpartition("/")[2][:18], fontsize=7)
    figure.supxlabel(f"beats; up to {_HIGHEST_HZ / 1000:g} kHz", fontsize=8)
    file.parent.mkdir(parents=True, exist_ok=True)
    drawn = io.BytesIO()
    figure.savefig(drawn, dpi=_DOTS)
    plt.close(figure)
    Image.open(drawn).convert("RGB").quantize(_COLOURS).save(file, optimize=True)


def _show(axes: Axes, sound: Tensor) -> None:
    bins = magnitudes(levelled(sound[None]), _WINDOW)[0].numpy()
    bins = bins[: round(_HIGHEST_HZ / RATE * _WINDOW)]
    decibels = 20 * np.log10(bins + 1e-6)
    axes.imshow(
        decibels, origin="lower", aspect="auto", cmap="magma", vmin=_QUIETEST_DB, vmax=0,
        extent=(0, BEATS_PER_BAR, 0, _HIGHEST_HZ / 1000),
    )  # fmt: skip
    axes.tick_params(labelsize=6)
