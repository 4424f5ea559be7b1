"""What was installed, used as a musician uses it who has no checkout."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from pathlib import Path

import soundfile

from tests.pure_data import free_port
from tests.release.archives import ROOT
from tests.release.machine import Machine, ReleaseError, wait_for

_COMMANDS = """
import click
from live.cli import barwise
def walk(group, name):
    print(name)
    for each in group.list_commands(click.Context(group)) if isinstance(group, click.Group) else ():
        walk(group.get_command(click.Context(group), each), f"{name} {each}")
walk(barwise, "barwise")
"""
STATIC = "live/dashboard/static/"


class Installed:
    """Barwise in the environment `bin` of `machine`."""

    def __init__(self, machine: Machine, bin: Path) -> None:
        self.machine = machine
        self.bin = bin

    def barwise(self, *arguments: str, status: int = 0) -> str:
        return self.machine.run(self.bin / "barwise", *arguments, status=status)

    def python(self, code: str) -> str:
        return self.machine.run(self.bin / "python", "-c", code).strip()

    @property
    def library(self) -> Path:
        """That of the demo."""
        return self.machine.folder / "home/.local/share/barwise/demo/library.db"


def stands_alone(installed: Installed) -> str:
    """Imported from the environment, neither from the checkout nor with torch or test tools."""
    where = installed.python("import live; print(live.__file__)")
    if not where.startswith(str(installed.bin.parent)):
        raise ReleaseError(f"live is imported from {where}")
    for package in ("torch", "pytest", "distributed"):
        found = installed.python(f"import importlib.util as u; print(u.find_spec({package!r}))")
        if found != "None":
            raise ReleaseError(f"{package} came with it")
    installed.machine.run(installed.bin / "python", "-m", "pip", "check")
    return f"{installed.barwise('--version').strip()}, without torch"


def helps(installed: Installed) -> str:
    """Every command has help that can be read without anything else being there."""
    commands = installed.python(_COMMANDS).splitlines()
    for command in commands:
        said = installed.barwise(*command.split()[1:], "--help")
        if not said.startswith(f"Usage: {command}"):
            raise ReleaseError(f"{command} --help begins {said[:40]!r}")
    return f"--help of {len(commands)} commands"


def healthy(installed: Installed) -> str:
    """All that ships is found."""
    said = installed.barwise("doctor")
    for part in ("numpy", "onnxruntime", "bundles"):
        if not any(line.startswith(f"ok      {part} ") for line in said.splitlines()):
            raise ReleaseError(f"`barwise doctor` does not find {part}")
    return next(line.split(None, 2)[2] for line in said.splitlines() if " bundles " in line)


def performs(installed: Installed) -> str:
    """Four bars that can be heard."""
    installed.barwise("demo", "--bars", "4", "--render", "x.wav")
    sound, rate = soundfile.read(installed.machine.folder / "x.wav")
    if abs(sound).max() < 0.05:
        raise ReleaseError("`barwise demo --bars 4 --render x.wav` is silent")
    return f"{len(sound) / rate:.1f} s of sound"


def serves(installed: Installed) -> str:
    """The page and everything that belongs to it."""
    osc, page = str(free_port()), str(free_port())
    options = ("--library", installed.library, "--no-screen", "--osc-port", osc)
    with installed.machine.running(
        installed.bin / "barwise", "run", *options, "--page-port", page
    ) as said:
        wait_for(f"http://127.0.0.1:{page}", said)
        asked = list(_addresses())
        for address in asked:
            _got(f"http://127.0.0.1:{page}/{address}")
    return f"{len(asked)} files answer"


def _addresses() -> Iterator[str]:
    yield ""
    for path in sorted((ROOT / STATIC).rglob("*")):
        if path.is_file():
            yield f"static/{path.relative_to(ROOT / STATIC).as_posix()}"


def _got(url: str) -> None:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            answer.read()
    except OSError as error:
        raise ReleaseError(f"{url}: {error}") from None


def says_what_is_missing(installed: Installed) -> str:
    """The listening study needs the extra `train`, and says so."""
    said = installed.barwise("study", "make", "Songs", status=1)
    if said.count("\n") != 1 or "pip install 'barwise[train]'" not in said:
        raise ReleaseError(f"`barwise study make` without torch says: {said.strip()}")
    return said.strip()


def writes_patches(installed: Installed) -> str:
    """All of them, as they are in the checkout."""
    installed.barwise("patches", "Patches")
    written = installed.machine.folder / "Patches"
    source = ROOT / "patches"
    files = [p for p in source.rglob("*") if p.is_file() and "make" not in p.parts]
    for path in files:
        copy = written / path.relative_to(source)
        if not copy.is_file() or copy.read_bytes() != path.read_bytes():
            raise ReleaseError(f"`barwise patches` does not write {path.relative_to(source)}")
    return f"{len(files)} files"
