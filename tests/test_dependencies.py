"""What is installed with Barwise: wanted, pinned, and under a licence that lets it be given away.

Whether a version has a known weakness cannot be told without the network's list of them: on a
machine that has one, `pip-audit -r .github/constraints.txt` asks it.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CORE: list[str] = PROJECT["dependencies"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
#: What the instrument uses when it is there.
OF_LIVE = ("cluster", "link", "oscquery", "postgres")
#: Never pinned: they come with the environment.
TOOLS = {"pip", "setuptools"}

#: What torch brings along depends on which of its builds is taken, and is pinned by it.
OF_TORCH = re.compile(r"cuda-|nvidia-|triton$")

PERMISSIVE = re.compile(
    r"\b(MIT(-0|-CMU)?|(0|3-Clause )?BSD(-[23]-Clause)?|ISC|Apache|Zlib|CC0|PSF|Unlicense"
    r"|Freely Distributable)\b"
)
#: Libraries that are used as they come; who passes a changed one on must pass its source on.
WEAK_COPYLEFT = {"pyo": "LGPL-3.0-or-later", "soxr": "LGPL-2.1-or-later"}


def pins() -> dict[str, Requirement]:
    lines = (ROOT / ".github" / "constraints.txt").read_text().splitlines()
    wanted = (Requirement(line) for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(each.name): each for each in wanted}


def drawn_in(texts: Iterable[str]) -> dict[str, Distribution]:
    """Everything that these requirements bring along on this machine."""
    found: dict[str, Distribution] = {}
    left = [each for each in map(Requirement, texts) if _here(each)]
    while left:
        wanted = left.pop()
        name = canonicalize_name(wanted.name)
        if name in found or OF_TORCH.match(name):
            continue
        found[name] = distribution(name)
        further = (Requirement(text) for text in found[name].requires or ())
        left += [each for each in further if _here(each, wanted.extras)]
    return found


def _here(wanted: Requirement, extras: Iterable[str] = ()) -> bool:
    """Whether it is wanted on this machine, by one of `extras` or anyway."""
    asked = ("", *extras)
    return not wanted.marker or any(wanted.marker.evaluate({"extra": each}) for each in asked)


ALL = drawn_in([*CORE, *(text for extra in EXTRAS.values() for text in extra)])


def test_everything_is_pinned_and_is_what_the_tests_run_with() -> None:
    known = pins()
    assert sorted(set(ALL) - set(known) - TOOLS) == [], "not pinned in .github/constraints.txt"
    other = {
        name: found.version
        for name, found in ALL.items()
        if name in known and not known[name].specifier.contains(found.version, prereleases=True)
    }
    assert other == {}, "installed in another version than pinned"


def test_every_pin_is_one_version_of_something_that_is_used() -> None:
    known = pins()
    assert sorted(set(known) - set(ALL)) == [], "pinned, and nothing asks for it"
    loose = [name for name, pin in known.items() if not str(pin.specifier).startswith("==")]
    assert loose == []


def licence(found: Distribution) -> str:
    """As its metadata has it: the expression, else the classifiers, else the first line."""
    told = found.metadata
    classified = [
        each.rpartition("::")[2].strip()
        for each in told.get_all("Classifier", [])
        if each.startswith("License")
    ]
    (expression,) = told.get_all("License-Expression", [""])
    (said,) = told.get_all("License", [""])
    return expression or " ".join(classified) or said.strip().split("\n")[0]


@pytest.mark.parametrize("name", sorted(drawn_in(CORE)))
def test_the_licence_lets_it_be_installed_with_barwise(name: str) -> None:
    found = licence(ALL[name])
    if name in WEAK_COPYLEFT:
        assert found == WEAK_COPYLEFT[name]
    else:
        assert PERMISSIVE.search(found), f"{name}: {found!r} is not known to be permissive"
        assert not re.search(r"GPL|MPL", found), f"{name}: {found!r}"


def imported(folder: Path) -> set[str]:
    """The distributions that the modules below `folder` import, wherever in them."""
    trees = (ast.parse(path.read_text()) for path in folder.rglob("*.py"))
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {each.name for node in nodes if isinstance(node, ast.Import) for each in node.names}
    names |= {n.module for n in nodes if isinstance(n, ast.ImportFrom) and n.module and not n.level}
    known = packages_distributions()
    found = (known.get(name.partition(".")[0], ()) for name in names)
    return {canonicalize_name(each) for several in found for each in several}


def names(texts: Iterable[str]) -> set[str]:
    return {canonicalize_name(Requirement(text).name) for text in texts if _here(Requirement(text))}


def test_the_instrument_asks_for_all_that_it_imports_and_for_nothing_else() -> None:
    used = imported(ROOT / "live") - {"barwise"}
    optional = names(text for extra in OF_LIVE for text in EXTRAS[extra])
    assert sorted(used - names(CORE) - optional) == [], "imported, not asked for"
    assert sorted(names(CORE) - used) == [], "asked for, never imported"
