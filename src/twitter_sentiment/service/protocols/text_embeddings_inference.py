"""The classification of text-embeddings-inference, for products that take the address of such a server.

https://huggingface.github.io/text-embeddings-inference/
"""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from ... import __version__
from ...api_types import MAX_BATCH_TEXTS, LimitedFields
from ...inference.queue import MAX_BATCH_TOKENS
from ..dependencies import ClassifierDep, PredictorDep, StateDep
from ..refusals import REFUSALS, UNAVAILABLE
from .huggingface import ClassScore, ranked_scores
from .texts import OneOrMoreRows, as_list

router = APIRouter(tags=["compatible"])


class TeiPredictRequest(BaseModel):
    """One text or a batch; other fields of this protocol, `truncate` and `raw_scores` among them, are ignored."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"inputs": "I love this product!"}]})

    inputs: OneOrMoreRows = Field(
        description="A text, or a batch of texts, each of which may be a list of one; pairs of texts are refused"
    )


class ClassifierLabels(BaseModel):
    """The classes and their numbers."""

    id2label: dict[str, str] = Field(examples=[{"0": "negative", "1": "positive"}])
    label2id: dict[str, int] = Field(examples=[{"negative": 0, "positive": 1}])


class ClassifierType(BaseModel):
    """That the model is a classifier."""

    classifier: ClassifierLabels


class TeiInfo(BaseModel):
    """The model and the limits, in the terms of this protocol."""

    model_id: str = Field(examples=["default"])
    model_sha: str | None = Field(description="SHA-256 of the graph")
    model_dtype: str = Field(examples=["int8"])
    model_type: ClassifierType
    max_concurrent_requests: int = Field(description="Most texts in flight")
    max_input_length: int = Field(description="Most tokens of a text that are read")
    max_batch_tokens: int
    max_batch_requests: int = Field(description="Most texts in one batch of the model")
    max_client_batch_size: int = Field(description="Most texts of a request")
    auto_truncate: bool = Field(description="Whether the middle of a long text is left out unasked")
    tokenization_workers: int
    version: str


@router.post("/tei/predict", responses=REFUSALS)
async def tei_predict(
    request: Annotated[TeiPredictRequest, LimitedFields], predictor: PredictorDep
) -> list[ClassScore] | list[list[ClassScore]]:
    """Predict all classes of a text, or of each text of a batch, in the shape of text-embeddings-inference."""
    is_list = isinstance(request.inputs, list)
    predictions = await predictor.predict(as_list(request.inputs), "inputs", is_list=is_list)
    scores = [ranked_scores(prediction) for prediction in predictions]
    return scores if is_list else scores[0]


@router.get("/tei/info", responses=UNAVAILABLE)
@router.get("/info", responses=UNAVAILABLE)
async def tei_info(classifier: ClassifierDep, state: StateDep) -> TeiInfo:
    """Describe the model and the limits, in the shape of text-embeddings-inference."""
    labels = classifier.labels(state.use_neutral(classifier, None))
    manifest = classifier.folder.manifest
    return TeiInfo(
        model_id=state.settings.served_model_name,
        model_sha=manifest.files.get(manifest.serve),
        model_dtype="int8" if "int8" in manifest.serve else "float32",
        model_type=ClassifierType(classifier=_numbered(labels)),
        max_concurrent_requests=state.settings.queue_size,
        max_input_length=classifier.max_len,
        max_batch_tokens=MAX_BATCH_TOKENS,
        max_batch_requests=state.settings.batch_size,
        max_client_batch_size=MAX_BATCH_TEXTS,
        auto_truncate=True,
        tokenization_workers=1,
        version=__version__,
    )


def _numbered(labels: tuple[str, ...]) -> ClassifierLabels:
    return ClassifierLabels(
        id2label={str(number): label for number, label in enumerate(labels)},
        label2id={label: number for number, label in enumerate(labels)},
    )
