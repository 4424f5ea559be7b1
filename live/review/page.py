"""The page: one file with all that it needs, to be opened from anywhere without a network."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from html import escape
from importlib import resources
from pathlib import Path
from string import Template
from urllib.parse import quote

from live.errors import FileError
from live.review.arrangement import Arrangement
from live.review.data import data
from live.review.figures import clock, figures
from live.review.values import Block, Moment, Review, name, role
from live.types import ROLES

#: One script in the page: in this order, what is run at once finds what it needs.
_SCRIPTS = ("set", "words", "view", "lanes", "audio", "hit", "draw", "tables", "hands", "main")

_COLUMNS = ("from", "to", "slot", "loop", "role", "key", "fix", "place on the list")


@dataclass(frozen=True, slots=True)
class Player:
    """Plays `recording`, which begins at the set's second `begins`."""

    recording: Path
    begins: float


def write(review: Review, path: Path, player: Player | None = None) -> None:
    """The page of `review` at `path`. Raises `FileError`."""
    audio = "" if player is None else _audio(_beside(player.recording, path), player.begins)
    try:
        path.write_text(made(review, audio), encoding="utf-8")
    except OSError as error:
        raise FileError(f"{path}: {error.strerror}; give another file to --page") from None


def made(review: Review, audio: str = "") -> str:
    """The page as text, with `audio` (HTML) in it."""
    return Template(_static("page.html")).substitute(
        began=f"{review.began:%Y-%m-%d %H:%M}",
        figures="".join(_figure(what, value) for what, value in figures(review)),
        notes="".join(f'<p class="note">{escape(note)}</p>' for note in review.notes),
        audio=audio,
        legend="".join(_role(each) for each in (*ROLES, "unknown")),
        columns="".join(f'<th scope="col">{each}</th>' for each in _COLUMNS),
        rows="\n".join(_row(block, review.arrangement) for block in review.blocks),
        played=len(review.blocks),
        lists=len(review.shown),
        marks=len(review.marks),
        style=_static("style.css"),
        script="\n".join(_static(f"{each}.js") for each in _SCRIPTS),
        data=json.dumps(data(review), separators=(",", ":")).replace("<", "\\u003c"),
    )


def _static(file: str) -> str:
    return (resources.files("live.review") / "static" / file).read_text(encoding="utf-8")


def _figure(what: str, value: str) -> str:
    return f"<div><dt>{escape(what)}</dt><dd>{escape(value)}</dd></div>"


def _role(role: str) -> str:
    return f'<li style="--role: var(--{role})">{role}</li>'


def _row(block: Block, bars: Arrangement) -> str:
    taken = block.taken
    values = (
        _place(block.start, bars),
        _place(block.end, bars),
        block.lane,
        name(block.loop),
        role(block.loop),
        block.key,
        _fix(block),
        f"{taken.place} of {taken.among}" if taken else "",
    )
    return "<tr>" + "".join(f"<td>{escape(value)}</td>" for value in values) + "</tr>"


def _place(moment: Moment, bars: Arrangement) -> str:
    bar, beat = bars.bar_at(moment.time)
    return f"bar {bar}.{int(beat)}, {clock(moment.time)}"


def _fix(block: Block) -> str:
    fix = block.suggestion
    shift = f"{fix.transpose:+d} semitones" if fix.transpose else ""
    stretch = f"×{fix.stretch:.3f}" if abs(fix.stretch - 1) > 5e-4 else ""
    gain = f"{fix.gain_db:+.1f} dB" if fix.gain_db else ""
    return ", ".join(filter(None, (shift, stretch, gain)))


# --- the recording ------------------------------------------------------------------------------


def _beside(recording: Path, page: Path) -> str:
    """From the page to the recording, so that both may move together."""
    return Path(os.path.relpath(recording.absolute(), page.absolute().parent)).as_posix()


def _audio(path: str, begins: float) -> str:
    return f"""<div class="listen">
<audio controls preload="metadata" src="{quote(path)}" aria-label="Recording of the set"></audio>
<label>It begins at the set's second
<input id="beginning" type="number" step="0.01" value="{begins:.3f}"></label>
<p class="note" id="lost" hidden>The recording is not where it was: {escape(path)}</p>
</div>"""
