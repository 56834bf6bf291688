"""The request and response of Hugging Face's text-classification endpoints, so that their clients can be pointed here.

https://huggingface.co/docs/inference-providers/tasks/text-classification
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..api_types import MAX_BATCH_TEXTS, Text
from ..inference import Prediction


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

    inputs: Text | Annotated[list[Text], Field(min_length=1, max_length=MAX_BATCH_TEXTS)]
    parameters: TextClassificationParameters | None = None
    options: dict[str, Any] | None = Field(None, description="Ignored")

    @property
    def is_list(self) -> bool:
        """Whether the input is a list of texts, even of one."""
        return not isinstance(self.inputs, str)

    @property
    def texts(self) -> list[str]:
        """The input as a list."""
        return [self.inputs] if isinstance(self.inputs, str) else self.inputs

    @property
    def top_k(self) -> int | None:
        """How many classes to return; None is all."""
        return self.parameters.top_k if self.parameters else None


class ClassScore(BaseModel):
    """A class and its probability."""

    label: str = Field(examples=["positive"])
    score: float = Field(ge=0, le=1, examples=[0.942])


def ranked_scores(prediction: Prediction, top_k: int | None) -> list[ClassScore]:
    """Return the classes of a prediction, the most probable first, at most `top_k` of them."""
    ranked = sorted(prediction.scores, key=lambda label: -prediction.scores[label])
    rounded = prediction.rounded().scores
    return [ClassScore(label=label, score=rounded[label]) for label in ranked[:top_k]]
