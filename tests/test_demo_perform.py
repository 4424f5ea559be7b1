from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile

from live import actions, events, setlog
from live.assembly import assemble
from live.config import Config
from live.demo.perform import BARS_BETWEEN, VOICES, Performer
from live.demo.render import SampleTime, render
from live.player.offline import Offline
from live.types import Slot, SlotState
from tests import onnx_models
from tests.test_engine import Recorder
from tests.test_session import LIST
from tests.test_session_imagined import BASS as IMAGINED

BAR_SECONDS = 2.0


def bar(number: int) -> actions.BarComing:
    return actions.BarComing(number, 120.0, 0.0)


def test_it_takes_the_best_every_other_bar_and_drops_the_oldest() -> None:
    posted: list[events.Event] = []
    performer = Performer(posted.append)
    performer.send(actions.Offered(1, 1, LIST), 0.0)
    for number in range(2 * BARS_BETWEEN):
        performer.send(bar(number), 0.0)
    assert posted == [events.Accept(0)] * 2
    for index in range(VOICES):
        slot = Slot(SlotState.PLAYING, LIST[index], at_beat=100.0 - index)
        performer.send(actions.SlotIs(index, slot), 0.0)
    performer.send(bar(2 * BARS_BETWEEN), 0.0)
    assert posted[2:] == [events.StopSlot(VOICES - 1), events.Accept(0)]


def test_it_waits_while_nothing_fits_and_ends_when_asked() -> None:
    posted: list[events.Event] = []
    performer = Performer(posted.append, bars=4)
    performer.send(actions.Offered(1, 1, ()), 0.0)
    for number in range(7, 12):
        performer.send(bar(number), 0.0)
    assert posted == [events.Quit()]


def test_it_asks_for_what_is_imagined_while_none_of_that_sounds() -> None:
    posted: list[events.Event] = []
    performer = Performer(posted.append, imagined="bass")
    performer.send(bar(0), 0.0)
    performer.send(bar(1), 0.0)
    assert posted == [], "nothing sounds to go with"
    performer.send(actions.SlotIs(0, Slot(SlotState.PLAYING, LIST[0])), 0.0)
    performer.send(bar(3), 0.0)
    assert posted == [events.Generate("bass")]
    performer.send(actions.SlotIs(1, Slot(SlotState.QUEUED, IMAGINED.suggestion)), 0.0)
    performer.send(bar(5), 0.0)
    assert len(posted) == 1
    performer.send(actions.SlotIs(1, Slot(SlotState.STOPPING, IMAGINED.suggestion)), 0.0)
    performer.send(bar(7), 0.0)
    assert len(posted) == 2


def test_what_is_imagined_takes_the_place_of_its_part() -> None:
    posted: list[events.Event] = []
    performer = Performer(posted.append, imagined="bass")
    bass = replace(LIST[0].loop, roles=(0.0, 1.0, 0.0, 0.0, 0.0, 0.0))
    performer.send(actions.SlotIs(0, Slot(SlotState.PLAYING, LIST[1])), 0.0)
    performer.send(actions.SlotIs(2, Slot(SlotState.PLAYING, replace(LIST[0], loop=bass))), 0.0)
    performer.send(actions.Offered(1, 1, (IMAGINED.suggestion, *LIST)), 0.0)
    performer.send(bar(0), 0.0)
    assert posted == [events.Accept(0, 2)]


def test_a_rendered_set_can_have_imagined_loops(demo_library: Path, tmp_path: Path) -> None:
    onnx_models.imagining(tmp_path / "bundles")
    library = shutil.copy(demo_library, tmp_path / "library.db")
    config = replace(Config(), library=str(library), log=str(tmp_path / "set.jsonl"))
    ranking = replace(config.ranking, bundles=(str(tmp_path / "bundles"),))
    time, out = SampleTime(), Recorder()
    running = assemble(replace(config, ranking=ranking), now=time)
    with Offline(48000, 512) as player:
        running.engine.attach("player", player)
        running.engine.attach("recorder", out)
        running.engine.attach("performer", Performer(running.engine.post, 8, "bass"))
        render(running.engine, player, time, tmp_path / "set.wav", settle=running.imagined)
    running.engine.close()
    running.close()
    launched = [a.suggestion.loop for a in out.of(actions.Launch) if isinstance(a, actions.Launch)]
    (bass,) = (loop for loop in launched if loop.pack == "imagined")
    assert launched.index(bass) == 1, "asked for after the first loop, it was the next"
    assert Path(bass.path).exists()


def test_a_rendered_set_is_music_of_the_right_length_and_its_launches_lie_on_bars(
    demo_library: Path, tmp_path: Path
) -> None:
    config = replace(Config(), library=str(demo_library), log=str(tmp_path / "set.jsonl"))
    time = SampleTime()
    running = assemble(config, now=time)
    with Offline(48000, 128) as player:
        running.engine.attach("player", player)
        running.engine.attach("performer", Performer(running.engine.post, 8))
        frames = render(running.engine, player, time, tmp_path / "set.wav")
    running.close()
    audio, rate = soundfile.read(tmp_path / "set.wav")
    assert len(audio) == frames
    assert 8 * BAR_SECONDS < frames / rate < 10 * BAR_SECONDS
    launched = [
        record["action"]["beat"]
        for record in setlog.read(tmp_path / "set.jsonl")
        if record.get("action", {}).get("kind") == "Launch"
    ]
    assert len(launched) == 4
    assert all(beat % 4 == 0 for beat in launched)
    begin = round(launched[0] / 2 * rate)
    assert np.abs(audio[: begin - rate // 100]).max() == 0.0
    loudness = np.sqrt(np.mean(audio[begin:] ** 2))
    assert -30 < 20 * np.log10(loudness) < -6
    assert np.abs(audio).max() < 1.0
