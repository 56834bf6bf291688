"""A container of Amazon SageMaker AI: real-time endpoints and batch transform.

https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html
"""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict
from pydantic.json_schema import SkipJsonSchema
from starlette.datastructures import Headers

from ...api_types import LimitedFields
from ..dependencies import ClassifierDep, PredictorDep
from ..media_types import CSV, JSON, JSON_LINES, is_json, media_type
from ..refusals import REFUSALS, UNAVAILABLE
from .huggingface import ClassScore
from .sagemaker_formats import csv_reader, read_json, read_json_lines, response_type, write_csv, write_json_lines
from .texts import OneOrMoreTexts, as_list
from .translation import BodyReader, TranslatingRoute


class InvocationRoute(TranslatingRoute):
    """Reads JSON, JSON Lines and CSV."""

    def body_reader(self, headers: Headers) -> BodyReader:
        """Return the reader of the declared format."""
        if is_json(headers):
            return read_json
        if media_type(headers) == JSON_LINES:
            return read_json_lines
        if media_type(headers) == CSV:
            return csv_reader(headers)
        raise HTTPException(415, f"Send the body as {JSON}, {JSON_LINES} or {CSV}, and say so in Content-Type.")


probe_router = APIRouter(tags=["compatible"])
router = APIRouter(tags=["compatible"], route_class=InvocationRoute)


class InvocationRequest(BaseModel):
    """One text or several; other fields, such as `parameters`, are ignored."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"inputs": "I love this product!"}]})

    inputs: OneOrMoreTexts
    has_header: SkipJsonSchema[bool] = False
    """Whether the request was CSV with a header; its response then has one too."""


@probe_router.get("/ping", responses=UNAVAILABLE, response_class=Response)
async def ping(_: ClassifierDep) -> Response:
    """Readiness: 200 while predictions are served, 503 otherwise."""
    return Response()


@router.post(
    "/invocations", responses=REFUSALS | {200: {"content": {JSON_LINES: {}, CSV: {}}}}, response_model=list[ClassScore]
)
async def invocations(
    http: Request, request: Annotated[InvocationRequest, LimitedFields], predictor: PredictorDep
) -> list[ClassScore] | Response:
    """Predict the class of each text.

    The body may be JSON (`inputs`, or `instances` as of the built-in algorithms), JSON Lines (`application/jsonlines`:
    in each line a text as `inputs`, `text`, `source` or `features`) or CSV (`text/csv`: a text a row). The response has
    the format of the request, or the one that `Accept` names.
    """
    is_list = isinstance(request.inputs, list)
    predictions = await predictor.predict(as_list(request.inputs), "inputs", is_list=is_list)
    scores = [
        ClassScore(label=prediction.sentiment, score=prediction.rounded().confidence) for prediction in predictions
    ]
    answered_type = response_type(Headers(scope=http.scope))
    if answered_type == CSV:
        return Response(write_csv(scores, with_header=request.has_header), media_type=CSV)
    if answered_type == JSON_LINES:
        return Response(write_json_lines(scores), media_type=JSON_LINES)
    return scores
