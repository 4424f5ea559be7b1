"""A Dask cluster of real processes on this machine, begun by the commands that a studio types."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from distributed import Client

from tests.conftest import eventually

#: A file that ends two workers in a row is to blame, which spares the tests two more starts.
SETTINGS = {
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
    "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "False",
}


@dataclass
class Cluster:
    """A scheduler at `address`, and the commands that were started for it."""

    folder: Path
    address: str = ""
    commands: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_scheduler(self, environment: Mapping[str, str] = {}) -> None:
        said = self.folder / "scheduler.json"
        options = ("--host=127.0.0.1", "--port=0", f"--scheduler-file={said}")
        self._start("scheduler", *options, environment=environment)
        eventually(lambda: said.exists() and said.read_text().endswith("}"), 30)
        self.address = json.loads(said.read_text())["address"]

    def start_workers(self, number: int, environment: Mapping[str, str] = {}) -> None:
        """Processes of one thread; `dask worker` begins each anew that dies."""
        before = len(self.workers())
        options = ("--nthreads=1", "--host=127.0.0.1", f"--local-directory={self.folder}")
        command = ("worker", self.address, f"--nworkers={number}", *options)
        self._start(*command, environment=environment)
        eventually(lambda: len(self.workers()) == before + number, 30)

    def workers(self) -> list[int]:
        """The processes that are ready to read files."""
        with Client(self.address, set_as_default=False) as client:
            return sorted(client.run(os.getpid, on_error="ignore").values())

    def tasks(self) -> int:
        """How much the scheduler still has to do."""
        with Client(self.address, set_as_default=False) as client:
            return len(client.run_on_scheduler(lambda dask_scheduler: dask_scheduler.tasks))

    def end_last(self) -> None:
        """The command that was started last, and what it has started, in whatever state it is."""
        command = self.commands.pop()
        if command.poll() is None:
            below = psutil.Process(command.pid).children(recursive=True)
            for process in (command, *below):
                process.kill()
            psutil.wait_procs(below)
        command.wait()

    def _start(self, *command: str, environment: Mapping[str, str] = {}) -> None:
        log = (self.folder / f"{command[0]}{len(self.commands)}.log").open("wb")
        with log:
            started = subprocess.Popen(
                [sys.executable, "-m", "dask", *command, "--no-dashboard"],
                env=os.environ | SETTINGS | environment,
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
        self.commands.append(started)


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """One that works in `folder`, in which nothing is started."""
    folder.mkdir(parents=True, exist_ok=True)
    started = Cluster(folder)
    try:
        yield started
    finally:
        while started.commands:
            started.end_last()
