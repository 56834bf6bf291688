"""The shape of Hugging Face's text-classification endpoints, so that their clients can point here unchanged.

https://huggingface.co/docs/inference-providers/tasks/text-classification
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..inference import Prediction
from .schemas import MAX_BATCH_TEXTS, Text


class Parameters(BaseModel):
    """What may be asked of an answer."""

    top_k: Annotated[int, Field(ge=1)] | None = Field(
        None, description="Only the most probable classes; all by default"
    )
    function_to_apply: Literal["softmax"] | None = Field(
        None, description="Probabilities are calibrated and sum to one; nothing else is offered"
    )


class Inputs(BaseModel):
    """One text or several; other fields of their clients are ignored, as they do."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"inputs": "I love this product!"}]})

    inputs: Text | Annotated[list[Text], Field(min_length=1, max_length=MAX_BATCH_TEXTS)]
    parameters: Parameters | None = None
    options: dict[str, Any] | None = Field(None, description="Ignored")

    @property
    def several(self) -> bool:
        """Whether it is a list of texts, if only of one."""
        return not isinstance(self.inputs, str)

    @property
    def texts(self) -> list[str]:
        """The texts, also where it is one."""
        return [self.inputs] if isinstance(self.inputs, str) else self.inputs


class Score(BaseModel):
    """A class and its probability."""

    label: str = Field(examples=["positive"])
    score: float = Field(ge=0, le=1, examples=[0.942])


def scores_of(prediction: Prediction, asked: Parameters | None) -> list[Score]:
    """All classes of a prediction, the most probable first."""
    ranked, shown = sorted(prediction.scores, key=lambda label: -prediction.scores[label]), prediction.rounded().scores
    return [Score(label=label, score=shown[label]) for label in ranked[: asked.top_k if asked else None]]
