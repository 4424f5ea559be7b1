"""The set as a pure state machine: one handler an event.

`step(session, event, beat)` returns the next session and the actions that bring the world there:
the difference between the two.

`beat` is the first beat that can still be reached: for a performer's event the beat of now plus the
launch margin, for `Passed` the beat of now.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from live import actions, events, listing, slots
from live.difference import difference
from live.stage import LONG_AGO, Session, Stage
from live.timeline import next_multiple
from live.types import Slot, SlotState, Suggestion

#: Loops whose last use is remembered for freshness.
MEMORY = 256


class RefusedError(Exception):
    """What was asked for cannot be done; the text is for the performer."""


def step(
    session: Session, event: events.Event, beat: float
) -> tuple[Session, tuple[actions.Action, ...]]:
    """The session after `event` and the actions it takes; a foreign event changes nothing."""
    handle = _HANDLERS.get(type(event))
    if handle is None:
        return session, ()
    try:
        after = handle(session, event, beat)
    except RefusedError as refused:
        return session, (actions.Problem(str(refused)),)
    if type(event) in _UNDOABLE and after.stage != session.stage:
        after = replace(after, history=_remember(session, type(event)))
    return after, tuple(difference(session, after, beat))


def _remember(
    session: Session, kind: type[events.Event]
) -> tuple[tuple[type[events.Event], Stage], ...]:
    """The history with the present stage; a knob in motion is one entry, not hundreds."""
    last = session.history[-1][0] if session.history else None
    if kind is last and kind in (events.Surprise, events.Energy):
        return session.history
    return (*session.history, (kind, session.stage))[-session.rules.history :]


# --- the cursor ---------------------------------------------------------------------------------


def _move(session: Session, by: int, beat: float) -> Session:
    if not session.stage.offered:
        return session
    cursor = (session.stage.cursor + by) % len(session.stage.offered)
    return replace(session, stage=replace(session.stage, cursor=cursor), touched=beat)


def _next(session: Session, event: events.Next, beat: float) -> Session:
    return _move(session, 1, beat)


def _previous(session: Session, event: events.Previous, beat: float) -> Session:
    return _move(session, -1, beat)


def _select(session: Session, event: events.Select, beat: float) -> Session:
    index, _ = _pick(session, event.index)
    return replace(session, stage=replace(session.stage, cursor=index), touched=beat)


def _pick(session: Session, index: int | None) -> tuple[int, Suggestion]:
    """The suggestion meant by `index`, or the one under the cursor."""
    offered = session.stage.offered
    if not offered:
        raise RefusedError("no suggestion on the list: try another role, or more surprise")
    chosen = session.stage.cursor if index is None else index
    if not 0 <= chosen < len(offered):
        raise RefusedError(f"no suggestion {chosen}: the list has 0 to {len(offered) - 1}")
    return chosen, offered[chosen]


def _picked(session: Session, event: events.Pick, beat: float) -> Session:
    """The next list has it, see `listing.offered`, if not this one."""
    stage = replace(session.stage, picked=event.id)
    for index, suggestion in enumerate(stage.offered):
        if suggestion.loop.id == event.id:
            return replace(session, stage=replace(stage, cursor=index), touched=beat)
    return replace(session, stage=stage)


def _preview(session: Session, event: events.Preview, beat: float) -> Session:
    _, suggestion = _pick(session, event.index)
    again = session.cue is not None and session.cue.loop.id == suggestion.loop.id
    return replace(session, cue=None if again else suggestion, touched=beat)


# --- launching and stopping ---------------------------------------------------------------------


def _accept(session: Session, event: events.Accept, beat: float) -> Session:
    _, suggestion = _pick(session, event.index)
    stage = session.stage
    index = _free_slot(stage, suggestion) if event.slot is None else _slot_index(stage, event.slot)
    at = next_multiple(beat, session.rules.quantum)
    queued = slots.queued(stage.slots[index], suggestion, at)
    stage = replace(
        stage,
        slots=_with(stage.slots, index, queued),
        rested=_rest(stage.rested, suggestion.loop.id, at),
    )
    stage = stage.served(suggestion.loop.id)
    return replace(session, stage=stage, cue=None, touched=LONG_AGO)


def _free_slot(stage: Stage, suggestion: Suggestion) -> int:
    """The first empty slot; a second press for the same loop must not double it."""
    for index, slot in enumerate(stage.slots):
        same = slot.suggestion is not None and slot.suggestion.loop.id == suggestion.loop.id
        if same and slot.state is not SlotState.STOPPING:
            raise RefusedError(f"that loop is already {slot.state} in slot {index}")
    for index, slot in enumerate(stage.slots):
        if slot.state is SlotState.EMPTY:
            return index
    raise RefusedError(f"all {len(stage.slots)} slots are taken: stop one, or name the slot")


def _with(row: tuple[Slot, ...], index: int, slot: Slot) -> tuple[Slot, ...]:
    return (*row[:index], slot, *row[index + 1 :])


def _slot_index(stage: Stage, index: int) -> int:
    if not 0 <= index < len(stage.slots):
        raise RefusedError(f"no slot {index}: there are 0 to {len(stage.slots) - 1}")
    return index


def _stop_slot(session: Session, event: events.StopSlot, beat: float) -> Session:
    index = _slot_index(session.stage, event.slot)
    slot = session.stage.slots[index]
    if slot.state is SlotState.EMPTY:
        raise RefusedError(f"slot {index} is empty already")
    if slot.state is SlotState.STOPPING:
        return session
    ended = slots.ending(slot.sounding, next_multiple(beat, session.rules.quantum))
    stage = replace(session.stage, slots=_with(session.stage.slots, index, ended))
    return replace(session, stage=stage)


def _slot_ended(session: Session, event: events.SlotEnded, beat: float) -> Session:
    index = _slot_index(session.stage, event.slot)
    gone = slots.gone(session.stage.slots[index])
    return replace(
        session, stage=replace(session.stage, slots=_with(session.stage.slots, index, gone))
    )


def _pass(session: Session, event: events.Passed, beat: float) -> Session:
    passed = tuple(slots.passed(slot, beat) for slot in session.stage.slots)
    return replace(session, stage=replace(session.stage, slots=passed))


def _rewound(session: Session, event: events.Rewound, beat: float) -> Session:
    """What sounds goes on from the bar line; what waits, waits for the next one; ages stay."""
    shift = beat - event.was

    def moved(stage: Stage) -> Stage:
        return replace(
            stage,
            slots=tuple(slots.moved(slot, beat, session.rules.quantum) for slot in stage.slots),
            rested=tuple((id, last + shift) for id, last in stage.rested),
            imagined=stage.imagined and replace(stage.imagined, since=stage.imagined.since + shift),
        )

    return replace(
        session,
        stage=moved(session.stage),
        history=tuple((kind, moved(stage)) for kind, stage in session.history),
        touched=session.touched + shift,
    )


# --- taste and wishes ---------------------------------------------------------------------------


def _reject(session: Session, event: events.Reject, beat: float) -> Session:
    index, suggestion = _pick(session, event.index)
    rested = _rest(session.stage.rested, suggestion.loop.id, beat)
    return replace(
        session, stage=replace(listing.without(session.stage, index), rested=rested), touched=beat
    )


def _ban(session: Session, event: events.Ban, beat: float) -> Session:
    index, suggestion = _pick(session, event.index)
    stage = listing.without(session.stage, index)
    id = suggestion.loop.id
    stage = replace(stage, banned=stage.banned | {id}, favourites=stage.favourites - {id})
    return replace(session, stage=stage, touched=beat)


def _favourite(session: Session, event: events.Favourite, beat: float) -> Session:
    _, suggestion = _pick(session, event.index)
    favourites = session.stage.favourites ^ {suggestion.loop.id}
    return replace(session, stage=replace(session.stage, favourites=favourites))


def _lock(session: Session, event: events.Lock, beat: float) -> Session:
    on = not session.stage.locked if event.on is None else event.on
    return replace(session, stage=replace(session.stage, locked=on))


def _want_role(session: Session, event: events.WantRole, beat: float) -> Session:
    return _wish(session, role=event.role)


def _surprise(session: Session, event: events.Surprise, beat: float) -> Session:
    return _wish(session, surprise=event.amount)


def _energy(session: Session, event: events.Energy, beat: float) -> Session:
    return _wish(session, energy=event.amount)


def _wish(session: Session, **wish: Any) -> Session:
    """Another wish wants another list at once: no hand holds the old one."""
    return replace(session, stage=replace(session.stage, **wish), touched=LONG_AGO)


def _rest(
    rested: tuple[tuple[int, float], ...], id: int, beat: float
) -> tuple[tuple[int, float], ...]:
    return (*((other, last) for other, last in rested if other != id), (id, beat))[-MEMORY:]


# --- undo ---------------------------------------------------------------------------------------


def _undo(session: Session, event: events.Undo, beat: float) -> Session:
    if not session.history:
        raise RefusedError("nothing to undo")
    then = session.history[-1][1]
    now = session.stage
    quantum = session.rules.quantum
    pairs = zip(now.slots, then.slots, strict=True)
    relisted = then.offered != now.offered
    return replace(
        session,
        stage=replace(
            then,
            slots=tuple(slots.back(a, b, beat, quantum) for a, b in pairs),
            imagined=now.imagined or then.imagined,
            picked=now.picked or then.picked,
        ),
        history=session.history[:-1],
        seq=session.seq + relisted,
        touched=beat if relisted else session.touched,
    )


_HANDLERS: dict[type[events.Event], Callable[[Session, Any, float], Session]] = {
    events.Next: _next,
    events.Previous: _previous,
    events.Select: _select,
    events.Pick: _picked,
    events.Preview: _preview,
    events.Accept: _accept,
    events.Reject: _reject,
    events.Ban: _ban,
    events.Favourite: _favourite,
    events.StopSlot: _stop_slot,
    events.SlotEnded: _slot_ended,
    events.Undo: _undo,
    events.Lock: _lock,
    events.WantRole: _want_role,
    events.Surprise: _surprise,
    events.Energy: _energy,
    events.Offer: listing.offered,
    events.Imagined: listing.imagined,
    events.Passed: _pass,
    events.Rewound: _rewound,
}

_UNDOABLE = frozenset(
    {
        events.Accept,
        events.Reject,
        events.Ban,
        events.Favourite,
        events.StopSlot,
        events.Lock,
        events.WantRole,
        events.Surprise,
        events.Energy,
    }
)
