"""What the study's server tells, to whom, and what it keeps to itself."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from live.errors import DeviceError
from models.study.key import clip_file
from models.study.server import STATIC
from tests import study_rig
from tests.study_rig import FIVE, asked, run, served

MODULES = sorted((STATIC / "js").glob("*.js"))


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return study_rig.small(tmp_path_factory.mktemp("server") / "study")


@pytest.fixture(scope="module")
def port(study: Path) -> Iterator[int]:
    with served(study, contact="Ada, ada@example.org", names=["study.example"]) as number:
        yield number


@pytest.fixture
def rater(port: int) -> str:
    _, _, body = asked(port, "/raters", "POST", {"age": "25-34", "training": "none"})
    return f"Bearer {json.loads(body)['rater']}"


def test_nothing_that_is_served_names_a_method(study: Path, port: int, rater: str) -> None:
    """Nor a song, nor a file: not in pages, names, headers or the audio."""
    key = study_rig.key(study)
    told = [asked(port, path, Authorization=rater) for path in ("/", "/study", "/rater")]
    told += [asked(port, f"/static/{file.relative_to(STATIC)}") for file in MODULES]
    told += [asked(port, f"/clips/{clip.id}") for clip in key.clips]
    assert {status for status, _, _ in told} == {200}
    words = "|".join([*map(re.escape, FIVE), "secret", "Song", "chance"])
    telling = re.compile(rf"\b({words})\b".encode(), re.IGNORECASE)
    for _, headers, body in told:
        text = json.dumps(headers).encode() + body
        found = telling.search(text)
        assert str(study).encode() not in text
        assert found is None, text[max(0, found.start() - 40) : found.end() + 40]


def test_clips_go_by_id_only(study: Path, port: int) -> None:
    clip = study_rig.key(study).clips[0]
    status, headers, body = asked(port, f"/clips/{clip.id}")
    assert (status, headers["content-type"]) == (200, "audio/flac")
    assert body == clip_file(study, clip.id).read_bytes()
    status, _, part = asked(port, f"/clips/{clip.id}", Range="bytes=4-9")
    assert (status, part) == (206, body[4:10])
    paths = ("..%2Fstudy.db", "../study.db", f"{clip.id}.flac", f"../clips/{clip.id}.flac", "")
    for path in (*(f"/clips/{name}" for name in paths), "/static/../server.py", "/study.db"):
        assert asked(port, path)[0] == 404, path


def test_a_rater_is_needed_and_heeded(port: int, rater: str) -> None:
    assert asked(port, "/rater")[0] == 404
    groups = json.loads(asked(port, "/rater", Authorization=rater)[2])["groups"]
    clip = groups[0]["clips"][0]
    answer = f"/answers/{clip}/matched"
    assert asked(port, answer, "PUT", {"value": 4}, Authorization=rater)[0] == 409
    assert asked(port, f"/heard/{clip}", "PUT", Authorization="Bearer nobody")[0] == 409
    assert asked(port, f"/heard/{clip}", "PUT", Authorization=rater)[0] == 204
    assert asked(port, answer, "PUT", {"value": 4}, Authorization=rater)[0] == 204
    assert asked(port, answer, "PUT", [4], Authorization=rater)[0] == 400
    assert asked(port, answer, "PUT", "4" * 2000, Authorization=rater)[0] == 413
    assert asked(port, "/raters", "POST", {"age": ["25-34"]})[0] == 400
    groups = json.loads(asked(port, "/rater", Authorization=rater)[2])["groups"]
    assert groups[0]["answers"] == {clip: {"matched": 4}}
    assert asked(port, "/rater", "DELETE", Authorization=rater)[0] == 204
    assert asked(port, "/rater", Authorization=rater)[0] == 404


def test_only_its_own_pages_at_its_own_names_may_ask(port: int) -> None:
    own = f"127.0.0.1:{port}"
    for host in (own, f"localhost:{port}", f"[::1]:{port}", "192.168.0.7", "study.example"):
        assert asked(port, "/study", Host=host)[0] == 200, host
    for host in ("evil.example", f"127.0.0.1.evil.example:{port}", ""):
        assert asked(port, "/study", Host=host)[0] == 403, host
    body = {"age": "25-34", "training": "none"}
    for origin, status in ((f"http://{own}", 201), ("http://evil.example", 403), ("null", 403)):
        assert asked(port, "/raters", "POST", body, Origin=origin)[0] == status, origin


def test_pages_may_load_nothing_from_elsewhere(port: int) -> None:
    _, headers, body = asked(port, "/")
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "server" not in headers
    assert "set-cookie" not in headers
    assert not re.search(rb"(src|href)=.?https?:", body)
    assert json.loads(asked(port, "/study")[2])["contact"] == "Ada, ada@example.org"


def test_the_command_serves_until_it_is_interrupted(study: Path) -> None:
    code = "from models.study.command import command; command()"
    words = [sys.executable, "-c", code, "serve", str(study), "--port", "0"]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(words, **pipes) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        address = re.search(r"http://127.0.0.1:(\d+)/", child.stdout.readline())
        assert address
        assert asked(int(address[1]), "/")[0] == 200
        child.send_signal(signal.SIGINT)
        assert child.wait(10) == 0
        assert child.stderr.read() == ""


def test_opened_to_a_network_it_shows_a_code_for_phones(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uvicorn.Server, "run", lambda server, sockets: None)
    words = ("serve", study, "--port", "0", "--host")
    told = run(*words, "0.0.0.0").output
    assert "\u2588" in told
    assert "//0.0.0.0" not in told
    assert "\u2588" not in run(*words, "127.0.0.1").output


def test_a_taken_port_is_told(study: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(DeviceError, match=f"port {port} on 127.0.0.1: taken"):
            run("serve", study, "--port", port)
