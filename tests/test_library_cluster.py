"""Real schedulers and workers: what they find is what one machine finds."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from live import cli
from live.errors import ConfigError, DeviceError, FileError
from live.library import cluster as clustering
from live.library.catalogue import Catalogue, Stamp
from live.library.cluster import connected
from live.library.folders import Found, stamp
from live.library.reading import Failed, Read
from live.library.scan import Progress, Summary, scan
from tests import files
from tests.conftest import eventually
from tests.dask_cluster import Cluster, cluster
from tests.sounds import PROGRESSION, chords, drums, kick


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler and two workers."""
    with cluster(tmp_path_factory.mktemp("dask")) as started:
        started.start_scheduler()
        started.start_workers(2)
        yield started


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "library.db"


def many(folder: Path, number: int) -> list[Found]:
    """Loops that differ, as a scan finds them."""
    paths = [files.wav(folder / f"{n}.wav", drums(100 + n, 8)) for n in range(number)]
    return [Found(str(path), str(folder), stamp(str(path))) for path in paths]


def hanging(folder: Path) -> Found:
    """A file that nobody ever finishes reading: a pipe that nobody writes to."""
    folder.mkdir(parents=True, exist_ok=True)
    os.mkfifo(folder / "hanging.wav")
    return Found(str(folder / "hanging.wav"), str(folder), Stamp(0, 0))


def tables(library: Path) -> list[list[Any]]:
    """All that a scan writes, but for the ids, which tell the order in which files came in."""
    with sqlite3.connect(library) as database:
        loops = database.execute("SELECT * FROM loops LEFT JOIN sketches USING (id)")
        found = database.execute("SELECT * FROM files ORDER BY path").fetchall()
        return [found, sorted(row[1:] for row in loops), list(loops.description)]


def written(library: Path) -> int:
    """How often something was written to the catalogue."""
    with Catalogue.open(library) as catalogue:
        return int(catalogue.generation.partition("-")[2])


def counts(summary: Summary) -> tuple[int, int, int, int]:
    return summary.unchanged, summary.analysed, summary.known, summary.broken


def test_a_cluster_finds_what_one_machine_finds(
    two: Cluster, tmp_path: Path, library: Path
) -> None:
    folder = tmp_path / "loops"
    files.wav(folder / "pad Am 90bpm.wav", chords(90, *PROGRESSION))
    files.wav(folder / "deep" / "beat.wav", drums(120, 8))
    files.wav(folder / "kick.wav", kick())
    (folder / "copy of kick.wav").write_bytes((folder / "kick.wav").read_bytes())
    (folder / "broken.wav").write_bytes(b"RIFF")
    alone = tmp_path / "alone.db"
    assert counts(scan([folder], alone, jobs=1)) == (0, 3, 1, 1)
    with connected(two.address) as read_all:
        assert counts(scan([folder], library, read_all=read_all)) == (0, 3, 1, 1)
        assert tables(library) == tables(alone)
        (folder / "kick.wav").rename(folder / "renamed.wav")
        assert counts(scan([folder], library, read_all=read_all)) == (3, 0, 1, 1)


def test_a_worker_that_is_killed_costs_nothing(two: Cluster, tmp_path: Path, library: Path) -> None:
    many(tmp_path / "loops", 24)
    told: list[Progress] = []

    def watch(progress: Progress) -> None:
        told.append(progress)
        if progress.done == 4:
            os.kill(two.workers()[0], signal.SIGKILL)

    with connected(two.address) as read_all:
        summary = scan([tmp_path / "loops"], library, read_all=read_all, watch=watch)
    assert counts(summary) == (0, 24, 0, 0)
    assert len({progress.path for progress in told[1:]}) == len(told[1:]) == written(library) == 24


def holders(path: str) -> list[psutil.Process]:
    """The processes, other than this one, that have the file at `path` open."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            opened = {str(each.readlink()) for each in Path(f"/proc/{process.pid}/fd").iterdir()}
            if path in opened and process.pid != os.getpid():
                found.append(process)
    return found


class Deadly(threading.Thread):
    """Crashes whoever opens a file, as a decoder does that cannot bear its content."""

    def __init__(self, path: str) -> None:
        super().__init__(daemon=True)
        self._path = path
        self._ended = threading.Event()
        self.crashes = 0

    def run(self) -> None:
        while not self._ended.wait(0.05):
            with suppress(OSError):
                # Whoever waits for somebody to write has opened it from now on.
                pipe = os.open(self._path, os.O_WRONLY | os.O_NONBLOCK)
                for process in holders(self._path):
                    process.send_signal(signal.SIGSEGV)
                    process.wait(5)
                    self.crashes += 1
                os.close(pipe)

    def end(self) -> None:
        self._ended.set()
        self.join()


def test_a_file_that_crashes_workers_is_broken_and_the_rest_goes_on(
    two: Cluster, tmp_path: Path, library: Path
) -> None:
    pipe = hanging(tmp_path / "loops")
    others = many(tmp_path / "loops", 8)
    deadly = Deadly(pipe.path)
    deadly.start()
    with connected(two.address) as read_all:
        outcomes = list(read_all([pipe, *others], str(library)))
    deadly.end()
    assert deadly.crashes == 4  # twice amid others, twice alone
    (crashed,) = (each for each in outcomes if isinstance(each, Failed))
    assert crashed == Failed(pipe, "ended 2 workers, or took each too long; convert it to WAV")
    assert {each.file for each in outcomes if isinstance(each, Read)} == {*others}


def test_a_file_that_hangs_is_broken(two: Cluster, tmp_path: Path, library: Path) -> None:
    pipe = hanging(tmp_path / "loops")
    with connected(two.address, patience=1.0) as read_all:
        (hung,) = read_all([pipe], str(library))
    assert isinstance(hung, Failed) and hung.file == pipe


def test_a_file_that_a_worker_does_not_see_is_not_called_broken(
    two: Cluster, tmp_path: Path, library: Path
) -> None:
    gone, other, changed = many(tmp_path / "loops", 3)
    Path(gone.path).unlink()
    Path(changed.path).write_bytes(b"another")
    with connected(two.address) as read_all:
        outcomes = read_all([gone, other, changed], str(library))
        assert next(outcomes).file == other
        with pytest.raises(FileError) as told:
            next(outcomes)
    assert "\n" not in str(told.value)
    assert str(told.value).startswith(f"{gone.path}: worker tcp://127.0.0.1:")
    assert "does not see it (No such file or directory); mount its disk" in str(told.value)
    assert str(told.value).endswith("; 2 wait for another scan")


def test_workers_without_the_folder_are_refused(
    two: Cluster, tmp_path: Path, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(tmp_path / "loops", 1)
    monkeypatch.chdir(tmp_path)
    seen_here_only = "/proc/self/cwd/loops"
    with connected(two.address) as read_all, pytest.raises(DeviceError) as told:
        scan([seen_here_only], library, read_all=read_all)
    assert f"does not see {seen_here_only}; mount it there under the same path" in str(told.value)
    assert written(library) == 0


def other_version(folder: Path) -> dict[str, str]:
    """The environment of somebody who has installed another Barwise."""
    metadata = folder / "barwise-99.0.dist-info" / "METADATA"
    metadata.parent.mkdir(parents=True)
    metadata.write_text("Metadata-Version: 2.1\nName: barwise\nVersion: 99.0\n")
    return {"PYTHONPATH": str(folder)}


def without_barwise(folder: Path) -> dict[str, str]:
    """The environment of somebody whose `live` is something else."""
    (folder / "live").mkdir(parents=True)
    (folder / "live" / "__init__.py").touch()
    return {"PYTHONPATH": str(folder)}


def refused(address: str, folder: Path) -> str:
    many(folder / "loops", 1)
    with connected(address) as read_all, pytest.raises(DeviceError) as told:
        scan([folder / "loops"], folder / "library.db", read_all=read_all)
    assert written(folder / "library.db") == 0
    return str(told.value)


def test_a_worker_of_another_version_is_refused(two: Cluster, tmp_path: Path) -> None:
    two.start_workers(1, other_version(tmp_path / "other"))
    told = refused(two.address, tmp_path)
    two.end_last()
    assert told.startswith("worker tcp://127.0.0.1:")
    assert "has Barwise 99.0 with features" in told
    assert told.endswith("; install the same there")


def test_a_worker_that_gets_another_version_meanwhile_is_left_out(
    two: Cluster, tmp_path: Path, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clustering, "OUTSTANDING", 1)
    with connected(two.address) as read_all:
        outcomes = read_all(many(tmp_path / "loops", 3), str(library))
        assert isinstance(next(outcomes), Read)
        monkeypatch.setattr(clustering, "VERSIONS", ("99.0", 1))
        with pytest.raises(FileError, match=r"1\.wav: worker .* install the same there; 2 wait"):
            next(outcomes)


def test_whoever_has_no_barwise_is_refused(tmp_path: Path) -> None:
    """Or one that is too old to have workers."""
    with cluster(tmp_path / "dask") as one:
        one.start_scheduler(without_barwise(tmp_path / "other"))
        told = refused(one.address, tmp_path)
    assert told.startswith(f"scheduler {one.address} cannot run Barwise ")
    assert "No module named 'live.library'" in told


def test_ctrl_c_calls_off_what_is_outstanding(two: Cluster, tmp_path: Path, library: Path) -> None:
    many(tmp_path / "loops", 40)
    command = [sys.executable, "-m", "live", "scan", "loops", "--library", str(library)]
    process = subprocess.Popen(
        [*command, "--cluster", two.address], cwd=tmp_path, stderr=subprocess.PIPE
    )
    eventually(lambda: library.exists() and written(library) >= 3, 30)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert said.decode() == "stopped; what was analysed is kept, the same command goes on\n"
    assert process.returncode == 130
    eventually(lambda: two.tasks() == 0)
    assert 3 <= written(library) < 40


def test_a_cluster_that_goes_away_ends_the_scan_and_loses_nothing(
    two: Cluster, tmp_path: Path, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clustering, "CONNECT_SECONDS", 2.0)
    monkeypatch.setattr(clustering, "UNSTAFFED_SECONDS", 1.0)
    many(tmp_path / "loops", 12)
    with cluster(tmp_path / "dask") as one:
        one.start_scheduler()
        with pytest.raises(DeviceError, match=f"{one.address}: no workers; start `dask worker"):
            scanned(one, tmp_path, library)
        one.start_workers(1)
        with pytest.raises(DeviceError, match=f"{one.address}: no workers; start `dask worker"):
            scanned(one, tmp_path, library, after_two=one.end_last)
        assert written(library) == 2
        one.start_workers(1)
        with pytest.raises(DeviceError, match=f"{one.address}: the scheduler is gone"):
            scanned(one, tmp_path, library, after_two=one.commands[0].kill)
    done = written(library)
    assert 4 <= done < 12
    assert counts(scanned(two, tmp_path, library)) == (done, 12 - done, 0, 0)


def scanned(by: Cluster, folder: Path, library: Path, after_two: Any = lambda: None) -> Summary:
    def watch(progress: Progress) -> None:
        if progress.done == 2:
            after_two()

    with connected(by.address) as read_all:
        return scan([folder / "loops"], library, read_all=read_all, watch=watch)


def test_where_no_scheduler_is_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clustering, "CONNECT_SECONDS", 1.0)
    began = time.monotonic()
    with pytest.raises(DeviceError) as told, connected("tcp://127.0.0.1:1"):
        pass
    assert time.monotonic() - began < 10
    assert str(told.value) == (
        "tcp://127.0.0.1:1: no Dask scheduler answers; start `dask scheduler` there"
    )
    with pytest.raises(ConfigError, match=r"--cluster studio: is no address; write tcp://"):
        connected("studio").__enter__()


def test_jobs_are_for_this_machine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["scan", str(tmp_path), "--jobs", "2", "--cluster", "tcp://127.0.0.1:1"])
    assert capsys.readouterr().err.startswith("barwise: --jobs: is for this machine; ")


def test_without_dask_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ConfigError, match="distributed is missing; pip install distributed"):
        connected("tcp://127.0.0.1:1").__enter__()
