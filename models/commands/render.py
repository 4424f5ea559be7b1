"""`python -m models render`: loops out of MIDI files and tracker modules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click
import joblib

from live.errors import BarwiseError, FileError
from live.progress import progress
from models import items
from models.items import Item
from models.render import Plan, render
from models.rendering import desk, synth, voices
from models.sources import scores, stems
from models.sources.scores import Score

_SEED = "seed.txt"


@click.command()
@click.argument("folders", metavar="SONGS_FOLDER...", nargs=-1, required=True)
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--seed", metavar="N", default=1, show_default=True, help="Of all that is drawn.")
@click.option("--songs", metavar="N", type=int, help="Of each folder, drawn; all if not given.")
@click.option("--sections", metavar="N", type=int, help="Of each song; all if not given.")
@click.option("--jobs", metavar="N", default=-1, show_default="one a core", help="Processes.")
def command(
    folders: tuple[str, ...],
    out: Path,
    seed: int,
    songs: int | None,
    sections: int | None,
    jobs: int,
) -> None:
    """Render every part of the songs in SONGS_FOLDER... into the folder OUT.

    Songs are MIDI files (.mid) or tracker modules (.mod, .xm, .s3m, .it). Each part of each song
    gets a room, equaliser, level and codec of its own, and if it is MIDI an instrument. Songs that
    are rendered already stay as they are. OUT holds a `stems.tsv` of all loops at the end.
    """
    wanted = [s for folder in folders for s in _drawn(scores.load(Path(folder)), songs, seed)]
    plan = Plan(out, seed, _soundfonts(wanted), sections)
    _keep_seed(out, seed)
    made: list[Item] = []
    with progress("songs") as watch:
        work = joblib.Parallel(n_jobs=jobs, return_as="generator")
        done = work(joblib.delayed(_render)(score, plan) for score in wanted)
        for count, found in enumerate(done, 1):
            watch(count, len(wanted))
            if isinstance(found, str):
                click.echo(found, err=True)
            else:
                made.extend(found)
    items.write(out / stems.TABLE, made)
    click.echo(_said(made))


def _keep_seed(out: Path, seed: int) -> None:
    """What one folder holds is all drawn from one seed."""
    out.mkdir(parents=True, exist_ok=True)
    note = out / _SEED
    if note.exists() and int(note.read_text()) != seed:
        raise FileError(f"{out}: was rendered with --seed {note.read_text()}; take another folder")
    note.write_text(str(seed))


def _drawn(found: Sequence[Score], songs: int | None, seed: int) -> list[Score]:
    if songs is None or songs >= len(found):
        return list(found)
    chosen = desk.rng(seed, found[0].corpus).choice(len(found), songs, replace=False)
    return [found[index] for index in sorted(chosen)]


def _soundfonts(wanted: Sequence[Score]) -> tuple[Path, ...]:
    """What MIDI files need before the first is begun."""
    if not any(score.is_midi for score in wanted):
        return ()
    synth.program()
    return voices.installed()


def _render(score: Score, plan: Plan) -> list[Item] | str:
    """The loops of a song, or why there are none."""
    try:
        return render(score, plan)
    except BarwiseError as error:
        return str(error)


def _said(made: Sequence[Item]) -> str:
    files, songs = len({item.path for item in made}), len({item.song for item in made})
    roles = Counter(item.role for item in made)
    counted = ", ".join(f"{count} {role}" for role, count in roles.most_common())
    return f"{songs} songs: {len(made)} loops in {files} files: {counted}"
