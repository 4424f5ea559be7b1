"""Hears what is coming and ranks the library for it: the two steps that stage and replay share."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from live import actions
from live.bundle import Bundle
from live.config import RankingConfig
from live.errors import BundleError
from live.events import Guest, HostPlaying, Imagined, Played
from live.features import WINDOW_BEATS, Bytes
from live.library.shelf import Shelf
from live.library.told import Change
from live.library.upkeep import serving, tagger
from live.listening.capture import Capture
from live.listening.hearing import (
    Heard,
    hear_audio,
    hear_loops,
    hear_sketch,
    ids_of,
    roles_of,
    silence,
)
from live.packing import packed, unpacked
from live.ranking import Ranked, Wishes, rank
from live.stage import Session
from live.timeline import Timeline
from live.types import Loop, Playing, Suggestion

#: How far a loop's end in a host may be from where it is, of its length.
_INEXACT = 0.03


def wishes(session: Session, beat: float, beats_per_bar: int) -> Wishes:
    """What the performer wants at `beat`, as the ranking reads it; ages are in bars."""
    stage = session.stage
    return Wishes(
        role=stage.role,
        surprise=stage.surprise,
        energy=stage.energy,
        banned=stage.banned,
        favourites=stage.favourites,
        recent={id: max(0.0, (beat - last) / beats_per_bar) for id, last in stage.rested},
        picked=stage.picked,
    )


class Ear:
    """The library, what judges it, and (with `capture`) a microphone or a line in.

    Attributes
    ----------
    bundles
        those that judge: of the installed ones the newest that know the library; with an audio
        input also the one that tells the roles of what comes in.
    """

    def __init__(
        self,
        shelf: Shelf,
        config: RankingConfig,
        bundles: Sequence[Bundle] = (),
        capture: Capture | None = None,
        threshold: float = -60.0,
    ) -> None:
        self.shelf = shelf
        self.config = config
        self._installed = tuple(bundles)
        self._brought: deque[tuple[Shelf, str]] = deque()
        self._latest = shelf
        self._capture = capture
        self.bundles = self._serving(shelf)
        self._threshold = threshold
        self._guests: dict[int, Bytes] = {}
        self._hosted: dict[str, Loop] = {}

    def hear(self, bar: int, line: Timeline, playing: Sequence[Playing]) -> Heard:
        """What `bar` will sound like: from the audio input if there is one, else from the loops."""
        if self._capture is None:
            return self._known(bar, line, playing)
        audio, end = self._capture.last(WINDOW_BEATS * line.seconds_per_beat)
        rate = self._capture.rate
        return self._told(playing, hear_audio(bar, line, audio, end, rate, self._threshold))

    def recall(
        self, memo: dict[str, Any], bar: int, line: Timeline, playing: Sequence[Playing]
    ) -> Heard:
        """What was heard when `memo` was written: audio from the memo, loops from the library."""
        if memo["source"] == "audio":
            return self._told(playing, hear_sketch(bar, line, unpacked(memo["sketch"])))
        known = self._known(bar, line, playing)
        if memo["source"] == known.source:
            return known
        return self._told(playing, silence(bar, line.bpm))

    def _serving(self, shelf: Shelf) -> tuple[Bundle, ...]:
        judges = serving(self._installed, shelf)
        return tuple(each for each in judges if each.task != "tag" or self._capture is not None)

    def _told(self, playing: Sequence[Playing], audio: Heard) -> Heard:
        """The sound of `audio`; of loops and roles at least those that we launched ourselves."""
        loops, roles, listens = ids_of(playing), roles_of(playing, self.shelf), tagger(self.bundles)
        if audio.power is not None and listens is not None:
            heard = listens.tag(audio.power[None])[0].tolist()
            roles = tuple(map(max, roles, heard))
        return replace(audio, loops=loops, roles=roles)

    def _known(self, bar: int, line: Timeline, playing: Sequence[Playing]) -> Heard:
        return hear_loops(bar, line, playing, self.shelf, self._guests)

    def meet(self, stranger: Imagined | Guest) -> None:
        """Know its sound from now on."""
        self._guests[stranger.id] = unpacked(stranger.sketch)
        if isinstance(stranger, Guest):
            self._hosted[stranger.path] = stranger.loop

    def rank(
        self, heard: Heard, wanted: Wishes, budget: float = math.inf, limit: int | None = None
    ) -> Ranked:
        """The list for `heard`; `budget` in seconds or `limit` in loops bounds the rescoring."""
        return rank(
            heard,
            self.shelf,
            wanted,
            self.config,
            self.bundles,
            budget=budget,
            pair_limit=limit,
        )

    def bring(self, shelf: Shelf) -> None:
        """Rank from `shelf`, the same loops, after the next `restock`.

        May be called from any thread, but from one only.
        """
        told = Change.between(self._latest, shelf).text()
        self._latest = shelf
        self._brought.append((shelf, told))

    @property
    def is_brought(self) -> bool:
        """Whether there is anything to `restock`."""
        return bool(self._brought)

    def restock(self) -> Iterator[dict[str, Any]]:
        """Take what was brought: what the set log keeps of each, enough for `retell`."""
        while self._brought:
            self.shelf, told = self._brought.popleft()
            self.bundles = self._serving(self.shelf)
            yield {"bundles": self.labels, "told": told}

    def retell(self, change: Change) -> None:
        """Have of some loops other roles told."""
        self.shelf = self.shelf.with_told(change.applied(self.shelf))

    def judge_by(self, labels: Sequence[str]) -> None:
        """Have those bundles judge that once did. Raises `BundleError` if one cannot be had."""
        known = {bundle.label: bundle for bundle in self._installed}
        for label in labels:
            if label not in known:
                raise BundleError(f"bundle {label} took part in this set; install it again")
        self.bundles = tuple(known[label] for label in labels)

    @property
    def labels(self) -> list[str]:
        """Those of the bundles that judge."""
        return [bundle.label for bundle in self.bundles]

    def recognise(self, host: HostPlaying, bpm: float) -> tuple[tuple[Playing, ...], list[str]]:
        """What `host` plays at `bpm`, and the paths of what nobody knows."""
        loops = [self._at(path) for path in host.paths]
        played = host.played or (Played(),) * len(loops)
        known = [(loop, how) for loop, how in zip(loops, played, strict=True) if loop is not None]
        unknown = [path for path, loop in zip(host.paths, loops, strict=True) if loop is None]
        return tuple(_as_played(loop, how, bpm) for loop, how in known), unknown

    def _at(self, path: str) -> Loop | None:
        row = self.shelf.row_of_path(path)
        return self._hosted.get(path) if row is None else self.shelf.loop(row)

    def summary(self, heard: Heard) -> actions.Hears:
        """What is heard, for screens."""
        return actions.Hears(
            heard.source,
            heard.loops,
            tuple(float(p) for p in heard.roles),
            tuple(float(p) for p in heard.profile.balance),
            heard.key,
        )

    def memo(self, heard: Heard) -> dict[str, Any]:
        """What the set log keeps: enough for `recall`, and a digest to compare."""
        power = b"" if heard.power is None else heard.power.tobytes()
        memo = {"source": heard.source, "digest": blake2b(power, digest_size=8).hexdigest()}
        if heard.sketch is not None:
            memo["sketch"] = packed(heard.sketch)
        return memo


def _as_played(loop: Loop, how: Played, bpm: float) -> Playing:
    stretch = bpm / loop.bpm / _turn(loop, how)
    fix = Suggestion(loop, 1.0, bpm, how.transpose, 0.0, stretch, how.gain_db)
    return Playing(fix, how.since)


def _turn(loop: Loop, how: Played) -> float:
    """How long the host takes for the loop, beside what the library says.

    An end that was set by hand or by ear is not exact: nearly once, twice or half is just that.
    """
    turn = 1.0 if how.beats is None else how.beats / loop.beats
    octave = 2.0 ** round(math.log2(turn))
    return octave if abs(turn / octave - 1) < _INEXACT else turn
