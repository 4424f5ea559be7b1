"""What the Neural Loop Combiner's networks see of a bar: its log-mel spectrogram.

The paper has 44.1 kHz, a Hamming window of 2048, a hop of 512 and 128 mel bands. The cache keeps
bars at half that rate, so window and hop are half as long: the same frames and the same resolution.
The bands end at 11 kHz instead of 22, above which the rendered sources hold nothing.

Unlike the public code, the logarithm is taken, and loops are brought to one loudness before they
are mixed. A mix is the sum of samples: summed powers would lack interference, and the transforms
cost a tenth of a training step.
"""

from __future__ import annotations

from functools import cache

import librosa
import torch
from torch import Tensor

from models.describe import BAR_RATE

_WINDOW, _HOP, _BANDS = 1024, 256, 128
_LEVEL = 0.1  # root mean square: -20 dB
_SILENCE = 1e-5
_FLOOR = 1e-3  # of power, some 60 dB below the peaks of a bar at _LEVEL


def levelled(sound: Tensor) -> Tensor:
    """`sound` (..., samples) at -20 dB; silence stays silent."""
    rms = sound.square().mean(-1, keepdim=True).sqrt()
    return sound * (_LEVEL / rms.clamp(min=_SILENCE))


def logmel(bars: Tensor) -> Tensor:
    """(n, 173, 128) of `bars` (n, 44100), whatever their level."""
    window, bands = _transform()
    spectra = torch.stft(
        levelled(bars),
        _WINDOW,
        _HOP,
        window=window.to(bars.device),
        pad_mode="constant",
        return_complex=True,
    )
    power = spectra.abs().square().transpose(1, 2)
    return torch.log(power @ bands.to(bars.device) + _FLOOR)


@cache
def _transform() -> tuple[Tensor, Tensor]:
    """The window (1024,), and the weights (513, 128) of bins in bands."""
    bands = librosa.filters.mel(sr=BAR_RATE, n_fft=_WINDOW, n_mels=_BANDS)
    return torch.hamming_window(_WINDOW), torch.from_numpy(bands.T.copy())
