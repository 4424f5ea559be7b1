"""What the performer or the host can ask for: the input of `session.step` and of the engine.

Controls (OSC, MIDI, keyboard) turn messages into these and post them; none of them carries a time,
the engine stamps them when they arrive.
"""

from __future__ import annotations

from dataclasses import dataclass

from live.types import ROLES, Kind, Loop, Suggestion


@dataclass(frozen=True, slots=True)
class Event:
    """Base of everything that can be posted to the engine."""


@dataclass(frozen=True, slots=True)
class Next(Event):
    """The cursor moves one down."""


@dataclass(frozen=True, slots=True)
class Previous(Event):
    """The cursor moves one up."""


@dataclass(frozen=True, slots=True)
class Select(Event):
    index: int


@dataclass(frozen=True, slots=True)
class Preview(Event):
    """Hear it on the cue bus; None means the one under the cursor. The same again ends it."""

    index: int | None = None


@dataclass(frozen=True, slots=True)
class Accept(Event):
    """Launch at the next quantum; without a slot, in the first empty one."""

    index: int | None = None
    slot: int | None = None


@dataclass(frozen=True, slots=True)
class Reject(Event):
    """Not now."""

    index: int | None = None


@dataclass(frozen=True, slots=True)
class Ban(Event):
    """Never again."""

    index: int | None = None


@dataclass(frozen=True, slots=True)
class Favourite(Event):
    """More of this; the same again takes it back."""

    index: int | None = None


@dataclass(frozen=True, slots=True)
class Pick(Event):
    """The loop `id` heads the list, with its fix, until it is launched or refused."""

    id: int


@dataclass(frozen=True, slots=True)
class StopSlot(Event):
    slot: int


@dataclass(frozen=True, slots=True)
class SlotEnded(Event):
    """A fact and no wish: the host does not play what was launched in the slot, or no longer."""

    slot: int


@dataclass(frozen=True, slots=True)
class Undo(Event):
    """Take the last action back, exactly."""


@dataclass(frozen=True, slots=True)
class Lock(Event):
    """Freeze the list, or with None toggle."""

    on: bool | None = None


@dataclass(frozen=True, slots=True)
class WantRole(Event):
    """A name of `ROLES`, `any`, or `auto` (what is missing)."""

    role: str


@dataclass(frozen=True, slots=True)
class Surprise(Event):
    """0..1: from safe to adventurous."""

    amount: float


@dataclass(frozen=True, slots=True)
class Energy(Event):
    """0..1: from calm to busy; 0.5 does not care."""

    amount: float


@dataclass(frozen=True, slots=True)
class Offer(Event):
    """A new list for `bar` from the ranking; the engine posts it to the session."""

    bar: int
    suggestions: tuple[Suggestion, ...]
    deadline_met: bool = True


@dataclass(frozen=True, slots=True)
class Passed(Event):
    """The music has reached the beat that comes with this event: queued loops begin."""


@dataclass(frozen=True, slots=True)
class Rewound(Event):
    """The transport restarted: what was beat `was` is now the beat that comes with this event."""

    was: float


# What is not for the session but for the engine around it.


@dataclass(frozen=True, slots=True)
class Tempo(Event):
    bpm: float


@dataclass(frozen=True, slots=True)
class Tap(Event):
    """One tap of the tempo button."""


@dataclass(frozen=True, slots=True)
class Play(Event):
    """Start the music, or stop it."""

    on: bool


@dataclass(frozen=True, slots=True)
class Latency(Event):
    """What Barwise sends is heard so many milliseconds too late: send it earlier by as much."""

    ms: float


@dataclass(frozen=True, slots=True)
class Played:
    """How a host plays a file: since the beat `since`, in `beats` beats of the session.

    None for `beats` means as many as the library says.
    """

    transpose: int = 0
    gain_db: float = 0.0
    beats: float | None = None
    since: float = 0.0


@dataclass(frozen=True, slots=True)
class HostPlaying(Event):
    """The files that the host says are playing now; replaces what it said before.

    `played` says how each of them is, in the same order; without it they began on beat 0 as they
    are.
    """

    paths: tuple[str, ...]
    played: tuple[Played, ...] = ()


@dataclass(frozen=True, slots=True)
class Guest(Event):
    """A loop that plays in the host and is in no library: all that is known of it.

    Its id is below 0; `sketch` is as `live.packing` packs it.
    """

    id: int
    path: str
    digest: str
    seconds: float
    bpm: float
    beats: float
    beats_per_bar: int
    roles: tuple[float, ...]
    lufs: float
    sketch: str

    @property
    def loop(self) -> Loop:
        return Loop(
            id=self.id,
            path=self.path,
            digest=self.digest,
            kind=Kind.LOOP,
            seconds=self.seconds,
            bpm=self.bpm,
            beats=self.beats,
            beats_per_bar=self.beats_per_bar,
            roles=tuple(self.roles),
            lufs=self.lufs,
        )


@dataclass(frozen=True, slots=True)
class Subscribe(Event):
    """Send state to `host`:`port`; `lease` seconds long (None: until unsubscribed).

    Who `loads` is a device in the host that opens files there.
    """

    host: str
    port: int
    lease: float | None = None
    pong: bool = False
    loads: bool = False


@dataclass(frozen=True, slots=True)
class Unsubscribe(Event):
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Correct(Event):
    """The performer's word on what the loop `id` plays: `bass+melody`, or `auto` takes it back."""

    id: int
    role: str


@dataclass(frozen=True, slots=True)
class Explain(Event):
    """Send the reasons of the suggestion at `index`."""

    index: int


@dataclass(frozen=True, slots=True)
class Generate(Event):
    """Imagine a loop of this role for what is playing; `temperature` is how freely, 0..2."""

    role: str
    temperature: float | None = None


@dataclass(frozen=True, slots=True)
class Imagined(Event):
    """A loop was imagined for what sounds from the beat `since` on, at the tempo `tempo`.

    It is in no library: all that is known of it is here, and with that in the set's log. `sketch`
    is as `live.packing` packs it.
    """

    id: int
    path: str
    digest: str
    role: str
    bpm: float
    beats: float
    lufs: float
    tempo: float
    since: float
    sketch: str

    @property
    def suggestion(self) -> Suggestion:
        """As it was asked for."""
        loop = Loop(
            id=self.id,
            path=self.path,
            digest=self.digest,
            kind=Kind.LOOP,
            seconds=self.beats * 60 / self.bpm,
            bpm=self.bpm,
            beats=self.beats,
            roles=tuple(float(role == self.role) for role in ROLES),
            lufs=self.lufs,
            pack="imagined",
            licence="imagined",
        )
        stretch, reasons = self.tempo / self.bpm, (("imagined", 1.0),)
        return Suggestion(loop, score=1.0, bpm=self.tempo, stretch=stretch, reasons=reasons)


@dataclass(frozen=True, slots=True)
class Trouble(Event):
    """Something at the edge failed: one line for the performer, from `what` (clock, midi, ...)."""

    what: str
    text: str


@dataclass(frozen=True, slots=True)
class News(Event):
    """Something at the edge is worth knowing and no trouble: a controller came back, say."""

    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Quit(Event):
    """End the set."""
