"""`barwise patches`: what an installed Barwise has for Max, Live, Pure Data and the others."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

import live
from live.errors import FileError
from live.manual import ending

#: Beside `live`, in a checkout as in an installation.
PATCHES = Path(live.__file__).parents[1] / "patches"
FOR = {
    "max": "Max and Live: copy max/Barwise into Max's folder Packages",
    "pd": "Pure Data: open pd/barwise.pd",
    "supercollider": "SuperCollider: copy supercollider into your Extensions",
    "open-stage-control": "Open Stage Control: load open-stage-control/barwise.json",
}


@click.command(
    epilog=ending(
        "barwise patches ~/Barwise",
    )
)
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Write the patches for Max, Live, Pure Data, SuperCollider and Open Stage Control.

    They speak OSC with a `barwise run` of the same version: write them again after an update. What
    has the same name in FOLDER is replaced, all else there is kept. FOLDER/README.md says how each
    is used.
    """
    try:
        _write(folder)
    except (OSError, shutil.Error) as error:
        raise FileError(f"{folder}: {error}; name another folder") from None
    for what in (*FOR.values(), "how each is used: README.md"):
        click.echo(f"{folder}: {what}")


def _write(folder: Path) -> None:
    for name in FOR:
        shutil.copytree(PATCHES / name, folder / name, dirs_exist_ok=True)
    shutil.copy(PATCHES / "README.md", folder)
