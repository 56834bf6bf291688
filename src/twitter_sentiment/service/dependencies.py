"""Dependencies of the endpoints; all async, since FastAPI calls others in a thread, which costs more than they do."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from ..api_types import PredictOptions
from ..inference import Prediction
from ..inference.prediction import TextLanguage
from .middleware.auth import charge_texts
from .model_holder import ServingClassifier
from .problems import require_content, service_unavailable
from .state import AppState

STOPPING = "The service is stopping: ask again, and another will answer."


async def get_state(request: Request) -> AppState:
    """Return the state of the application."""
    state: AppState = request.app.state.service
    return state


StateDep = Annotated[AppState, Depends(get_state)]


async def require_classifier(state: StateDep) -> ServingClassifier:
    """Return the classifier.

    Raises:
        HTTPException: 503, since the service is stopping or no model is loaded.
    """
    if state.shutdown.stopping:
        raise service_unavailable(STOPPING)
    if state.model.classifier is not None:
        return state.model.classifier
    if state.model.failed:
        raise service_unavailable(
            "The model could not be loaded: the log of the service says why.", retry_after_secs=60
        )
    raise service_unavailable("The model is not loaded yet: try again in a few seconds.")


ClassifierDep = Annotated[ServingClassifier, Depends(require_classifier)]


async def requested_languages(
    classifier: ServingClassifier, texts: Sequence[str], options: PredictOptions
) -> Sequence[TextLanguage | None]:
    """Return the language of each text; None for all of them unless they are requested."""
    return await classifier.languages(texts) if options.language else [None] * len(texts)


class Predictor:
    """Predicts the texts of one request: counts them for the rate limit, as in flight, and in the metrics.

    Attributes:
        model_name: name of the model in the protocols of other servers.
    """

    def __init__(self, request: Request, classifier: ServingClassifier, state: AppState) -> None:
        self.model_name = state.settings.served_model_name
        self._request = request
        self._classifier = classifier
        self._state = state

    async def predict(
        self, texts: Sequence[str], *field: str | int, is_list: bool = True, neutral: bool | None = None
    ) -> list[Prediction]:
        """Predict texts that must all have content.

        Args:
            texts: in the order of the predictions.
            field: path of the field of the body that holds them.
            is_list: whether the field is a list; an error then names the index of the text too.
            neutral: choose from three classes; None leaves it to the setting NEUTRAL.

        Raises:
            RequestValidationError: some texts are empty.
            HTTPException: 429, since the client exceeds its limit.
            OverloadedError: too many texts are in flight.
        """
        predictions = require_content(await self._predict(texts, neutral), *field, is_list=is_list)
        self._record(predictions)
        return predictions

    async def predict_rows(self, texts: Sequence[str], *, neutral: bool | None = None) -> list[Prediction | None]:
        """Predict texts like `predict`; None for a text without content."""
        rows = await self._predict(texts, neutral)
        self._record([prediction for prediction in rows if prediction])
        return rows

    async def languages(self, texts: Sequence[str], options: PredictOptions) -> Sequence[TextLanguage | None]:
        """Return the language of each text; None for all of them unless they are requested."""
        return await requested_languages(self._classifier, texts, options)

    async def _predict(self, texts: Sequence[str], neutral: bool | None) -> list[Prediction | None]:
        await charge_texts(self._request.scope, len(texts))
        use_neutral = self._state.use_neutral(self._classifier, neutral)
        with self._state.shutdown.track_request():
            return await self._classifier.predict_rows(texts, neutral=use_neutral)

    def _record(self, predictions: Sequence[Prediction]) -> None:
        for prediction in predictions:
            self._state.metrics.record_prediction(prediction)


async def get_predictor(request: Request, classifier: ClassifierDep, state: StateDep) -> Predictor:
    """Return what predicts the texts of this request."""
    return Predictor(request, classifier, state)


PredictorDep = Annotated[Predictor, Depends(get_predictor)]


def require_model(name: str, served_name: str) -> None:
    """Check that a request means the model that is served.

    Raises:
        HTTPException: 404, since it has another name.
    """
    if name != served_name:
        raise HTTPException(404, f"There is no such model: this service has one, with the name {served_name}.")
