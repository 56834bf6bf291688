"""What goes over the wire, with the examples that the documentation shows."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool
from pydantic_core import PydanticCustomError

from ..inference import Prediction

MAX_CHARACTERS = 10_000
MAX_BATCH_TEXTS = 256


def _has_words(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("text_empty", "The text is empty")
    return text


Text = Annotated[
    str,
    Field(min_length=1, max_length=MAX_CHARACTERS, description="A tweet or review, up to 10,000 characters"),
    AfterValidator(_has_words),
]


class Switches(BaseModel):
    """What a request may ask for beyond the default answer."""

    model_config = ConfigDict(extra="forbid")

    neutral: StrictBool | None = Field(
        None, description="Choose from three classes; the default is the setting NEUTRAL"
    )
    scores: StrictBool = Field(False, description="Add the probability of each class")


class PredictRequest(Switches):
    """One text."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"text": "I love this product!"}]})

    text: Text


class BatchRequest(Switches):
    """Several texts."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"texts": ["I love this product!", "It broke on day one."]}]}
    )

    texts: Annotated[list[Text], Field(min_length=1, max_length=MAX_BATCH_TEXTS)]


class Answer(BaseModel):
    """The answer for one text; `scores` is there only if it was asked for."""

    sentiment: str = Field(examples=["positive"])
    confidence: float = Field(ge=0, le=1, description="Calibrated probability of the sentiment", examples=[0.9871])
    text: str = Field(description="The text as it was sent", examples=["I love this product!"])
    scores: dict[str, float] | None = Field(None, examples=[{"negative": 0.0129, "positive": 0.9871}])

    @classmethod
    def of(cls, text: str, prediction: Prediction, scores: bool) -> "Answer":
        """The answer that tells a prediction, probabilities with four digits."""
        shown = {label: round(score, 4) for label, score in prediction.scores.items()} if scores else None
        return cls(sentiment=prediction.sentiment, confidence=round(prediction.confidence, 4), text=text, scores=shown)


class BatchAnswer(BaseModel):
    """One answer for each text, in the order of the request."""

    predictions: list[Answer]


class Health(BaseModel):
    """Whether the service runs; it answers 200 even while the model loads."""

    status: str = Field(examples=["ok"])
    uptime_secs: float = Field(examples=[142.3])
    model_loaded: bool


class Ready(BaseModel):
    """Whether predictions are answered."""

    status: str = Field(examples=["ready"])


class ModelCard(BaseModel):
    """What is known about the model that serves."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"labels": ["negative", "neutral", "positive"]}]})

    labels: list[str]
    base_model: str
    max_len: int = Field(description="Most tokens of a text that are read")
    normaliser: str
    temperature: float
    metrics: dict[str, Any]
    data: dict[str, Any]
    quantisation: dict[str, Any] | None
    made_with: dict[str, str]


class Problem(BaseModel):
    """Why a request was not answered."""

    detail: str = Field(examples=["The model is not loaded yet: try again in a few seconds."])
