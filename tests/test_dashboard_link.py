"""Where the page is: a free port, a link that can be opened, a token that stays."""

from __future__ import annotations

import socket
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from live.dashboard import link
from live.errors import DeviceError, FileError
from tests.page_stand import free_port


@pytest.mark.parametrize(
    ("host", "alone"),
    [
        ("127.0.0.1", True),
        ("127.0.0.2", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.5", False),
        ("studio.local", False),
        ("127.0.0.1.example.org", False),
    ],
)
def test_loopback_is_told_from_the_world(host: str, alone: bool) -> None:
    assert link.is_loopback(host) is alone


def test_a_second_barwise_takes_the_next_free_port(monkeypatch: pytest.MonkeyPatch) -> None:
    first = free_port()
    monkeypatch.setattr(link, "DEFAULT_PORT", first)
    with ExitStack() as opened:
        ports = []
        for _ in range(12):
            bound = opened.enter_context(closing(link.bind("127.0.0.1", first)))
            ports.append(bound.getsockname()[1])
    assert ports[0] == first
    assert ports == sorted(set(ports[:10])) + ports[10:]
    assert len(set(ports)) == 12, "a twelfth is served as well"


def test_a_port_that_was_asked_for_is_that_or_none() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        with pytest.raises(DeviceError, match=rf"TCP port {port} on 127.0.0.1: taken .*--no-page"):
            link.bind("127.0.0.1", port)


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this machine has no IPv6")
def test_all_addresses_of_ipv6_are_those_of_ipv4_as_well() -> None:
    port = free_port()
    with (
        closing(link.bind("::", port)),
        closing(socket.create_connection(("127.0.0.1", port), timeout=5)),
    ):
        assert "0.0.0.0" not in link.url("::", port)


@pytest.mark.parametrize("host", ["192.0.2.7", "no.such.host.invalid"])
def test_a_host_that_is_not_ours_is_named(host: str) -> None:
    with pytest.raises(DeviceError, match=f"{host}: .*; set another --page-host"):
        link.bind(host, 7480)


def test_a_link_can_be_opened_as_it_stands() -> None:
    assert link.url("127.0.0.1", 7480) == "http://127.0.0.1:7480/"
    assert link.url("::1", 7480) == "http://[::1]:7480/"
    assert link.url("10.0.0.5", 80, "a b&c") == "http://10.0.0.5:80/?token=a%20b%26c"


def test_a_link_to_all_addresses_names_one_of_this_machine() -> None:
    host, _, rest = link.url("0.0.0.0", 7480, "t").removeprefix("http://").partition(":")
    assert rest == "7480/?token=t"
    assert host != "0.0.0.0"
    with closing(socket.create_server((host, 0))):
        pass


def test_a_token_is_made_once_and_for_the_performer_alone(tmp_path: Path) -> None:
    path = tmp_path / "barwise" / "page-token"
    token = link.kept_token(path)
    assert len(token) >= 16
    assert link.kept_token(path) == token
    assert path.stat().st_mode & 0o777 == 0o600
    assert link.kept_token(tmp_path / "another") != token


def test_no_place_for_a_token_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match=r"set \[page\] token"):
        link.kept_token(tmp_path / "file" / "page-token")


def test_a_phone_reads_the_link_from_a_dark_terminal() -> None:
    """The margin is light, and with it all that has to be; it fits in a small window."""
    lines = link.picture("http://192.168.1.50:7480/?token=0123456789abcdef").splitlines()
    assert set(lines[0]) == {"█"}
    assert max(map(len, lines)) < 80
    assert len(lines) < 24
    finder = [line[2:9] for line in lines[1:5]]
    assert finder == [" ▄▄▄▄▄ ", " █   █ ", " █▄▄▄█ ", "▄▄▄▄▄▄▄"]
