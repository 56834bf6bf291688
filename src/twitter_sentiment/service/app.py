"""The FastAPI application."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from .. import __version__
from ..errors import InputError
from ..inference import SentimentClassifier, explain
from ..settings import Settings
from ..settings import settings as read_settings
from .model_holder import ModelHolder
from .schemas import Answer, BatchAnswer, BatchRequest, Health, ModelCard, PredictRequest, Problem, Ready, Weights

RETRY_AFTER_SECS = 2

_NO_MODEL: dict[int | str, dict[str, Any]] = {503: {"model": Problem, "description": "The model is not loaded"}}
_NO_ANSWER = _NO_MODEL | {400: {"model": Problem, "description": "The body is no JSON text in UTF-8"}}


def create_app(settings: Settings | None = None) -> FastAPI:
    """Builds the service; the model is loaded in the background when it starts."""
    chosen = settings or read_settings()
    holder = ModelHolder(chosen)
    started = time.monotonic()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        loading = asyncio.create_task(asyncio.to_thread(holder.load))
        yield
        await loading

    app = FastAPI(
        title="Twitter sentiment",
        version=__version__,
        summary="Is a tweet or a review positive or negative, and how sure is that?",
        lifespan=lifespan,
    )
    app.add_exception_handler(RequestValidationError, _unusable_request)
    app.add_exception_handler(InputError, _unusable_text)

    def loaded() -> SentimentClassifier:
        if holder.classifier is None:
            if holder.failed:
                raise HTTPException(503, "The model could not be loaded: the log of the service says why.")
            headers = {"Retry-After": str(RETRY_AFTER_SECS)}
            raise HTTPException(503, "The model is not loaded yet: try again in a few seconds.", headers)
        return holder.classifier

    Loaded = Annotated[SentimentClassifier, Depends(loaded)]  # noqa: N806 - a type

    @app.get("/health", tags=["operation"])
    async def health() -> Health:
        """Liveness: answers 200 as long as the service runs."""
        uptime = round(time.monotonic() - started, 1)
        return Health(status="ok", uptime_secs=uptime, model_loaded=holder.classifier is not None)

    @app.get("/ready", tags=["operation"], responses=_NO_MODEL)
    async def ready(_: Loaded) -> Ready:
        """Readiness: 200 when predictions are answered, 503 before."""
        return Ready(status="ready")

    @app.get("/model", tags=["operation"], responses=_NO_MODEL)
    async def model(classifier: Loaded) -> ModelCard:
        """What the model knows, what it was trained on, and what was measured."""
        return ModelCard.model_validate(classifier.manifest.model_dump(), extra="ignore")

    @app.post("/predict", tags=["prediction"], responses=_NO_ANSWER, response_model_exclude_none=True)
    def predict(request: PredictRequest, classifier: Loaded) -> Answer:
        """The sentiment of one text."""
        neutral = classifier.shows_neutral(request.neutral, chosen.neutral)
        (prediction,) = classifier.predict_rows([request.text], neutral=neutral)
        if prediction is None:
            raise RequestValidationError([_empty_text("text")])
        answer = Answer.of(request.text, prediction, request)
        if request.explain:
            answer.explanation = Weights.of(request.text, explain(classifier, request.text, neutral=neutral))
        return answer

    @app.post("/predict/batch", tags=["prediction"], responses=_NO_ANSWER, response_model_exclude_none=True)
    def predict_batch(request: BatchRequest, classifier: Loaded) -> BatchAnswer:
        """The sentiment of up to 256 texts, in their order."""
        neutral = classifier.shows_neutral(request.neutral, chosen.neutral)
        predictions = classifier.predict_rows(request.texts, neutral=neutral)
        if empty := [_empty_text("texts", place) for place, answer in enumerate(predictions) if answer is None]:
            raise RequestValidationError(empty)
        answers = zip(request.texts, predictions, strict=True)
        return BatchAnswer(predictions=[Answer.of(text, answer, request) for text, answer in answers if answer])

    return app


def _unusable_request(_: Request, error: Exception) -> JSONResponse:
    """FastAPI's 422 without a copy of what was sent: it may be long, private, or impossible to encode."""
    problems = error.errors() if isinstance(error, RequestValidationError) else []
    return JSONResponse(
        {"detail": [{key: problem[key] for key in ("type", "loc", "msg")} for problem in problems]}, status_code=422
    )


def _empty_text(*place: str | int) -> dict[str, Any]:
    """The problem of a text that looked like one, but holds invisible characters only."""
    return {"type": "text_empty", "loc": ("body", *place), "msg": "The text is empty"}


def _unusable_text(_: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": [{"type": "unusable_input", "loc": ["body"], "msg": str(error)}]}, status_code=422)
