"""The six classical methods of Ching, Ramires and Yang: three ways to ask, two to answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import logit, softmax
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from live.types import ROLES, Floats
from models.roles import chances, labelsets
from models.roles.chances import Chances
from models.roles.features import Described
from models.roles.labelsets import Labelsets
from models.roles.material import Material
from models.roles.powersets import Classifier, Ensemble

_TREES = 1000
_C = 10.0
_STEPS = 10_000
_SURE = 1e-4  # chances beyond are no surer than that

_ASKED: Mapping[str, Labelsets] = {
    "br": labelsets.each(len(ROLES)),
    "lp": labelsets.whole(len(ROLES)),
    "rakel": labelsets.random(len(ROLES)),
}


class Svm:
    """A linear support vector machine on scaled features, its margins squashed into chances."""

    def __init__(self) -> None:
        self._machine = make_pipeline(
            StandardScaler(), LinearSVC(C=_C, dual=False, max_iter=_STEPS)
        )

    def fit(self, described: Floats, classes: npt.NDArray[np.intp]) -> None:
        self._machine.fit(described, classes)

    def predict_proba(self, described: Floats) -> Floats:
        margins = self._machine.decision_function(described)
        if margins.ndim == 1:
            margins = np.stack([np.zeros_like(margins), margins], axis=1)
        found: Floats = softmax(margins, axis=1)
        return found

    @property
    def parameters(self) -> int:
        lines = self._machine[-1]
        return int(lines.coef_.size + lines.intercept_.size)


def forest() -> Classifier:
    made: Classifier = RandomForestClassifier(_TREES, random_state=0)
    return made


_ANSWERED: Mapping[str, Callable[[], Classifier]] = {"rf": forest, "svm": Svm}

#: All six.
NAMES = tuple(f"{asked}-{answered}" for asked in _ASKED for answered in _ANSWERED)


class Classical:
    """An ensemble on features, its chances put right on validation loops as the networks' are."""

    def __init__(self, described: Described, ensemble: Ensemble, believed: Chances) -> None:
        self._described, self._ensemble, self._believed = described, ensemble, believed

    @classmethod
    def fitted(cls, name: str, described: Described, rows: Sequence[int]) -> Classical:
        """The one of `NAMES`, learnt from `rows` of what is described."""
        asked, answered = name.split("-")
        material = described.material
        learnt, valid = described.of(material, rows), material.rows("valid").tolist()
        labels = np.asarray(material.roles)
        ensemble = Ensemble.fitted(_ASKED[asked], _ANSWERED[answered], learnt, labels[rows])
        heard = _odds(ensemble.probabilities(described.of(material, valid)))
        return cls(described, ensemble, chances.fit(heard, labels[valid]))

    @property
    def parameters(self) -> int | None:
        """Weights of the machines; trees have none to count."""
        machines = [powerset.classifier for powerset in self._ensemble.powersets]
        counts = [each.parameters for each in machines if isinstance(each, Svm)]
        return sum(counts) if counts else None

    def probabilities(self, material: Material, rows: Sequence[int]) -> Floats:
        """(n, 6)."""
        found = self._ensemble.probabilities(self._described.of(material, rows))
        return self._believed.of(_odds(found))


def _odds(probabilities: Floats) -> Floats:
    found: Floats = logit(probabilities.clip(_SURE, 1 - _SURE))
    return found
