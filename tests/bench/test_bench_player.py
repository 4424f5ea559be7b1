"""The player: what 16 slots cost, how long a loop takes to get ready, how fast it renders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from live.player import messages
from live.player.offline import Offline
from live.player.prepare import prepare, recipe
from live.player.translate import sound
from live.types import Loop
from tests.bench.report import Spread
from tests.player_rig import RATE, clocked, launch, suggest, written
from tests.test_player_process import Rig

SLOTS = 16
FOUR_BARS = 16.0


def loops(folder: Path, bpm: float = 120.0) -> list[Loop]:
    """Four bars of noise in stereo for every slot."""
    random = np.random.default_rng(1)
    frames = round(FOUR_BARS * 60 / bpm * RATE)
    noise = random.uniform(-0.05, 0.05, (frames, 2)).astype(np.float32)
    return [written(folder / f"{n}.wav", noise, bpm, FOUR_BARS) for n in range(SLOTS)]


@pytest.mark.parametrize("block", [128, 512])
def test_rendering_16_slots(benchmark: Any, tmp_path: Path, block: int) -> None:
    seconds = 10.0
    with Offline(RATE, block) as player:
        player.send(clocked())
        for slot, loop in enumerate(loops(tmp_path)):
            player.send(launch(slot, suggest(loop), 0.0))
        player.process(1.0)

        def render() -> None:
            player.process(player.time + seconds)

        benchmark.pedantic(render, rounds=5, warmup_rounds=1)
    factor = seconds / benchmark.stats.stats.median
    benchmark.extra_info["what"] = f"rendering 16 slots offline, blocks of {block}"
    benchmark.extra_info["result"] = f"{factor:.0f} x real time"


def test_preparing_a_four_bar_loop(benchmark: Any, tmp_path: Path) -> None:
    loop = loops(tmp_path, 120.0)[0]
    wanted = recipe(sound(suggest(loop, 126.0, transpose=2)), 126.0, RATE)
    benchmark.pedantic(prepare, (wanted,), rounds=10, warmup_rounds=1)
    benchmark.extra_info["what"] = "preparing 4 stereo bars, 120 to 126 bpm, 2 semitones up"


def test_16_slots_on_jack(benchmark: Any, jack: str, tmp_path: Path) -> None:
    rig = Rig("--backend", "jack")
    rig.up()
    rig.clock()
    for slot, loop in enumerate(loops(tmp_path)):
        rig.caller.say(messages.Launch(slot, 4.0, 4.0, sound(suggest(loop))))
    rig.wait(lambda: all(map(rig.plays, range(SLOTS))))
    rig.told.clear()
    benchmark.pedantic(rig.wait, (lambda: rig.count(messages.Meter) >= 20, 60.0), rounds=1)
    meters = [message for message in rig.told if isinstance(message, messages.Meter)]
    rig.end()
    load = np.median([meter.load for meter in meters])
    # Compared as seconds of a core in a second of sound.
    benchmark.extra_info["quartiles"] = Spread.of([meter.load for meter in meters]).quartiles()
    lost = meters[-1].xruns - meters[0].xruns
    benchmark.extra_info["what"] = "processor at 16 slots on JACK, blocks of 1024"
    benchmark.extra_info["result"] = f"{100 * load:.1f} % of a core, {lost} blocks lost in 20 s"
