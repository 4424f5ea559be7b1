"""`barwise transfer`: a loop on another instrument."""

from __future__ import annotations

from pathlib import Path

import click

from live import audio, options
from live.bundle import installed
from live.commands.generate import described
from live.config import Config
from live.imagination import loops
from live.imagination.bars import count, encoded
from live.library.lookup import look_up
from live.library.shared.sync import in_use
from live.listening.together import must_be_loop
from live.manual import ending
from live.types import ROLES


@click.command(
    epilog=ending(
        "barwise transfer bass.wav --to percussion -o drums.wav",
    )
)
@click.argument("file", metavar="A", type=click.Path())
@click.option("--to", "wanted", type=click.Choice(ROLES), required=True, help="What shall play it.")
@click.option(
    "-o",
    "out",
    metavar="OUT",
    type=click.Path(path_type=Path),
    required=True,
    help="The WAV file to write.",
)
@click.option("--role", type=click.Choice(ROLES), help="The part that A plays; else as heard.")
@options.bundles
@options.library
def command(
    file: str,
    wanted: str,
    out: Path,
    role: str | None,
    bundles: tuple[str, ...],
    library: str | None,
) -> None:
    """Write to OUT what A is when the network of another part decodes what its own has heard.

    Needs bundles that imagine both parts: for basses and percussion they ship. OUT is a WAV file;
    one of that name is replaced.
    """
    config = Config()
    with in_use(library or config.library) as catalogue:
        (known,) = look_up((file,), catalogue)
    loop = must_be_loop(known.loop)
    there = installed(bundles)[0]
    hears, plays = loops.imaginer(there, role or loop.role), loops.imaginer(there, wanted)
    bars = count(loop)
    latents = encoded(hears, audio.decode(file), loop, bars)
    made = loops.sounding(plays, latents, loop.bpm, config.ranking.target_lufs)
    audio.save(out, made)
    click.echo(f"{out}: {wanted}, {described(made, bars, loop.bpm)}")
