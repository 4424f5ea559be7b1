"""`barwise run`, `replay` and `doctor` as a musician meets them: what is wrong is one line."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from live import setlog
from live.commands.run import with_flags
from live.config import Config
from tests.conftest import eventually
from tests.pure_data import Ear, ear, free_port, tell

BARWISE = [sys.executable, "-m", "live"]


def barwise(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "XDG_DATA_HOME": str(folder)}
    return subprocess.run(
        [*BARWISE, *arguments], capture_output=True, text=True, env=env, timeout=60, check=False
    )


def refused(*arguments: str, folder: Path) -> str:
    """The one line of a command that cannot do what was asked."""
    done = barwise(*arguments, folder=folder)
    assert done.returncode != 0
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("barwise: ")
    return line


def test_no_library_yet_says_how_to_make_one(tmp_path: Path) -> None:
    assert "make it with `barwise scan FOLDER`" in refused("run", folder=tmp_path)


def test_what_cannot_be_meant_is_named(demo_library: Path, tmp_path: Path) -> None:
    library = ["--library", str(demo_library), "--no-screen"]
    port = f"--osc-port={free_port()}"
    for arguments, said in (
        (["--clock", "sundial"], "'sundial' is none of the clocks: choose from internal"),
        (["--config", "/no/such.toml"], "/no/such.toml: no such file"),
        (["--out", "nowhere", port], "'nowhere' is no OSC destination"),
        (["--log", "/dev/null/set.jsonl"], "give another file to --log"),
        (["--controller", "theremin", port], "theremin"),
    ):
        assert said in refused("run", *library, *arguments, folder=tmp_path)


def test_an_unknown_key_is_answered_with_the_nearest(demo_library: Path, tmp_path: Path) -> None:
    config = tmp_path / "live.toml"
    config.write_text("[engine]\nlaed_ms = 200\n")
    line = refused("run", "--config", str(config), folder=tmp_path)
    assert line.endswith("live.toml: unknown key engine.laed_ms: did you mean lead_ms?")


def test_a_port_in_use_is_named(demo_library: Path, tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        line = refused("run", "--library", str(demo_library), f"--osc-port={port}", folder=tmp_path)
    assert f"UDP port {port} on 127.0.0.1: taken" in line


def hostile(port: int) -> None:
    """What a library finds worth a warning: a message with a type that does not exist."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mouth:
        mouth.sendto(b"/barwise/next\0\0\0,Z\0\0", ("127.0.0.1", port))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_set_in_good_order_and_the_log_replays(
    demo_library: Path, tmp_path: Path, number: signal.Signals
) -> None:
    port = free_port()
    log = tmp_path / "set.jsonl"
    command = [*BARWISE, "run", "--library", str(demo_library), "--no-screen"]
    with ear() as client:
        running = subprocess.Popen(
            [*command, f"--osc-port={port}", f"--log={log}", "--bpm=240"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "XDG_DATA_HOME": str(tmp_path)},
        )
        eventually(
            lambda: tell(port, "/barwise/subscribe", client.port) or client.heard(), seconds=20
        )
        tell(port, "/barwise/accept", 0)
        client.wait_for("slot", 0, "playing")
        hostile(port)
        tell(port, "/barwise/next", "two")
        client.wait_for("error")
        running.send_signal(number)
        said, torn = running.communicate(timeout=20)
    assert running.returncode == 0
    assert torn == "", "what libraries log would tear the screen apart"
    assert log.with_suffix(".log").read_text()
    assert str(log) in said
    replayed = barwise("replay", str(log), folder=tmp_path)
    assert replayed.returncode == 0, replayed.stderr
    assert "1 launches, as they were" in replayed.stdout


def test_a_set_whose_engine_was_killed_goes_on_in_its_old_beat(
    demo_library: Path, tmp_path: Path
) -> None:
    port, log = free_port(), tmp_path / "set.jsonl"
    command = [*BARWISE, "run", "--library", str(demo_library), "--no-screen", "--bpm=240"]
    command += [f"--osc-port={port}", f"--log={log}"]
    env = {**os.environ, "XDG_DATA_HOME": str(tmp_path)}

    def run(client: Ear) -> subprocess.Popen[str]:
        started = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
        eventually(
            lambda: tell(port, "/barwise/subscribe", client.port) or client.heard(), seconds=20
        )
        return started

    with ear() as client:
        running = run(client)
        tell(port, "/barwise/accept", 0)
        playing = client.wait_for("slot", 0, "playing")
        running.kill()
        running.communicate()
    bar = max(record["rank"]["bar"] for record in setlog.read(log) if "rank" in record)
    with ear() as client:
        running = run(client)
        assert client.wait_for("slot", 0, "playing") == playing
        assert client.wait_for("bar")[1][0] > bar
        tell(port, "/barwise/undo")
        client.wait_for("slot", 0, "stopping")
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=20)
    assert [path.name for path in tmp_path.glob("*.jsonl")] == ["set.jsonl"]
    replayed = barwise("replay", str(log), folder=tmp_path)
    assert replayed.returncode == 0, replayed.stderr


def test_a_file_that_is_no_set_log_is_refused(tmp_path: Path) -> None:
    (tmp_path / "song.mp3").write_bytes(b"\xff\xfb\x90")
    assert "song.mp3" in refused("replay", str(tmp_path / "song.mp3"), folder=tmp_path)


def test_the_doctor_names_every_part_and_how_to_mend_it(tmp_path: Path) -> None:
    done = barwise("doctor", folder=tmp_path)
    assert done.returncode == 0, done.stdout
    lines = {line[8:].split("  ")[0]: line for line in done.stdout.splitlines()}
    for part in ("Python", "numpy", "pyo", "audio", "MIDI", "Link", "Ableton Live", "library"):
        assert part in lines
    assert lines["library"].startswith("missing")
    assert "barwise scan FOLDER" in lines["library"]
    assert lines["numpy"].startswith("ok")


def test_flags_win_over_the_file() -> None:
    given = with_flags(Config(), clock="midi", bpm=140.0, out=("osc://h:1",), player=None)
    assert (given.clock.name, given.clock.bpm) == ("midi", 140.0)
    assert given.osc.out == ("osc://h:1",)
    assert given.player == Config().player


def test_every_command_explains_itself(tmp_path: Path) -> None:
    listed = barwise("--help", folder=tmp_path).stdout
    for name in ("scan", "library", "inspect", "suggest", "run", "replay", "demo", "doctor"):
        assert f"  {name} " in listed
        assert barwise(name, "--help", folder=tmp_path).returncode == 0


def test_a_demo_without_a_sound_card_performs_in_silence_and_says_so_once(
    demo_library: Path, tmp_path: Path
) -> None:
    loops = str(demo_library.parent / "loops")
    env = {
        **os.environ,
        "XDG_DATA_HOME": str(tmp_path),
        "JACK_DEFAULT_SERVER": "nobody",
        "JACK_NO_START_SERVER": "1",
    }
    done = subprocess.run(
        [*BARWISE, "demo", "--bars", "2", "--bpm", "240", "--loops", loops, "--no-screen"],
        capture_output=True,
        text=True,
        env=env,
        timeout=120,
        check=True,
    )
    assert done.stdout.count("performing in silence") == 1
    assert (done.stdout + done.stderr).count("http://127.0.0.1:") == 1
    (log,) = (tmp_path / "barwise" / "sets").glob("*.jsonl")
    assert len(setlog.read(log)) > 10
