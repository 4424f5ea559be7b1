"""What a page is told: only what is new, whole, and in plain JSON."""

from __future__ import annotations

import json

import pytest

from live import actions
from live.config import AbletonConfig, Config, PlayerConfig
from live.dashboard import view
from live.dashboard.view import Subjects
from live.timeline import Timeline, Transport
from live.types import Kind, Loop, Slot, SlotState, Suggestion

LOOP = Loop(
    7,
    "/loops/Night Tram/deep bass 1.5.wav",
    "digest",
    Kind.LOOP,
    8.0,
    87.0,
    16.0,
    key=9,
    mode="minor",
    roles=(0.0, 1.0, 0.0, 0.0, 0.0, 0.0),
    pack="Night Tram",
)
SUGGESTION = Suggestion(LOOP, 0.5, 174.0, -2, 1.0, 1.0, -3.0, (("harmony", 0.4), ("tempo", -0.1)))
BEFORE = view.at_first(Config(), frozenset({3}), frozenset({5}))


def told(*sent: actions.Action) -> dict[str, object]:
    """What is new after these, as it arrives."""
    subjects: Subjects = BEFORE
    for number, action in enumerate(sent):
        subjects = view.after(subjects, action, float(number))
    news: dict[str, object] = json.loads(json.dumps(view.news(BEFORE, subjects)))
    return news


def test_a_suggestion_is_the_loop_and_its_fix() -> None:
    assert told(actions.Offered(5, 3, (SUGGESTION,), False)) == {
        "list": {
            "seq": 5,
            "bar": 3,
            "deadline_met": False,
            "suggestions": [
                {
                    "id": 7,
                    "name": "deep bass 1.5",
                    "pack": "Night Tram",
                    "role": "bass",
                    "key": "Am",
                    "bpm": 87.0,
                    "beats": 16.0,
                    "beats_per_bar": 4,
                    "transpose": -2,
                    "beat_offset": 1.0,
                    "stretch": 1.0,
                    "gain_db": -3.0,
                    "score": 0.5,
                    "reasons": [["harmony", 0.4], ["tempo", -0.1]],
                }
            ],
        }
    }


def test_a_slot_says_how_long_its_loop_is_in_the_session() -> None:
    playing = actions.SlotIs(1, Slot(SlotState.PLAYING, SUGGESTION, 8.0, 4.0))
    slots = told(playing, actions.SlotIs(0, Slot()))["slots"]
    assert slots == [
        {"index": 0, "state": "empty", "at_beat": 0.0, "since": 0.0, "loop": None},
        {
            "index": 1,
            "state": "playing",
            "at_beat": 8.0,
            "since": 4.0,
            "loop": {
                "id": 7,
                "name": "deep bass 1.5",
                "role": "bass",
                "key": "Am",
                "bpm": 87.0,
                "transpose": -2,
                "beat_offset": 1.0,
                "beats": 32.0,
            },
        },
    ]


@pytest.mark.parametrize(
    ("action", "news"),
    [
        (
            actions.Clocked(Transport(Timeline(90.0, 1.5, 12.0, 3), False, 2)),
            {
                "clock": {
                    "bpm": 90.0,
                    "beat": 1.5,
                    "time": 12.0,
                    "beats_per_bar": 3,
                    "running": False,
                    "epoch": 2,
                }
            },
        ),
        (actions.BarComing(3, 120.0, 12.5), {"bar": {"bar": 3, "bpm": 120.0, "time": 12.5}}),
        (actions.CursorAt(2), {"cursor": 2}),
        (actions.Cue(SUGGESTION, 0.0, 0.0), {"cue": 7}),
        (actions.Cue(None, 0.0, 0.0), {"cue": None}),
        (
            actions.Settings(True, "bass", 0.25, 0.75),
            {"settings": {"locked": True, "role": "bass", "surprise": 0.25, "energy": 0.75}},
        ),
        (actions.Stocked(56, 2), {"library": {"loops": 56, "renewed": 2}}),
        (actions.Status("clock", "locked"), {"status": {"clock": "locked"}}),
        (actions.Problem("no"), {"problems": [{"text": "no", "time": 0.0}]}),
        (actions.Taste(7, True, False), {"banned": [3, 7]}),
        (actions.Taste(5, False, False), {"favourites": []}),
        (actions.Taste(5, False, True), {}),
        (actions.Prepare((SUGGESTION,)), {}),
    ],
)
def test_only_the_subject_of_an_action_is_new(
    action: actions.Action, news: dict[str, object]
) -> None:
    assert told(action) == news


def test_what_is_heard_is_named() -> None:
    hears = actions.Hears("loops", (7,), (0.9, 0.1, 0.0, 0.7, 0.0, 0.2), (0.5, 0.5), "Am")
    heard = told(hears)["heard"]
    assert isinstance(heard, dict)
    assert heard.pop("roles") == {
        "percussion": 0.9,
        "bass": 0.1,
        "chord": 0.0,
        "melody": 0.7,
        "fx": 0.0,
        "voice": 0.2,
    }
    assert heard == {"source": "loops", "key": "Am", "balance": [0.5, 0.5], "loops": [7]}


def test_the_last_six_problems_can_be_read() -> None:
    problems = told(*(actions.Problem(str(number)) for number in range(9)))["problems"]
    assert problems == [{"text": str(n), "time": float(n)} for n in range(3, 9)]


def test_status_lines_stand_beside_each_other() -> None:
    news = told(
        actions.Status("clock", "slow"), actions.Status("midi", "ok"), actions.Status("clock", "ok")
    )
    assert news == {"status": {"clock": "ok", "midi": "ok"}}


def test_at_first_everything_that_is_known_is_new() -> None:
    assert {"me", "banned", "favourites", "slots", "status", "problems"} == view.news(
        {}, BEFORE
    ).keys()
    assert view.news({}, BEFORE)["banned"] == [3]


@pytest.mark.parametrize(
    ("config", "there"),
    [
        (Config(), False),
        (Config(player=PlayerConfig(on=True)), True),
        (Config(player=PlayerConfig(on=True, cue=False)), False),
        (Config(ableton=AbletonConfig(on=True)), False),
        (Config(ableton=AbletonConfig(on=True, cue="Cue")), True),
        (Config(ableton=AbletonConfig(cue="Cue")), False),
    ],
)
def test_a_page_knows_whether_there_is_a_cue_bus(config: Config, there: bool) -> None:
    me = view.news({}, view.at_first(config, frozenset(), frozenset()))["me"]
    assert (me["cue_bus"], me["slots"], me["clock"]) == (there, 16, "internal")
