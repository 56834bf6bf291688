"""sentiment.json, the manifest of a model folder: all that serving has to know beside the graph and the vocabulary."""

import hashlib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from ..errors import ModelError
from ..labels import has_both_poles, in_order
from ..text import NORMALISERS

MANIFEST_FILE = "sentiment.json"
TOKENIZER_FILE = "tokenizer.json"


class Quantisation(BaseModel):
    """How the int8 file was made and how well it answers like fp32.

    Attributes:
        variant: which layers are int8; see `quantise.VARIANTS`.
        calibration_texts: training texts from which the activation ranges were read.
        checked_texts: other texts on which both were compared.
        label_agreement: share of these with the same label.
        max_probability_difference: the largest difference of any class probability.
    """

    variant: str
    calibration_texts: int
    checked_texts: int
    label_agreement: float
    max_probability_difference: float


class SliceFigures(BaseModel):
    """How good a model is on a part of a data set; without any rows, the figures are None.

    Attributes:
        macro_recall: the mean over the classes that occur in the part.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    rows: int
    accuracy: float | None = None
    macro_recall: float | None = None


class Evaluation(BaseModel):
    """What `evaluate --record` measured on one data set.

    Attributes:
        data: name of the data set.
        labels: the classes the model chose from: two for data without neutral texts.
        slices: the figures of each part, such as the texts with an emoji.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    data: str
    rows: int
    labels: tuple[str, ...]
    accuracy: float
    macro_recall: float
    macro_f1: float
    expected_calibration_error: float
    slices: dict[str, SliceFigures] = {}


class BehaviourFigures(BaseModel):
    """How many cases of a behavioural test a model passed; `kind` as CheckList names it: MFT, INV or DIR."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    cases: int
    passed: int


class Manifest(BaseModel):
    """The manifest; unknown fields are refused, since they would be promises we don't keep.

    Attributes:
        labels: classes in the order of the logits.
        normaliser: recipe for the text, a key of `text.NORMALISERS`.
        max_len: most tokens of a text that are read, special tokens included.
        temperature: logits are divided by it before the softmax.
        binary_temperature: the same for the binary view of a model that knows neutral; None where it is `temperature`.
        base_model: the encoder that was fine-tuned, or the model that was exported.
        serve: the ONNX file to load.
        files: SHA-256 of each ONNX file and of the tokenizer.
        data: what it was trained on; metrics: what was measured on the test data.
        evaluations: what was measured later on other data, one entry for each data set.
        behaviour: the behavioural tests it was put to, by capability.
        quantisation: None where there is no int8 file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format_version: Literal[1] = 1
    labels: tuple[str, ...]
    normaliser: str
    max_len: int = Field(ge=8)
    truncation: Literal["head+tail"] = "head+tail"
    temperature: float = Field(gt=0)
    binary_temperature: float | None = Field(default=None, gt=0)
    base_model: str
    serve: str
    files: dict[str, str]
    data: dict[str, Any] = {}
    metrics: dict[str, Any] = {}
    evaluations: list[Evaluation] = []
    behaviour: dict[str, BehaviourFigures] = {}
    quantisation: Quantisation | None = None
    made_with: dict[str, str] = {}

    @field_validator("labels")
    @classmethod
    def _are_ours(cls, labels: tuple[str, ...]) -> tuple[str, ...]:
        if not has_both_poles(labels) or sorted(labels) != sorted(in_order(labels)):
            raise ValueError(f"labels must be negative, positive and perhaps neutral, not {', '.join(labels)}")
        return labels

    @field_validator("normaliser")
    @classmethod
    def _is_known(cls, normaliser: str) -> str:
        if normaliser not in NORMALISERS:
            raise ValueError(f"this version knows the normalisers {', '.join(NORMALISERS)}, not {normaliser!r}")
        return normaliser

    def write(self, folder: Path) -> None:
        """Writes the manifest into a model folder; one that is there is replaced at once, never half."""
        partial = folder / f".{MANIFEST_FILE}.partial"
        try:
            partial.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")
            partial.replace(folder / MANIFEST_FILE)
        finally:
            partial.unlink(missing_ok=True)

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Reads the manifest of a model folder.

        Raises:
            ModelError: there is none, or it is of another version or damaged.
        """
        file = folder / MANIFEST_FILE
        try:
            return cls.model_validate_json(file.read_bytes())
        except FileNotFoundError:
            raise ModelError(
                f"{folder} is not a model folder of ours: it has no {MANIFEST_FILE}. Train a model, or turn a Hugging "
                f"Face folder into one with `twitter-sentiment export --model {folder} --output NEW_FOLDER`."
            ) from None
        except (ValidationError, OSError) as error:
            reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
            raise ModelError(
                f"{file} can't be used ({reason}). Make the folder again with `twitter-sentiment export`."
            ) from None


def sha256(path: Path) -> str:
    """SHA-256 of a file as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
