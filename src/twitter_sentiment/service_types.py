"""What the service says about itself over HTTP: whether it runs, and which model answers."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from .metrics import (
    BehaviorResult,
    ChallengeResult,
    Evaluation,
    LanguageMetrics,
    LanguageTemperatures,
    Quantization,
    TrainingMetrics,
    ViewCalibration,
)


class HealthResponse(BaseModel):
    """Whether the service runs; it answers 200 even while the model loads."""

    status: str = Field(examples=["ok"])
    uptime_secs: float = Field(examples=[142.3])
    model_loaded: bool


class ReadyResponse(BaseModel):
    """Whether requests for predictions are accepted."""

    status: str = Field(examples=["ready"])


class ModelInfo(BaseModel):
    """What is known about the model that serves."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "fast", "labels": ["negative", "neutral", "positive"]}]}
    )

    name: str = Field(description="`accurate` or `fast` for a model of the package; else the name of its folder")
    labels: list[str]
    languages: list[str] = Field(["en"], description="Languages that the model was trained for")
    base_model: str
    max_len: int = Field(description="Most tokens of a text that are read")
    normalizer: str
    temperature: float
    binary_temperature: float | None = Field(description="The temperature of the binary mode, where it has its own")
    language_temperatures: dict[str, LanguageTemperatures] = Field(
        {}, description="The temperatures of languages that have their own; null: those of all"
    )
    calibration: dict[str, ViewCalibration] = Field(
        {}, description="Class shares and soft confusion matrix of the calibration rows: `full`, and `binary` of two"
    )
    metrics: TrainingMetrics | None = Field(description="What training measured; null without a training")
    data: dict[str, Any]
    evaluations: list[Evaluation] = Field(
        description="What `evaluate --record` measured, one for each data set and view"
    )
    by_language: dict[str, LanguageMetrics] = Field({}, description="What it measured by language, by code")
    challenge: dict[str, ChallengeResult] = Field({}, description="Accuracy on the challenge set, by phenomenon")
    behavior: dict[str, BehaviorResult] = Field(description="Behavioral tests: cases and how many passed")
    quantization: Quantization | None
    made_with: dict[str, str]
    multilingual: "ModelInfo | None" = Field(
        None, description="The model that reads what is surely not English, where there are two"
    )
