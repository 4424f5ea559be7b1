"""How a loop fits what sounds, both heard together: for the few that are left on a short list.

A `FitNet` hears each side alone. What it tells is joined by what only both at once can tell: a
little network that was taught inside pairs, and two figures that nobody taught. All of it is alike
at all times of a bar, and its harmony at all pitches.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Self

import torch
from torch import Tensor, nn
from torch.nn import functional

from live.features import SIXTEENTHS, SKETCH_SHAPE, WINDOW_BEATS
from models.nets import form, terms
from models.nets.fit import FitNet, accents, chroma
from models.nets.front import STEPS, Heard

#: What the log-odds are a weighted sum of.
TERMS = (*terms.TERMS, "key in common", "semitones that rub", "together")

_PER_BEAT = STEPS // WINDOW_BEATS
_SPAN = 3  # sixteenths that are heard at once
_QUIET = 1e-6


class Inside(NamedTuple):
    """What a `FitNet` makes of n sounds, and on its way to it.

    Attributes
    ----------
    tones, accents
        (n, width, 16, 12) by beats and pitch classes, (n, 2 width, 16) by sixteenths of a bar.
    asked_harmony, asked_rhythm, harmony, rhythm
        what they ask for and what they offer.
    semitones, key
        (n, 16, 84) and (n, 12) of unit norm as a whole, or 0.
    tonal, form
        (n,) and (n, 23), see `Heard` and `models.nets.form`.
    """

    tones: Tensor
    accents: Tensor
    asked_harmony: Tensor
    asked_rhythm: Tensor
    harmony: Tensor
    rhythm: Tensor
    semitones: Tensor
    key: Tensor
    tonal: Tensor
    form: Tensor

    def moved(self, beats: int, semitones: int) -> Inside:
        """As if all began so many beats later and sounded so much higher."""
        steps, fix = beats * _PER_BEAT, (beats, semitones)
        return self._replace(
            tones=self.tones.roll(fix, (2, 3)),
            accents=self.accents.roll(steps, 2),
            asked_harmony=self.asked_harmony.roll(fix, (1, 2)),
            asked_rhythm=self.asked_rhythm.roll(steps, 2),
            harmony=self.harmony.roll(fix, (1, 2)),
            rhythm=self.rhythm.roll(steps, 2),
            semitones=self.semitones.roll(fix, (1, 2)),
            key=self.key.roll(semitones, 1),
        )

    def some(self, rows: Sequence[int]) -> Inside:
        return Inside(*(part[list(rows)] for part in self))

    def chunks(self, count: int) -> list[Inside]:
        """`count` parts of the same size."""
        return [Inside(*parts) for parts in zip(*(part.chunk(count) for part in self), strict=True)]

    @classmethod
    def joined(cls, parts: Sequence[Inside]) -> Inside:
        return cls(*map(torch.cat, zip(*parts, strict=True)))


class PairNet(nn.Module):
    """Log-odds that a loop fits what sounds.

    Parameters
    ----------
    width
        that of the `FitNet` inside.
    dropout
        Share of what both sides tell together that a training step leaves out.
    """

    def __init__(self, width: int = 8, dropout: float = 0.1) -> None:
        super().__init__()
        self.fit = FitNet(width, 0.0)
        self.weights = nn.Parameter(torch.zeros(len(TERMS)), requires_grad=False)
        self.harmony = _Joint(width, 1)
        self.rhythm = _Joint(2 * width, _SPAN)
        self.drop = nn.Dropout(dropout)
        self.sum = nn.Linear(6 * width, 1, bias=False)
        nn.init.normal_(self.sum.weight, std=0.1)
        self.fit.requires_grad_(False)

    def train(self, mode: bool = True) -> Self:
        """What is inside is trained already, and keeps its norms."""
        super().train(mode)
        self.fit.eval()
        return self

    def forward(self, heard: Tensor, candidate: Tensor) -> Tensor:
        """(n,) of power (1, 192, 212) or (n, 192, 212) that sounds, and `candidate` (n, ...)."""
        return self.match(*(self.inside(self.fit.front(power)) for power in (heard, candidate)))

    def inside(self, heard: Heard) -> Inside:
        """What matching takes of sounds, so that each needs to be heard only once."""
        fit = self.fit
        rules, hits = chroma(heard), accents(heard)
        tones, steps = fit.tones(heard, rules), fit.accents(heard)
        asked = fit.ask(tones, steps, rules @ fit.consonance, hits)
        offered = fit.offer(tones, steps, rules, hits)
        by_harmony, by_rhythm = fit.scale.exp()
        return Inside(
            tones,
            _bar(steps),
            asked.harmony * by_harmony,
            asked.rhythm * by_rhythm,
            offered.harmony,
            offered.rhythm,
            _unit(heard.tones),
            _unit(rules.mean(1)),
            heard.tonal,
            form.form(heard),
        )

    def match(self, context: Inside, candidate: Inside) -> Tensor:
        """(n,) of one context or n, and n candidates."""
        found: Tensor = self.terms(context, candidate) @ self.weights
        return found

    def terms(self, context: Inside, candidate: Inside) -> Tensor:
        """(n, 30), see `TERMS`."""
        tonal, forms = (context.tonal, candidate.tonal), (context.form, candidate.form)
        apart = terms.columns(*self.apart(context, candidate), tonal, forms)
        both = context.tonal * candidate.tonal
        key = both * _product(context.key, candidate.key)
        rubbing = both * _neighbours(context.semitones, candidate.semitones)
        return torch.cat(
            [apart, torch.stack([key, -rubbing, self.together(context, candidate)], 1)], 1
        )

    def taught(self, context: Inside, candidate: Inside) -> Tensor:
        """(n,) log-odds among what one loop can be altered to: what both networks learnt."""
        harmony, rhythm = self.apart(context, candidate)
        return harmony + rhythm + self.together(context, candidate)

    def apart(self, context: Inside, candidate: Inside) -> tuple[Tensor, Tensor]:
        """Harmony and rhythm (n,) as the `FitNet` judges them."""
        harmony = _product(context.asked_harmony, candidate.harmony)
        return harmony, _product(context.asked_rhythm, candidate.rhythm)

    def together(self, context: Inside, candidate: Inside) -> Tensor:
        """(n,) what was learnt beside, less what it says of the candidate in silence.

        That a loop sounds natural makes it no better match.
        """
        silence = self.inside(self.fit.front(torch.zeros(1, *SKETCH_SHAPE)))
        return self._joint(context, candidate) - self._joint(silence, candidate)

    def _joint(self, context: Inside, candidate: Inside) -> Tensor:
        harmony = self.harmony(context.tones, candidate.tones)
        rhythm = self.rhythm(context.accents[..., None], candidate.accents[..., None])
        made: Tensor = self.sum(self.drop(torch.cat([harmony, rhythm], 1)))[:, 0]
        return made


class _Joint(nn.Module):
    """Channels (n, width, time, pitch) of both sides to (n, 2 width), over all times and pitches.

    `span` times are heard at once.
    """

    def __init__(self, width: int, span: int) -> None:
        super().__init__()
        self.around = span // 2
        self.ask = nn.Conv2d(width, width, 1)
        self.offer = nn.Conv2d(width, width, 1)
        self.both = nn.Conv2d(3 * width, 2 * width, (span, 1))
        self.norm = nn.BatchNorm2d(2 * width)

    def forward(self, context: Tensor, candidate: Tensor) -> Tensor:
        product = self.ask(context) * self.offer(candidate)
        sides = torch.cat([context.expand_as(candidate), candidate, product], 1)
        sides = functional.pad(sides, (0, 0, self.around, self.around), mode="circular")
        made: Tensor = functional.relu(self.norm(self.both(sides))).mean((2, 3))
        return made


def _product(one: Tensor, other: Tensor) -> Tensor:
    return (one * other).flatten(1).sum(1)


def _neighbours(one: Tensor, other: Tensor) -> Tensor:
    """(n,) products of tones a semitone apart, where they are rough."""
    up = (one[..., 1:] * other[..., :-1]).flatten(1).sum(1)
    return up + (one[..., :-1] * other[..., 1:]).flatten(1).sum(1)


def _unit(x: Tensor) -> Tensor:
    flat = x.flatten(1)
    unit: Tensor = (flat / flat.norm(dim=1, keepdim=True).clamp_min(_QUIET)).reshape(x.shape)
    return unit


def _bar(steps: Tensor) -> Tensor:
    return steps.reshape(-1, steps.shape[1], STEPS // SIXTEENTHS, SIXTEENTHS).mean(2)
