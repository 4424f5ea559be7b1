"""The pyo graph: voices locked to one beat signal, two buses, and the limiter.

Everything a voice does follows from the beat signal: where it reads its table, when its gate opens
and closes. Nothing is started by a message's arrival, so everything is on its sample.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from live.player.backend import STEREO, WITH_CUE, Device, pyo
from live.types import Floats

#: Fades of gates and of the whole desk.
FADE_SECONDS = 0.005
#: The limiter leaves everything below this alone; -1 dB, so that converters have room.
CEILING = 10 ** (-1 / 20)
_ATTACK, _RELEASE = 0.001, 0.1
_PAD = 2  # frames repeated around a loop for the cubic interpolation
_CUBIC = 4


def table(samples: Floats) -> Any:
    """A pyo table with the loop `samples`, (frames, 2), and its neighbours on both sides.

    May be called by any thread while the server runs.
    """
    frames = len(samples)
    made = pyo.DataTable(frames + 2 * _PAD, chnls=2)
    for channel in range(2):
        view = np.frombuffer(made.getBuffer(channel), np.float64)  # must not outlive the table
        view[_PAD:-_PAD] = samples[:, channel]
        view[:_PAD] = samples[-_PAD:, channel]
        view[-_PAD:] = samples[:_PAD, channel]
    return made


class Voice:
    """Plays one loop from beat to beat. Idle, it costs nothing.

    Parameters
    ----------
    beat
        the desk's beat signal.
    """

    def __init__(self, beat: Any, silence: Any) -> None:
        self._silence = silence
        self._table = silence
        self._place = pyo.Sig(beat)
        self._turn = pyo.Wrap(self._place, 0, 1)
        self._rising = pyo.Sig(beat)
        self._rise = pyo.Clip(self._rising, 0, 1)
        self._falling = pyo.Sig(beat)
        self._fall = pyo.Clip(self._falling, 0, 1, mul=self._rise)
        self.sound = pyo.Pointer2(
            silence, self._turn, interp=_CUBIC, autosmooth=False, mul=self._fall
        )
        self._chain = (
            self._place,
            self._turn,
            self._rising,
            self._rise,
            self._falling,
            self._fall,
            self.sound,
        )
        self.free()

    def play(self, loop: Any, gain_db: float) -> None:
        """Take up the table `loop`; closed until `open`."""
        self._load(loop)
        self._rise.setMul(10 ** (gain_db / 20))
        _line(self._rising, 0.0, 0.0)
        _line(self._falling, 0.0, 1.0)
        for unit in self._chain:
            unit.play()

    def place(self, since: float, length: float) -> None:
        """The loop's first frame lies on the beats `since`, `since + length` and so on."""
        _line(self._place, 1 / length, -since / length)

    def open(self, beat: float, fade: float) -> None:
        """At full level from `beat` on, rising during the `fade` beats before it."""
        if fade > 0:
            _line(self._rising, 1 / fade, 1 - beat / fade)
        else:
            _line(self._rising, 0.0, 1.0)

    def close(self, beat: float, fade: float) -> None:
        """Silent from `beat` on, falling during the `fade` beats before it; infinity: never."""
        if math.isinf(beat):
            _line(self._falling, 0.0, 1.0)
        else:
            _line(self._falling, -1 / fade, beat / fade)

    def free(self) -> None:
        """Silent at once, its memory given back."""
        for unit in self._chain:
            unit.stop()
        self._load(self._silence)

    def _load(self, loop: Any) -> None:
        size = loop.getSize()
        self.sound.setTable(loop)
        self._table = loop  # only now: pyo reads a table that nobody owns after it is freed
        self._turn.setMul((size - 2 * _PAD) / size)
        self._turn.setAdd(_PAD / size)


def _line(signal: Any, slope: float, offset: float) -> None:
    """Make `signal` the straight line slope * beat + offset."""
    signal.setMul(slope)
    signal.setAdd(offset)


class Desk:
    """`voices` and `cue_voices` to play with, and the way from them to the loudspeakers.

    `cue_voices` is empty where the device has no channels for a cue bus. `output` shows the last
    block, (block, channels). All of it is for the thread that computes the audio, between blocks.
    """

    def __init__(self, device: Device, voices: int, cue_voices: int) -> None:
        self._sample = pyo.Count(pyo.Trig(), 0, device.block - 1)  # begins anew with every block
        self._beat = pyo.Sig(self._sample)
        self._gate = pyo.SigTo(0, FADE_SECONDS)
        self._silence = table(np.zeros((_PAD, 2), np.float32))
        self.voices = self._made(voices)
        self.cue_voices = self._made(cue_voices if device.channels >= WITH_CUE else 0)
        self._main = Bus(self.voices, self._gate, 0)
        self._cue = Bus(self.cue_voices, self._gate, STEREO) if self.cue_voices else None
        self.output = device.output()

    def _made(self, count: int) -> list[Voice]:
        return [Voice(self._beat, self._silence) for _ in range(count)]

    def move(self, beat: float, per_sample: float) -> None:
        """The next block begins at `beat` and advances by `per_sample`."""
        _line(self._beat, per_sample, beat)

    def gate(self, open: bool, fade: bool = True) -> None:
        """Let everything sound, or nothing."""
        self._gate.setTime(FADE_SECONDS if fade else 0)
        self._gate.setValue(float(open))


class Bus:
    """Sum, limiter without delay, protection.

    The gain falls at once with a peak and recovers slowly, the same for both sides. Below the
    ceiling it is exactly 1.
    """

    def __init__(self, voices: list[Voice], gate: Any, channel: int) -> None:
        self._mix = pyo.Mix([voice.sound for voice in voices], voices=STEREO, mul=gate)
        self._sides = pyo.Abs(self._mix)
        self._level = pyo.Max(self._sides[0], self._sides[1])
        self._recent = pyo.Follower2(self._level, _ATTACK, _RELEASE)
        self._envelope = pyo.Max(pyo.Max(self._level, self._recent), CEILING)
        self._limited = self._mix * (CEILING / self._envelope)
        self.out = pyo.Clip(self._limited, -1, 1).out(channel)
