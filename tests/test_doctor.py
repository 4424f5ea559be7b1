"""`barwise doctor` on machines on which something is missing, and on one where all is there."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from live import doctor
from live.doctor import Finding
from tests.jack_host import JackHost

NOWHERE = {"JACK_DEFAULT_SERVER": "barwise-nowhere", "JACK_NO_START_SERVER": "1"}


def told(*arguments: str, **env: str) -> tuple[int, dict[str, str], str]:
    """Exit status, part -> line, and what went to stderr."""
    done = subprocess.run(
        [sys.executable, "-m", "live", "doctor", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **env},
        timeout=60,
        check=False,
    )
    lines = {line[8:25].strip(): f"{line[:8]}{line[25:]}" for line in done.stdout.splitlines()}
    return done.returncode, lines, done.stderr


def test_with_everything_there_every_line_is_ok(
    jack: str, demo_library: Path, tmp_path: Path
) -> None:
    config = tmp_path / "live.toml"
    config.write_text(
        f'library = "{demo_library}"\n[midi]\nbackend = "jack"\n[listen]\ndevice = "nano"\n'
    )
    controller = JackHost("nanoKONTROL2")
    status, lines, _ = told("--config", str(config))
    controller.close()
    assert status == 0
    for part in ("Python", "numpy", "rich", "audio", "MIDI", "library", "bundles"):
        assert lines[part].startswith("ok "), lines[part]
    assert "nanoKONTROL2" in lines["audio"]
    assert lines["listening to"] == "ok      nanoKONTROL2"
    assert "nanoKONTROL2:out (nanokontrol2)" in lines["MIDI"]
    assert f"56 loops in {demo_library}" in lines["library"]
    assert lines["bundles"] == "ok      fit 1 (embed), tagger 1 (tag)"


def test_with_nothing_there_every_line_says_how_to_mend_it(tmp_path: Path) -> None:
    config = tmp_path / "live.toml"
    config.write_text(
        f'library = "{tmp_path / "none.db"}"\n[midi]\nbackend = "jack"\n'
        '[listen]\ndevice = "Mikro"\n[ranking]\nbundles = ["nosuch"]\n'
    )
    status, lines, _ = told("--config", str(config), **NOWHERE)
    assert status == 0, "nothing of this keeps a set from running"
    mended = {
        "audio": "start a JACK server",
        "listening to": "no audio input 'Mikro': there are none; plug one in",
        "MIDI": "start a JACK server",
        "Ableton Live": "start Live with AbletonOSC",
        "library": "barwise scan FOLDER",
        "bundles": "nosuch",
    }
    for part, remedy in mended.items():
        assert lines[part].startswith("missing "), lines[part]
        assert remedy in lines[part]


def test_a_package_that_is_missing_is_a_fault_and_the_rest_is_told_all_the_same(
    tmp_path: Path,
) -> None:
    """As after an installation that broke off: metadata gone, and the import fails."""
    hide = (
        "import importlib.metadata as m, sys; sys.modules['numpy'] = None; known = m.version\n"
        "def version(name):\n    if name == 'numpy': raise m.PackageNotFoundError(name)\n"
        "    return known(name)\n"
        "m.version = version; from live.cli import main; main(['doctor'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", hide],
        capture_output=True,
        text=True,
        env={**os.environ, **NOWHERE, "XDG_DATA_HOME": str(tmp_path)},
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert any(
        line.startswith("missing numpy") and "pip install numpy" in line
        for line in done.stdout.splitlines()
    )
    assert "bundles" in done.stdout


def test_a_bad_configuration_is_one_line(tmp_path: Path) -> None:
    config = tmp_path / "live.toml"
    config.write_text("[listen]\ndevcie = 'x'\n")
    status, lines, stderr = told("--config", str(config))
    assert (status, lines) == (1, {})
    assert stderr == f"barwise: {config}: unknown key listen.devcie: did you mean device?\n"


def test_ableton_is_there_when_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """AbletonOSC answers on a second port, whoever asks."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as live, _free_socket() as mine:
        live.bind(("127.0.0.1", 0))
        ports = live.getsockname()[1], mine.getsockname()[1]
        mine.close()
        monkeypatch.setattr(doctor, "ABLETON_PORTS", ports)
        monkeypatch.setattr(doctor, "ABLETON_SECONDS", 10.0)
        asked: list[bytes] = []

        def answer() -> None:
            asked.append(live.recv(1024))
            live.sendto(b"/live/test\0\0,s\0\0ok\0\0", ("127.0.0.1", ports[1]))

        thread = threading.Thread(target=answer)
        thread.start()
        finding = doctor._guarded("Ableton Live", doctor._ableton)
        thread.join()
    assert finding == Finding("Ableton Live", True, "AbletonOSC answers")
    assert asked == [b"/live/test\0\0,\0\0\0"]


def _free_socket() -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    bound.bind(("127.0.0.1", 0))
    return bound


def test_what_is_configured_wrongly_is_named(tmp_path: Path) -> None:
    config = tmp_path / "live.toml"
    config.write_text(f'library = "{tmp_path}"\n[midi]\nbackend = "jak"\n')
    _, lines, _ = told("--config", str(config), **NOWHERE)
    assert "[midi] backend = 'jak': choose from alsa, jack" in lines["MIDI"]
    assert lines["library"].startswith("missing ")
    assert "listening to" not in lines, "nobody asked to listen"
