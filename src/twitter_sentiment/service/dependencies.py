"""Dependencies of the endpoints; all async, since FastAPI calls others in a thread, which costs more than they do."""

from typing import Annotated

from fastapi import Depends, Request

from ..inference.async_classifier import AsyncClassifier
from .problems import service_unavailable
from .state import AppState


async def get_state(request: Request) -> AppState:
    """Return the state of the application."""
    state: AppState = request.app.state.service
    return state


StateDep = Annotated[AppState, Depends(get_state)]


async def require_classifier(state: StateDep) -> AsyncClassifier:
    """Return the classifier.

    Raises:
        HTTPException: 503, since the service is stopping or no model is loaded.
    """
    if state.shutdown.stopping:
        raise service_unavailable("The service is stopping: ask again, and another will answer.")
    if state.model.classifier is not None:
        return state.model.classifier
    if state.model.failed:
        raise service_unavailable(
            "The model could not be loaded: the log of the service says why.", retry_after_secs=60
        )
    raise service_unavailable("The model is not loaded yet: try again in a few seconds.")


ClassifierDep = Annotated[AsyncClassifier, Depends(require_classifier)]
