"""What travels over HTTP, once for the service and for its clients; with the examples that the documentation shows."""

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    TypeAdapter,
    ValidationError,
    WrapValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

MAX_CHARACTERS = 10_000
MAX_BATCH_TEXTS = 256
MAX_FIELDS = 20
MAX_ID_CHARACTERS = 128

NDJSON = "application/x-ndjson"
"""Media type of a stream: one JSON value a line (https://github.com/ndjson/ndjson-spec)."""


def _require_content(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("text_empty", "The text is empty")
    return text


Text = Annotated[
    str,
    Field(
        min_length=1, max_length=MAX_CHARACTERS, description=f"A tweet or review, up to {MAX_CHARACTERS:,} characters"
    ),
    AfterValidator(_require_content),
]


def _limit_fields(body: Any) -> Any:
    """Refuse a body of too many fields at once: each unknown one would become an error of its own, up to a million."""
    if isinstance(body, dict) and len(body) > MAX_FIELDS:
        raise PydanticCustomError("too_many_fields", "There are too many fields")
    return body


LimitedFields = BeforeValidator(_limit_fields)


class PredictOptions(BaseModel):
    """What a request may ask for beyond the default response."""

    model_config = ConfigDict(extra="forbid")

    neutral: StrictBool | None = Field(
        None, description="Choose from three classes; the default is the setting NEUTRAL"
    )
    scores: StrictBool = Field(False, description="Add the probability of each class")
    tokens: StrictBool = Field(False, description="Add how much of the text was read")
    language: StrictBool = Field(
        False, description="Add the language of the text, and whether the model was trained for it"
    )


class PredictRequest(PredictOptions):
    """One text."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"text": "I love this product!"}]})

    text: Text
    explain: StrictBool = Field(
        False, description="Add the weight of each word in the prediction; costs one more prediction a word, at most 64"
    )


class BatchRequest(PredictOptions):
    """Several texts."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"texts": ["I love this product!", "It broke on day one."]}]}
    )

    texts: Annotated[list[Text], Field(min_length=1, max_length=MAX_BATCH_TEXTS)]
    on_error: Literal["request", "item"] = Field(
        "request", description="What a faulty text fails: the request, or itself alone", exclude=True
    )


class ItemwiseBatchRequest(PredictOptions):
    """Several texts, of which faulty ones get an error in their place instead of failing the request."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"texts": ["I love this product!", ""], "on_error": "item"}]}
    )

    texts: Annotated[list[Any], Field(min_length=1, max_length=MAX_BATCH_TEXTS)]
    on_error: Literal["item"]


def _by_on_error(body: Any, _: Any) -> BatchRequest | ItemwiseBatchRequest:
    """Validate a body as the one or the other, for errors without the names of both."""
    itemwise = isinstance(body, dict) and body.get("on_error") == "item"
    return (ItemwiseBatchRequest if itemwise else BatchRequest).model_validate(body)


AnyBatchRequest = Annotated[BatchRequest | ItemwiseBatchRequest, WrapValidator(_by_on_error)]


class StreamOptions(PredictOptions):
    """The options of a stream, in its address: for all of its texts."""

    neutral: bool | None = Field(None, description=PredictOptions.model_fields["neutral"].description)
    scores: bool = Field(False, description=PredictOptions.model_fields["scores"].description)
    tokens: bool = Field(False, description=PredictOptions.model_fields["tokens"].description)
    language: bool = Field(False, description=PredictOptions.model_fields["language"].description)


LineId = (
    Annotated[str, Field(max_length=MAX_ID_CHARACTERS)] | Annotated[StrictInt, Field(ge=-(2**63), le=2**63 - 1)] | None
)


class StreamLine(BaseModel):
    """A line of a stream: an object, or the text alone as a JSON string."""

    model_config = ConfigDict(extra="forbid")

    text: Text
    id: LineId = None

    @model_validator(mode="before")
    @classmethod
    def _read_bare_text(cls, line: Any) -> Any:
        return {"text": line} if isinstance(line, str) else _limit_fields(line)


class TokensRead(BaseModel):
    """How much of a text the model read, in tokens; where `total` is more than both, the middle was left out."""

    model_config = ConfigDict(from_attributes=True)

    total: int = Field(examples=[900])
    first: int = Field(description="Read from the start", examples=[64])
    last: int = Field(description="Read from the end", examples=[190])


class ExplanationPart(BaseModel):
    """A word or clause and its weight in the prediction."""

    text: str = Field(examples=["love"])
    start: int = Field(description="Where it begins in the text, in Unicode code points", examples=[2])
    end: int = Field(examples=[6])
    weight: float = Field(
        description="By how much the log-odds of the sentiment, ln(p / (1 - p)), fall when it is left out; below zero "
        "it speaks against the sentiment",
        examples=[1.42],
    )


class ExplanationResponse(BaseModel):
    """The weight of each part of the text: its words, or its clauses where it has more than 64 words."""

    unit: Literal["word", "clause"]
    parts: list[ExplanationPart]


class PredictionResponse(BaseModel):
    """The prediction for one text; what comes after `text` is there only if it was requested."""

    sentiment: str = Field(examples=["positive"])
    confidence: float = Field(ge=0, le=1, description="Calibrated probability of the sentiment", examples=[0.9871])
    text: str = Field(description="The text as it was sent", examples=["I love this product!"])
    scores: dict[str, float] | None = Field(None, examples=[{"negative": 0.0129, "positive": 0.9871}])
    tokens: TokensRead | None = None
    language: str | None = Field(
        None,
        description="ISO 639-1, or three letters for a language that has no two; `und` where the text does not tell, "
        "`mis` for an unknown one in another script",
        examples=["en"],
    )
    supported: bool | None = Field(
        None, description="Whether the model was trained for this language; absent where that is `und`"
    )
    explanation: ExplanationResponse | None = None


class BatchResponse(BaseModel):
    """One prediction for each text, in the order of the request."""

    predictions: list[PredictionResponse]


class TextError(BaseModel):
    """What is wrong with a text."""

    type: str = Field(examples=["text_empty"])
    msg: str = Field(examples=["The text is empty"])


EMPTY_TEXT = TextError(type="text_empty", msg="The text is empty")

_TEXT: TypeAdapter[str] = TypeAdapter(Text)


def find_fault(value: Any) -> TextError | None:
    """Return what is wrong with what should be a text, but not whether it is invisible, which only the model says."""
    try:
        _TEXT.validate_python(value, strict=True)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_context=False, include_input=False)[0]
        if problem["type"] == "string_too_short":
            return EMPTY_TEXT
        return TextError(type=problem["type"], msg=problem["msg"])
    return None


class RefusedText(BaseModel):
    """Stands in the place of the prediction of a faulty text."""

    error: TextError
    text: str = Field("", exclude=True, description="The text, for the user of a client: it does not travel")


class ItemwiseBatchResponse(BaseModel):
    """One prediction or error for each text, in the order of the request."""

    predictions: list[PredictionResponse | RefusedText]


class StreamedPrediction(PredictionResponse):
    """The prediction for one line of a stream."""

    id: str | int | None = Field(None, description="As it was sent")


class Problem(BaseModel):
    """Why a request was not answered (RFC 9457)."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(description="The status in words", examples=["Service Unavailable"])
    status: int = Field(examples=[503])
    detail: str = Field(examples=["The model is not loaded yet: try again in a few seconds."])
    request_id: str | None = Field(description="As in the header X-Request-ID and in the log of the service")


class ValidationErrorDetail(BaseModel):
    """What is wrong with one part of a request."""

    type: str = Field(examples=["text_empty"])
    loc: list[str | int] = Field(description="Where it is", examples=[["body", "text"]])
    msg: str = Field(examples=["The text is empty"])


class ValidationProblem(BaseModel):
    """Why a request is invalid."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["Unprocessable Entity"])
    status: int = Field(examples=[422])
    detail: list[ValidationErrorDetail]
    request_id: str | None = Field(description="As in the header X-Request-ID and in the log of the service")


class StreamedProblem(BaseModel):
    """Why a line of a stream has no prediction: the problem that `/predict` would have responded with."""

    title: str
    status: int
    detail: str | list[ValidationErrorDetail]
    retry_after: int | None = Field(None, description="Seconds after which to go on with a new stream")


class StreamedError(BaseModel):
    """The response to a line of a stream that has no prediction."""

    line: int = Field(description="Number of the line, the first one being 1")
    id: str | int | None = None
    error: StreamedProblem
