"""Drums from first principles: swept sines, struck modes and shaped noise.

A drum turns a velocity 0..1 and a random generator into a mono sound (n,), about 1 loud.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy import signal

from live.demo.oscillators import times
from live.demo.tape import RATE, floats
from live.types import Floats

Random = np.random.Generator
Drum = Callable[[float, Random], Floats]


def kick(
    velocity: float,
    rng: Random,
    *,
    hertz: float = 48.0,
    sweep: float = 160.0,
    length: float = 0.32,
    click: float = 0.25,
) -> Floats:
    """A sine that falls by `sweep` Hz to `hertz`, after a click of the beater."""
    time = times(int(2.2 * length * RATE))
    curve = hertz + sweep * velocity * np.exp(-time / 0.022)
    body = np.sin(2 * np.pi * np.cumsum(curve, dtype=np.float64) / RATE)
    beater = _band(rng.standard_normal(len(time), np.float32), 1500, 7000) * np.exp(-time / 0.004)
    sound = np.tanh(1.8 * body) * np.exp(-time / (0.42 * length)) + click * velocity * beater
    return _ended(velocity * sound)


def snare(
    velocity: float,
    rng: Random,
    *,
    hertz: float = 185.0,
    wires: float = 0.11,
    tone: float = 0.5,
) -> Floats:
    """Two modes of the skin and the noise of the wires."""
    time = times(int(0.32 * RATE))
    skin = np.sin(2 * np.pi * hertz * time) + 0.6 * np.sin(2 * np.pi * 1.59 * hertz * time)
    noise = _band(rng.standard_normal(len(time), np.float32), 1100, 9000 + 4000 * velocity)
    rattle = noise * np.exp(-time / (wires * (0.5 + 0.5 * velocity)))
    return _ended(velocity * (tone * skin * np.exp(-time / 0.055) + 0.75 * rattle))


def clap(velocity: float, rng: Random) -> Floats:
    """Three pairs of hands a hundredth of a second apart, and the room after them."""
    time = times(int(0.3 * RATE))
    bursts = sum(
        np.where(time >= at, np.exp(-(time - at) / 0.006), 0.0) for at in (0.0, 0.011, 0.021)
    )
    tail = np.where(time >= 0.028, np.exp(-(time - 0.028) / 0.07), 0.0)
    noise = _band(rng.standard_normal(len(time), np.float32), 900, 4800)
    return _ended(velocity * 1.1 * noise * (bursts + 0.8 * tail))


def hat(velocity: float, rng: Random, *, length: float = 0.035, low: float = 6500.0) -> Floats:
    """Noise and six clashing squares, without anything below `low`."""
    time = times(int(min(6 * length + 0.01, 0.6) * RATE))
    clash = sum(
        np.sign(np.sin(2 * np.pi * hertz * time)) for hertz in (2630, 3490, 4170, 5310, 6130, 7940)
    )
    mix = 0.12 * clash + 0.7 * rng.standard_normal(len(time), np.float32)
    fade = np.exp(-time / (length * (0.6 + 0.4 * velocity)))
    return _ended(0.6 * velocity * _band(mix, low, 16500) * fade)


def shaker(velocity: float, rng: Random) -> Floats:
    """Beads that swing forward and stop."""
    time = times(int(0.11 * RATE))
    swing = np.minimum(time / 0.009, 1.0) ** 2 * np.exp(-np.maximum(time - 0.009, 0.0) / 0.022)
    return _ended(
        0.7 * velocity * _band(rng.standard_normal(len(time), np.float32), 4200, 11000) * swing
    )


def rim(velocity: float, rng: Random) -> Floats:
    """A stick on the rim."""
    return _struck(velocity, rng, (1720, 0.012, 0.7), (455, 0.02, 0.6), noise=0.15)


def clave(velocity: float, rng: Random) -> Floats:
    return _struck(velocity, rng, (2480, 0.03, 0.9), (3920, 0.012, 0.2), noise=0.05)


def cowbell(velocity: float, rng: Random) -> Floats:
    """Two inharmonic partials of a folded plate."""
    return _struck(velocity, rng, (562, 0.09, 0.5), (845, 0.07, 0.6), (1690, 0.03, 0.2), noise=0.05)


def conga(velocity: float, rng: Random, *, hertz: float = 210.0) -> Floats:
    """A skin whose pitch falls as it settles, and the slap of the hand."""
    time = times(int(0.34 * RATE))
    curve = hertz * (1.0 + 0.22 * velocity * np.exp(-time / 0.018))
    body = np.sin(2 * np.pi * np.cumsum(curve, dtype=np.float64) / RATE) * np.exp(-time / 0.075)
    slap = _band(rng.standard_normal(len(time), np.float32), 900, 5200) * np.exp(-time / 0.007)
    return _ended(velocity * (0.9 * body + 0.35 * velocity * slap))


def crash(velocity: float, rng: Random) -> Floats:
    return hat(velocity, rng, length=0.16, low=3200.0)


def _struck(
    velocity: float, rng: Random, *modes: tuple[float, float, float], noise: float
) -> Floats:
    """Modes of (Hz, seconds to 1/e, level), and the noise of the blow."""
    time = times(int(6 * max(length for _, length, _ in modes) * RATE))
    tones = sum(
        level * np.exp(-time / length) * np.sin(2 * np.pi * hertz * time)
        for hertz, length, level in modes
    )
    blow = noise * rng.standard_normal(len(time), np.float32) * np.exp(-time / 0.004)
    return _ended(velocity * (tones + blow))


def _band(noise: npt.ArrayLike, low: float, high: float) -> Floats:
    sections = signal.butter(2, (low, high), "bandpass", fs=RATE, output="sos")
    return floats(signal.sosfilt(sections, noise))


def _ended(sound: npt.ArrayLike) -> Floats:
    """No click: half a millisecond in, five out."""
    whole = floats(sound)
    at = times(len(whole))
    whole *= np.minimum(1.0, at / 0.0005) * np.minimum(1.0, at[::-1] / 0.005)
    return whole


DEEP_KICK = partial(kick, hertz=44.0, sweep=120.0, length=0.4, click=0.12)
HOUSE_KICK = partial(kick, hertz=50.0, sweep=190.0, length=0.34)
HARD_KICK = partial(kick, hertz=47.0, sweep=260.0, length=0.36, click=0.35)
SHORT_KICK = partial(kick, hertz=58.0, sweep=220.0, length=0.2, click=0.35)
DUSTY_SNARE = partial(snare, hertz=172.0, wires=0.09, tone=0.6)
TIGHT_SNARE = partial(snare, hertz=212.0, wires=0.07, tone=0.65)
OPEN_HAT = partial(hat, length=0.13)
RIDE = partial(hat, length=0.11, low=5200.0)
LOW_CONGA = partial(conga, hertz=165.0)
HIGH_CONGA = partial(conga, hertz=262.0)
FLOOR_TOM = partial(conga, hertz=92.0)
