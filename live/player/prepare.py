"""Audio made ready to be played as it stands: decoded, cut, stretched, transposed, stereo."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from live import audio
from live.errors import FileError
from live.player.messages import Sound
from live.types import Floats

#: Longer prepared audio is refused: two channels of doubles take a megabyte a second.
MOST_SECONDS = 600.0
_FEWEST_FRAMES = 64
#: Stretching blurs attacks a little, a speed that is off by this much (1.7 cents) is not heard.
_SPEED_TOLERANCE = 1e-3
_TAIL_SECONDS = 0.05  # beyond the loop's end, so that a cut can be faded over


@dataclass(frozen=True, slots=True)
class Recipe:
    """One prepared piece of audio: the first `seconds` of the file in `length` beats at `tempo`."""

    path: str
    digest: str
    seconds: float
    length: float
    transpose: int
    tempo: float
    rate: int

    @property
    def frames(self) -> int:
        """The length to play at `tempo`, or the file's own where that is as good as the same."""
        wanted = self.length * 60 / self.tempo * self.rate
        own = self.seconds * self.rate
        return max(
            _FEWEST_FRAMES, round(own if abs(own / wanted - 1) < _SPEED_TOLERANCE else wanted)
        )


def recipe(sound: Sound, tempo: float, rate: int) -> Recipe:
    """What to prepare so that `sound` can be played at `tempo` (bpm)."""
    return Recipe(
        path=sound.path,
        digest=sound.digest,
        seconds=sound.beats * 60 / sound.bpm,
        length=sound.length,
        transpose=sound.transpose,
        tempo=round(tempo, 3),
        rate=rate,
    )


def prepare(recipe: Recipe) -> Floats:
    """The audio of `recipe`: (frames, 2). Raises `FileError`."""
    if max(recipe.seconds, recipe.frames / recipe.rate) > MOST_SECONDS:
        raise FileError(f"{recipe.path}: longer than {MOST_SECONDS:g} s; cut it into loops")
    decoded = audio.decode(recipe.path, recipe.seconds + _TAIL_SECONDS)
    samples = audio.resample(decoded.samples, decoded.rate, recipe.rate)
    ratio = recipe.seconds * recipe.rate / recipe.frames
    fitted = audio.fit(samples, recipe.rate, ratio, recipe.transpose, recipe.frames)
    return np.ascontiguousarray(np.broadcast_to(fitted, (recipe.frames, 2)))
