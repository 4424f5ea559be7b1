"""`barwise review`: the page after the gig."""

from __future__ import annotations

from pathlib import Path

import click

from live.library.shared import place
from live.manual import ending
from live.review import cues, midi, page, sheet
from live.review import recording as recordings
from live.review.reading import read
from live.review.values import Review

_FILE = click.Path(path_type=Path)
_MIDI = (".mid", ".midi", ".smf")


@click.command(
    epilog=ending(
        "barwise review set.jsonl",
        "barwise review set.jsonl --audio set.wav --csv set.csv --cues set.mid",
    )
)
@click.argument("log", metavar="SET.jsonl", type=_FILE)
@click.option("--page", "html", metavar="FILE", type=_FILE, help="If not SET.html beside the log.")
@click.option("--audio", metavar="FILE", type=_FILE, help="The recording of the set, to play.")
@click.option(
    "--audio-at",
    metavar="SECONDS",
    type=float,
    help="When in the set the recording begins, if its first sound is not the first loop.",
)
@click.option("--csv", "table", metavar="FILE", type=_FILE, help="What played, a row a loop.")
@click.option(
    "--cues",
    "lists",
    metavar="FILE",
    type=_FILE,
    multiple=True,
    help="What came and went: a text, or a MIDI file for Live if it ends in .mid; repeatable.",
)
@click.option("--library", metavar="FILE", type=click.Path(), help="If not the one of the log.")
def command(
    log: Path,
    html: Path | None,
    audio: Path | None,
    audio_at: float | None,
    table: Path | None,
    lists: tuple[Path, ...],
    library: str | None,
) -> None:
    """Look at the set of SET.jsonl: what played, what was offered, what was taken.

    Logs of sets lie in the data folder (~/.local/share/barwise/sets); the library tells more of
    the loops, if it is there. Writes one page that needs no network, SET.html beside the log, and
    what --csv and --cues name. A log cut off by a crash is told up to there.
    """
    review = read(log, place.catalogue(library) if library else None)
    written = html or log.with_suffix(".html")
    page.write(review, written, _player(audio or _own(review), audio_at, review))
    if table is not None:
        sheet.write(review, table)
    for path in lists:
        (midi if path.suffix.lower() in _MIDI else cues).write(review, path)
    for note in review.notes:
        click.echo(note, err=True)
    for path in filter(None, (written, table, *lists)):
        click.echo(path)


def _own(review: Review) -> Path | None:
    """The recording that the log knows of, unless it has gone."""
    known = Path(review.recording) if review.recording else None
    return known if known is not None and known.is_file() else None


def _player(recording: Path | None, at: float | None, review: Review) -> page.Player | None:
    if recording is None:
        return None
    begins = recordings.begins(recording, review.first_sound) if at is None else at
    return page.Player(recording, begins)
