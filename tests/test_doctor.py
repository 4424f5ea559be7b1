"""`barwise doctor` on machines on which something is missing, and on one where all is there."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from live import doctor
from live.config import AbletonConfig
from live.doctor import Finding
from tests.ableton_host import Song, audio_track, live
from tests.jack_host import JackHost
from tests.pure_data import free_port

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
    assert lines["bundles"] == (
        "ok      fit 1 (embed), imagine-bass 1 (generate), imagine-percussion 1 (generate), "
        "tagger 1 (tag)"
    )


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


def test_ableton_is_there_when_it_answers() -> None:
    ports = free_port(), free_port()
    config = AbletonConfig(port=ports[0], listen_port=ports[1])

    def look() -> Finding:
        return doctor._guarded("Ableton Live", lambda: doctor._ableton(config))

    with live(Song([audio_track("Drums")]), *ports):
        assert look() == Finding("Ableton Live", True, "AbletonOSC answers")
        with _bound(ports[1]):
            assert look().text.startswith(f"UDP port {ports[1]} is taken: close the other Barwise")
    assert "start Live with AbletonOSC" in look().text


def _bound(port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    bound.bind(("127.0.0.1", port))
    return bound


def test_what_is_configured_wrongly_is_named(tmp_path: Path) -> None:
    config = tmp_path / "live.toml"
    config.write_text(f'library = "{tmp_path}"\n[midi]\nbackend = "jak"\n')
    _, lines, _ = told("--config", str(config), **NOWHERE)
    assert "[midi] backend = 'jak': choose from alsa, jack" in lines["MIDI"]
    assert lines["library"].startswith("missing ")
    assert "listening to" not in lines, "nobody asked to listen"
