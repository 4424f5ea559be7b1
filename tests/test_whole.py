"""The main job end to end: real loops on disk, `barwise run`, JACK, Pure Data, the recording."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.conftest import eventually
from tests.pure_data import Musician, free_port, musician

RATE = 48000
BEAT = RATE // 2  # 120 bpm
BAR = 4 * BEAT
BARWISE = [sys.executable, "-m", "live"]


def clicks(path: Path, *beats: float, level: float = 0.4) -> None:
    """A bar of 120 bpm with a click of one sample on each of `beats`, the first twice as loud."""
    bar = np.zeros(BAR, np.float32)
    for beat in beats:
        bar[round(beat * BEAT)] = level
    bar[round(beats[0] * BEAT)] = 2 * level
    soundfile.write(path, bar, RATE, subtype="FLOAT")


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Two percussion loops: one on the beats, one with a click between them."""
    pack = tmp_path / "Clicks"
    pack.mkdir()
    clicks(pack / "drums_beats_120.wav", 0, 1, 2, 3)
    clicks(pack / "drums_between_120.wav", 0, 1, 2.5, 3)
    subprocess.run(
        [*BARWISE, "scan", str(pack), "--library", str(tmp_path / "library.db"), "--json"],
        check=True,
        capture_output=True,
    )
    return tmp_path / "library.db"


@contextmanager
def barwise_run(folder: Path, library: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """A set with a player that records, in a process of its own, ended as by Ctrl-C."""
    config = folder / "live.toml"
    config.write_text(
        f'library = "{library}"\nlog = "{folder / "set.jsonl"}"\nscreen = false\n'
        f"[osc]\nport = {port}\nout = []\n"
        f'[player]\non = true\nport = {free_port()}\nrecord = "{folder / "recording.wav"}"\n'
        "[ranking]\nnothing_fits = 0.0\nimprobable = 0.0\n"
    )
    process = subprocess.Popen(
        [*BARWISE, "run", "--config", str(config)],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "XDG_DATA_HOME": str(folder)},
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=20)
    assert process.returncode == 0, complaints


def accept(pd: Musician, name: str) -> dict[str, float]:
    """Move the cursor to the loop called `name`, press accept, wait until it plays; its fix."""

    def there() -> tuple[int, tuple[object, ...]] | None:
        found = [s for s in pd.heard("suggestion") if name in str(s[3])]
        return (int(found[-1][1]), found[-1]) if found else None

    index, suggestion = eventually(there, seconds=15) or (0, ())
    for _ in range(index):
        pd.say("next")
    if index:
        pd.wait_for("cursor", float(index))
    pd.say("accept")
    eventually(lambda: any(s[1] == "queued" and name in s[3] for s in pd.heard("slot")))
    eventually(lambda: any(s[1] == "playing" and name in s[3] for s in pd.heard("slot")))
    keys = ("bpm", "key", "transpose", "beat_offset", "stretch", "gain_db", "score")
    return {k: float(v) for k, v in zip(keys, suggestion[5:], strict=True) if k != "key"}


def test_pd_cycles_and_accepts_and_the_loops_lie_on_the_bar_to_the_sample(
    jack: str, library: Path, tmp_path: Path
) -> None:
    port = free_port()
    with barwise_run(tmp_path, library, port), musician(port) as pd:
        eventually(lambda: pd.say("subscribe", pd.port) or pd.heard("suggestion"), seconds=30)
        first = accept(pd, "drums_beats")
        second = accept(pd, "drums_between")
        assert (first["transpose"], first["beat_offset"], first["stretch"]) == (0, 0, 1)
        assert (second["transpose"], second["stretch"]) == (0, 1)
        begun = len(pd.heard("bar"))
        eventually(lambda: len(pd.heard("bar")) >= begun + 3, seconds=15)
    audio, rate = soundfile.read(tmp_path / "recording.wav")
    assert rate == RATE
    onsets = np.flatnonzero(np.abs(audio[:, 0]) > 0.02)
    downbeat = onsets[0]
    phases = (onsets - downbeat) % BAR
    loudest = np.abs(audio[onsets[:4], 0])
    assert loudest.argmax() == 0, "the first thing heard is the loop's first beat"
    between = round((2.5 + second["beat_offset"]) * BEAT) % BAR
    assert set(phases) == {0, BEAT, 2 * BEAT, 3 * BEAT, between}
    assert sum(phases == between) >= 2
    replayed = subprocess.run(
        [*BARWISE, "replay", str(tmp_path / "set.jsonl")], capture_output=True, text=True
    )
    assert replayed.returncode == 0, replayed.stderr
    assert "2 launches" in replayed.stdout
