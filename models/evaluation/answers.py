"""What a method says to questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from live.types import Floats
from models.evaluation.questions import Question
from models.methods import Method


@dataclass(frozen=True, slots=True)
class Answer:
    """The scores (n,) of all that was asked in `question`; the truth comes first in each."""

    question: Question
    scores: Mapping[str, Floats]


def answers(method: Method, questions: Sequence[Question], *, silent: bool = False) -> list[Answer]:
    """What `method` answers; with `silent` it does not hear the context."""
    return [_answer(method, question, silent) for question in questions]


def _answer(method: Method, question: Question, silent: bool) -> Answer:
    asked = [variant for some in question.others.values() for variant in some]
    context = () if silent else question.context
    truth, *others = np.nan_to_num(method.scores(context, (question.truth, *asked)))
    scores, first = {}, 0
    for name, some in question.others.items():
        scores[name] = np.array([truth, *others[first : first + len(some)]])
        first += len(some)
    return Answer(question, scores)
