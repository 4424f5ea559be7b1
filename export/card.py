"""The card of a bundle: what it is, what it learnt from, what it is worth, and how to make it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from export.measured import Measured
from export.music import Music
from export.origin import Origin
from live.features import FEATURE_VERSION

_WHAT = {
    "embed": """Hears a loop twice: as what it offers to others, and, when loops sound, as what
these ask for. The product of both harmonies (beats by pitch classes), how tonal a loop is, and how
far it is made up differently (after how many beats it repeats, where within a beat it plays) give
the log-odds that it belongs; rolling a harmony says so of every transposition. The product of both
rhythms (bands by sixteenths) says which beat offset fits.""",
    "tag": """Says how likely it is that a loop plays each of six roles: percussion, bass, chord,
melody, effects and voice, which do not exclude each other. It looks at mel bands and at semitones;
over time only means and maxima count.""",
    "pair": """Hears what sounds together with a candidate, its fix applied, and says how probable
it is that the two belong together.""",
}

_SCORES = "## What a score says"

_LIMITS_HEAD = "## Limits"

_LIMITS = """- It hears 16 beats at most, and of what is longer only the first 16.
- It expects loops that are on a grid of beats; one that drifts is taken for one played wrong."""

_OF_FITS = """- It knows what sounded together in the music it learnt from. That is not taste, and
  other music may have other customs: the figures hold for music like that they were measured on.
- What it answers is to rank by. It is no measure of quality."""

_OF_ROLES = """- Most of what it learnt from was rendered from notes or comes from games. Recorded
  bass, chords and melodies are few, voices mostly speak, effects are mostly those of games: of
  other packs it knows less than of these.
- What a part plays was guessed from its name, its programme or its folder, which err as well."""


def card(label: str, task: str, source: Origin, parameters: int) -> str:
    """`CARD.md` of the bundle `label`."""
    return "\n\n".join(
        [
            f"# {label}",
            _WHAT[task],
            f"{parameters:,} parameters; features of version {FEATURE_VERSION}; run {source.run}.",
            "## What it learnt from",
            learnt_from(source.music, source.experiment["held_out"]),
            "## What was measured",
            *(_measured(each) for each in source.measured),
            *([] if source.measured else ["Nothing: no report was given."]),
            _LIMITS_HEAD,
            f"{_LIMITS}\n{_OF_ROLES if task == 'tag' else _OF_FITS}",
            "## How to make it",
            _rebuilt(label, task, source),
            "",
        ]
    ).removesuffix("\n")


def with_scores(card: str, said: str) -> str:
    """`card` with what is `said` of scores, in place of what it said before."""
    rest, head, limits = card.partition(f"{_LIMITS_HEAD}\n")
    kept = rest.partition(f"{_SCORES}\n")[0].rstrip("\n")
    section = f"{_SCORES}\n\n{said}\n"
    return "\n\n".join(filter(None, (kept, section + (f"\n{head}{limits}" if head else ""))))


def scores(found: Mapping[str, Any]) -> str:
    """What `export.calibration` has `found`, in words and as a table."""
    beside = f", beside {' and '.join(found['beside'])}" if found["beside"] else ""
    passed, errors = found["passed"], found["errors_on_other_songs"]
    rows = [(f"{b['said']:.2f}", f"{b['true']:.2f}", b["count"]) for b in found["reliability"]]
    off = " and ".join(f"{each:.3f}" for each in errors) or "unknown"
    let_through = (f"{passed[which]:.0%} of the {which}" for which in ("partners", "strangers"))
    return f"""0.8 says that eight in ten of such pairs were true partners, where half are: to every
context its partner, which sounded with it, and one stranger, from another song of the same
corpus, chosen at random. Both have the fix that the engine gives them; all have one tempo, and no
role is asked for.

Measured by `python -m export calibrate` on {found["pairs"]:,} pairs of {found["songs"]} validation
songs{beside}. Wrong by {off} on songs that the curve was not fitted to (expected calibration error,
half of the songs by the other half). {" and ".join(let_through)}
score {passed["least"]:g} or more.

{_table(("said", "true", "pairs"), rows)}"""


def learnt_from(music: Sequence[Music], held_out: Iterable[str]) -> str:
    """The music of a network as a table, and what it has not heard."""
    if not music:
        return "Not stated: no cache was given."
    songs, loops = sum(each.songs for each in music), sum(each.loops for each in music)
    held = f" Held out: {', '.join(held_out)}." if held_out else ""
    rows = [(m.corpus, m.licence or "see its source", _origins(m), m.songs, m.loops) for m in music]
    table = _table(("corpus", "licence", "source", "songs", "loops"), rows)
    return f"{loops:,} loops of {songs:,} songs.{held}\n\n{table}"


def _origins(music: Music) -> str:
    """One by its name; of many the manifest has the names."""
    return music.origins[0] if len(music.origins) == 1 else f"{len(music.origins)}, see manifest"


def _measured(measured: Measured) -> str:
    silenced = any(silent for _, _, silent in measured.figures)
    head = ("of the same for every method", "figure", *(["context silenced"] if silenced else []))
    table = _table(head, (figure[: len(head)] for figure in measured.figures))
    return f"On {measured.asked}, printed by `{measured.command}`:\n\n{table}"


def _rebuilt(label: str, task: str, source: Origin) -> str:
    name, _, version = label.rpartition("-")
    made = source.experiment
    held = "".join(f" --hold-out {corpus}" for corpus in made["held_out"])
    reports = "".join(f" --report {each.on}.json" for each in source.measured)
    run = source.name
    roles, learnt = ("roles ", "material") if task == "tag" else ("", "cache")
    from_there = f"--{learnt} {learnt.upper()}"
    return f"""With a {learnt.upper()} of the music above (`python -m models {roles}gather`):

    python -m models {roles}train {made["name"]} {run} {from_there}{held} --seed {made["seed"]}
    python -m export bundle {run} OUT --name {name} --version {version} {from_there}{reports}
    python -m export check OUT/{label} {run} {from_there}"""


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = (head, ["---"] * len(head), *rows)
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
