"""The rig: real programs when they are here, and a skip that says how to get them when not."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

T = TypeVar("T")

#: Files whose tests have real clocks and real programs in them. On a machine that others use too,
#: one may come too late through no fault of ours: it may try again, and still has to pass.
ON_REAL_TIME = {
    "test_ableton_set",
    "test_clocks_link",
    "test_clocks_link_sound",
    "test_clocks_midi",
    "test_commands_learn",
    "test_commands_library",
    "test_commands_run",
    "test_commands_shared",
    "test_controls_keys",
    "test_controls_midi",
    "test_controls_osc",
    "test_dashboard_guard",
    "test_dashboard_page",
    "test_dashboard_pages",
    "test_doctor",
    "test_engine",
    "test_library_cluster",
    "test_library_scan",
    "test_library_workers",
    "test_listening_capture",
    "test_outputs_ableton",
    "test_outputs_midi",
    "test_outputs_midi_clock",
    "test_outputs_oscquery",
    "test_outputs_page",
    "test_outputs_player",
    "test_patches_pd",
    "test_patches_supercollider",
    "test_player_process",
    "test_study_page",
    "test_study_server",
    "test_whole",
}

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Begun in a shell's background, where Ctrl-C is ignored: what tests start would ignore it too.
    signal.signal(signal.SIGINT, signal.default_int_handler)

SHARED = Path(__file__).parents[2] / "shared" / "data"

PACKAGES = {
    "jackd": "jackd2",
    "jack_wait": "jackd2",
    "pd": "puredata-core",
    "sclang": "supercollider-language",
    "chromium": "chromium",
    "node": "nodejs",
    "fluidsynth": "fluidsynth",
    "sonic-pi-samples": "sonic-pi-samples",
    "libportaudio2": "libportaudio2",
    "soundfont": "timgm6mb-soundfont",
    "libopenmpt0": "libopenmpt0",
    "zsh": "zsh",
    "fish": "fish",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.stem in ON_REAL_TIME:
            item.add_marker(pytest.mark.flaky(reruns=2))
            item.add_marker(pytest.mark.real_time)


def missing(program: str) -> None:
    """Skip this test with the install command; under CI=true fail instead."""
    reason = f"{program} is missing: apt-get install --no-install-recommends {PACKAGES[program]}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def need(program: str) -> str:
    """The path of `program`, or the test is skipped."""
    found = shutil.which(program)
    if found is None:
        missing(program)
    assert found is not None
    return found


@pytest.fixture(scope="session")
def sonic_pi_samples() -> Path:
    """165 real CC0 samples, about 54 of them loops."""
    folder = Path("/usr/share/sonic-pi/samples")
    if not folder.is_dir():
        missing("sonic-pi-samples")
    return folder


@pytest.fixture(scope="session")
def real_loops() -> Path:
    """The real producer loops that lie beside some checkouts; never committed."""
    folder = SHARED / "loops"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not here: these real loops are not part of the project")
    return folder


@pytest.fixture(scope="session")
def demo_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue of the demo's own loops: six roles, four packs. Not to be written to."""
    from live.demo.make import make
    from live.library.scan import scan

    folder = tmp_path_factory.mktemp("demo")
    make(folder / "loops")
    scan([folder / "loops"], folder / "library.db")
    return folder / "library.db"


@pytest.fixture(scope="session")
def jack() -> Iterator[str]:
    """A JACK server of our own with the dummy driver: 48 kHz, blocks of 1024. Yields its name."""
    jackd = need("jackd")
    name = f"barwise-{os.getpid()}"
    before = os.environ.get("JACK_DEFAULT_SERVER")
    os.environ["JACK_DEFAULT_SERVER"] = name
    os.environ["JACK_NO_START_SERVER"] = "1"
    server = subprocess.Popen(
        [jackd, "-r", "--no-mlock", "-n", name, "-d", "dummy", "-r", "48000", "-p", "1024"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    waited = subprocess.run(
        [need("jack_wait"), "-w", "-t", "20", "-s", name], capture_output=True, check=False
    )
    assert server.poll() is None, f"jackd did not start: {waited.stdout!r} {waited.stderr!r}"
    yield name
    server.terminate()
    server.wait(10)
    if before is None:
        del os.environ["JACK_DEFAULT_SERVER"]
    else:
        os.environ["JACK_DEFAULT_SERVER"] = before


def eventually(look: Callable[[], T], seconds: float = 10.0, every: float = 0.02) -> T:
    """Wait until `look()` is truthy and return it; fail after `seconds`."""
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(every)
