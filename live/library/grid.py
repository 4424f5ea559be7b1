"""Whom to believe about the tempo: metadata, as long as the file's length does not contradict it.

The rule, tried for every claim in the order of trust (user, embedded, name):

0. A bare number in a name is a tempo only if it fits.
1. A claim *fits* when the file is, to within `SLOPPY` seconds, a whole number of its beats, or
   when after its last whole bar the sound only dies away (a tail). The first that fits is
   believed.
2. With none that fits, analysis overrules the claims if its own grid fills the file exactly and
   pulses more than theirs.
3. Otherwise the most trusted claim is believed, with a note that it does not fit.

Without claims, analysis alone decides. The result says where it came from and what was in doubt.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from live.library.facts import TRUST, Facts, merged
from live.library.onsets import Onsets
from live.library.tempo import BEATS_PER_BAR, Grid, Guess, guesses, is_tail
from live.types import Fact, Origin

#: Seconds by which files are cut too long or too short, a codec's padding among them.
SLOPPY = 0.06

_EXACT = 0.015  # for an odd number of beats, which chance would often fit
_SLOWEST, _FASTEST = 30.0, 300.0
_BARE = 0.7  # names of lower confidence hold no more than a number
_LIKELY_TWIN = 0.25


@dataclass(frozen=True, slots=True)
class Claim:
    """A grid that metadata names, and whether the file's length bears it out."""

    grid: Grid
    fact: Fact
    fits: bool


def settle(sources: Sequence[Facts], onsets: Onsets, seconds: float) -> dict[str, Fact]:
    """The facts `bpm`, `beats` and `beats_per_bar` of a file of exactly `seconds`.

    `sources` are what the file itself and its name say. What is too short to hold a beat and has
    no claims has no such facts.
    """
    facts = _settled(sources, onsets, seconds)
    metre = merged(*sources).get("beats_per_bar")
    if facts and metre and _number(facts["beats"]) % _number(metre) == 0:
        facts["beats_per_bar"] = metre
    return facts


def _settled(sources: Sequence[Facts], onsets: Onsets, seconds: float) -> dict[str, Fact]:
    claims = sorted(
        (c for c in _claims(sources, onsets, seconds) if c.fits or c.fact.confidence >= _BARE),
        key=lambda claim: TRUST.index(claim.fact.origin),
    )
    guessed = guesses(onsets, seconds)
    believed = next((claim for claim in claims if claim.fits), None)
    if believed is None and claims:
        if guessed and _overrules(guessed[0].grid, claims[0].grid, onsets, seconds):
            return _analysed(guessed, f"{_said(claims[0])}, but the length does not bear it out; ")
        believed = claims[0]
    if believed is not None:
        return _claimed(believed, claims, guessed, onsets, seconds)
    return _analysed(guessed) if guessed else {}


def _claims(sources: Sequence[Facts], onsets: Onsets, seconds: float) -> Iterator[Claim]:
    for facts in sources:
        bpm, beats = facts.get("bpm"), _beats(facts)
        if bpm and beats:
            both = Grid(_number(bpm), _number(beats))
            if fits(both, onsets, seconds):
                yield Claim(both, bpm, True)
                continue
        if beats:
            grid = Grid(_number(beats) * 60 / seconds, _number(beats))
            yield Claim(grid, beats, _SLOWEST <= grid.bpm <= _FASTEST)
        if bpm:
            grid = _cut(_number(bpm), onsets, seconds)
            yield Claim(grid, bpm, fits(grid, onsets, seconds))


def _beats(facts: Facts) -> Fact | None:
    if bars := facts.get("bars"):
        per_bar = facts.get("beats_per_bar")
        count = _number(bars) * (_number(per_bar) if per_bar else BEATS_PER_BAR)
        return Fact(count, bars.origin, bars.confidence, bars.note)
    return facts.get("beats")


def _number(fact: Fact) -> float:
    assert isinstance(fact.value, (int, float))
    return float(fact.value)


def _cut(bpm: float, onsets: Onsets, seconds: float) -> Grid:
    """The beats at `bpm` of a file of `seconds`: all if they are whole, else full bars."""
    beats = seconds * bpm / 60
    bars, whole_bars = math.floor(beats / 4 + 1e-3), Grid(bpm, 4.0 * max(1, round(beats / 4)))
    full, exact = Grid(bpm, 4.0 * bars), Grid(bpm, float(max(1, round(beats))))
    if abs(whole_bars.seconds - seconds) <= SLOPPY:
        return whole_bars
    if bars and is_tail(onsets, full.seconds, seconds):
        return full
    if abs(exact.seconds - seconds) <= _EXACT:
        return exact
    return full if bars else Grid(bpm, float(max(1, math.floor(beats))))


def fits(grid: Grid, onsets: Onsets, seconds: float) -> bool:
    """Whether `grid` fills `seconds`, or what it leaves is a tail."""
    left = seconds - grid.seconds
    return abs(left) <= SLOPPY or (left > 0 and is_tail(onsets, grid.seconds, seconds))


def _overrules(guess: Grid, claimed: Grid, onsets: Onsets, seconds: float) -> bool:
    return abs(guess.seconds - seconds) < 1e-6 and _pulse(guess, onsets) > _pulse(claimed, onsets)


def _pulse(grid: Grid, onsets: Onsets) -> float:
    return float(sum(onsets.pulse(grid.bpm / 60 * k) for k in (1, 2, 4)))


def _claimed(
    claim: Claim,
    others: Sequence[Claim],
    guessed: Sequence[Guess],
    onsets: Onsets,
    seconds: float,
) -> dict[str, Fact]:
    grid, fact = _sharpened(claim.grid, onsets, seconds), claim.fact
    agrees = bool(guessed) and _same(grid, guessed[0].grid)
    confidence = fact.confidence if claim.fits else 0.5 * fact.confidence
    notes = [fact.note, *_doubts(claim, grid, others, seconds)]
    if guessed and not agrees and guessed[0].probability > 0.5:
        notes.append(f"it sounds like {guessed[0].grid.bpm:.4g} bpm")
    return _facts(
        grid,
        Fact(
            round(grid.bpm, 4),
            fact.origin,
            round(max(confidence, 0.95) if agrees else confidence, 3),
            "; ".join(filter(None, notes)),
        ),
    )


def _doubts(claim: Claim, grid: Grid, others: Sequence[Claim], seconds: float) -> Iterator[str]:
    if not claim.fits:
        yield f"the file is {seconds * grid.bpm / 60:.2f} beats long"
    elif seconds - grid.seconds > SLOPPY:
        yield f"{seconds - grid.seconds:.2f} s of tail after {grid.beats:g} beats"
    for other in others:
        if other.fact.origin != claim.fact.origin and not _same(grid, other.grid):
            yield _said(other)


def _said(claim: Claim) -> str:
    who = "the name" if claim.fact.origin is Origin.NAME else "the file"
    return f"{who} says {claim.grid.bpm:.4g} bpm"


def _sharpened(grid: Grid, onsets: Onsets, seconds: float) -> Grid:
    """Names round tempi and files are cut carelessly: the onsets tell which of the two it was."""
    exact = Grid(grid.beats * 60 / seconds, grid.beats)
    if not 0.005 < abs(seconds - grid.seconds) <= SLOPPY or abs(exact.bpm - grid.bpm) > 0.5:
        return grid
    return exact if _pulse(exact, onsets) > 1.05 * _pulse(grid, onsets) else grid


def _same(a: Grid, b: Grid) -> bool:
    return abs(a.bpm / b.bpm - 1) < 0.01


def _analysed(guessed: Sequence[Guess], contradicted: str = "") -> dict[str, Fact]:
    """The best guess, with its half or double named where that is nearly as likely."""
    best = guessed[0]
    twin = next((g for g in guessed[1:] if _is_twin(g.grid, best.grid)), None)
    doubt = ""
    if twin and twin.probability > _LIKELY_TWIN * best.probability:
        doubt = f"{twin.grid.bpm:.4g} bpm with {twin.grid.beats:g} beats is possible as well"
    bpm = Fact(
        round(best.grid.bpm, 4),
        Origin.ANALYSIS,
        round(best.probability, 3),
        (contradicted + doubt).rstrip("; "),
    )
    return _facts(best.grid, bpm)


def _is_twin(a: Grid, b: Grid) -> bool:
    return min(abs(a.bpm / b.bpm - 2), abs(b.bpm / a.bpm - 2)) < 0.02


def _facts(grid: Grid, bpm: Fact) -> dict[str, Fact]:
    return {
        "bpm": bpm,
        "beats": Fact(grid.beats, bpm.origin, bpm.confidence),
        "beats_per_bar": Fact(beats_per_bar(grid.beats), Origin.ANALYSIS, 0.5),
    }


def beats_per_bar(beats: float) -> int:
    """The metre that whole bars of so many beats suggest: four where that goes, else 3, 5 or 7."""
    if beats <= 2:
        return BEATS_PER_BAR
    return next((n for n in (4, 3, 5, 7) if beats % n == 0), BEATS_PER_BAR)
