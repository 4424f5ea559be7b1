"""The engine's actions in the player's words: for the process and the offline renderer alike."""

from __future__ import annotations

from collections.abc import Iterator

from live import actions
from live.player import messages
from live.player.messages import Message, Sound
from live.timeline import Transport
from live.types import Suggestion


def translated(action: actions.Action) -> Iterator[Message]:
    """The messages that `action` takes; none for what does not concern a player."""
    match action:
        case actions.Launch(slot, suggestion, beat, since):
            yield messages.Launch(slot, beat, since, sound(suggestion))
        case actions.Stop(slot, beat):
            yield messages.Stop(slot, beat)
        case actions.Cue(None, beat):
            yield messages.CueStop(beat)
        case actions.Cue(Suggestion() as suggestion, beat, since):
            yield messages.Cue(beat, since, sound(suggestion))
        case actions.Prepare(suggestions):
            yield from (messages.Prepare(sound(suggestion)) for suggestion in suggestions)
        case actions.Clocked(transport):
            yield clock(transport)
        case _:
            return


def sound(suggestion: Suggestion) -> Sound:
    loop = suggestion.loop
    return Sound(
        path=loop.path,
        digest=loop.digest,
        beats=loop.beats,
        bpm=loop.bpm,
        length=round(suggestion.beats, 6),  # 16.000000000000004 beats are 16
        transpose=suggestion.transpose,
        offset=suggestion.beat_offset,
        gain_db=min(suggestion.gain_db, messages.MOST_GAIN_DB),
    )


def clock(transport: Transport) -> messages.Clock:
    line = transport.timeline
    return messages.Clock(
        line.bpm, line.beat, line.time, line.beats_per_bar, transport.running, transport.epoch
    )
