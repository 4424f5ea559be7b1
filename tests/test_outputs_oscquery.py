"""A running set, met as a host meets it: HTTP, WebSocket and zeroconf on loopback, all real."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from live import actions, events, protocol
from live.config import Config, OscConfig, OscQueryConfig
from live.controls import Post
from live.errors import ConfigError, DeviceError
from live.oscquery import announce
from live.outputs import oscquery
from live.outputs.osc import pack
from live.types import Slot
from tests.conftest import eventually, need
from tests.link_room import network
from tests.oscquery_host import OscQueryHost, browser, listen_until_killed, methods, stream
from tests.pure_data import tell
from tests.test_protocol import EVERY_ACTION, SUGGESTION

JSON_TYPES: dict[str, Any] = {"i": int, "f": (int, float), "s": str}


def free_port() -> int:
    """A number that is free over TCP and over UDP."""
    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(type=socket.SOCK_DGRAM) as udp,
    ):
        port: int = tcp.getsockname()[1]
        udp.bind(("127.0.0.1", port))
    return port


@pytest.fixture(scope="module")
def running(
    demo_library: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[OscQueryHost, subprocess.Popen[str]]]:
    """`barwise run --oscquery`, a process of its own, as soon as it answers."""
    folder = tmp_path_factory.mktemp("set")
    (folder / "live.toml").write_text("[osc]\nout = []\n")
    port = free_port()
    flags = [
        "--no-screen",
        "--bpm=240",
        "--oscquery",
        f"--osc-port={port}",
        f"--config={folder / 'live.toml'}",
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "live", "run", "--library", str(demo_library), *flags],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "XDG_DATA_HOME": str(folder)},
    )
    host = OscQueryHost(port)

    def offered() -> Any:
        try:
            return process.poll() is not None or host.value("/barwise/bar")
        except OSError:
            return None

    eventually(offered, seconds=60, every=0.2)
    yield host, process
    process.send_signal(signal.SIGINT)
    _, complaints = process.communicate(timeout=20)
    assert process.returncode == 0, complaints


@pytest.fixture
def host(running: tuple[OscQueryHost, subprocess.Popen[str]]) -> OscQueryHost:
    return running[0]


def test_the_tree_is_the_protocol_table(host: OscQueryHost) -> None:
    _, root = host.get("/")
    found = {method["FULL_PATH"]: method for method in methods(root)}
    assert found.keys() == {row.path for row in (*protocol.IN, *protocol.OUT)}
    taken = {row.path: row for row in protocol.IN}
    told = {row.path: row for row in protocol.OUT}
    for path, method in found.items():
        assert method["ACCESS"] == (path in told) + 2 * (path in taken)
        row = taken.get(path) or told[path]
        assert row.doc in method["DESCRIPTION"]
        longest = method.get("OVERLOADS", [method])[-1]
        assert longest.get("EXTENDED_TYPE", []) == [arg.name for arg in row.args]
        assert longest["TYPE"] == ("".join(arg.tag for arg in row.args) or "I")


def test_every_value_fits_its_type(host: OscQueryHost) -> None:
    _, root = host.get("/")
    told = [method for method in methods(root) if "VALUE" in method]
    assert {m["FULL_PATH"].rpartition("/")[2] for m in told} >= {
        *("bar", "suggestions", "suggestion", "slot", "status"),
        *("lock", "role", "surprise", "energy"),
    }
    for method in told:
        values = zip(method["TYPE"], method["VALUE"], strict=True)
        assert all(isinstance(value, JSON_TYPES[tag]) for tag, value in values), method


def test_ranges_tell_what_may_be_sent(host: OscQueryHost) -> None:
    assert host.get("/barwise/energy?RANGE")[1] == {"RANGE": [{"MIN": 0.0, "MAX": 1.0}]}
    assert host.get("/barwise/select?RANGE")[1] == {"RANGE": [{"MIN": 0}]}
    roles = list(protocol.WANTED_ROLES)
    assert host.get("/barwise/role?RANGE")[1] == {"RANGE": [{"VALS": roles}]}
    states = {"VALS": ["empty", "queued", "playing", "stopping"]}
    assert host.get("/barwise/slot?RANGE")[1] == {"RANGE": [None, states, None, None]}


def test_optional_arguments_are_overloads_and_a_button_needs_none(host: OscQueryHost) -> None:
    _, accept = host.get("/barwise/accept")
    assert accept["TYPE"] == "I"
    assert [form["TYPE"] for form in accept["OVERLOADS"]] == ["i", "ii"]
    assert "[i index] [i slot]" in accept["DESCRIPTION"]
    _, ping = host.get("/barwise/ping")
    assert (ping["TYPE"], [form["TYPE"] for form in ping["OVERLOADS"]]) == ("i", ["si"])


@pytest.mark.parametrize(
    "method", ["/barwise/cursor", "/barwise/role", "/barwise/next", "/barwise"]
)
def test_a_query_returns_one_attribute_of_the_whole(host: OscQueryHost, method: str) -> None:
    _, whole = host.get(method)
    for name in ("FULL_PATH", "TYPE", "ACCESS", "RANGE", "DESCRIPTION", "EXTENDED_TYPE"):
        wanted = {name: whole[name]} if name in whole else {}
        assert host.get(f"{method}?{name}") == (HTTPStatus.OK, wanted)


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/barwise/?CONTENTS#top", HTTPStatus.OK),
        ("/barwise%2Fcursor", HTTPStatus.OK),
        ("/barwise/pong?VALUE", HTTPStatus.OK),  # readable, and nothing to read yet
        ("/barwise/accept?VALUE", HTTPStatus.NO_CONTENT),
        ("/barwise?VALUE", HTTPStatus.NO_CONTENT),
        ("/barwise/energy?UNIT", HTTPStatus.NO_CONTENT),
        ("/barwise/energy?COLOUR", HTTPStatus.BAD_REQUEST),
        ("/barwise/energ", HTTPStatus.NOT_FOUND),
        ("/barwise/energy/1?TYPE", HTTPStatus.NOT_FOUND),
        ("/favicon.ico", HTTPStatus.NOT_FOUND),
    ],
)
def test_the_status_is_that_of_the_proposal(
    host: OscQueryHost, target: str, status: HTTPStatus
) -> None:
    answered, body = host.get(target)
    assert answered == status
    if status is HTTPStatus.NO_CONTENT:
        assert body is None
    elif status is not HTTPStatus.OK:
        assert "\n" not in body


def test_host_info_says_where_osc_goes(host: OscQueryHost) -> None:
    _, info = host.get("/no/matter/where?HOST_INFO")
    assert info["NAME"].startswith("Barwise")
    assert (info["OSC_IP"], info["OSC_PORT"], info["OSC_TRANSPORT"]) == (
        *("127.0.0.1", host.port),
        "UDP",
    )
    assert (info["WS_IP"], info["WS_PORT"]) == ("127.0.0.1", host.port)
    assert all(info["EXTENSIONS"].values())
    assert {"ACCESS", "VALUE", "RANGE", "DESCRIPTION", "LISTEN"} <= info["EXTENSIONS"].keys()
    tell(info["OSC_PORT"], "/barwise/role", "melody")
    eventually(lambda: host.value("/barwise/role") == ["melody"])


def test_who_listens_is_told_now_and_at_the_next_change(host: OscQueryHost) -> None:
    tell(host.port, "/barwise/energy", 0.25)
    eventually(lambda: host.value("/barwise/energy") == [0.25])
    with stream(host.port) as listening:
        listening.command("LISTEN", "/barwise/energy")
        assert listening.hear() == ("/barwise/energy", [0.25])
        tell(host.port, "/barwise/energy", 0.75)
        assert listening.hear() == ("/barwise/energy", [0.75])


def test_a_listener_of_a_list_is_told_all_of_it(host: OscQueryHost) -> None:
    with stream(host.port) as listening:
        listening.command("LISTEN", "/barwise/slot")
        slots = {listening.hear()[1][0] for _ in range(Config().engine.slots)}
        assert slots == set(range(Config().engine.slots))


def test_who_ignores_is_told_no_more(host: OscQueryHost) -> None:
    with stream(host.port) as listening:
        for path in ("/barwise/lock", "/barwise/surprise"):
            listening.command("LISTEN", path)
        listening.command("IGNORE", "/barwise/lock")
        tell(host.port, "/barwise/lock", 1)
        eventually(lambda: host.value("/barwise/lock") == [1])
        tell(host.port, "/barwise/lock", 0)
        tell(host.port, "/barwise/surprise", 0.625)
        heard = [listening.hear()]
        while heard[-1] != ("/barwise/surprise", [0.625]):
            heard.append(listening.hear())
        assert ("/barwise/lock", [1]) not in heard


def test_two_hosts_hear_each_what_it_asked_for(host: OscQueryHost) -> None:
    with stream(host.port) as one, stream(host.port) as other:
        one.command("LISTEN", "/barwise/surprise")
        other.command("LISTEN", "/barwise/bar")
        tell(host.port, "/barwise/surprise", 0.125)
        one.wait_for("/barwise/surprise", 0.125)
        assert {other.hear()[0] for _ in range(3)} == {"/barwise/bar"}


def test_a_host_that_vanishes_disturbs_nobody(host: OscQueryHost) -> None:
    with stream(host.port) as stays:
        stays.command("LISTEN", "/barwise/energy")
        goes = listen_until_killed(host.port, "/barwise/bar")
        goes.kill()
        goes.communicate()
        for energy in (0.375, 0.5):
            tell(host.port, "/barwise/energy", energy)
            stays.wait_for("/barwise/energy", energy)


def test_a_host_may_send_its_osc_through_the_stream(host: OscQueryHost) -> None:
    with stream(host.port) as playing:
        playing.connection.send(pack("/barwise/energy", (0.875,)))
        eventually(lambda: host.value("/barwise/energy") == [0.875])


def test_what_a_host_sends_wrongly_the_performer_hears_of_once(host: OscQueryHost) -> None:
    with stream(host.port) as listening:
        listening.command("LISTEN", "/barwise/error")
        for nonsense in ("{", "[" * 60_000, '{"COMMAND": "LISTEN", "DATA": 3}', b"no OSC"):
            listening.connection.send(nonsense)
        _, (text,) = listening.hear()
        assert '{"COMMAND": "LISTEN", "DATA": ADDRESS} is wanted' in text
        with pytest.raises(TimeoutError):
            listening.hear(0.5)


def test_it_is_found_by_zeroconf_and_says_goodbye() -> None:
    port, other_port = free_port(), free_port()
    told: list[events.Event] = []
    with browser("_oscjson._tcp.local.") as http, browser("_osc._udp.local.") as osc:
        with closing(opened(told.append, port)):
            name = http.wait_for(port)
            assert osc.wait_for(port).startswith("Barwise on ")
            with closing(opened(ignore, other_port)):
                own = http.wait_for(other_port)
                assert own != name, "a second Barwise has a name of its own"
        http.wait_until_gone(name)
    where = "announced at 127.0.0.1 (this machine only: see [osc] host)"
    assert told == [events.News("oscquery", where)]


def test_nobody_is_told_of_what_he_cannot_reach() -> None:
    assert announce.reachable("127.0.0.1") == ["127.0.0.1"]
    with network() as room, room:
        assert announce.reachable("0.0.0.0") == ["127.0.0.1"]


def test_a_network_that_comes_during_the_set_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announce, "LOOK_SECONDS", 0.05)
    told: list[events.Event] = []

    async def scene() -> None:
        telling = asyncio.create_task(
            announce.announce("0.0.0.0", "Barwise", {"_oscjson._tcp": 9}, told.append)
        )
        while not told:
            await asyncio.sleep(0.02)
        subprocess.run([need("ip"), "addr", "add", "10.1.2.3/24", "dev", "lo"], check=True)
        while len(told) < 2:
            await asyncio.sleep(0.02)
        telling.cancel()
        await asyncio.wait([telling])

    with network() as room, room:
        asyncio.run(asyncio.wait_for(scene(), 20))
    assert told[1:] == [events.News("oscquery", "announced at 10.1.2.3")]


def test_where_nothing_can_be_announced_the_performer_hears_it_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(announce, "LOOK_SECONDS", 0.02)
    told: list[events.Event] = []
    endless = announce.announce("10.9.9.9", "Barwise", {"_osc._udp": 9}, told.append)
    with pytest.raises(TimeoutError):
        asyncio.run(asyncio.wait_for(endless, 1.0))
    (trouble,) = told
    assert isinstance(trouble, events.Trouble)
    gone = "not announced: 10.9.9.9 is no address of this machine now; type the address in by hand"
    assert trouble.text == gone


def ignore(event: events.Event) -> None:
    """Nobody wants to know."""


def opened(post: Post, port: int) -> oscquery.OscQueryOutput:
    output = oscquery.open(post, Config(osc=OscConfig(port=port), oscquery=OscQueryConfig(on=True)))
    assert output is not None
    return output


@pytest.fixture
def output() -> Iterator[tuple[oscquery.OscQueryOutput, OscQueryHost]]:
    """The output alone: the test is its engine."""
    port = free_port()
    output = opened(ignore, port)
    yield output, OscQueryHost(port)
    output.close()


def test_every_action_is_seen_as_its_last_message(
    output: tuple[oscquery.OscQueryOutput, OscQueryHost],
) -> None:
    said: dict[str, tuple[protocol.Value, ...]] = {}
    for action in EVERY_ACTION:
        output[0].send(action, 12.0)
        said.update(protocol.messages(action, 12.0))
    eventually(lambda: output[1].value("/barwise/heard"))
    assert {path: output[1].value(path) for path in said} == {p: [*v] for p, v in said.items()}


def test_an_empty_list_leaves_no_suggestion_behind(
    output: tuple[oscquery.OscQueryOutput, OscQueryHost],
) -> None:
    engine, host = output
    engine.send(actions.Offered(1, 2, (SUGGESTION,)), 0.0)
    eventually(lambda: host.value("/barwise/suggestion"))
    engine.send(actions.Offered(2, 3, ()), 0.0)
    eventually(lambda: host.value("/barwise/suggestions") == [2, 3, 0, 1])
    assert host.value("/barwise/suggestion") is None


def test_a_host_that_does_not_read_holds_up_nobody_and_gets_the_latest(
    output: tuple[oscquery.OscQueryOutput, OscQueryHost],
) -> None:
    """The engine sends more than the sockets between can hold; what was missed is not made up."""
    engine, host = output
    long = "x" * 1000
    with stream(host.port) as sleeps, stream(host.port) as reads:
        for one in (sleeps, reads):
            one.command("LISTEN", "/barwise/status")
            one.command("LISTEN", "/barwise/cursor")
        engine.send(actions.CursorAt(0), 0.0)
        for one in (sleeps, reads):
            one.wait_for("/barwise/cursor", 0)
        for index in range(20_000):
            engine.send(actions.Status("library", f"{index} {long}"), 0.0)
        engine.send(actions.SlotIs(0, Slot()), 0.0)
        engine.send(actions.CursorAt(1), 0.0)
        reads.wait_for("/barwise/cursor", 1)
        heard = 0
        while sleeps.hear() != ("/barwise/cursor", [1]):
            heard += 1
        assert heard < 20_000


def test_closing_waits_for_no_host() -> None:
    port = free_port()
    before = set(threading.enumerate())
    output = opened(ignore, port)
    with stream(port) as listening:
        listening.command("LISTEN", "/barwise/bar")
        output.close()
        ours = {each.name for each in set(threading.enumerate()) - before}
        assert "oscquery" not in ours
        with pytest.raises(ConnectionClosed):
            listening.hear()


def test_a_taken_port_is_named_with_the_remedy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(DeviceError, match=rf"^TCP port {port} on 127.0.0.1: taken .*port$"):
            opened(ignore, port)


@pytest.mark.parametrize("package", oscquery.PACKAGES)
def test_a_missing_package_is_one_line_with_the_remedy(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ConfigError, match=rf"{package} is missing; pip install ifaddr websockets"):
        opened(ignore, 0)


def test_nobody_asked_for_it() -> None:
    assert oscquery.open(lambda event: None, Config()) is None
