"""The classification API of vLLM and SGLang, and the list of models that OpenAI's clients ask for.

https://docs.vllm.ai/en/latest/models/pooling_models/classify/
https://docs.sglang.io/docs/supported-models/classify_models
"""

import time
import uuid
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from ...api_types import LimitedFields
from ...inference import Prediction
from ..dependencies import ClassifierDep, PredictorDep, StateDep, require_model
from ..refusals import REFUSALS, UNAVAILABLE, UNKNOWN_MODEL
from .texts import OneOrMoreTexts, as_list

router = APIRouter(tags=["compatible"])


class ClassificationRequest(BaseModel):
    """One text or a list of texts; other fields of this protocol, such as `user`, are ignored."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"input": ["I love this product!"]}]})

    model: str | None = Field(None, description="Name of the model, SERVED_MODEL_NAME; may be left out")
    input: OneOrMoreTexts


class ClassificationData(BaseModel):
    """The prediction for one text."""

    index: int = Field(description="Place of the text in the request, from 0")
    label: str = Field(examples=["positive"])
    probs: list[float] = Field(
        description="Probabilities in the order negative, neutral, positive; without neutral where two are predicted",
        examples=[[0.0129, 0.9871]],
    )
    num_classes: int = Field(examples=[2])


class UsageInfo(BaseModel):
    """How many tokens were read."""

    prompt_tokens: int
    total_tokens: int
    completion_tokens: Literal[0] = 0
    prompt_tokens_details: None = None


class ClassificationResponse(BaseModel):
    """The predictions, in the order of the texts."""

    id: str = Field(default_factory=lambda: f"classify-{uuid.uuid4().hex}")
    object: Literal["list"] = "list"
    created: int = Field(default_factory=lambda: int(time.time()), description="Seconds since 1970")
    model: str
    data: list[ClassificationData]
    usage: UsageInfo


class ServedModel(BaseModel):
    """The model, as OpenAI's API lists models."""

    id: str = Field(examples=["default"])
    object: Literal["model"] = "model"
    created: int = Field(description="Start of the service, in seconds since 1970")
    owned_by: Literal["twitter-sentiment"] = "twitter-sentiment"
    max_model_len: int = Field(description="Most tokens of a text that are read")


class ModelList(BaseModel):
    """All models: one."""

    object: Literal["list"] = "list"
    data: list[ServedModel]


@router.post("/classify", responses=REFUSALS | UNKNOWN_MODEL)
@router.post("/v1/classify", responses=REFUSALS | UNKNOWN_MODEL)
async def classify(
    request: Annotated[ClassificationRequest, LimitedFields], predictor: PredictorDep
) -> ClassificationResponse:
    """Predict the class of each text, in the shape of vLLM's classification."""
    if request.model:
        require_model(request.model, predictor.model_name)
    is_list = isinstance(request.input, list)
    predictions = await predictor.predict(as_list(request.input), "input", is_list=is_list)
    counts = [prediction.token_counts for prediction in predictions]
    tokens = sum(count.first + count.last for count in counts)
    return ClassificationResponse(
        model=predictor.model_name,
        data=[_classification(index, prediction.rounded()) for index, prediction in enumerate(predictions)],
        usage=UsageInfo(prompt_tokens=tokens, total_tokens=tokens),
    )


@router.get("/v1/models", responses=UNAVAILABLE)
async def list_models(classifier: ClassifierDep, state: StateDep) -> ModelList:
    """List the models, as OpenAI's API does."""
    created = int(time.time() - (time.monotonic() - state.started))
    model = ServedModel(id=state.settings.served_model_name, created=created, max_model_len=classifier.max_len)
    return ModelList(data=[model])


def _classification(index: int, prediction: Prediction) -> ClassificationData:
    probs = list(prediction.scores.values())
    return ClassificationData(index=index, label=prediction.sentiment, probs=probs, num_classes=len(probs))
