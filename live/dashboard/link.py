"""Where the page is found: its port, its link, and who is let in with which token."""

from __future__ import annotations

import errno
import io
import socket
from collections.abc import Iterable
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import quote

from live import secret
from live.config import DATA_FOLDER, PageConfig
from live.errors import DeviceError

TOKEN_FILE = DATA_FOLDER / "page-token"

#: A second Barwise takes the next free port; this is where the first one is.
DEFAULT_PORT = PageConfig().port
_PORTS = 10

#: An address of the documentation (RFC 5737): nothing is sent there.
_ELSEWHERE = ("192.0.2.1", 9)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a page at `host`."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens at `host`. The default `port` may be another's: then the next free one.

    Raises `DeviceError` where a port that was asked for is taken, or `host` is not this machine's.
    """
    tried: Iterable[int] = (*range(port, port + _PORTS), 0) if port == DEFAULT_PORT else (port,)
    for each in tried:
        try:
            return _listening(host, each)
        except OSError as error:
            failed = error
            if error.errno != errno.EADDRINUSE:
                break
    taken = failed.errno == errno.EADDRINUSE
    reason = "taken (does another Barwise run?)" if taken else failed.strerror or str(failed)
    remedy = "set another --page-port" if taken else "set another --page-host or --page-port"
    raise DeviceError(f"TCP port {port} on {host}: {reason}; {remedy}, or --no-page") from None


def _listening(host: str, port: int) -> socket.socket:
    family, *_, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    both = family == socket.AF_INET6 and socket.has_dualstack_ipv6()  # `::` means IPv4 as well
    return socket.create_server(address[:2], family=family, dualstack_ipv6=both)


def url(host: str, port: int, token: str = "") -> str:
    """The link to a page that listens at `host`, with the `token` if there is one."""
    shown = host if is_loopback(host) else _reachable(host)
    shown = f"[{shown}]" if ":" in shown else shown
    return f"http://{shown}:{port}/" + (f"?token={quote(token)}" if token else "")


def _reachable(host: str) -> str:
    """The address of this machine by which others find it, where `host` stands for them all."""
    try:
        if not ip_address(host).is_unspecified:
            return host
    except ValueError:
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ELSEWHERE)
        except OSError:
            return socket.gethostname()
        return str(probe.getsockname()[0])


def kept_token(path: Path = TOKEN_FILE) -> str:
    """The token that lets in, made once: a bookmark of yesterday works today.

    Raises `FileError`.
    """
    return secret.kept(path, "delete it, or set [page] token")


def picture(url: str) -> str:
    """`url` as a QR code of letters, light on a dark terminal."""
    import segno

    drawn = io.StringIO()
    segno.make(url, micro=False).terminal(drawn, border=2, compact=True)
    return drawn.getvalue()
