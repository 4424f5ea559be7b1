"""A host that knows nothing of Barwise: written from the OSCQuery proposal alone."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pythonosc.osc_message import OscMessage
from websockets.sync.client import ClientConnection, connect
from zeroconf import ServiceBrowser, ServiceListener, Zeroconf

from tests.conftest import eventually


class OscQueryHost:
    """Browses the server at `port` of this machine over HTTP."""

    def __init__(self, port: int) -> None:
        self.port = port

    def get(self, target: str) -> tuple[int, Any]:
        """The status of a request, and what its body holds: JSON, a text, or None for nothing."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{target}") as response:
                return response.status, _content(response)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, _content(error)

    def value(self, path: str) -> Any:
        """What a GET of its VALUE tells; None while it has none."""
        _, answered = self.get(f"{path}?VALUE")
        return answered.get("VALUE")


def _content(response: Any) -> Any:
    """Any page may read it, says a server that is to be of use to a host in a browser."""
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    body = response.read().decode()
    if response.headers.get_content_type() == "application/json":
        return json.loads(body)
    return body or None


def methods(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every method at and below `node`: what is no mere container."""
    if "TYPE" in node:
        yield node
    for inside in node.get("CONTENTS", {}).values():
        yield from methods(inside)


class Stream:
    """The two-way connection: commands as text, OSC packets as binary frames."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    def command(self, command: str, path: str) -> None:
        self.connection.send(json.dumps({"COMMAND": command, "DATA": path}))

    def hear(self, seconds: float = 5.0) -> tuple[str, list[Any]]:
        """The next OSC message; a `TimeoutError` if none comes."""
        frame = self.connection.recv(timeout=seconds)
        assert isinstance(frame, bytes)
        message = OscMessage(frame)
        return message.address, message.params

    def wait_for(self, path: str, *args: Any) -> None:
        """Until this is heard, whatever else is."""
        while self.hear() != (path, list(args)):
            pass


@contextmanager
def stream(port: int) -> Iterator[Stream]:
    with connect(f"ws://127.0.0.1:{port}", close_timeout=1) as connection:
        yield Stream(connection)


def listen_until_killed(port: int, path: str) -> subprocess.Popen[str]:
    """A host in a process of its own, as soon as it has heard something of `path`."""
    code = f"""
        from tests.oscquery_host import stream
        with stream({port}) as listening:
            listening.command("LISTEN", {path!r})
            print(listening.hear(), flush=True)
            input()
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    pipe = subprocess.PIPE
    host = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
    assert host.stdout is not None
    assert path in host.stdout.readline()
    return host


class _Found(ServiceListener):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self.names.add(name)

    def update_service(self, zc: Zeroconf, type_: str, name: str) -> None: ...

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self.names.discard(name)


class Browser:
    """Sees what is announced on loopback as `kind`, such as `_oscjson._tcp.local.`."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._found = _Found()
        self._network = Zeroconf(interfaces=["127.0.0.1"])
        ServiceBrowser(self._network, kind, self._found)

    def services(self) -> dict[str, tuple[int, list[str]]]:
        """What is there now: name to port and addresses."""
        infos = [self._network.get_service_info(self._kind, name) for name in self._found.names]
        return {i.name: (i.port or 0, i.parsed_addresses()) for i in infos if i}

    def wait_for(self, port: int) -> str:
        """The name of the one that listens on `port` of loopback."""

        def there() -> list[str]:
            wanted = (port, ["127.0.0.1"])
            return [name for name, where in self.services().items() if where == wanted]

        return eventually(there, every=0.1)[0]

    def wait_until_gone(self, name: str) -> None:
        eventually(lambda: name not in self._found.names)

    def close(self) -> None:
        self._network.close()


@contextmanager
def browser(kind: str) -> Iterator[Browser]:
    opened = Browser(kind)
    yield opened
    opened.close()
