"""`barwise library`: what there is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click
from rich.table import Table

from live import options, tables
from live.completing import role_names
from live.config import Config
from live.errors import FileError
from live.library import correction, describe, filters
from live.library.catalogue import Catalogue
from live.library.filters import Filter
from live.library.shared.sync import in_use
from live.manual import ending
from live.types import ROLES, Kind, Loop

_KINDS = [kind.value for kind in Kind]


@click.command(
    epilog=ending(
        "barwise library --role bass --bpm 118-122",
        "barwise library --key Am --text vinyl",
        "barwise library --set-role bass+melody riff.wav",
    )
)
@click.argument("files", metavar="[FILE...]", type=click.Path(), nargs=-1)
@click.option(
    "--set-role",
    metavar="ROLE",
    shell_complete=role_names,
    help="FILE... plays this: bass, bass+melody; auto takes it back.",
)
@click.option("--role", type=click.Choice(ROLES), help="Only what plays this.")
@click.option("--bpm", metavar="MIN-MAX", help="Only these tempi: 120-130, 90-, or 120.")
@click.option("--key", metavar="KEY", help="Only this key: Am, F# major, Bb, 8A.")
@click.option("--pack", metavar="TEXT", default="", help="Only packs with this in their name.")
@click.option("--text", metavar="TEXT", default="", help="Only files with this in their path.")
@click.option(
    "--kind",
    type=click.Choice(_KINDS),
    default="loop",
    show_default=True,
    help="Loops, or what is none.",
)
@click.option("--broken", is_flag=True, help="The files that cannot be read, and why.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
@options.library
def command(
    files: tuple[str, ...],
    set_role: str | None,
    role: str | None,
    bpm: str | None,
    key: str | None,
    pack: str,
    text: str,
    kind: str,
    broken: bool,
    as_json: bool,
    library: str | None,
) -> None:
    """List the loops of the library, or those that all options fit.

    Needs a library: `barwise scan` makes it. With --set-role say what part FILE... play: whatever
    is heard or named, that holds, and is written into the library. All else only reads it.
    """
    if bool(files) != bool(set_role):
        raise click.UsageError("FILE... and --set-role ROLE go together")
    wanted = Filter(
        kind=Kind(kind),
        role=role or "",
        bpm=filters.tempo_range(bpm) if bpm else filters.ANY_TEMPO,
        key=filters.key(key) if key else None,
        pack=pack,
        text=text,
    )
    with in_use(library or Config().library) as path, _opened(path) as catalogue:
        if set_role:
            corrected = correction.correct(catalogue, files, correction.said(set_role))
            _show_loops(corrected, as_json)
        elif broken:
            _show_broken(catalogue.broken(), as_json)
        else:
            _show(catalogue, list(wanted.of(catalogue.loops())), as_json)


def _opened(path: Path) -> Catalogue:
    if not path.exists():
        raise FileError(f"{path}: no library yet; make it with `barwise scan FOLDER`")
    return Catalogue.open(path)


def _show_broken(files: Sequence[tuple[str, str]], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([{"path": path, "reason": reason} for path, reason in files]))
        return
    for path, reason in files:
        click.echo(f"{path}: {reason}")
    if not files:
        click.echo("every file could be read")


def _show(catalogue: Catalogue, loops: Sequence[Loop], as_json: bool) -> None:
    _show_loops(loops, as_json)
    if as_json:
        return
    held = catalogue.count()
    click.echo(f"{len(loops)} shown; {catalogue.path} holds {describe.counts(held)}")
    if not held:
        raise FileError(f"{catalogue.path}: the library is empty; run `barwise scan FOLDER`")


def _show_loops(loops: Sequence[Loop], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([describe.as_json(loop) for loop in loops]))
    elif loops:
        tables.console().print(_table(loops))


def _table(loops: Sequence[Loop]) -> Table:
    listed = tables.table("loop", "pack", "role", "from", "key", ">bpm", ">length", ">LUFS")
    for loop in loops:
        listed.add_row(
            Path(loop.path).name,
            loop.pack,
            "+".join(describe.roles(loop)),
            describe.role_from(loop),
            loop.key_name,
            f"{loop.bpm:.6g}" if loop.bpm else "",
            describe.length(loop),
            f"{loop.lufs:.1f}",
        )
    return listed
