"""The endpoints."""

import time
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST

from ..api_types import (
    AnyBatchRequest,
    BatchResponse,
    ItemwiseBatchRequest,
    ItemwiseBatchResponse,
    LimitedFields,
    PredictionResponse,
    PredictRequest,
)
from ..service_types import HealthResponse, ModelInfo, ReadyResponse
from .batch_items import predict_items
from .dependencies import ClassifierDep, PredictorDep, StateDep, requested_languages
from .middleware.auth import charge_texts
from .problems import require_content
from .refusals import REFUSALS, UNAVAILABLE
from .responses import explanation_response, prediction_response

MAX_PATH_BYTES = {"/predict": 131_072}
"""A text takes 12 bytes a character at most, written as escapes of surrogate pairs: 120,000."""

STREAMED_PATHS = frozenset({"/predict/stream", "/jobs", "/jobs/{job_id}/result"})
"""Paths whose bodies have any size: they come and go part by part, and may not pause longer than REQUEST_TIMEOUT."""

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
    """Labels, training data, metrics and limits of the model, and of the multilingual one where there are two."""
    first, *others = [
        ModelInfo.model_validate({"name": folder.name, **folder.manifest.model_dump()}, extra="ignore")
        for folder in classifier.folders
    ]
    first.multilingual = others[0] if others else None
    return first


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
    (language,) = await requested_languages(classifier, [request.text], request)
    state.metrics.record_prediction(prediction)
    response = prediction_response(request.text, prediction, request, language)
    response.explanation = explanation_response(request.text, explanation) if explanation else None
    return response


@router.post("/predict/batch", tags=["prediction"], responses=REFUSALS, response_model_exclude_none=True)
async def predict_batch(
    request: Annotated[AnyBatchRequest, LimitedFields], predictor: PredictorDep
) -> BatchResponse | ItemwiseBatchResponse:
    """Predict the sentiment of up to 256 texts, in their order."""
    if isinstance(request, ItemwiseBatchRequest):
        return await predict_items(request, predictor)
    predictions = await predictor.predict(request.texts, "texts", neutral=request.neutral)
    languages = await predictor.languages(request.texts, request)
    responses = [
        prediction_response(text, prediction, request, language)
        for text, prediction, language in zip(request.texts, predictions, languages, strict=True)
    ]
    return BatchResponse(predictions=responses)
