"""The page of a real set: it shows what the engine does, and what happens to it costs nobody."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from live import actions, events
from live.commands.run import with_flags
from live.config import Config, PageConfig
from live.errors import DeviceError
from live.library.catalogue import Catalogue
from live.outputs import page as page_output
from live.types import SlotState
from tests.conftest import eventually
from tests.page_stand import (
    Stand,
    configured,
    copied,
    free_port,
    page,
    page_process,
    served,
    stand,
)
from tests.test_dashboard_view import SUGGESTION


@pytest.fixture
def on_stage(demo_library: Path, tmp_path: Path) -> Iterator[Stand]:
    with stand(configured(copied(demo_library, tmp_path))) as there:
        yield there


#: Enough of them to fill what the kernel keeps for a page that does not read, several times.
LISTS = 120


def playing(slots: list[dict[str, Any]]) -> list[int]:
    """Ids of the loops that play."""
    return [slot["loop"]["id"] for slot in slots if slot["state"] == SlotState.PLAYING]


def test_the_list_changes_with_the_bar_and_what_is_accepted_plays(on_stage: Stand) -> None:
    with page(on_stage.url) as there:
        first = there.wait_for("list", lambda said: said["suggestions"])
        there.wait_for("list", lambda said: said["bar"] > first["bar"])
        id = there.said["list"]["suggestions"][0]["id"]
        there.say("lock", 1)
        there.say("accept", 0, 3)
        there.wait_for("slots", lambda slots: slots[3]["state"] == "queued")
        assert there.wait_for("slots", playing) and playing(there.said["slots"]) == [id]
        assert there.said["settings"]["locked"] is True
        assert there.said["heard"].keys() >= {"source", "key", "balance"}
        there.say("undo")
        there.wait_for("slots", lambda slots: not playing(slots))


def test_a_page_that_asks_for_nonsense_is_told_and_nobody_else(on_stage: Stand) -> None:
    with page(on_stage.url) as there, page(on_stage.url) as other:
        there.say("surprise", 7)
        assert "0 to 1 is wanted" in there.wait_for("refused")
        other.say("next")
        other.wait_for("cursor", lambda index: index == 1)
        assert "refused" not in other.said


def test_the_page_may_die_at_any_time(on_stage: Stand) -> None:
    with page(on_stage.url) as before:
        before.wait_for("list", lambda said: said["suggestions"])
        before.say("accept", 0)
        before.wait_for("slots", playing)
        on_stage.kill_page()
        with page(on_stage.url) as after:
            news = after.hear()
            assert news.keys() >= before.said.keys() - {"refused"}
            assert playing(news["slots"]) == playing(before.said["slots"])
            bar = news["bar"]["bar"]
            after.wait_for("bar", lambda said: said["bar"] > bar)
            text = "page: its process has ended: it is started again"
            after.wait_for("problems", lambda said: text in [each["text"] for each in said])
            after.say("stop", 0)
            after.wait_for("slots", lambda slots: not playing(slots))


def test_what_the_performer_likes_is_there_from_the_start(
    demo_library: Path, tmp_path: Path
) -> None:
    library = copied(demo_library, tmp_path)
    with Catalogue.open(library) as catalogue:
        catalogue.set_taste(3, banned=True, favourite=False)
        catalogue.set_taste(5, banned=False, favourite=True)
    with served(configured(library)) as there, page(there.url) as ours:
        assert (ours.wait_for("banned"), ours.wait_for("favourites")) == ([3], [5])


def test_a_gesture_becomes_the_event_that_osc_would_make(demo_library: Path) -> None:
    with served(configured(demo_library)) as there, page(there.url) as ours:
        ours.say("accept", 2, 1)
        ours.say("role", "bass")
        assert there.asked() == events.Accept(2, 1)
        assert there.asked() == events.WantRole("bass")


@contextmanager
def deaf_page(port: int) -> Iterator[None]:
    """A page whose machine has fallen asleep: connected, and not reading."""
    host = f"127.0.0.1:{port}"
    request = (
        f"GET /ws HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
    )
    with closing(socket.socket()) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(20)
        connection.connect(("127.0.0.1", port))
        connection.sendall(request.encode())
        assert connection.recv(12) == b"HTTP/1.1 101"
        yield


def test_a_page_that_does_not_read_delays_nobody_and_fills_no_memory(demo_library: Path) -> None:
    with (
        served(configured(demo_library)) as there,
        page(there.url) as fast,
        deaf_page(there.output.port),
    ):
        process = page_process()
        before = process.memory_info().rss
        for seq in range(LISTS):
            there.output.send(actions.Offered(seq, seq, (SUGGESTION,) * 500), 0.0)
            fast.wait_for("list", lambda said, seq=seq: said["seq"] == seq)
        told = LISTS * len(json.dumps(fast.said["list"]))
        assert told > 16e6
        assert process.memory_info().rss < before + told / 2


def test_a_page_process_that_hangs_delays_nobody(demo_library: Path) -> None:
    with served(configured(demo_library)) as there:
        with page(there.url) as ours:
            ours.hear()
        process = page_process()
        process.suspend()
        for seq in range(1000):
            there.output.send(actions.Offered(seq, seq, (SUGGESTION,) * 100), 0.0)
            if not seq % 100:
                time.sleep(0.02)  # to be written
        process.resume()
        with page(there.url) as ours:
            assert ours.wait_for("list", lambda said: said["seq"] == 999)
        process.suspend()
    assert not process.is_running()


def test_with_the_engine_the_page_ends_however_that_ends(demo_library: Path) -> None:
    port = free_port()
    code = f"""
        from pathlib import Path
        from live.outputs import page
        from tests.page_stand import configured
        there = page.open(print, configured(Path({str(demo_library)!r}), port={port}))
        print("up", flush=True)
        input()
    """
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", textwrap.dedent(code)]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as engine:
        assert engine.stdout is not None
        while engine.stdout.readline() != "up\n":
            pass
        url = f"http://127.0.0.1:{port}/"
        with urllib.request.urlopen(url, timeout=20) as response:
            assert response.status == 200
        engine.kill()

    def gone() -> bool:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            return True
        return False

    eventually(gone)


def test_it_can_be_left_out() -> None:
    assert page_output.open(lambda event: None, Config(page=PageConfig(on=False))) is None


def test_the_flags_of_run_say_where_it_is_served() -> None:
    config = with_flags(Config(), page=False, page_host="0.0.0.0", page_port=80)
    assert config.page == PageConfig(on=False, host="0.0.0.0", port=80)


def test_a_port_that_was_asked_for_and_is_taken_is_named(demo_library: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        taken = configured(demo_library, port=other.getsockname()[1])
        with pytest.raises(DeviceError, match=r"taken .*; set another --page-port, or --no-page"):
            page_output.open(lambda event: None, taken)


def test_the_link_is_printed_before_the_set_and_can_be_read_later(
    demo_library: Path, tmp_path: Path
) -> None:
    port = free_port()
    arguments = ["--library", str(demo_library), "--no-screen", "--page-port", str(port)]
    log = tmp_path / "set.jsonl"
    command = [sys.executable, "-m", "live", "run", *arguments, "--log", str(log)]
    env = {**os.environ, "XDG_DATA_HOME": str(tmp_path)}
    with subprocess.Popen(
        [*command, f"--osc-port={free_port()}"], stdout=subprocess.PIPE, text=True, env=env
    ) as barwise:
        assert barwise.stdout is not None
        assert barwise.stdout.readline() == f"the page: http://127.0.0.1:{port}/\n"
        with page(f"http://127.0.0.1:{port}") as there:
            there.wait_for("status", lambda said: said.get("page") == f"http://127.0.0.1:{port}/")
        barwise.send_signal(signal.SIGINT)
        barwise.communicate(timeout=20)
    assert barwise.returncode == 0


def test_beyond_this_machine_the_link_has_the_token(
    demo_library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = configured(demo_library, host="0.0.0.0", token="sesame")
    with served(config) as there:
        (line,) = capsys.readouterr().out.splitlines()
        assert line.endswith(f":{config.page.port}/?token=sesame")
        with urllib.request.urlopen(line.removeprefix("the page: "), timeout=20) as response:
            assert response.url.endswith("/login"), "it is a cookie that urllib does not keep"
        said = there.posted.get()
        assert isinstance(said, events.News)
        assert line == f"the page: {said.text}?token=sesame"
