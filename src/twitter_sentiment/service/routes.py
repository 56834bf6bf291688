"""The endpoints."""

import time
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from fastapi.responses import PlainTextResponse
from fastapi.security import APIKeyHeader, HTTPBearer
from prometheus_client import CONTENT_TYPE_LATEST

from ..inference.shared import SharedClassifier
from .huggingface import Inputs, Score, scores_of
from .schemas import (
    Answer,
    BatchAnswer,
    BatchRequest,
    FewFields,
    Health,
    ModelCard,
    PredictRequest,
    Problem,
    Ready,
    UnusableRequest,
    Weights,
)
from .state import Service

Responses = dict[int | str, dict[str, Any]]


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}


_UNAVAILABLE: Responses = {
    503: {"model": Problem, "description": "The model is not loaded, too many texts wait for it, or the service stops"}
}
_REFUSALS: Responses = _UNAVAILABLE | {
    400: _problem("The body is no JSON text in UTF-8"),
    408: _problem("The body did not arrive in time"),
    413: _problem("The body is too large"),
    415: _problem("The body is not declared as JSON"),
    422: {"model": UnusableRequest, "description": "A text or switch can't be used"},
    504: _problem("The answer was not ready in time"),
}
_GUARDED: Responses = {401: _problem("The key is missing or unknown")}
_LIMITED: Responses = {429: _problem("Too many requests of this client")}


def operation_routes(service: Service) -> APIRouter:
    """What probes and people in charge ask."""
    router = APIRouter(tags=["operation"])

    @router.get("/health")
    async def health() -> Health:
        """Liveness: answers 200 as long as the service runs."""
        uptime = round(time.monotonic() - service.started, 1)
        return Health(status="ok", uptime_secs=uptime, model_loaded=service.holder.shared is not None)

    @router.get("/ready", responses=_UNAVAILABLE)
    async def ready(_: Annotated[SharedClassifier, Depends(service.serving)]) -> Ready:
        """Readiness: 200 when predictions are answered, 503 before, and again once the service stops."""
        return Ready(status="ready")

    return router


def guarded_routes(service: Service) -> APIRouter:
    """What needs a key where keys are set."""
    # The middleware checks the key; these two tell the documentation how it is sent.
    schemes = [Depends(APIKeyHeader(name="X-API-Key", auto_error=False)), Depends(HTTPBearer(auto_error=False))]
    router = APIRouter(
        dependencies=schemes if service.keys else None,
        responses=(_GUARDED if service.keys else {}) | (_LIMITED if service.rate_limit else {}),
    )
    Serving = Annotated[SharedClassifier, Depends(service.serving)]  # noqa: N806 - a type

    @router.get("/model", tags=["operation"], responses=_UNAVAILABLE)
    async def model(shared: Serving) -> ModelCard:
        """What the model knows, what it was trained on, and what was measured."""
        return ModelCard.model_validate(shared.classifier.manifest.model_dump(), extra="ignore")

    @router.get("/metrics", tags=["operation"], response_class=PlainTextResponse)
    async def figures() -> Response:
        """Figures for Prometheus: requests, queue, runs, cache, and the answers by class and confidence."""
        return Response(service.metrics.render(), media_type=CONTENT_TYPE_LATEST)

    @router.post("/predict", tags=["prediction"], responses=_REFUSALS, response_model_exclude_none=True)
    async def predict(asked: Annotated[PredictRequest, FewFields], shared: Serving) -> Answer:
        """The sentiment of one text."""
        neutral, explanation = service.neutral(shared, asked.neutral), None
        with service.life.request():
            if asked.explain:
                found, explanation = await shared.explain(asked.text, neutral=neutral)
            else:
                (found,) = await shared.predict_rows([asked.text], neutral=neutral)
        (prediction,) = service.noted([found], "text")
        answer = Answer.of(asked.text, prediction, asked)
        answer.explanation = Weights.of(asked.text, explanation) if explanation else None
        return answer

    @router.post("/predict/batch", tags=["prediction"], responses=_REFUSALS, response_model_exclude_none=True)
    async def predict_batch(asked: Annotated[BatchRequest, FewFields], shared: Serving) -> BatchAnswer:
        """The sentiment of up to 256 texts, in their order."""
        with service.life.request():
            found = await shared.predict_rows(asked.texts, neutral=service.neutral(shared, asked.neutral))
        predictions = service.noted(found, "texts", listed=True)
        pairs = zip(asked.texts, predictions, strict=True)
        return BatchAnswer(predictions=[Answer.of(text, prediction, asked) for text, prediction in pairs])

    @router.post("/", tags=["compatible"], responses=_REFUSALS)
    async def text_classification(asked: Annotated[Inputs, FewFields], shared: Serving) -> list[list[Score]]:
        """All classes of each text with their probabilities, in the shape of Hugging Face's text classification."""
        with service.life.request():
            found = await shared.predict_rows(asked.texts, neutral=service.neutral(shared, None))
        predictions = service.noted(found, "inputs", listed=asked.several)
        return [scores_of(prediction, asked.parameters) for prediction in predictions]

    return router
