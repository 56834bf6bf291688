"""The models that have read the texts of a file: one, or two of which each reads its languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from ..metrics import LanguageTemperatures, ViewCalibration
from ..text.language import is_not_english
from .answers import Answers
from .class_factors import calibration_of, has_enough_rows, relative_factors
from .points import Floats


class CalibratedModel(Protocol):
    """What a manifest and `GET /model` say of the calibration of a model."""

    @property
    def temperature(self) -> float: ...  # noqa: D102 - see the class
    @property
    def binary_temperature(self) -> float | None: ...  # noqa: D102
    @property
    def language_temperatures(self) -> Mapping[str, LanguageTemperatures]: ...  # noqa: D102
    @property
    def calibration(self) -> Mapping[str, ViewCalibration]: ...  # noqa: D102


@dataclass(frozen=True)
class Readers:
    """The models.

    Attributes:
        first: reads English and what may be English; all texts where it is the only one.
        multilingual: reads what is surely not English; None for none.
    """

    first: CalibratedModel
    multilingual: CalibratedModel | None = None

    @property
    def need_languages(self) -> bool:
        """Whether it depends on its language how a text was read."""
        return self.multilingual is not None or bool(self.first.language_temperatures)

    def calibration(self, labels: Sequence[str]) -> ViewCalibration | None:
        """Return the calibration of the first model for these classes; None if its folder has none."""
        return calibration_of(self.first.calibration, labels)

    def two_classes(self, answers: Answers, languages: Sequence[str]) -> Answers:
        """Return the two-class view of three-class answers, as binary mode of the models would give it.

        Args:
            answers: the texts.
            languages: (texts,), as they are detected; empty if they are not needed.
        """
        if not self.need_languages:
            return answers.two_classes(_scale(self.first, ""))
        scales = {code: _scale(self._reader(code), code) for code in set(languages)}
        return answers.two_classes(np.array([scales[code] for code in languages]))

    def with_factors(self, answers: Answers, languages: Sequence[str]) -> Answers:
        """Return the answers with what makes the shares right for texts of the multilingual model too.

        Args:
            answers, languages: those of `two_classes`.
        """
        if self.multilingual is None:
            return answers
        both = self.calibration(answers.labels), calibration_of(self.multilingual.calibration, answers.labels)
        known = [calibration for calibration in both if calibration is not None and has_enough_rows(calibration)]
        foreign = np.fromiter(map(is_not_english, languages), dtype=bool, count=len(languages))
        if len(known) < len(both) or not foreign.any():
            return answers
        factors: Floats = np.ones(answers.probabilities.shape)
        relative = relative_factors(known[1], known[0])
        factors[foreign] = relative / (answers.probabilities[foreign] @ relative)[:, np.newaxis]
        return replace(answers, factors=factors)

    def _reader(self, language: str) -> CalibratedModel:
        return self.multilingual if self.multilingual is not None and is_not_english(language) else self.first


def _scale(model: CalibratedModel, language: str) -> float:
    """Return by what log-odds of three classes are multiplied in two."""
    own = model.language_temperatures.get(language, LanguageTemperatures(rows=0))
    full = own.temperature or model.temperature
    return full / (own.binary_temperature or model.binary_temperature or model.temperature)
