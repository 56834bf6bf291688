"""What goes over the wire, with the examples that the documentation shows."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool
from pydantic_core import PydanticCustomError

from ..inference import Explanation, Prediction

MAX_CHARACTERS = 10_000
MAX_BATCH_TEXTS = 256
MAX_FIELDS = 20


def _has_words(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("text_empty", "The text is empty")
    return text


Text = Annotated[
    str,
    Field(min_length=1, max_length=MAX_CHARACTERS, description="A tweet or review, up to 10,000 characters"),
    AfterValidator(_has_words),
]


def _has_few_fields(body: Any) -> Any:
    """Told at once: each unknown field would become an error of its own, and a body may hold a million of them."""
    if isinstance(body, dict) and len(body) > MAX_FIELDS:
        raise PydanticCustomError("too_many_fields", "There are too many fields")
    return body


FewFields = BeforeValidator(_has_few_fields)


class Switches(BaseModel):
    """What a request may ask for beyond the default answer."""

    model_config = ConfigDict(extra="forbid")

    neutral: StrictBool | None = Field(
        None, description="Choose from three classes; the default is the setting NEUTRAL"
    )
    scores: StrictBool = Field(False, description="Add the probability of each class")
    tokens: StrictBool = Field(False, description="Add how much of the text was read")


class PredictRequest(Switches):
    """One text."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"text": "I love this product!"}]})

    text: Text
    explain: StrictBool = Field(
        False, description="Add the weight of each word for the answer; costs one more prediction a word, at most 64"
    )


class BatchRequest(Switches):
    """Several texts."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"texts": ["I love this product!", "It broke on day one."]}]}
    )

    texts: Annotated[list[Text], Field(min_length=1, max_length=MAX_BATCH_TEXTS)]


class TokensRead(BaseModel):
    """How much of a text the model read, in tokens; where `total` is more than both, the middle was left out."""

    model_config = ConfigDict(from_attributes=True)

    total: int = Field(examples=[900])
    first: int = Field(description="Read from the start", examples=[64])
    last: int = Field(description="Read from the end", examples=[190])


class WeighedPart(BaseModel):
    """A word or clause and what it does for the answer."""

    text: str = Field(examples=["love"])
    start: int = Field(description="Where it begins in the text, in Unicode code points", examples=[2])
    end: int = Field(examples=[6])
    weight: float = Field(
        description="By how much the log-odds of the answer, ln(p / (1 - p)), fall when it is left out; below zero it "
        "speaks against the answer",
        examples=[1.42],
    )


class Weights(BaseModel):
    """The weight of each part of the text: its words, or its clauses where it has more than 64 words."""

    unit: Literal["word", "clause"]
    parts: list[WeighedPart]

    @classmethod
    def of(cls, text: str, explanation: Explanation) -> "Weights":
        """The weights that tell an explanation, with four digits."""
        parts = [
            WeighedPart(text=text[part.start : part.end], start=part.start, end=part.end, weight=round(part.weight, 4))
            for part in explanation.parts
        ]
        return cls(unit=explanation.unit, parts=parts)


class Answer(BaseModel):
    """The answer for one text; `scores`, `tokens` and `explanation` are there only if they were asked for."""

    sentiment: str = Field(examples=["positive"])
    confidence: float = Field(ge=0, le=1, description="Calibrated probability of the sentiment", examples=[0.9871])
    text: str = Field(description="The text as it was sent", examples=["I love this product!"])
    scores: dict[str, float] | None = Field(None, examples=[{"negative": 0.0129, "positive": 0.9871}])
    tokens: TokensRead | None = None
    explanation: Weights | None = None

    @classmethod
    def of(cls, text: str, prediction: Prediction, asked: Switches) -> "Answer":
        """The answer that tells a prediction, probabilities with four digits."""
        shown = prediction.rounded()
        return cls(
            sentiment=prediction.sentiment,
            confidence=shown.confidence,
            text=text,
            scores=shown.scores if asked.scores else None,
            tokens=TokensRead.model_validate(prediction.reading) if asked.tokens else None,
        )


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
    binary_temperature: float | None = Field(description="The temperature of the binary view, where it has its own")
    metrics: dict[str, Any]
    data: dict[str, Any]
    evaluations: list[dict[str, Any]] = Field(description="What `evaluate --record` measured, one for each data set")
    behaviour: dict[str, dict[str, Any]] = Field(description="Behavioural tests: cases and how many passed")
    quantisation: dict[str, Any] | None
    made_with: dict[str, str]


class Problem(BaseModel):
    """Why a request was not answered (RFC 9457)."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(description="The status in words", examples=["Service Unavailable"])
    status: int = Field(examples=[503])
    detail: str = Field(examples=["The model is not loaded yet: try again in a few seconds."])
    request_id: str | None = Field(description="As in the header X-Request-ID and in the log of the service")


class UnusableValue(BaseModel):
    """What is wrong with one part of a request."""

    type: str = Field(examples=["text_empty"])
    loc: list[str | int] = Field(description="Where it is", examples=[["body", "text"]])
    msg: str = Field(examples=["The text is empty"])


class UnusableRequest(BaseModel):
    """Why a request can't be used."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["Unprocessable Entity"])
    status: int = Field(examples=[422])
    detail: list[UnusableValue]
    request_id: str | None = Field(description="As in the header X-Request-ID and in the log of the service")
