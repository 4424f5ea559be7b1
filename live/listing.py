"""What becomes of the list on show: pure functions of session or stage."""

from __future__ import annotations

from dataclasses import replace

from live import events
from live.stage import Session, Stage
from live.timeline import next_multiple
from live.types import Playing, Suggestion


def offered(session: Session, event: events.Offer, beat: float) -> Session:
    stage = session.stage
    picked = _newly_picked(stage, event.suggestions)
    if stage.locked or _is_held(session, beat):
        if picked is None:
            return session
        shown = (picked, *stage.offered)
    else:
        shown = event.suggestions
    stage = _showing(stage, shown)
    if picked is not None:
        session = replace(session, touched=beat)
        stage = replace(stage, cursor=shown.index(picked))
    return replace(
        session,
        stage=stage,
        seq=session.seq + 1,
        bar=event.bar,
        deadline_met=event.deadline_met,
    )


def _newly_picked(stage: Stage, suggestions: tuple[Suggestion, ...]) -> Suggestion | None:
    """What was asked for and is not on show: it comes on a locked list, and under a hand."""
    return next((each for each in suggestions if each.loop.id == stage.awaited), None)


def imagined(session: Session, event: events.Imagined, beat: float) -> Session:
    """It was asked for, so it comes on a locked list as well; a hand keeps what is under it."""
    before = session.stage.imagined
    old = before.suggestion.loop.id if before else None
    others = tuple(each for each in session.stage.offered if each.loop.id != old)
    stage = replace(session.stage, imagined=Playing(event.suggestion, event.since))
    at = next_multiple(beat, session.rules.quantum)
    stage = _showing(stage, stage.listed(others, at, event.tempo))
    if not _is_held(session, beat):
        stage = replace(stage, cursor=0)
    return replace(session, stage=stage, seq=session.seq + 1)


def without(stage: Stage, index: int) -> Stage:
    """The stage with the suggestion at `index` gone and the cursor on the one that follows it."""
    others = stage.offered[:index] + stage.offered[index + 1 :]
    cursor = stage.cursor - (index < stage.cursor)
    stage = stage.served(stage.offered[index].loop.id)
    return replace(stage, offered=others, cursor=max(0, min(cursor, len(others) - 1)))


def _is_held(session: Session, beat: float) -> bool:
    """Whether a hand has just moved the cursor."""
    return bool(session.stage.offered) and beat - session.touched < session.rules.hold


def _showing(stage: Stage, suggestions: tuple[Suggestion, ...]) -> Stage:
    """Another list, with the cursor on the same loop if it is there."""
    under = stage.offered[stage.cursor].loop.id if stage.offered else None
    ids = [suggestion.loop.id for suggestion in suggestions]
    return replace(stage, offered=suggestions, cursor=ids.index(under) if under in ids else 0)
