"""How many files of a loop pack get the role of their folder, with names shown and hidden.

`python -m tests.bench.roles_of_packs FOLDER...` scans each as `barwise scan` does, with the bundles
that are installed, and again with every file under a name that says nothing. What is true comes
from the pack: the nearest folder that names a role, else `bass` in the file's own name; files
without either are not asked. Right is the likeliest role; listed, any with a probability of 0.5.
"""

from __future__ import annotations

import itertools
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from live.bundle import installed
from live.library import describe
from live.library.catalogue import Catalogue
from live.library.scan import scan
from live.library.upkeep import hear_all, newest, tagger
from live.types import ROLES, Loop

_FOLDERS = {
    r"drums?|perc\w*|tops?|breaks?": "percussion",
    r"bass\w*": "bass",
    r"chords?|pads?|keys": "chord",
    r"melod\w+|leads?|arps?": "melody",
    r"s?fx|effects": "fx",
    r"vocals?|vox|voices?": "voice",
}
_MEANINGLESS = "qxzjw"  # letters that make no word


@dataclass(frozen=True)
class Score:
    asked: int
    right: int
    listed: int

    def __str__(self) -> str:
        share = f"{self.right / self.asked:4.0%}" if self.asked else "   -"
        return f"{self.right:3} of {self.asked:3} {share}, listed {self.listed:3}"


def truth(path: Path, root: Path) -> str:
    """The role that the pack gives the file; empty if none."""
    for folder in path.relative_to(root).parts[-2::-1]:
        for pattern, role in _FOLDERS.items():
            if re.fullmatch(pattern, folder.casefold()):
                return role
    return "bass" if re.search(r"bass\b", path.stem.casefold()) else ""


def scanned(folder: Path) -> dict[Path, Loop]:
    """Every file of the folder as a new library knows it."""
    with tempfile.TemporaryDirectory() as home:
        library = Path(home, "library.db")
        scan([folder], library)
        hear_all(library, newest(installed()[0]))
        with Catalogue.open(library) as catalogue:
            known = ((path, catalogue.loop_at(path)) for path in catalogue.files())
            return {Path(path): loop for path, loop in known if loop is not None}


def hidden(folder: Path) -> dict[Path, Loop]:
    """The same, scanned under names that say nothing."""
    with tempfile.TemporaryDirectory() as home:
        names = ("".join(letters) for letters in itertools.product(_MEANINGLESS, repeat=6))
        masks = {Path(home, next(names) + path.suffix): path for path in sorted(_files(folder))}
        for mask, path in masks.items():
            mask.symlink_to(path)
        return {masks[mask]: loop for mask, loop in scanned(Path(home)).items()}


def scores(found: Mapping[Path, Loop], root: Path) -> dict[str, Score]:
    """Role -> how often it is found, and `all` of them."""
    true = {path: truth(path, root) for path in found}
    by_role = {
        role: _score([(found[path], true[path]) for path in found if true[path] == role])
        for role in ROLES
    }
    return {**by_role, "all": _score([(found[path], role) for path, role in true.items() if role])}


def _score(pairs: list[tuple[Loop, str]]) -> Score:
    return Score(
        len(pairs),
        sum(describe.role(loop) == role for loop, role in pairs),
        sum(role in describe.roles(loop) for loop, role in pairs),
    )


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def main(folders: list[str]) -> None:
    tells = tagger(installed()[0])
    print(f"sound is heard by {tells.label if tells else 'rule of thumb'}")
    for folder in (Path(each).resolve() for each in folders):
        shown, masked = scores(scanned(folder), folder), scores(hidden(folder), folder)
        print(f"{folder.name}: names shown | hidden")
        for role, score in shown.items():
            if score.asked:
                print(f"  {role:10} {score} | {masked[role]}")


if __name__ == "__main__":
    main(sys.argv[1:])
