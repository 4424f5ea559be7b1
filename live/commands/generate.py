"""`barwise generate`: the part that is missing, imagined."""

from __future__ import annotations

from pathlib import Path

import click

from live import audio, options
from live.audio import Audio
from live.bundle import installed
from live.config import Config
from live.imagination import loops
from live.imagination.bars import MOST_BARS
from live.library.lookup import look_up
from live.library.shared.sync import in_use
from live.listening.together import hear_together
from live.manual import ending
from live.timeline import FASTEST_BPM, SLOWEST_BPM
from live.types import ROLES


@click.command(
    epilog=ending(
        "barwise generate beat.wav keys.wav --role bass -o bass.wav",
        "barwise generate beat.wav --role bass -o bass.wav --variations 4 --temperature 0.5",
    )
)
@click.argument("files", metavar="FILE...", type=click.Path(), nargs=-1, required=True)
@click.option("--role", type=click.Choice(ROLES), required=True, help="The part to imagine.")
@click.option(
    "-o",
    "out",
    metavar="OUT",
    type=click.Path(path_type=Path),
    required=True,
    help="The WAV file to write.",
)
@click.option(
    "--bars",
    type=click.IntRange(1, MOST_BARS),
    default=MOST_BARS,
    show_default=True,
    help="Its length.",
)
@click.option(
    "--variations",
    type=click.IntRange(1, 100),
    default=1,
    show_default=True,
    help="More than one go to OUT-1.wav, OUT-2.wav ...",
)
@click.option(
    "--temperature",
    type=click.FloatRange(0, 2),
    default=loops.TEMPERATURE,
    show_default=True,
    help="0 is the best guess, 1 as varied as music is.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of the first variation.")
@click.option(
    "--bpm",
    type=click.FloatRange(SLOWEST_BPM, FASTEST_BPM),
    help="The tempo of OUT; else that of the first FILE.",
)
@options.bundles
@options.library
def command(
    files: tuple[str, ...],
    role: str,
    out: Path,
    bars: int,
    variations: int,
    temperature: float,
    seed: int,
    bpm: float | None,
    bundles: tuple[str, ...],
    library: str | None,
) -> None:
    """Imagine the loop that is missing where FILE... play together, and write it to OUT.

    Each FILE begins with its first beat; one that is not in the library is analysed now. Needs a
    bundle that imagines --role: for basses and percussion one ships. OUT is a WAV file, as loud as
    the set is, and limited; one of that name is replaced.
    """
    config = Config()
    imagines = loops.imaginer(installed(bundles)[0], role)
    with in_use(library or config.library) as catalogue:
        playing = look_up(files, catalogue)
    tempo = bpm or playing[0].loop.bpm
    heard = hear_together(playing, tempo)
    assert heard.power is not None
    for number in range(variations):
        latents = loops.missing(imagines, heard.power, bars, temperature, seed + number)
        made = loops.sounding(imagines, latents, tempo, config.ranking.target_lufs)
        path = out if variations == 1 else out.with_stem(f"{out.stem}-{number + 1}")
        audio.save(path, made)
        click.echo(f"{path}: {role}, {described(made, bars, tempo)}, seed {seed + number}")


def described(made: Audio, bars: int, bpm: float) -> str:
    """What can be said of it in a line."""
    return f"{bars} bar{'s' * (bars > 1)} at {bpm:.6g} bpm, {audio.loudness(made):.1f} LUFS"
