"""What goes out: the values that every output receives. One that it cannot use, it ignores."""

from __future__ import annotations

from dataclasses import dataclass

from live.timeline import Transport
from live.types import Slot, Suggestion


@dataclass(frozen=True, slots=True)
class Action:
    """Base of everything that is sent."""


@dataclass(frozen=True, slots=True)
class Launch(Action):
    """From `beat` on, `slot` sounds `suggestion` and nothing else.

    At session beat b the loop is at its own position `(b - since - beat_offset) mod length` in
    session beats, so `since` equals `beat` but for a loop that is taken up again in its old phase
    (undo, a restarted player). A `beat` that has passed means at once, with a fade. A launch of
    what already sounds in that slot with the same `since` only calls off whatever was to replace
    or end it.
    """

    slot: int
    suggestion: Suggestion
    beat: float
    since: float


@dataclass(frozen=True, slots=True)
class Stop(Action):
    """What sounds in `slot` ends at `beat`; a launch still to come is called off."""

    slot: int
    beat: float


@dataclass(frozen=True, slots=True)
class Cue(Action):
    """`suggestion` sounds on the cue bus from `beat`, in phase with `since`; None ends it."""

    suggestion: Suggestion | None
    beat: float
    since: float


@dataclass(frozen=True, slots=True)
class Prepare(Action):
    """These may be launched soon: get their audio ready."""

    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Clocked(Action):
    """The clock has a new timeline, or started or stopped."""

    transport: Transport


@dataclass(frozen=True, slots=True)
class BarComing(Action):
    """Bar number `bar` will begin at `time` (monotonic seconds)."""

    bar: int
    bpm: float
    time: float
    beats_per_bar: int = 4


@dataclass(frozen=True, slots=True)
class Hears(Action):
    """What the coming bar is taken to sound like: for screens.

    `source` is silence, loops or audio; `roles` in the order of `types.ROLES`; `balance` the
    power in 16 bands from low to high, summing to 1; `key` as `Am`, empty if there is none.
    """

    source: str
    loops: tuple[int, ...]
    roles: tuple[float, ...]
    balance: tuple[float, ...]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Stocked(Action):
    """There are so many `loops`; `times` grows whenever what is told of them has changed."""

    loops: int
    times: int = 0


@dataclass(frozen=True, slots=True)
class Offered(Action):
    """The list now on show. `seq` grows with every list; an empty one means that nothing fits."""

    seq: int
    bar: int
    suggestions: tuple[Suggestion, ...]
    deadline_met: bool = True


@dataclass(frozen=True, slots=True)
class CursorAt(Action):
    index: int


@dataclass(frozen=True, slots=True)
class SlotIs(Action):
    index: int
    slot: Slot


@dataclass(frozen=True, slots=True)
class Settings(Action):
    """What the performer has set: shown on lights, pages and screens."""

    locked: bool
    role: str
    surprise: float
    energy: float


@dataclass(frozen=True, slots=True)
class LatencyIs(Action):
    """The performer has set it, milliseconds; to be remembered."""

    ms: float


@dataclass(frozen=True, slots=True)
class Taste(Action):
    """Loop `id` is now banned, a favourite, or neither; to be remembered."""

    id: int
    banned: bool
    favourite: bool


@dataclass(frozen=True, slots=True)
class Reasons(Action):
    """Why the suggestion at `index` of list `seq` is there."""

    seq: int
    index: int
    reasons: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Subscribed(Action):
    """`host`:`port` wants state for `lease` seconds from now, or for good with None.

    Who `loads` is a device in the host that opens files there.
    """

    host: str
    port: int
    lease: float | None
    pong: bool = False
    loads: bool = False


@dataclass(frozen=True, slots=True)
class Unsubscribed(Action):
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Status(Action):
    """State of a part (clock, audio, player, library, midi ...), one line."""

    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Problem(Action):
    """One line for the performer: the offender and the remedy."""

    text: str


def subject(action: Action) -> object:
    """What `action` is about: the next one about the same makes it old."""
    match action:
        case SlotIs() | Reasons():
            return type(action), action.index
        case Status():
            return type(action), action.what
        case _:
            return type(action)
