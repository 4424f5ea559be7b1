"""`barwise study serve`: the page on which people listen and rate."""

from __future__ import annotations

import errno
import socket
from contextlib import suppress
from pathlib import Path

import click

from live.dashboard.link import is_loopback, picture, url
from live.errors import DeviceError
from live.manual import ending
from models.study.server import application, silent


@click.command(
    epilog=ending(
        "barwise study serve",
        "barwise study serve pilot --host 0.0.0.0 --contact ada@example.org",
    )
)
@click.argument("study", type=click.Path(path_type=Path), default=Path("study"))
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 is every network.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="TCP port; 0 is any free one.",
)
@click.option(
    "--name", "names", multiple=True, metavar="NAME", help="A host name that it answers to."
)
@click.option("--contact", default="", help="Whom raters may ask: stands in the consent text.")
def command(study: Path, host: str, port: int, names: tuple[str, ...], contact: str) -> None:
    """Let people rate STUDY in their browsers, until Ctrl-C; answers are kept at once.

    Raters reach it by the address of this machine, or by a NAME that leads to it. It knows nothing
    of who they are. Needs a STUDY that `barwise study make` made; answers go into it.
    """
    app = application(study, contact, (*names, host))
    with _bound(host, port) as bound:
        _tell(host, bound.getsockname()[1])
        with suppress(KeyboardInterrupt):
            silent(app).run(sockets=[bound])


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        reason = "taken" if taken else error.strerror or str(error)
        raise DeviceError(f"port {port} on {host}: {reason}; name another --port") from None


def _tell(host: str, port: int) -> None:
    """The link, and for a phone as a picture."""
    link = url(host, port)
    if not is_loopback(host):
        click.echo(picture(link))
    click.echo(f"{link} (Ctrl-C ends it)")
