"""Hugging Face's text classification, so that its clients can be pointed here.

https://huggingface.co/docs/inference-providers/tasks/text-classification
"""

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from ...api_types import LimitedFields
from ...inference import Prediction
from ..dependencies import PredictorDep
from ..refusals import REFUSALS
from .texts import OneOrMoreTexts, as_list

router = APIRouter(tags=["compatible"])


class TextClassificationParameters(BaseModel):
    """Options of a request."""

    top_k: Annotated[int, Field(ge=1)] | None = Field(
        None, description="Only the most probable classes; all by default"
    )
    function_to_apply: Literal["softmax"] | None = Field(
        None, description="Probabilities are calibrated and sum to one; no other function is supported"
    )


class TextClassificationRequest(BaseModel):
    """One text or a list of texts; other fields of these clients are ignored, as Hugging Face does."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"inputs": "I love this product!"}]})

    inputs: OneOrMoreTexts
    parameters: TextClassificationParameters | None = None
    options: dict[str, Any] | None = Field(None, description="Ignored")

    @property
    def top_k(self) -> int | None:
        """How many classes to return; None is all."""
        return self.parameters.top_k if self.parameters else None


class ClassScore(BaseModel):
    """A class and its probability."""

    label: str = Field(examples=["positive"])
    score: float = Field(ge=0, le=1, examples=[0.942])


def ranked_scores(prediction: Prediction, top_k: int | None = None) -> list[ClassScore]:
    """Return the classes of a prediction, the most probable first, at most `top_k` of them."""
    ranked = sorted(prediction.scores, key=lambda label: -prediction.scores[label])
    rounded = prediction.rounded().scores
    return [ClassScore(label=label, score=rounded[label]) for label in ranked[:top_k]]


@router.post("/", responses=REFUSALS)
async def text_classification(
    request: Annotated[TextClassificationRequest, LimitedFields], predictor: PredictorDep
) -> list[list[ClassScore]]:
    """Predict all classes of each text with their probabilities, in the shape of Hugging Face's text classification."""
    is_list = isinstance(request.inputs, list)
    predictions = await predictor.predict(as_list(request.inputs), "inputs", is_list=is_list)
    return [ranked_scores(prediction, request.top_k) for prediction in predictions]
