"""What messages from outside must not be able to do: read other files, or run what they bring."""

from __future__ import annotations

import ast
import http.client
import itertools
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import pytest

from live import protocol
from live.config import OscConfig, OscQueryConfig
from live.library.catalogue import Catalogue
from tests import files
from tests.page_stand import Stand, configured, copied, free_port, page, stand
from tests.pure_data import tell
from tests.sounds import drums
from tests.watched import watched

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A loop beside the library that nobody has scanned."""
    return files.wav(tmp_path_factory.mktemp("private") / "private 120bpm.wav", drums(120, 8))


@pytest.fixture(scope="module")
def there(demo_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    config = replace(
        configured(copied(demo_library, tmp_path_factory.mktemp("set"))),
        osc=OscConfig(port=free_port(), out=()),
        oscquery=OscQueryConfig(on=True, port=free_port()),
    )
    with stand(config) as there:
        yield there


def spellings(path: Path) -> list[str]:
    """Ways in which a message could name a file."""
    up = "../" * 12
    return [str(path), f"{up}{path}", f"file://{path}", f"{path.parent}/./{path.name}", f"~{path}"]


def answered(port: int, target: str) -> tuple[int, bytes]:
    """Status and body for a request whose target no client library has made tidy."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.putrequest("GET", "", skip_host=True)
    connection._buffer[0] = f"GET {target} HTTP/1.1".encode()  # type: ignore[attr-defined]
    connection.putheader("Host", f"127.0.0.1:{port}")
    connection.endheaders()
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, body


def arguments(row: protocol.Row, text: str) -> Iterator[list[Any]]:
    """Arguments for `row` with `text` in each place of a string in turn."""
    plain: list[Any] = [{"i": 0, "f": 0.5, "s": "bass"}[arg.tag] for arg in row.args]
    for place, arg in enumerate(row.args):
        if arg.tag == "s":
            yield [*plain[:place], text, *plain[place + 1 :]]


def test_no_osc_message_makes_barwise_read_a_file_outside_the_library(
    there: Stand, private: Path
) -> None:
    with watched(private.parent) as opened:
        for row, text in itertools.product(protocol.IN, spellings(private)):
            for args in arguments(row, text):
                tell(there.config.osc.port, row.path, *args)
        time.sleep(2.0)
        assert opened() == set()
        private.read_bytes()
        assert opened() == {private.name}


def test_no_request_makes_barwise_read_a_file_outside_the_library(
    there: Stand, private: Path
) -> None:
    sound = private.read_bytes()
    doors = (there.config.page.port, there.config.oscquery.port)
    with watched(private.parent) as opened:
        for port, text in itertools.product(doors, spellings(private)):
            for path in (text, quote(text, safe=""), quote(quote(text, safe=""), safe="")):
                for target in (
                    f"/{path}",
                    f"/static/{path}",
                    f"/static/../{path}",
                    f"/loop/{path}/audio",
                    f"/loop/1/../{path}",
                    f"/loop/1/audio?path={path}",
                    f"/search?q={path}",
                    f"http://127.0.0.1/{path}",
                ):
                    _, body = answered(port, target.replace(" ", "%20"))
                    assert body != sound, target
        assert opened() == set()


def test_no_word_of_a_page_makes_barwise_read_a_file_outside_the_library(
    there: Stand, private: Path
) -> None:
    with watched(private.parent) as opened, page(there.url) as seen:
        for row, text in itertools.product(protocol.IN, spellings(private)):
            for args in arguments(row, text):
                seen.say(row.path.removeprefix("/barwise/"), *args)
        time.sleep(2.0)
        assert opened() == set()


@pytest.mark.parametrize("name", ["shadow", "key.pem", "link.wav"])
def test_a_row_of_the_library_that_leads_to_no_audio_is_not_served(
    there: Stand, tmp_path: Path, name: str
) -> None:
    """Whoever can write to a library that is shared could have it name any file."""
    secret = tmp_path / "secret"
    secret.write_text("secret")
    leads = tmp_path / name
    leads.symlink_to(secret)
    library = Path(there.config.library)
    with Catalogue.open(library) as catalogue:
        loop = next(catalogue.loops())
        was = catalogue.files()[loop.path]
        assert was.digest is not None
        assert answered(there.config.page.port, f"/loop/{loop.id}/audio")[0] == 200
        catalogue.lose([loop.path])
        catalogue.keep(str(leads), was.stamp, was.digest, None)
    with watched(tmp_path) as opened:
        assert answered(there.config.page.port, f"/loop/{loop.id}/audio")[0] == 404
        assert opened() == set()
    with Catalogue.open(library) as catalogue:
        catalogue.lose([str(leads)])
        catalogue.keep(loop.path, was.stamp, was.digest, None)


def test_nothing_listens_beyond_this_machine_unless_it_is_told_to(there: Stand) -> None:
    """What only sends has a port, too; nobody reads what comes there."""
    process = psutil.Process()
    sockets = [
        each.laddr
        for one in (process, *process.children(recursive=True))
        for each in one.net_connections("inet4")
        if each.status == psutil.CONN_LISTEN or each.laddr.port == there.config.osc.port
    ]
    ports = {there.config.osc.port, there.config.oscquery.port, there.config.page.port}
    assert ports <= {each.port for each in sockets}
    assert {each.ip for each in sockets} == {"127.0.0.1"}


FORBIDDEN = {
    ("pickle", "*"),
    ("cPickle", "*"),
    ("dill", "*"),
    ("cloudpickle", "*"),
    ("marshal", "*"),
    ("shelve", "*"),
    ("joblib", "load"),
    ("yaml", "load"),
    ("", "eval"),
    ("", "exec"),
}


@pytest.mark.parametrize("package", ["live", "models", "export", "patches"])
def test_no_file_of_barwise_unpickles_or_runs_what_it_reads(package: str) -> None:
    offenders = [
        f"{path.relative_to(ROOT)}:{line} {what}"
        for path in sorted((ROOT / package).rglob("*.py"))
        for line, what in dangers(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert offenders == []


@pytest.mark.parametrize(
    "text",
    [
        "import pickle",
        "from pickle import loads",
        "import os, marshal as m",
        "torch.load(path)",
        "torch.load(path, weights_only=False)",
        "np.load(path, allow_pickle=True)",
        "np.load(path, allow_pickle=said)",
        "joblib.load(path)",
        "eval(text)",
    ],
)
def test_such_a_file_would_be_found(text: str) -> None:
    assert len(list(dangers(ast.parse(text)))) == 1


@pytest.mark.parametrize(
    "text", ["torch.load(path, weights_only=True)", "np.load(path)", "net.eval()", "json.load(f)"]
)
def test_what_is_safe_is_left_alone(text: str) -> None:
    assert list(dangers(ast.parse(text))) == []


def dangers(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and name of everything that makes objects, or runs code, from bytes."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names):
                yield from ((node.lineno, n.name) for n in names if (n.name, "*") in FORBIDDEN)
            case ast.ImportFrom(module=str(module)) if (module, "*") in FORBIDDEN:
                yield node.lineno, module
            case ast.Call(func=ast.Name(name)) if ("", name) in FORBIDDEN:
                yield node.lineno, name
            case ast.Call(func=ast.Attribute(ast.Name(owner), name), keywords=keywords):
                if (owner, name) in FORBIDDEN or _loads_unsafely(owner, name, keywords):
                    yield node.lineno, f"{owner}.{name}"


def _loads_unsafely(owner: str, name: str, keywords: list[ast.keyword]) -> bool:
    given = {k.arg: ast.unparse(k.value) for k in keywords}
    if (owner, name) == ("torch", "load"):
        return given.get("weights_only") != "True"
    return (owner, name) == ("np", "load") and given.get("allow_pickle", "False") != "False"
