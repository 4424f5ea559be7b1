"""Audio files that a broken disk, a bad download or a stranger has made: none ends a scan."""

from __future__ import annotations

import random
import time
from pathlib import Path

import soundfile

from live.library.catalogue import Catalogue
from live.library.scan import scan
from tests.files import acid, basc, smpl, with_chunks
from tests.stage.rows import Fault, Place, Row, first_of, unless

SHORT, FULL = 1_500, 10_000
FORMATS = ("wav", "aiff", "flac", "ogg", "mp3")
SECONDS_OF_SOUND = 0.5


def fuzzed(place: Place) -> Row:
    count = FULL if place.full else SHORT
    folder = place.folder / "fuzzed"
    folder.mkdir()
    real = originals(place)
    rng = random.Random(9)
    for number in range(count):
        suffix, whole = rng.choice(real)
        (folder / f"{number}.{suffix}").write_bytes(mutated(whole, rng))
    began = time.monotonic()
    library = place.folder / "library.db"
    summary = scan([folder], library)
    took = time.monotonic() - began
    with Catalogue.open(library) as catalogue:
        reasons = [reason for _, reason in catalogue.broken()]
    deaths = sum("ended the analysis" in r or "took more than" in r for r in reasons)
    unforeseen = sum("Error (" in reason for reason in reasons)
    return Row(
        f"{count:,} fuzzed audio files (scanned in {took:.0f} s)",
        f"{summary.analysed:,} read all the same, {summary.broken:,} set aside with the reason; "
        f"{deaths} ended or hung the process that read them",
        "-",
        too_much=first_of(
            unless(summary.found == count, f"only {summary.found} found"),
            unless(
                summary.analysed + summary.known + summary.broken == count,
                f"{count - summary.analysed - summary.known - summary.broken} without an outcome",
            ),
            unless(not unforeseen, f"{unforeseen} with an error that was not foreseen"),
        ),
    )


def originals(place: Place) -> list[tuple[str, bytes]]:
    """A short loop in every format, with the chunks that programs put into it."""
    with Catalogue.open(place.library) as catalogue:
        path = next(loop.path for loop in catalogue.loops())
    samples, rate = soundfile.read(path, frames=round(44100 * SECONDS_OF_SOUND))
    found = []
    for suffix in FORMATS:
        file = place.folder / f"whole.{suffix}"
        soundfile.write(file, samples, rate)
        found.append((suffix, chunked(suffix, file)))
    return found


def chunked(suffix: str, file: Path) -> bytes:
    whole = file.read_bytes()
    if suffix == "wav":
        return with_chunks(whole, acid=acid(120.0, 1), smpl=smpl(0, 22049))
    if suffix == "aiff":
        return with_chunks(whole, True, basc=basc(1))
    return whole


def mutated(whole: bytes, rng: random.Random) -> bytes:
    """Mostly the first bytes are hit, where a file says what it is."""
    spoilt = bytearray(whole)
    reach = rng.choice((64, 512, len(spoilt)))
    for _ in range(rng.choice((1, 4, 32))):
        spoilt[rng.randrange(reach)] = rng.randrange(256)
    if rng.random() < 0.2:
        del spoilt[rng.randrange(len(spoilt)) :]
    if rng.random() < 0.1:
        at = rng.randrange(len(spoilt) + 1)
        spoilt[at:at] = rng.randbytes(rng.randrange(4096))
    return bytes(spoilt)


FAULTS: tuple[Fault, ...] = (fuzzed,)
