"""What an answer costs."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from time import process_time

import torch

from models.evaluation.questions import Question
from models.methods import Method

_ROUNDS = 8


def milliseconds(method: Method, questions: Sequence[Question]) -> float:
    """Processor time for each candidate of a list, on one thread, the context included.

    As on stage: the candidates were described before, the context was not.
    """
    candidates = (questions[0].truth, *questions[0].others["partner"])
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    method.scores(questions[0].context, candidates)
    seconds = []
    for question in questions[1 : 1 + _ROUNDS]:
        start = process_time()
        method.scores(question.context, candidates)
        seconds.append(process_time() - start)
    torch.set_num_threads(threads)
    return 1000 * median(seconds) / len(candidates)
