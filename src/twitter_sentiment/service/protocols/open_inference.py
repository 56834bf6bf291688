"""The Open Inference Protocol, version 2, of KServe and Triton.

https://kserve.github.io/website/docs/concepts/architecture/data-plane/v2-protocol

Requests may hold the texts as binary data, as Triton's clients send them by default; responses are always JSON, which
these clients read too. Errors are problem details as everywhere.
"""

import json
import math
from collections.abc import Sequence
from functools import partial
from typing import Annotated, Literal, Self

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, StrictInt, model_validator
from pydantic_core import PydanticCustomError
from starlette.datastructures import Headers

from ... import __version__
from ...api_types import LimitedFields
from ...inference import Prediction
from ..dependencies import ClassifierDep, PredictorDep, StateDep, require_model
from ..media_types import BINARY_TENSORS_HEADER
from ..refusals import REFUSALS, UNAVAILABLE, UNKNOWN_MODEL
from .binary_tensors import read_binary_tensors
from .texts import TextRows
from .translation import BodyReader, TranslatingRoute

LABEL: Literal["label"] = "label"
PROBABILITIES: Literal["probabilities"] = "probabilities"

ALL_TEXTS = -1
"""In a shape: any number."""


async def require_named_model(name: str, state: StateDep) -> None:
    """Check the name of the model in the path."""
    require_model(name, state.settings.served_model_name)


class InferenceRoute(TranslatingRoute):
    """Reads texts behind the JSON, and JSON without a declared type: Triton's clients declare none."""

    def body_reader(self, headers: Headers) -> BodyReader | None:
        """Return the reader of binary tensors or of undeclared JSON."""
        if BINARY_TENSORS_HEADER in headers:
            return partial(read_binary_tensors, headers[BINARY_TENSORS_HEADER])
        return None if "Content-Type" in headers else json.loads


probe_router = APIRouter(tags=["compatible"])

router = APIRouter(tags=["compatible"], route_class=InferenceRoute)
"""Longer paths stand first: the name of a model may hold slashes."""

NAMED_MODEL = [Depends(require_named_model)]
NAMED_MODEL_REFUSALS = UNAVAILABLE | UNKNOWN_MODEL | {422: REFUSALS[422]}  # FastAPI would document another 422


class TextTensor(BaseModel):
    """The texts; their name does not matter."""

    name: str = Field(examples=["text"])
    shape: Annotated[list[StrictInt], Field(min_length=1, max_length=2)] = Field(
        description="[n] or [n, 1] for n texts", examples=[[2]]
    )
    datatype: Literal["BYTES"]
    data: TextRows

    @model_validator(mode="after")
    def _check_shape(self) -> Self:
        if math.prod(self.shape) != len(self.data) or self.shape[0] != len(self.data):
            raise PydanticCustomError("shape_mismatch", "The shape is not [n] or [n, 1] for as many texts as there are")
        return self


class RequestedOutput(BaseModel):
    """An output to return."""

    name: Literal["label", "probabilities"]


class InferenceRequest(BaseModel):
    """One tensor of texts; `parameters` are ignored."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"inputs": [{"name": "text", "shape": [1], "datatype": "BYTES", "data": ["I love this product!"]}]}
            ]
        }
    )

    id: str | None = Field(None, description="Returned as it is")
    inputs: Annotated[list[TextTensor], Field(min_length=1, max_length=1)]
    outputs: Annotated[list[RequestedOutput], Field(max_length=2)] | None = Field(
        None, description="Both outputs if left out or empty"
    )


class OutputTensor(BaseModel):
    """The labels or probabilities of all texts."""

    name: str = Field(examples=[LABEL])
    shape: list[int] = Field(examples=[[1]])
    datatype: Literal["BYTES", "FP32"]
    data: list[str] | list[float] = Field(description="Row by row", examples=[["positive"]])


class InferenceResponse(BaseModel):
    """The requested outputs."""

    model_name: str = Field(examples=["default"])
    id: str | None = None
    outputs: list[OutputTensor]


class ServerMetadata(BaseModel):
    """The server."""

    name: Literal["twitter-sentiment"] = "twitter-sentiment"
    version: str
    extensions: list[str] = []


class TensorMetadata(BaseModel):
    """A tensor; -1 in its shape is the number of texts."""

    name: str
    datatype: str
    shape: list[int]


class ModelMetadata(BaseModel):
    """The model and its tensors."""

    name: str = Field(examples=["default"])
    platform: Literal["onnxruntime_onnx"] = "onnxruntime_onnx"
    inputs: list[TensorMetadata]
    outputs: list[TensorMetadata]


class ServerLive(BaseModel):
    """That the server runs."""

    live: Literal[True] = True


class ServerReady(BaseModel):
    """That the server answers requests for predictions."""

    ready: Literal[True] = True


class ModelReady(BaseModel):
    """That the model answers requests for predictions."""

    name: str
    ready: Literal[True] = True


@probe_router.get("/v2/health/live")
async def server_live() -> ServerLive:
    """Liveness: 200 as long as the service runs."""
    return ServerLive()


@probe_router.get("/v2/health/ready", responses=UNAVAILABLE)
async def server_ready(_: ClassifierDep) -> ServerReady:
    """Readiness: 200 while predictions are served, 503 otherwise."""
    return ServerReady()


@router.get("/v2")
async def server_metadata() -> ServerMetadata:
    """Describe the server."""
    return ServerMetadata(version=__version__)


@router.get("/v2/models/{name:path}/ready", responses=NAMED_MODEL_REFUSALS, dependencies=NAMED_MODEL)
async def model_ready(name: str, _: ClassifierDep) -> ModelReady:
    """Readiness of the model: 200 while predictions are served, 503 otherwise."""
    return ModelReady(name=name)


@router.post(
    "/v2/models/{name:path}/infer",
    responses=REFUSALS | UNKNOWN_MODEL,
    dependencies=NAMED_MODEL,
    response_model_exclude_none=True,
)
async def infer(request: Annotated[InferenceRequest, LimitedFields], predictor: PredictorDep) -> InferenceResponse:
    """Predict the class of each text, and the probabilities in the order negative, neutral, positive.

    The texts may also follow the JSON as binary data, whose start `Inference-Header-Content-Length` tells.
    """
    predictions = await predictor.predict(request.inputs[0].data, "inputs", 0, "data")
    names = [output.name for output in request.outputs or ()] or [LABEL, PROBABILITIES]
    return InferenceResponse(
        model_name=predictor.model_name, id=request.id, outputs=[_output(name, predictions) for name in names]
    )


@router.get("/v2/models/{name:path}", responses=NAMED_MODEL_REFUSALS, dependencies=NAMED_MODEL)
async def model_metadata(name: str, classifier: ClassifierDep, state: StateDep) -> ModelMetadata:
    """Describe the model and its tensors."""
    classes = len(classifier.labels(state.use_neutral(classifier, None)))
    return ModelMetadata(
        name=name,
        inputs=[TensorMetadata(name="text", datatype="BYTES", shape=[ALL_TEXTS])],
        outputs=[
            TensorMetadata(name=LABEL, datatype="BYTES", shape=[ALL_TEXTS]),
            TensorMetadata(name=PROBABILITIES, datatype="FP32", shape=[ALL_TEXTS, classes]),
        ],
    )


def _output(name: str, predictions: Sequence[Prediction]) -> OutputTensor:
    if name == LABEL:
        labels = [prediction.sentiment for prediction in predictions]
        return OutputTensor(name=name, shape=[len(labels)], datatype="BYTES", data=labels)
    rows = [list(prediction.rounded().scores.values()) for prediction in predictions]
    probabilities = [probability for row in rows for probability in row]
    return OutputTensor(name=name, shape=[len(rows), len(rows[0])], datatype="FP32", data=probabilities)
