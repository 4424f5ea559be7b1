"""The questions of all seeds, and what a method comes to in them."""

from __future__ import annotations

from typing import Any

from models.draws import Stage
from models.evaluation.answers import answers
from models.evaluation.classifying import classification
from models.evaluation.figures import axes, ranking
from models.evaluation.questions import QUERIES, Quiz
from models.evaluation.timing import milliseconds
from models.methods import Method

SEEDS = (1, 2, 3, 4, 5)


class Exam:
    """`queries` questions from each of five seeds; those of the first are asked deaf as well."""

    def __init__(self, stage: Stage, queries: int = QUERIES) -> None:
        self.cache, self.queries = stage.cache, queries
        quiz = Quiz(stage)
        self._first, *others = (quiz.questions(seed, queries) for seed in SEEDS)
        self._all = [*self._first, *(question for some in others for question in some)]

    def taken(self, method: Method) -> dict[str, Any]:
        """What `models.results.Row` keeps of a method, but for how it came about."""
        found = answers(method, self._all)
        deaf = answers(method, self._first, silent=True)
        return {
            "queries": len(self._all),
            "parameters": method.parameters,
            "milliseconds": milliseconds(method, self._first),
            "ranking": ranking(found, deaf),
            "classification": classification(found),
            "axes": axes(found, deaf),
        }
