"""`barwise study make`: what people are to hear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from live.errors import ConfigError
from live.manual import ending
from live.progress import progress
from live.tables import console, table
from models.study.key import SOURCE, Clip, Key

_FOLDER = click.Path(path_type=Path)


@click.command(
    epilog=ending(
        "barwise study make ~/Songs --groups 6",
        "barwise study make ~/Songs --method ours --method chance --out pilot",
    )
)
@click.argument("library", type=_FOLDER)
@click.option("--out", type=_FOLDER, default=Path("study"), show_default=True, help="A new folder.")
@click.option(
    "--groups",
    type=click.IntRange(1),
    default=6,
    show_default=True,
    help="How many loops get company.",
)
@click.option(
    "--method",
    "named",
    multiple=True,
    metavar="NAME",
    help="ours, AutoMashUpper, original or chance; if none is named the first three, "
    "without a RUN all.",
)
@click.option("--run", "runs", multiple=True, metavar="RUN", type=_FOLDER, help="Of `train`.")
@click.option(
    "--candidates",
    type=click.IntRange(2),
    default=100,
    show_default=True,
    help="Loops, at most, that every method chooses from.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(0.4, 60),
    default=8.0,
    show_default=True,
    help="Of a clip, rounded up to whole bars.",
)
@click.option("--repeat", is_flag=True, help="Ask one group twice: does a rater say the same?")
@click.option("--split", "part", default="test", show_default=True, help="Of a gathered LIBRARY.")
@click.option(
    "--splits",
    "splits_table",
    metavar="TSV",
    type=_FOLDER,
    show_default="models/splits.tsv",
    help="Which songs of a gathered LIBRARY are for what.",
)
@click.option("--seed", default=0, show_default=True, help="Another one, another study.")
def command(
    library: Path,
    out: Path,
    groups: int,
    named: tuple[str, ...],
    runs: tuple[Path, ...],
    candidates: int,
    seconds: float,
    repeat: bool,
    part: str,
    splits_table: Path | None,
    seed: int,
) -> None:
    """Make a study: for each group one loop, and a clip of it with what every method adds to it.

    LIBRARY is what `python -m models gather` made, or a folder with a folder of loops for each
    song, whose loops sound together. All methods choose from the same loops of other songs; the
    original is what really sounded. Needs the extra: pip install 'barwise[train]'. Writes the new
    folder --out.
    """
    try:
        from models import split
        from models.study import choosing, material
        from models.study.asking import asked
        from models.study.making import Plan, make, must_be_new
    except ImportError as error:
        raise ConfigError(f"{error.name} is missing: pip install 'barwise[train]'") from None

    must_be_new(out)
    wanted = _named(named, choosing.NAMED, bool(runs))
    with progress("sections") as watch:
        splits = split.read(splits_table or split.TABLE)
        stage = material.opened(library, splits, part, watch)
    questions = asked(stage, groups, candidates, seed)
    choosers = choosing.choosers(stage.cache, wanted, runs, seed)
    with progress("groups") as watch:
        key = make(out, stage.cache, questions, choosers, Plan(seconds, seed, repeat), watch)
    _say(key, out)
    if not named:
        _tell_left_out([name for name in choosing.PAPERS if name not in choosers], choosing.PAPERS)


def _named(named: Sequence[str], known: Sequence[str], has_runs: bool) -> Sequence[str]:
    if unknown := [name for name in named if name not in known]:
        raise ConfigError(f"--method {unknown[0]}: choose from {', '.join(known)}, or give a --run")
    return named or (known[:3] if has_runs else known)


def _say(key: Key, out: Path) -> None:
    shown = table("method", ">groups", ">transposed", ">moved by beats", ">same as another's")
    asked = [group.number for group in key.groups if group.repeats is None]
    clips = [clip for clip in key.clips if clip.group in asked]
    for method in key.methods:
        own = [clip for clip in clips if clip.method == method]
        transposed = sum(clip.transpose != 0 for clip in own)
        moved = sum(clip.beat_offset != 0 for clip in own)
        counts = len(own), transposed, moved, _shared(clips, method)
        shown.add_row(method, *map(str, counts))
    console().print(shown)
    roles = Counter(group.role for group in key.groups if group.repeats is None)
    said = ", ".join(f"{count} {role}" for role, count in roles.most_common())
    click.echo(f"{out}: {len(asked)} groups (sources: {said}); `barwise study serve {out}`")


def _shared(clips: Sequence[Clip], method: str) -> int:
    """In how many groups another method chose the same loop."""
    mine = {(clip.group, clip.loop) for clip in clips if clip.method == method}
    others = {(c.group, c.loop) for c in clips if c.method not in (method, SOURCE)}
    return len(mine & others)


def _tell_left_out(missing: Sequence[str], experiments: dict[str, str]) -> None:
    for name in missing:
        click.echo(
            f"without {name}: `python -m models train {experiments[name]} RUN --cache CACHE` "
            "makes it, --run RUN adds it"
        )
