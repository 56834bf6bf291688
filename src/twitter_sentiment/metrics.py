"""Metrics of a model as typed records: in metrics.json, in a manifest, at GET /model.

Needs pydantic alone; `scoring` computes them.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Temperature = Annotated[float, Field(ge=0.01, le=100)]
"""A divisor of logits; beyond these limits, probabilities would all be 0 or 1, all equal, or no numbers."""

Interval = tuple[float, float]
"""The lower and the upper end of a 95 % confidence interval."""


class _Record(BaseModel):
    # Unknown fields are ignored: a newer service may report more than an older client has heard of.
    model_config = ConfigDict(frozen=True)


class ClassMetrics(_Record):
    """The metrics of one class; `support` counts its rows."""

    precision: float
    recall: float
    f1_score: float
    support: int


class CalibrationBin(_Record):
    """The rows whose confidence lies in one interval.

    Attributes:
        share: share of all rows that lie in the bin.
        confidence: their mean confidence.
        accuracy: share of these rows that were predicted correctly.
    """

    share: float
    confidence: float
    accuracy: float


class ClassificationMetrics(_Record):
    """The metrics of a classifier on one data set.

    Attributes:
        precision, recall, f1_score: of the positive class where there are two classes, macro averages where there are
            three.
        macro_recall, macro_f1: means over the classes.
        expected_calibration_error: mean gap between confidence and accuracy; None without probabilities.
        rows: how many rows were predicted.
        labels: the classes, in the order of the confusion matrix.
        confusion_matrix: counts; the rows are the true classes, the columns the predicted ones.
        calibration_bins: the non-empty bins, lowest confidence first; None without probabilities.
        accuracy_interval, macro_recall_interval: of these rows as a sample; None in files of earlier versions.
        mean_confidence: mean probability of the predicted class; None without probabilities.
    """

    accuracy: float
    precision: float
    recall: float
    f1_score: float
    macro_recall: float
    macro_f1: float
    expected_calibration_error: float | None
    rows: int
    labels: tuple[str, ...]
    per_class: dict[str, ClassMetrics]
    confusion_matrix: list[list[int]]
    calibration_bins: list[CalibrationBin] | None
    accuracy_interval: Interval | None = None
    macro_recall_interval: Interval | None = None
    mean_confidence: float | None = None


class TrainingMetrics(ClassificationMetrics):
    """What a training measured on its test rows; the content of metrics.json.

    Attributes:
        binary: the metrics of the negative and positive rows in the two-class view; None for a model of two classes.
    """

    binary: ClassificationMetrics | None = None


class SliceMetrics(_Record):
    """The metrics of a model on a part of a data set; without any rows, they are None.

    Attributes:
        macro_recall: the mean over the classes that occur in the part.
    """

    rows: int
    accuracy: float | None = None
    macro_recall: float | None = None


class Evaluation(_Record):
    """The metrics that `evaluate --record` stores for one data set in one view.

    A data set with neutral texts has two of them: of all texts in three classes, and of the others in two.

    Attributes:
        data: name of the data set.
        labels: the classes between which the model decided.
        accuracy_interval, macro_recall_interval: None in manifests of earlier versions.
        mean_confidence: mean probability of the predicted class, to compare with the accuracy.
        neutral_rows: how many neutral texts were left out of the rows, since two classes were to choose from.
        neutral_confidence: mean probability of the predicted class of these; near one half is best.
        slices: the metrics of each part, such as the texts with an emoji.
    """

    data: str
    rows: int
    labels: tuple[str, ...]
    accuracy: float
    macro_recall: float
    macro_f1: float
    expected_calibration_error: float
    accuracy_interval: Interval | None = None
    macro_recall_interval: Interval | None = None
    mean_confidence: float | None = None
    neutral_rows: int = 0
    neutral_confidence: float | None = None
    slices: dict[str, SliceMetrics] = {}

    @property
    def title(self) -> str:
        """The name of the data set with the number of classes, which tells its two views apart."""
        return f"{self.data}, {len(self.labels)} classes"


class LanguageMetrics(_Record):
    """The metrics of the texts in one language, of all data sets of an evaluation together; intervals are of 95 %.

    Attributes:
        classes: number of classes of `macro_f1` and `expected_calibration_error`: three where a data set has neutral
            texts.
        rows: their rows.
        macro_f1: mean over the classes.
        expected_calibration_error: mean gap between confidence and accuracy.
        two_class_rows: negative and positive rows.
        two_class_accuracy: share of these for which the right one of the two classes is predicted.
    """

    classes: int
    rows: int
    macro_f1: float
    macro_f1_interval: Interval
    expected_calibration_error: float
    expected_calibration_error_interval: Interval
    two_class_rows: int
    two_class_accuracy: float
    two_class_accuracy_interval: Interval


class ViewCalibration(_Record):
    """The rows on which the temperature of one view was fitted; each domain of them weighs the same.

    Attributes:
        labels: the classes of the view.
        rows: how many rows of each class there are.
        effective_rows: how many equally weighted rows would tell as much (Kish 1965), by class.
        class_shares: the share of each true class.
        confusion: the soft confusion matrix: in the row of each true class, the mean probability of every class.
    """

    labels: tuple[str, ...]
    rows: dict[str, int]
    effective_rows: dict[str, float]
    class_shares: dict[str, float]
    confusion: list[list[float]]


class LanguageTemperatures(_Record):
    """The temperatures of the texts of one language.

    Attributes:
        rows: validation rows of the language.
        temperature: for the choice between all classes; None where that of all languages is used.
        binary_temperature: the same for the choice between negative and positive.
    """

    rows: int
    temperature: Temperature | None = None
    binary_temperature: Temperature | None = None


class BehaviorResult(_Record):
    """The number of cases of a behavioral test that a model passed.

    Attributes:
        kind: type of the test: CheckList's INV or DIR; MFT in older records.
        classes: number of classes of the view in which fewer cases passed, the one reported; None in older records.
    """

    kind: str
    cases: int
    passed: int
    classes: int | None = None


class MeasuredShare(_Record):
    """A share of rows, and the 95 % interval in which it lies."""

    rows: int
    share: float
    low: float
    high: float


class ChallengeResult(_Record):
    """The accuracy on a phenomenon of the challenge set, in two classes without its neutral rows and in three."""

    two_classes: MeasuredShare
    three_classes: MeasuredShare | None = None


class Quantization(_Record):
    """How the int8 file was made, and its agreement with fp32.

    Attributes:
        variant: which layers are int8; see `export.quantize.VARIANTS`.
        calibration_texts: number of training texts from which the activation ranges were read.
        checked_texts: number of other texts on which both were compared.
        label_agreement: share of these with the same label.
        max_probability_difference: the largest difference of any class probability.
    """

    variant: str
    calibration_texts: int
    checked_texts: int
    label_agreement: float
    max_probability_difference: float
