"""What `--library` names: a file, or a server whose mirror lies in the data folder.

A password is for the server alone: no name, log or error line is made with it.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

from live.config import DATA_FOLDER
from live.errors import ConfigError

#: Where the mirrors lie.
FOLDER = DATA_FOLDER / "shared"

_SCHEMES = ("postgresql://", "postgres://")
_SECRET = {"password", "sslpassword"}
_PORT = 5432


def is_shared(library: str) -> bool:
    """Whether it is a server, and no file."""
    return library.startswith(_SCHEMES)


def name(library: str) -> str:
    """`library` as it may be shown and written down: without its password, else the same place.

    Raises `ConfigError` for an address that cannot be meant.
    """
    return _spelt(_parted(library)) if is_shared(library) else library


def catalogue(library: str) -> Path:
    """The file that holds the catalogue here; that of a server has the same name for any password.

    Raises `ConfigError`.
    """
    if not is_shared(library):
        return Path(library)
    parts, spelt = _parted(library), name(library)
    plain = re.sub(r"[^A-Za-z0-9.]+", "-", f"{parts.hostname or 'local'}{parts.path}")
    mark = hashlib.blake2b(spelt.encode(), digest_size=4).hexdigest()
    return FOLDER / f"{plain}-{mark}.db"


def parameters(url: str) -> dict[str, str]:
    """What libpq needs to connect, by its keywords; the password among them.

    Taken apart here: libpq, meeting what it cannot read, says it aloud. Raises `ConfigError`.
    """
    parts = _parted(url)
    found = {
        "host": parts.hostname,
        "port": parts.port,
        "user": parts.username,
        "password": parts.password,
        "dbname": parts.path.removeprefix("/"),
    }
    told = {key: unquote(str(value)) for key, value in found.items() if value is not None}
    return {**told, **dict(parse_qsl(parts.query))}


def _parted(url: str) -> SplitResult:
    """The URL is not repeated in the error: what is wrong may be its password."""
    try:
        parts = urlsplit(url)
        database, wrong = parts.path.removeprefix("/"), parts.port == 0
    except ValueError:
        database, wrong = "", True
    if wrong or not database or parts.fragment or set(database) & set("/@"):
        raise ConfigError(
            "--library postgresql://...: is no address; write postgresql://USER@HOST/DATABASE, "
            "with %-codes for /, @, ?, # and : in a password, or keep that in ~/.pgpass"
        )
    return parts


def _spelt(parts: SplitResult) -> str:
    user = f"{parts.username}@" if parts.username else ""
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port not in (None, _PORT) else ""
    told = [(key, value) for key, value in parse_qsl(parts.query) if key not in _SECRET]
    query = f"?{urlencode(sorted(told))}" if told else ""
    return f"postgresql://{user}{host}{port}{parts.path}{query}"
