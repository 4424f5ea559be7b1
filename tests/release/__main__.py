"""`make release-check`: one line a check; exit status 1 when anything is not as it must be."""

from __future__ import annotations

import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.release import archives, instrument, tutorial
from tests.release.archives import ROOT, Archives
from tests.release.instrument import Installed
from tests.release.machine import Machine, ReleaseError


class Report:
    """What is told, line by line, and how many checks failed."""

    def __init__(self) -> None:
        self.failed = 0

    def check(self, title: str, look: Callable[[], str]) -> bool:
        began = time.monotonic()
        try:
            mark, text = "ok  ", look()
        except ReleaseError as error:
            mark, text = "FAIL", str(error)
            self.failed += 1
        print(f"{mark} {title:<30} {text} ({time.monotonic() - began:.0f} s)", flush=True)
        return mark == "ok  "


def main(folder: Path) -> int:
    """Check everything in the empty `folder`; the exit status."""
    report, machine = Report(), Machine.empty(folder / "machine")
    dist, again = folder / "dist", folder / "again"
    if not report.check("wheel and sdist build", partial(_built, machine, dist)):
        return 1
    (wheel,), (sdist,) = dist.glob("*.whl"), dist.glob("*.tar.gz")
    source = _unpacked(sdist, folder)
    report.check("the sdist builds this wheel", partial(_rebuilt, machine, source, wheel, again))
    held = Archives.of(wheel, sdist)
    report.check("both are licensed", partial(archives.licensed, held))
    report.check("nothing of the tree is lacking", partial(archives.complete, held))
    report.check("nothing else came with it", partial(archives.clean, held))
    bin = folder / "installed" / "bin"
    if report.check("the wheel installs", partial(_installed, machine, bin, wheel)):
        _use(report, Installed(machine, bin))
    report.check("the tutorial, as written", partial(tutorial.follow, source, folder / "reader"))
    return int(report.failed > 0)


def _use(report: Report, installed: Installed) -> None:
    checks = {
        "stands alone": instrument.stands_alone,
        "every command helps": instrument.helps,
        "barwise doctor": instrument.healthy,
        "barwise demo": instrument.performs,
        "barwise run serves the page": instrument.serves,
        "barwise patches": instrument.writes_patches,
        "barwise study without its extra": instrument.says_what_is_missing,
    }
    for title, look in checks.items():
        report.check(title, partial(look, installed))


def _built(machine: Machine, dist: Path) -> str:
    machine.run(sys.executable, "-m", "build", "--sdist", "--wheel", "--outdir", dist, ROOT)
    sizes = (f"{path.name} {path.stat().st_size / 1e6:.1f} MB" for path in sorted(dist.iterdir()))
    return ", ".join(sizes)


def _unpacked(sdist: Path, folder: Path) -> Path:
    """The folder that it holds: what a fresh clone is, but for git."""
    with tarfile.open(sdist) as packed:
        packed.extractall(folder, filter="data")
    return folder / sdist.name.removesuffix(".tar.gz")


def _rebuilt(machine: Machine, source: Path, wheel: Path, again: Path) -> str:
    machine.run(sys.executable, "-m", "build", "--wheel", "--outdir", again, source)
    return archives.same(wheel, again / wheel.name)


def _installed(machine: Machine, bin: Path, wheel: Path) -> str:
    machine.run(sys.executable, "-m", "venv", bin.parent)
    pinned = ROOT / ".github" / "constraints.txt"
    machine.run(bin / "pip", "install", "--quiet", "-c", pinned, wheel)
    listed = machine.run(bin / "pip", "freeze")
    return f"{len(listed.splitlines())} packages, as pinned"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="barwise-release-") as made:
        sys.exit(main(Path(made)))
