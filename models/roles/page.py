"""The section of `RESULTS.md` on roles."""

from __future__ import annotations

from collections.abc import Mapping

from live.types import ROLES
from models.markdown import table
from models.roles.evaluation import ALL, OF_RECORDED
from models.roles.figures import FIGURES
from models.roles.report import Figures, Report, Row
from models.split import SPLITS

_HEAD = """All methods are asked of the same loops, of songs and packs from which none has learnt:
on their own, two at once (which play the roles of both), and disguised by effects.

- **Methods**: chance says of every loop how frequent a role is; rules are what `barwise scan` says
  by sound alone. The six from br-rf to rakel-svm are those of Ching, Ramires and Yang (AIMC 2020):
  binary relevance, label powerset or RAkEL, with random forests of 1,000 trees or linear support
  vector machines (C = 10), on 104 features; hcnn is their network with harmonic filters, and
  mel-cnn the one without. The tagger is ours.
- **Figures** are means over the roles. Each role's threshold is where F1 is highest on validation
  songs; on these the chances of all that has learnt were put right as well (Platt's sigmoid).
  Intervals are 95 %, whole songs and packs drawn. Above them stands how many loops play the role.
- **Recorded** loops are those of two sample packs, played or produced by people; the others were
  rendered from notes, or laid out from speech and from sounds of games.
- **Cost**: milliseconds of one core for one loop, features included. Rules and tagger start from
  the sketch, which `scan` makes anyway; all others from three seconds of sound.
"""

_TITLES = dict(zip(FIGURES, ("ROC-AUC", "PR-AUC", "F1"), strict=True))
_PICTURES = {
    "confusion": "How often each role (across) is said of loops that play one alone (down)",
    "reliability": "How often what is said with some chance is true",
}


def section(report: Report) -> list[str]:
    """Its lines."""
    tested = next(iter(report.rows.values())).parts[ALL]
    return [
        f"## Roles: {tested['loops']:.0f} test loops of {tested['songs']:.0f} songs and packs",
        "",
        _HEAD,
        *_overall(report, ALL),
        *_overall(report, OF_RECORDED),
        *(line for figure in FIGURES for line in _by_role(report, ALL, figure)),
        *_by_role(report, OF_RECORDED, "roc"),
        *(line for figure in ("roc", "f1") for line in _by_part(report, figure)),
        *(line for name in _PICTURES for line in _picture(name)),
        *_counts(report),
        *_made_by(report),
    ]


def _overall(report: Report, part: str) -> list[str]:
    rows = [
        (name, *(_between(row.parts.get(part, {}), figure) for figure in FIGURES))
        for name, row in report.rows.items()
    ]
    return table(f"Roles of {part} loops", ("method", *_TITLES.values()), rows)


def _by_role(report: Report, part: str, figure: str) -> list[str]:
    cells = {name: row.roles.get(part, {}) for name, row in report.rows.items()}
    first = next(iter(cells.values()))
    rows = [("loops", *(f"{first.get(role, {}).get('positives', 0):.0f}" for role in ROLES))]
    for name, of_role in cells.items():
        rows.append((name, *(_between(of_role.get(role, {}), figure) for role in ROLES)))
    return table(f"{_TITLES[figure]} by role, {part} loops", ("method", *ROLES), rows)


def _by_part(report: Report, figure: str) -> list[str]:
    """Of every kind of loops and of every corpus."""
    first = next(iter(report.rows.values())).parts
    rows = [
        ("loops", *(f"{part['loops']:.0f}" for part in first.values())),
        ("songs and packs", *(f"{part['songs']:.0f}" for part in first.values())),
    ]
    for name, row in report.rows.items():
        rows.append((name, *(_value(row.parts.get(part, {}), figure) for part in first)))
    return table(f"{_TITLES[figure]} by kind and origin", ("method", *first), rows)


def _picture(name: str) -> list[str]:
    return [f"![{_PICTURES[name]}](results/roles-{name}.png)", ""]


def _counts(report: Report) -> list[str]:
    rows = [
        (corpus, *(_by_split(splits, role) for role in ("loops", *ROLES)))
        for corpus, splits in report.counts.items()
    ]
    title = f"Loops with each role: {', '.join(SPLITS)}"
    return table(title, ("origin", "loops", *ROLES), rows)


def _by_split(splits: Mapping[str, Mapping[str, int]], role: str) -> str:
    return ", ".join(str(splits.get(split, {}).get(role, 0)) for split in SPLITS)


def _made_by(report: Report) -> list[str]:
    rows = [(name, *_cost(row), report.material[:8]) for name, row in report.rows.items()]
    head = ("method", "parameters", "ms per loop", "learnt from", "command", "material")
    return table("Roles made by", head, rows)


def _cost(row: Row) -> list[str]:
    parameters = "-" if row.parameters is None else f"{row.parameters:,}"
    return [parameters, f"{row.milliseconds:.2f}", f"{row.learnt:,}", f"`{row.command}`"]


def _between(found: Figures, figure: str) -> str:
    if figure not in found:
        return ""
    low, high = (found[f"{figure} {end}"] for end in ("low", "high"))
    return f"{found[figure]:.2f} ({low:.2f} to {high:.2f})"


def _value(found: Figures, figure: str) -> str:
    return f"{found[figure]:.2f}" if figure in found else ""
