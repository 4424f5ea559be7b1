"""Loops as questions alter them: at another pitch, later, in another order, backwards."""

from __future__ import annotations

from dataclasses import dataclass, replace

from models import negatives
from models.negatives import Sound


@dataclass(frozen=True, slots=True)
class Variant:
    """A loop of the cache, altered.

    Attributes
    ----------
    transpose
        semitones upwards.
    rotate
        beats that it begins later.
    order
        of the beats of each bar, as `negatives.rearranged` takes it; () leaves them.
    """

    row: int
    transpose: int = 0
    rotate: int = 0
    order: tuple[int, ...] = ()
    backwards: bool = False

    @property
    def is_plain(self) -> bool:
        return self == Variant(self.row)

    @property
    def unturned(self) -> Variant:
        """It without its rotation: for those who know how to roll what they make of a loop."""
        return replace(self, rotate=0)

    def of(self, sound: Sound) -> Sound:
        """`sound` altered: the loop's power or sketch (192, 212), or samples (44100,) of a bar."""
        if self.order:
            sound = negatives.rearranged(sound, self.order)
        if self.backwards:
            sound = sound[::-1]
        if self.transpose:
            sound = negatives.transposed(sound, self.transpose)
        return negatives.shifted(sound, self.rotate) if self.rotate else sound
