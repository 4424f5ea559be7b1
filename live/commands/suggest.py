"""`barwise suggest`: the ranking without a stage."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from live import options, tables
from live.assembly import open_shelf
from live.bundle import installed
from live.config import Config, RankingConfig
from live.library import describe
from live.library.catalogue import Catalogue
from live.library.lookup import look_up
from live.library.shared.sync import in_use
from live.library.upkeep import newest, serving
from live.listening.together import hear_together
from live.manual import ending
from live.ranking import Wishes, rank
from live.timeline import FASTEST_BPM, SLOWEST_BPM
from live.types import ROLES, Suggestion


@click.command(
    epilog=ending(
        "barwise suggest beat.wav keys.wav",
        "barwise suggest beat.wav --role bass -n 3 --json",
    )
)
@click.argument("files", metavar="FILE...", type=click.Path(), nargs=-1, required=True)
@click.option(
    "--role",
    type=click.Choice([*ROLES, "any", "auto"]),
    default="auto",
    show_default=True,
    help="What to suggest; auto is what is missing.",
)
@click.option(
    "-n", "number", type=click.IntRange(1, 1000), default=8, show_default=True, help="How many."
)
@click.option(
    "--bpm",
    type=click.FloatRange(SLOWEST_BPM, FASTEST_BPM),
    help="The session's tempo; else that of the first FILE.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list, the best first.")
@options.library
def command(
    files: tuple[str, ...],
    role: str,
    number: int,
    bpm: float | None,
    as_json: bool,
    library: str | None,
) -> None:
    """Say which loops of the library fit FILE..., which play together from their first beats.

    Each comes with its fix (semitones to transpose, beats to wait, playback rate, gain) and with
    the reasons. Needs a library: `barwise scan` makes it. A FILE that is not in it is analysed
    now. Nothing fitting is an answer. Writes nothing.
    """
    config = Config()
    ranking = replace(config.ranking, suggestions=number)
    with in_use(library or config.library) as catalogue:
        suggestions = _ranked(files, catalogue, role, bpm, ranking)
    if as_json:
        click.echo(json.dumps([_as_json(suggestion) for suggestion in suggestions]))
    else:
        _show(suggestions)


def _ranked(
    files: tuple[str, ...], library: Path, role: str, bpm: float | None, ranking: RankingConfig
) -> tuple[Suggestion, ...]:
    bundles, _ = installed(ranking.bundles)
    shelf = open_shelf(library, newest(bundles))
    playing = look_up(files, library)
    heard = hear_together(playing, bpm or playing[0].loop.bpm)
    judges = serving(bundles, shelf)
    return rank(heard, shelf, _wishes(role, library), ranking, judges).suggestions


def _wishes(role: str, library: Path) -> Wishes:
    with Catalogue.open(library) as catalogue:
        banned, favourites = catalogue.taste()
    return Wishes(role=role, banned=banned, favourites=favourites)


def _as_json(suggestion: Suggestion) -> dict[str, Any]:
    loop = suggestion.loop
    return {
        "path": loop.path,
        "score": suggestion.score,
        "role": describe.role(loop),
        "bpm": loop.bpm,
        "key": loop.key_name,
        "transpose": suggestion.transpose,
        "beat_offset": suggestion.beat_offset,
        "stretch": suggestion.stretch,
        "gain_db": suggestion.gain_db,
        "reasons": dict(suggestion.reasons),
    }


def _show(suggestions: Sequence[Suggestion]) -> None:
    if not suggestions:
        click.echo("nothing fits: try another --role, or scan more loops")
        return
    listed = tables.table(
        ">score", "loop", "role", "key", ">bpm", ">semitones", ">beats", ">speed", ">dB", "because"
    )
    for suggestion in suggestions:
        listed.add_row(*_row(suggestion))
    tables.console().print(listed)


def _row(suggestion: Suggestion) -> tuple[str, ...]:
    loop = suggestion.loop
    return (
        f"{suggestion.score:.2f}",
        Path(loop.path).name,
        describe.role(loop),
        loop.key_name,
        f"{loop.bpm:.6g}",
        f"{suggestion.transpose:+d}",
        f"{suggestion.beat_offset:g}",
        f"{suggestion.stretch:.3f}",
        f"{suggestion.gain_db:+.1f}",
        " ".join(f"{name} {share:+.2f}" for name, share in suggestion.reasons[:3]),
    )
