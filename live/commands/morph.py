"""`barwise morph`: the loops that lie between two others."""

from __future__ import annotations

from pathlib import Path

import click

from live import audio, options
from live.bundle import installed
from live.commands.generate import described
from live.config import Config
from live.errors import FileError
from live.imagination import loops
from live.imagination.bars import count, encoded
from live.library import describe
from live.library.lookup import look_up
from live.library.shared.sync import in_use
from live.listening.together import must_be_loop
from live.manual import ending
from live.types import ROLES, Loop


@click.command(
    epilog=ending(
        "barwise morph bass-1.wav bass-2.wav -o between",
        "barwise morph bass-1.wav bass-2.wav --steps 9 -o between",
    )
)
@click.argument("one", metavar="A", type=click.Path())
@click.argument("other", metavar="B", type=click.Path())
@click.option(
    "-o",
    "out",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    required=True,
    help="Where to write them.",
)
@click.option(
    "--steps",
    type=click.IntRange(2, 100),
    default=5,
    show_default=True,
    help="How many, A and B among them.",
)
@click.option("--role", type=click.Choice(ROLES), help="The part that both play; else as heard.")
@options.bundles
@options.library
def command(
    one: str,
    other: str,
    out: Path,
    steps: int,
    role: str | None,
    bundles: tuple[str, ...],
    library: str | None,
) -> None:
    """Write loops that go in even steps from A to B, which play the same part, into FOLDER.

    All have the tempo of A. The first is A and the last B, as the network hears them. Needs a
    bundle that imagines their part: for basses and percussion one ships. FOLDER is made; its
    1.wav, 2.wav ... are replaced.
    """
    config = Config()
    with in_use(library or config.library) as catalogue:
        known = look_up((one, other), catalogue)
    first, last = (must_be_loop(each.loop) for each in known)
    imagines = loops.imaginer(installed(bundles)[0], role or _shared(first, last))
    bars = max(count(first), count(last))
    begin = encoded(imagines, audio.decode(one), first, bars)
    end = encoded(imagines, audio.decode(other), last, bars)
    _make(out)
    for number, latents in enumerate(loops.between(begin, end, steps), 1):
        made = loops.sounding(imagines, latents, first.bpm, config.ranking.target_lufs)
        path = out / f"{number:0{len(str(steps))}}.wav"
        audio.save(path, made)
        click.echo(f"{path}: {described(made, bars, first.bpm)}")


def _shared(first: Loop, last: Loop) -> str:
    """The likeliest role of `first`, which `last` must have as well."""
    if first.role not in describe.roles(last):
        raise FileError(
            f"{last.path}: {describe.role(last)}, while {first.path} is {first.role}; "
            "give two loops of one part, or say --role"
        )
    return first.role


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"{folder}: {error.strerror}; name another folder") from None
