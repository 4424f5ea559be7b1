"""Which instrument plays a MIDI part: another of its family, from any soundfont."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from live.errors import FileError
from models.rendering.desk import Rng
from models.rendering.midi import Part

#: Soundfonts that are known to do, and the Debian packages that hold them.
PACKAGES = {
    "FluidR3_GM.sf2": "fluid-soundfont-gm",
    "MuseScore_General_Lite.sf3": "musescore-general-soundfont-small",
    "TimGM6mb.sf2": "timgm6mb-soundfont",
}

_FOLDERS = (Path("/usr/share/sounds/sf2"), Path("/usr/share/sounds/sf3"))
_KITS = (0, 8, 16, 24, 25, 32, 40)  # of GS: standard, room, power, electronic, TR-808, jazz, brush
_FAMILY = 8


@dataclass(frozen=True, slots=True)
class Voice:
    """`program` of General MIDI, or the kit."""

    soundfont: Path
    program: int


def draw(part: Part, soundfonts: tuple[Path, ...], rng: Rng) -> Voice:
    return Voice(soundfonts[rng.integers(len(soundfonts))], _program(part, rng))


def _program(part: Part, rng: Rng) -> int:
    if part.is_drums:
        return int(rng.choice(_KITS))
    return part.program // _FAMILY * _FAMILY + int(rng.integers(_FAMILY))


def installed() -> tuple[Path, ...]:
    """All soundfonts of the system. Raises `FileError` if there is none."""
    files = [file for folder in _FOLDERS for file in sorted(folder.glob("*.sf[23]"))]
    found = tuple(file for file in files if not file.is_symlink())
    if not found:
        raise FileError(f"no soundfont: apt-get install {' '.join(PACKAGES.values())}")
    return found
