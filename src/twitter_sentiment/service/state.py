"""The state of a running application, kept at `app.state.service` and shared by its endpoints."""

import time
from dataclasses import dataclass, field

from limits import RateLimitItem

from ..settings import ServingSettings
from .jobs.jobs import Jobs
from .middleware.auth import ApiKeys, parse_rate_limit
from .model_holder import Loader, ModelHolder, ServingClassifier, load_worker_classifier
from .prometheus import PrometheusMetrics
from .shutdown import GracefulShutdown


@dataclass(frozen=True)
class AppState:
    """The parts of a service.

    Attributes:
        settings: as the service was started with.
        api_keys: keys that clients may use; empty if the service is open.
        rate_limit: requests of one client; None without a limit.
        metrics: for /metrics.
        model: the classifier, once it is loaded.
        shutdown: whether the service is stopping, and the requests in flight.
        jobs: files that are predicted in the background; None where that is switched off.
        started: start time on the monotonic clock, in seconds.
    """

    settings: ServingSettings
    api_keys: ApiKeys
    rate_limit: RateLimitItem | None
    metrics: PrometheusMetrics
    model: ModelHolder
    shutdown: GracefulShutdown
    jobs: Jobs | None
    started: float = field(default_factory=time.monotonic)

    @classmethod
    def create(cls, settings: ServingSettings, load: Loader = load_worker_classifier) -> "AppState":
        """Build the parts from the settings; nothing is loaded or started yet.

        Raises:
            InputError: the keys or the rate limit are invalid.
        """
        api_keys = ApiKeys(settings.accepted_keys)
        rate_limit = parse_rate_limit(settings.rate_limit)
        metrics = PrometheusMetrics()
        model = ModelHolder(settings, metrics, load=load)
        shutdown = GracefulShutdown(settings.stop_timeout, on_timeout=model.cancel_pending)
        return cls(settings, api_keys, rate_limit, metrics, model, shutdown, Jobs.of(settings))

    def use_neutral(self, classifier: ServingClassifier, requested: bool | None) -> bool:
        """Return whether to choose from three classes: as requested, or else as NEUTRAL says."""
        return classifier.resolve_neutral(requested, self.settings.neutral)
