"""Imagines loops while a set is played: in a thread of its own, one after the other.

They are WAV files beside the set's log. Those that were launched stay there, for a scan to take
them into the library; the others go when the set ends.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from live import actions, audio, events, features
from live.audio import Audio
from live.bundle import Bundle
from live.controls import Post
from live.errors import BarwiseError, FileError
from live.imagination import loops
from live.imagination.bars import MOST_BARS, RATE
from live.library.background import give_way
from live.library.reading import content_digest
from live.listening.hearing import Heard
from live.packing import packed
from live.tasks import BAR_BEATS, BAR_BPM
from live.types import Floats

#: What is imagined has ids from here on: a library never has that many loops.
FIRST_ID = 1_000_000_000


@dataclass(frozen=True, slots=True, eq=False)
class _Wanted:
    """What is missing in `power` (192, 212), which sounds at `bpm` from the beat `since` on."""

    bundle: Bundle
    power: Floats
    bpm: float
    since: float
    temperature: float


class Studio:
    """Takes what is asked for and posts `events.Imagined`; hears of launches as an output does."""

    def __init__(self, bundles: Sequence[Bundle], folder: Path, lufs: float, post: Post) -> None:
        self._bundles = bundles
        self._folder = folder
        self._lufs = lufs
        self._post = post
        self._made: dict[int, Path] = {}
        self._launched: set[int] = set()
        self._asked: queue.Queue[_Wanted | None] = queue.Queue()
        self._thread = threading.Thread(target=self._run, name="imagination", daemon=True)

    def ask(self, event: events.Generate, heard: Heard, beat: float) -> None:
        """Imagine what is missing where `heard` sounds from `beat` on; returns at once.

        Raises `BundleError` if nothing imagines that role, `FileError` in silence.
        """
        bundle = loops.imaginer(self._bundles, event.role)
        temperature = loops.TEMPERATURE if event.temperature is None else event.temperature
        power = loops.audible(heard.power)
        if self._thread.ident is None:
            self._thread.start()
        self._asked.put(_Wanted(bundle, power, heard.bpm, beat, temperature))

    def finish(self) -> None:
        """Wait for all that was asked for: who counts time in samples would be far ahead."""
        self._asked.join()

    def send(self, action: actions.Action, now: float) -> None:
        if isinstance(action, actions.Launch):
            self._launched.add(action.suggestion.loop.id)

    def close(self) -> None:
        """End, and throw away what nobody launched."""
        self._asked.put(None)
        if self._thread.ident is not None:
            self._thread.join()
        for id, path in self._made.items():
            if id not in self._launched:
                path.unlink(missing_ok=True)

    def _run(self) -> None:
        give_way()
        while (wanted := self._asked.get()) is not None:
            try:
                self._post(self._imagined(wanted))
            except BarwiseError as error:
                self._post(events.Trouble("imagination", str(error)))
            finally:
                self._asked.task_done()

    def _imagined(self, wanted: _Wanted) -> events.Imagined:
        """Another one each time that is asked.

        At the tempo at which it is decoded: to stretch it here would hold the engine's thread up;
        the player does that.
        """
        number, bundle = len(self._made), wanted.bundle
        latents = loops.missing(bundle, wanted.power, MOST_BARS, wanted.temperature, number)
        sound = loops.sounding(bundle, latents, BAR_BPM, self._lufs)
        path = self._kept(sound, f"imagined {bundle.role} {BAR_BPM:g}bpm")
        self._made[FIRST_ID + number] = path
        beats = float(MOST_BARS * BAR_BEATS)
        spectra = features.spectra(audio.mono(sound.samples), RATE, beats)
        return events.Imagined(
            id=FIRST_ID + number,
            path=str(path),
            digest=content_digest(path),
            role=bundle.role,
            bpm=BAR_BPM,
            beats=beats,
            lufs=audio.loudness(sound),
            tempo=wanted.bpm,
            since=wanted.since,
            sketch=packed(features.sketch(spectra)),
        )

    def _kept(self, sound: Audio, name: str) -> Path:
        """Where it is written; no two have the same name."""
        path = self._folder / f"{name} {datetime.now():%Y-%m-%d-%H%M%S-%f}.wav"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileError(f"{self._folder}: {error.strerror}; give another --log") from None
        audio.save(path, sound)
        return path
