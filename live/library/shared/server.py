"""PostgreSQL behind one seam: a connection with the tables there, every error a line and a remedy.

psycopg is loaded only when a server is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from live.errors import BarwiseError, ConfigError, DeviceError, FileError
from live.library.shared import place, schema, vectors

if TYPE_CHECKING:
    import psycopg

#: Seconds for a server to answer, and to wait for another machine that writes.
CONNECT_SECONDS = 5
LOCK_SECONDS = 20

#: A network that swallows everything is given up after some ten seconds.
_ALIVE = {"keepalives_idle": 4, "keepalives_interval": 2, "keepalives_count": 3}
_PATIENCE_MS = 10_000

#: Of the lock under which the tables are made: any number that nobody else takes.
_LOCK = 0xBA12815E


@dataclass(frozen=True, slots=True)
class Server:
    """An open connection; `name` is its address as it may be shown.

    `birth` tells this catalogue from any other, `number` counts its changes.
    """

    connection: psycopg.Connection[Any]
    name: str
    birth: str
    number: int


@contextmanager
def connected(url: str) -> Iterator[Server]:
    """The catalogue at `url`, made if the database has none.

    Raises `ConfigError` without psycopg, `DeviceError` if nobody answers or the connection breaks,
    now or later in the block, `FileError` for a database that cannot hold it.
    """
    named = place.name(url)
    psycopg = _load()
    with _told(named):
        connection = psycopg.connect(
            **place.parameters(url),
            autocommit=True,
            connect_timeout=CONNECT_SECONDS,
            application_name="barwise",
            tcp_user_timeout=_PATIENCE_MS,
            **_ALIVE,
        )
        with connection:
            _prepare(connection, named)
            birth, number = _row(connection, "SELECT birth, number FROM barwise.about")
            yield Server(connection, named, birth, number)


def _load() -> Any:
    try:
        import psycopg
    except ImportError:
        raise ConfigError(
            "--library postgresql://...: psycopg is missing; pip install 'barwise[postgres]'"
        ) from None
    return psycopg


def _prepare(connection: psycopg.Connection[Any], named: str) -> None:
    """Machines that come at once take turns: who comes second finds everything there."""
    connection.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
    if _row(connection, "SHOW server_encoding") != ("UTF8",):
        raise FileError(f"{named}: is not in UTF-8; make the database with ENCODING 'UTF8'")
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        _extend(connection, named)
        connection.execute("SET search_path = barwise, public, " + _home(connection))
        _migrate(connection, named)
    vectors.register(connection)


def _extend(connection: psycopg.Connection[Any], named: str) -> None:
    """Put pgvector in, if it is not there and this user may do so."""
    import psycopg

    if connection.execute("SELECT FROM pg_extension WHERE extname = 'vector'").rowcount:
        return
    try:
        with connection.transaction():
            connection.execute("CREATE EXTENSION vector")
    except psycopg.Error as error:
        raise FileError(
            f"{named}: has no pgvector ({_said(error)}); install its package on the server, then "
            "let the database's owner say CREATE EXTENSION vector"
        ) from None


def _home(connection: psycopg.Connection[Any]) -> str:
    """The schema, quoted, that has pgvector's types."""
    (home,) = _row(
        connection,
        "SELECT quote_ident(nspname) FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace"
        " WHERE extname = 'vector'",
    )
    return str(home)


def _migrate(connection: psycopg.Connection[Any], named: str) -> None:
    (there,) = _row(connection, "SELECT to_regclass('barwise.about') IS NOT NULL")
    (version,) = _row(connection, "SELECT version FROM barwise.about") if there else (0,)
    if version > len(schema.MIGRATIONS):
        raise FileError(f"{named}: made by a newer Barwise; update the one on this machine")
    for step in range(version, len(schema.MIGRATIONS)):
        connection.execute(schema.MIGRATIONS[step])
        connection.execute("UPDATE barwise.about SET version = %s", [step + 1])


def _row(connection: psycopg.Connection[Any], query: str) -> tuple[Any, ...]:
    found: tuple[Any, ...] | None = connection.execute(query).fetchone()
    assert found is not None
    return found


# What goes wrong


@contextmanager
def _told(named: str) -> Iterator[None]:
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        raise _error(error, named) from None


def _error(error: psycopg.Error, named: str) -> BarwiseError:
    import psycopg
    from psycopg import errors

    said = _said(error)
    match error:
        case errors.InvalidPassword() | errors.InvalidAuthorizationSpecification():
            return DeviceError(f"{named}: {said}; give the user and password, as in ~/.pgpass")
        case errors.InsufficientPrivilege():
            return FileError(
                f"{named}: {said}; let its owner say GRANT CREATE ON DATABASE ... TO your user"
            )
        case errors.LockNotAvailable():
            return DeviceError(f"{named}: another machine is writing to it; try again")
        case errors.DiskFull():
            return DeviceError(f"{named}: {said}; make room on the server's disk")
        case psycopg.OperationalError() | psycopg.InterfaceError():
            return DeviceError(f"{named}: {said}; start it, or look at host, port and network")
        case _:
            return FileError(f"{named}: {said}; what is there is no catalogue of this Barwise")


def _said(error: psycopg.Error) -> str:
    """The first line, and of several tries to connect the last word on each."""
    text = error.diag.message_primary or str(error)
    return text.strip().split("\n")[0].strip() or type(error).__name__
