"""The endpoints."""

import time
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST

from ..api_types import (
    BatchRequest,
    BatchResponse,
    HealthResponse,
    LimitedFields,
    ModelInfo,
    PredictionResponse,
    PredictRequest,
    Problem,
    ReadyResponse,
    ValidationProblem,
)
from .dependencies import ClassifierDep, StateDep
from .huggingface import ClassScore, TextClassificationRequest, ranked_scores
from .middleware.auth import charge_texts
from .problems import require_content
from .responses import explanation_response, prediction_response

MAX_PATH_BYTES = {"/predict": 131_072}
"""A text takes 12 bytes a character at most, written as escapes of surrogate pairs: 120,000."""

STREAMED_PATHS: frozenset[str] = frozenset()
"""Paths whose bodies have any size: they are read part by part, and may not pause longer than REQUEST_TIMEOUT."""

Responses = dict[int | str, dict[str, Any]]


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}


UNAVAILABLE: Responses = {
    503: {"model": Problem, "description": "The model is not loaded, the queue is full, or the service is stopping"}
}
REFUSALS: Responses = UNAVAILABLE | {
    400: _problem("The body is not JSON text in UTF-8"),
    408: _problem("The body did not arrive in time"),
    413: _problem("The body is too large"),
    415: _problem("The body is not declared as JSON"),
    422: {"model": ValidationProblem, "description": "A text or option is invalid"},
    504: _problem("The response was not ready in time"),
}
UNAUTHORIZED: Responses = {401: _problem("The key is missing or unknown")}
TOO_MANY_REQUESTS: Responses = {429: _problem("Too many requests of this client")}

probe_router = APIRouter(tags=["operation"])
"""Endpoints that need no key and count for no rate limit; `OPEN_PATHS` lists them."""

router = APIRouter()
"""Endpoints that need a key if API_KEYS is set."""


@probe_router.get("/health")
async def health(state: StateDep) -> HealthResponse:
    """Liveness: 200 as long as the service runs."""
    uptime_secs = round(time.monotonic() - state.started, 1)
    return HealthResponse(status="ok", uptime_secs=uptime_secs, model_loaded=state.model.classifier is not None)


@probe_router.get("/ready", responses=UNAVAILABLE)
async def ready(_: ClassifierDep) -> ReadyResponse:
    """Readiness: 200 while predictions are served, 503 before that and once the service is stopping."""
    return ReadyResponse(status="ready")


@router.get("/model", tags=["operation"], responses=UNAVAILABLE)
async def model(classifier: ClassifierDep) -> ModelInfo:
    """Labels, training data, metrics and limits of the model."""
    content = {"name": classifier.folder.name, **classifier.folder.manifest.model_dump()}
    return ModelInfo.model_validate(content, extra="ignore")


@router.get("/metrics", tags=["operation"], response_class=PlainTextResponse)
async def metrics(state: StateDep) -> Response:
    """Metrics for Prometheus: requests, queue, batches, cache, and predictions by class and confidence."""
    return Response(state.metrics.render(), media_type=CONTENT_TYPE_LATEST)


@router.post("/predict", tags=["prediction"], responses=REFUSALS, response_model_exclude_none=True)
async def predict(
    http: Request, request: Annotated[PredictRequest, LimitedFields], classifier: ClassifierDep, state: StateDep
) -> PredictionResponse:
    """Predict the sentiment of one text."""
    neutral = state.use_neutral(classifier, request.neutral)
    explanation = None
    with state.shutdown.track_request():
        if request.explain:
            occlusion = await classifier.occlude(request.text)
            await charge_texts(http.scope, len(occlusion.texts))
            row, explanation = await classifier.explain(occlusion, neutral=neutral)
        else:
            (row,) = await classifier.predict_rows([request.text], neutral=neutral)
    (prediction,) = require_content([row], "text")
    state.metrics.record_prediction(prediction)
    response = prediction_response(request.text, prediction, request)
    response.explanation = explanation_response(request.text, explanation) if explanation else None
    return response


@router.post("/predict/batch", tags=["prediction"], responses=REFUSALS, response_model_exclude_none=True)
async def predict_batch(
    http: Request, request: Annotated[BatchRequest, LimitedFields], classifier: ClassifierDep, state: StateDep
) -> BatchResponse:
    """Predict the sentiment of up to 256 texts, in their order."""
    await charge_texts(http.scope, len(request.texts))
    neutral = state.use_neutral(classifier, request.neutral)
    with state.shutdown.track_request():
        rows = await classifier.predict_rows(request.texts, neutral=neutral)
    responses: list[PredictionResponse] = []
    for text, prediction in zip(request.texts, require_content(rows, "texts", is_list=True), strict=True):
        state.metrics.record_prediction(prediction)
        responses.append(prediction_response(text, prediction, request))
    return BatchResponse(predictions=responses)


@router.post("/", tags=["compatible"], responses=REFUSALS)
async def text_classification(
    http: Request,
    request: Annotated[TextClassificationRequest, LimitedFields],
    classifier: ClassifierDep,
    state: StateDep,
) -> list[list[ClassScore]]:
    """Predict all classes of each text with their probabilities, in the shape of Hugging Face's text classification."""
    await charge_texts(http.scope, len(request.texts))
    neutral = state.use_neutral(classifier, None)
    with state.shutdown.track_request():
        rows = await classifier.predict_rows(request.texts, neutral=neutral)
    scores: list[list[ClassScore]] = []
    for prediction in require_content(rows, "inputs", is_list=request.is_list):
        state.metrics.record_prediction(prediction)
        scores.append(ranked_scores(prediction, request.top_k))
    return scores
