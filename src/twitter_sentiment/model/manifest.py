"""sentiment.json, the manifest of a model folder: all that serving needs beside the graph and the vocabulary."""

from pathlib import Path, PureWindowsPath
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from ..errors import ModelError
from ..files.atomic import atomic_file
from ..labels import NEUTRAL, has_both_poles, in_order
from ..metrics import (
    BehaviorResult,
    ChallengeResult,
    Evaluation,
    LanguageMetrics,
    LanguageTemperatures,
    Quantization,
    Temperature,
    TrainingMetrics,
    ViewCalibration,
)
from ..text import NORMALIZERS
from ..text.language import ENGLISH, UNDETERMINED

MANIFEST_FILE = "sentiment.json"
TOKENIZER_FILE = "tokenizer.json"

# Field names of version 1, which `Manifest` still reads.
_RENAMED = {"normaliser": "normalizer", "behaviour": "behavior", "quantisation": "quantization"}


class Manifest(BaseModel):
    """The manifest. Unknown fields are refused, since they would be promises that this version does not keep.

    Attributes:
        format_version: version of the format; version 1 is upgraded when it is read.
        labels: classes in the order of the logits.
        normalizer: recipe for the text, a key of `text.NORMALIZERS`.
        max_len: most tokens of a text that are read, special tokens included.
        truncation: how longer texts are shortened.
        temperature: logits are divided by it before the softmax.
        binary_temperature: the same for binary mode of a three-class model; None if it is `temperature`.
        calibration: the rows on which the temperatures were fitted: `full` of all classes, `binary` of two; empty in
            folders of earlier versions and for a model that was trained elsewhere.
        language_temperatures: the temperatures of languages that have their own, by BCP 47 tag; those of other texts
            are the two above.
        languages: BCP 47 tags of the languages that it was trained for.
        base_model: the encoder that was fine-tuned, or the model that was exported.
        serve: the ONNX file to load.
        files: SHA-256 of each ONNX file and of the tokenizer.
        data: what it was trained on.
        metrics: metrics on the test data of the training; None for a model that was trained elsewhere.
        evaluations: later evaluations on other data, one for each data set and view.
        by_language: metrics of later evaluations by language.
        challenge: accuracy on the challenge set, by phenomenon.
        behavior: results of the behavioral tests, by name.
        quantization: agreement of the int8 file with the fp32 model; None if there is no int8 file.
        made_with: versions of the packages that made it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format_version: Literal[2] = 2
    labels: tuple[str, ...]
    normalizer: str
    max_len: int = Field(ge=8, le=8192)
    truncation: Literal["head+tail"] = "head+tail"
    temperature: Temperature
    binary_temperature: Temperature | None = None
    calibration: dict[str, ViewCalibration] = {}
    language_temperatures: dict[str, LanguageTemperatures] = {}
    languages: tuple[str, ...] = (ENGLISH,)
    base_model: str
    serve: str
    files: dict[str, str]
    data: dict[str, Any] = {}
    metrics: TrainingMetrics | None = None
    evaluations: list[Evaluation] = []
    by_language: dict[str, LanguageMetrics] = {}
    challenge: dict[str, ChallengeResult] = {}
    behavior: dict[str, BehaviorResult] = {}
    quantization: Quantization | None = None
    made_with: dict[str, str] = {}

    @model_validator(mode="before")
    @classmethod
    def _upgrade_version_1(cls, content: Any) -> Any:
        if not isinstance(content, dict) or content.get("format_version") != 1:
            return content
        upgraded = {_RENAMED.get(name, name): value for name, value in content.items()} | {"format_version": 2}
        measured = {name for name, field in TrainingMetrics.model_fields.items() if field.is_required()}
        if not measured <= (upgraded.get("metrics") or {}).keys():
            upgraded["metrics"] = None  # an export without a training, or from before all of them were measured
        return upgraded

    @field_validator("labels")
    @classmethod
    def _check_labels(cls, labels: tuple[str, ...]) -> tuple[str, ...]:
        if not has_both_poles(labels) or sorted(labels) != sorted(in_order(labels)):
            raise ValueError(f"labels must be negative, positive and perhaps neutral, not {', '.join(labels)}")
        return labels

    @field_validator("normalizer")
    @classmethod
    def _check_normalizer(cls, normalizer: str) -> str:
        if normalizer not in NORMALIZERS:
            raise ValueError(f"this version has the normalizers {', '.join(NORMALIZERS)}, not {normalizer!r}")
        return normalizer

    @field_validator("serve")
    @classmethod
    def _check_serve(cls, serve: str) -> str:
        # PureWindowsPath knows the separators and drives of all systems.
        if PureWindowsPath(serve).name != serve or not serve.endswith(".onnx"):
            raise ValueError(f"serve must be the plain name of an .onnx file in the folder, not {serve!r}")
        return serve

    def supports(self, language: str) -> bool | None:
        """Return whether the model was trained for a language; None for `und`, which may be any."""
        if language == UNDETERMINED:
            return None
        return language in self.language_codes

    @property
    def language_codes(self) -> frozenset[str]:
        """The languages that it was trained for, without regions and scripts."""
        return frozenset(tag.partition("-")[0] for tag in self.languages)

    def temperatures(self, neutral: bool) -> tuple[float, dict[str, float]]:
        """Return the temperature of a view, and those of the languages that have their own in it.

        Args:
            neutral: choose from three classes instead of two.
        """
        if neutral or NEUTRAL not in self.labels:
            own = {tag: language.temperature for tag, language in self.language_temperatures.items()}
            common = self.temperature
        else:
            own = {tag: language.binary_temperature for tag, language in self.language_temperatures.items()}
            common = self.binary_temperature or self.temperature
        return common, {tag: temperature for tag, temperature in own.items() if temperature is not None}

    def write(self, folder: Path) -> None:
        """Write the manifest into a model folder; an old one is replaced atomically."""
        with atomic_file(folder / MANIFEST_FILE) as file:
            file.write(self.model_dump_json(indent=2) + "\n")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Read the manifest of a model folder.

        Raises:
            ModelError: there is none, or it is of another version or damaged.
        """
        file = folder / MANIFEST_FILE
        try:
            return cls.model_validate_json(file.read_bytes())
        except FileNotFoundError:
            raise ModelError(
                f"{folder} is not a model folder: it has no {MANIFEST_FILE}. Train a model, or turn a Hugging "
                f"Face folder into one with `twitter-sentiment export --model {folder} --output NEW_FOLDER`."
            ) from None
        except (ValidationError, OSError) as error:
            reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
            raise ModelError(
                f"{file} can't be used ({reason}). Make the folder again with `twitter-sentiment export`."
            ) from None
