"""What the endpoints share: settings, model, metrics, and whether the service still takes requests."""

import time
from collections.abc import Sequence

from fastapi.exceptions import RequestValidationError

from ..inference import Prediction
from ..inference.shared import SharedClassifier
from ..settings import Settings
from .access import ApiKeys, rate_limit_of
from .life_cycle import LifeCycle
from .metrics import Metrics
from .model_holder import ModelHolder
from .problems import empty_text, unavailable


class Service:
    """One running service.

    Attributes:
        started: when, on the monotonic clock.
    """

    def __init__(self, settings: Settings) -> None:
        """Reads the keys and the limits.

        Raises:
            InputError: one of them can't be used.
        """
        self.settings = settings
        self.started = time.monotonic()
        self.keys = ApiKeys(settings.accepted_keys)
        self.rate_limit = rate_limit_of(settings)
        self.metrics = Metrics()
        self.life = LifeCycle(settings.stop_timeout, give_up=lambda: self.holder.give_up())
        self.holder = ModelHolder(settings, self.metrics, on_broken=self.life.end_now)

    @staticmethod
    def check(settings: Settings) -> None:
        """Says at once what would only fail when a service is made of these settings.

        Raises:
            InputError: one of them can't be used.
        """
        ApiKeys(settings.accepted_keys)
        rate_limit_of(settings)

    async def serving(self) -> SharedClassifier:
        """The model, for an endpoint that needs it; async, since FastAPI would call it in a thread otherwise.

        Raises:
            HTTPException: 503, since there is none or the service stops.
        """
        if self.life.stopping:
            raise unavailable("The service is stopping: ask again, and another will answer.")
        if self.holder.shared is None:
            if self.holder.failed:
                raise unavailable("The model could not be loaded: the log of the service says why.", retry_after=60)
            raise unavailable("The model is not loaded yet: try again in a few seconds.")
        return self.holder.shared

    def neutral(self, shared: SharedClassifier, asked: bool | None) -> bool:
        """Whether to choose from three classes: what was asked for, or else the setting."""
        return shared.classifier.shows_neutral(asked, self.settings.neutral)

    def noted(self, found: Sequence[Prediction | None], field: str, listed: bool = False) -> list[Prediction]:
        """The predictions, noted in the metrics.

        Raises:
            RequestValidationError: texts have no content; it names them by the field, and by their places in a list.
        """
        empty = [place for place, prediction in enumerate(found) if prediction is None]
        if empty:
            raise RequestValidationError([empty_text(field, *([place] if listed else [])) for place in empty])
        predictions = [prediction for prediction in found if prediction is not None]
        for prediction in predictions:
            self.metrics.answered(prediction)
        return predictions
