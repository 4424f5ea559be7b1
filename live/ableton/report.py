"""Tells the engine which files Live plays, and how."""

from __future__ import annotations

from collections.abc import Collection

from live.ableton.files import Files
from live.ableton.liveset import Place
from live.ableton.reading import Reading
from live.controls import Post
from live.events import HostPlaying, Played
from live.timeline import Timeline

#: Seconds between two reports: a knob in motion must not have list after list made.
PAUSE = 0.3


class Report:
    """What plays in the slots that are not ours, reported whenever it is something else."""

    def __init__(self, reading: Reading, files: Files, post: Post) -> None:
        self._reading = reading
        self._files = files
        self._post = post
        self._said = HostPlaying(())
        self._said_at = float("-inf")
        self._waits = False
        self._known: dict[Place, Played] = {}

    def rewind(self) -> None:
        """Positions that were read before say nothing any more."""
        self._known.clear()

    def end(self) -> None:
        """Live is gone."""
        self.rewind()
        self._say(HostPlaying(()))

    def due(self) -> float:
        """When to say what could not be said at once."""
        return self._said_at + PAUSE if self._waits else float("inf")

    def tick(self, now: float, line: Timeline, ours: Collection[Place]) -> None:
        """Report as soon as all is known of what plays: a scene begins as a whole."""
        self._waits = now < self._said_at + PAUSE
        if not self._waits and self._reading.complete:
            plays = self._plays(line, ours)
            if plays != self._said:
                self._said_at = now
                self._say(plays)

    def _say(self, plays: HostPlaying) -> None:
        if plays != self._said:
            self._said = plays
            self._post(plays)

    def _plays(self, line: Timeline, ours: Collection[Place]) -> HostPlaying:
        """Files that nobody knows yet are left out until somebody does."""
        found: list[tuple[str, Played]] = []
        known, self._known = self._known, {}
        heard = {place: clip for place, clip in self._reading.clips.items() if not clip.refused}
        for place, clip in heard.items():
            how = self._known[place] = clip.played(line, known.get(place))
            name = self._files.name(clip.path or "", analyse=True) if place not in ours else None
            if name is not None:
                found.append((name, how))
        return HostPlaying(tuple(name for name, _ in found), tuple(how for _, how in found))
