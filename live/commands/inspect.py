"""`barwise inspect`: one file, closely."""

from __future__ import annotations

import json

import click
from rich.table import Table

from live import audio, options, tables
from live.config import Config
from live.library import describe, kinds
from live.library.lookup import look_up
from live.library.shared.sync import in_use
from live.manual import ending
from live.types import ROLES, Loop


@click.command(
    epilog=ending(
        "barwise inspect loop.wav",
        "barwise inspect loop.wav --png loop.png",
    )
)
@click.argument("file", metavar="FILE", type=click.Path())
@click.option(
    "--png", metavar="OUT", type=click.Path(), help="Draw its waveform with bars and beats there."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@options.library
def command(file: str, png: str | None, as_json: bool, library: str | None) -> None:
    """Show every fact about FILE, where it comes from, how sure it is and what is in doubt.

    What the library knows is shown; a file that is not in it is analysed now. Writes nothing but
    the picture that --png asks for.
    """
    with in_use(library or Config().library) as catalogue:
        (known,) = look_up((file,), catalogue)
    if as_json:
        click.echo(json.dumps({**describe.as_json(known.loop), "in_library": known.in_library}))
    else:
        _show(known.loop, known.in_library)
    if png:
        from live.library import waveform  # Pillow takes its time

        sound = audio.decode(file, kinds.LONGEST_SECONDS)
        waveform.save(waveform.draw(sound, known.loop), png)


def _show(loop: Loop, in_library: bool) -> None:
    console = tables.console()
    console.print(loop.path, style="bold", soft_wrap=True)
    where = "in the library" if in_library else "not in the library: `barwise scan` its folder"
    console.print(f"{describe.length(loop)}, {loop.seconds:.3f} s, {loop.lufs:.1f} LUFS; {where}")
    console.print(_facts(loop))
    if any(loop.roles):
        roles = ", ".join(f"{role} {p:.2f}" for role, p in zip(ROLES, loop.roles, strict=True))
        console.print(roles, style="dim")


def _facts(loop: Loop) -> Table:
    facts = tables.table("fact", "value", "from", ">sure")
    facts.add_column("note")
    for name, fact in sorted(loop.facts.items()):
        value = describe.value(name, fact)
        facts.add_row(name, value, fact.origin, f"{fact.confidence:.0%}", fact.note)
    return facts
