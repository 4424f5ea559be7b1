"""Many labels by classifiers that choose one of many classes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt
from sklearn.dummy import DummyClassifier

from live.types import Floats
from models.roles.labelsets import Labelsets

Flags = npt.NDArray[np.bool_]


class Classifier(Protocol):
    """What scikit-learn's have in common; the classes are 0, 1, 2 and so on."""

    def fit(self, described: Floats, classes: npt.NDArray[np.intp]) -> object: ...

    def predict_proba(self, described: Floats) -> Floats: ...


@dataclass(frozen=True, slots=True, eq=False)
class Powerset:
    """One classifier whose classes are the combinations of labels that occur.

    `combinations` (classes, labels) tells them.
    """

    combinations: Flags
    classifier: Classifier

    @classmethod
    def fitted(cls, make: Callable[[], Classifier], described: Floats, labels: Flags) -> Self:
        """Learns from `described` (n, features) and their `labels` (n, labels)."""
        combinations, classes = np.unique(labels, axis=0, return_inverse=True)
        classifier = make() if len(combinations) > 1 else DummyClassifier()
        classifier.fit(described, classes.ravel())
        return cls(combinations, classifier)

    def probabilities(self, described: Floats) -> Floats:
        """(n, labels): of each the sum over the combinations that have it."""
        found: Floats = self.classifier.predict_proba(described) @ self.combinations
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Ensemble:
    """A powerset for every one of `labelsets`; what they say of a label is averaged."""

    labelsets: Labelsets
    powersets: tuple[Powerset, ...]

    @classmethod
    def fitted(
        cls,
        labelsets: Labelsets,
        make: Callable[[], Classifier],
        described: Floats,
        labels: Flags,
    ) -> Self:
        """Learns from `described` (n, features) and their `labels` (n, labels)."""
        of_set = (labels[:, list(labelset)] for labelset in labelsets)
        return cls(labelsets, tuple(Powerset.fitted(make, described, some) for some in of_set))

    def probabilities(self, described: Floats) -> Floats:
        """(n, labels)."""
        labels = 1 + max(label for labelset in self.labelsets for label in labelset)
        votes, voters = np.zeros((len(described), labels), np.float32), np.zeros(labels)
        for labelset, powerset in zip(self.labelsets, self.powersets, strict=True):
            votes[:, list(labelset)] += powerset.probabilities(described)
            voters[list(labelset)] += 1
        found: Floats = (votes / voters).astype(np.float32)
        return found
