"""A shared library as it is typed: two machines, each its own data folder, and real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from live import cli
from live.library.catalogue import Catalogue
from live.library.shared import place
from tests import files
from tests.postgres import Postgres, postgres
from tests.sounds import PROGRESSION, chords, drums

#: No part of the password may be seen, however it is spelt.
SECRET = "s3cr"


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres() as started:
        yield started


@dataclass(frozen=True)
class Machine:
    """The command line in this process, which spares the start of another."""

    home: Path
    patch: pytest.MonkeyPatch
    told: pytest.CaptureFixture[str]

    @property
    def shared(self) -> Path:
        return self.home / "barwise" / "shared"

    def barwise(self, *arguments: str | Path) -> tuple[int, str, str]:
        """Exit status, stdout and stderr."""
        self.patch.setattr(place, "FOLDER", self.shared)
        with pytest.raises(SystemExit) as end:
            cli.main([str(each) for each in arguments])
        out, error = self.told.readouterr()
        assert SECRET not in out + error
        return int(end.value.code or 0), out, error

    def held(self) -> list[Path]:
        return [path for path in self.home.rglob("*") if path.is_file()]

    def banned(self) -> int:
        (mirror,) = self.shared.glob("*.db")
        with Catalogue.open(mirror) as catalogue:
            return len(catalogue.taste()[0])


Machines = Callable[[str], Machine]


@pytest.fixture
def machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Machines:
    return lambda name: Machine(tmp_path / name, monkeypatch, capfd)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("music")
    files.wav(folder / "Night" / "beat 120bpm.wav", drums(120, 16))
    files.wav(folder / "Night" / "pad Am 120bpm.wav", chords(120, *PROGRESSION))
    files.wav(folder / "Day" / "bass C 122bpm.wav", chords(122, (36,), (36,), (39,), (34,)))
    return folder


def suggested(machine: Machine, file: Path, library: str | Path) -> Sequence[object]:
    status, out, error = machine.barwise("suggest", file, "--json", "--library", library)
    assert (status, error) == (0, "")
    found: Sequence[object] = json.loads(out)
    return found


def test_scanned_on_one_machine_it_is_suggested_on_the_other_as_from_a_local_library(
    server: Postgres, machine: Machines, folder: Path, tmp_path: Path
) -> None:
    one, other = machine("one"), machine("other")
    url = server.database()
    shown = f"127.0.0.1:{server.port}"
    local = tmp_path / "local.db"
    assert one.barwise("scan", folder, "--library", url, "--jobs", "1")[0] == 0
    assert other.barwise("scan", folder, "--library", local, "--jobs", "1")[0] == 0
    beat = folder / "Night" / "beat 120bpm.wav"
    assert suggested(other, beat, url) == suggested(other, beat, local) != []
    status, out, error = other.barwise("scan", folder, "--library", url)
    assert "0 analysed" in out and "3 unchanged" in out

    status, out, error = one.barwise(
        "library", "--set-role", "voice", folder / "Day" / "bass C 122bpm.wav", "--library", url
    )
    assert (status, error) == (0, "")
    _, out, _ = other.barwise("library", "--role", "voice", "--json", "--library", url)
    assert [Path(loop["path"]).name for loop in json.loads(out)] == ["bass C 122bpm.wav"]

    server.stop("immediate")
    try:
        status, out, error = other.barwise("library", "--role", "voice", "--json", "--library", url)
        assert (status, len(json.loads(out))) == (0, 1)
        (line,) = error.splitlines()
        assert line.startswith(f"barwise: postgresql://barwise@{shown}/")
        assert line.endswith("the library is as it was here the last time")
        status, out, error = machine("third").barwise("suggest", beat, "--library", url)
        assert (status, out, len(error.splitlines())) == (1, "", 1)
    finally:
        server.start()
    for each in (one, other):
        assert each.held()
        assert not any(SECRET in str(path) for path in each.held())
        assert not any(SECRET.encode() in path.read_bytes() for path in each.held())


def test_a_set_with_a_shared_library_is_logged_replayed_and_its_ban_is_shared(
    server: Postgres, machine: Machines, folder: Path, tmp_path: Path
) -> None:
    one, other = machine("one"), machine("other")
    url = server.database()
    assert one.barwise("scan", folder, "--library", url, "--jobs", "1")[0] == 0
    config = tmp_path / "live.toml"
    log = tmp_path / "set.jsonl"
    config.write_text(
        f'library = "{url}"\nlog = "{log}"\nscreen = false\n[page]\non = false\n'
        "[osc]\nport = 0\nout = []\n"
    )
    script = (
        "import sys, threading, time\n"
        "from live import events\n"
        "from live.commands import run\n"
        "from live.config import load\n"
        "def hands(engine):\n"
        "    for event in (events.Ban(0), events.Quit()):\n"
        "        time.sleep(2)\n"
        "        engine.post(event)\n"
        "kept = run.run_until_ended\n"
        "def hurried(running):\n"
        "    threading.Thread(target=hands, args=[running.engine], daemon=True).start()\n"
        "    kept(running)\n"
        "run.run_until_ended = hurried\n"
        "run.play(load(sys.argv[1]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(config)],
        env=os.environ | {"XDG_DATA_HOME": str(one.home), "HOME": str(one.home)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    text = log.read_text()
    assert SECRET not in text + done.stdout + done.stderr
    named = json.loads(text.splitlines()[0])["library"]
    assert named.startswith(f"postgresql://barwise@127.0.0.1:{server.port}/")
    status, out, error = one.barwise("replay", log)
    assert (status, error) == (0, "")
    assert "as they were" in out and not out.startswith("0 lists")
    assert one.barwise("review", log)[0] == 0
    assert other.barwise("library", "--json", "--library", url)[0] == 0
    assert other.banned() == 1


def test_what_is_no_address_is_told_before_anything_is_done(machine: Machines) -> None:
    status, out, error = machine("one").barwise(
        "library", "--library", f"postgresql://u:{SECRET}/x@h/d"
    )
    assert (status, out) == (1, "")
    assert "write postgresql://USER@HOST/DATABASE" in error
