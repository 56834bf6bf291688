"""A service whose model is stuck exits; `test_shutdown_process` has the rest of the life of a process."""

import threading

import anyio
import pytest

from twitter_sentiment.errors import ModelUnavailableError
from twitter_sentiment.service.model_holder import ModelHolder
from twitter_sentiment.service.prometheus import PrometheusMetrics
from twitter_sentiment.service.shutdown import GracefulShutdown

from .clients import HeldModel, fast_model_settings, load_wrapped

pytestmark = pytest.mark.anyio


async def test_stuck_model_exits_the_process() -> None:
    gate = threading.Event()
    gate.set()
    load = load_wrapped(lambda model: HeldModel(model, gate))
    holder = ModelHolder(fast_model_settings(), PrometheusMetrics(), load=load, stuck_secs=0.05)
    exited = anyio.Event()
    exit_codes: list[int] = []

    def exit_process(code: int) -> None:
        exit_codes.append(code)
        exited.set()

    shutdown = GracefulShutdown(1, on_timeout=holder.cancel_pending, abort_delay_secs=0.05, exit_process=exit_process)
    holder.on_broken = shutdown.abort
    await holder.load()
    assert holder.classifier is not None
    gate.clear()
    try:
        with pytest.raises(ModelUnavailableError):
            await holder.classifier.predict_rows(["good"])
        assert shutdown.stopping  # and so /ready returns 503
        assert exit_codes == []  # the response can still leave
        with anyio.fail_after(10):
            await exited.wait()
        assert exit_codes == [1]
    finally:
        gate.set()
        await holder.close()


async def test_track_request_counts_in_flight() -> None:
    shutdown = GracefulShutdown(1, on_timeout=lambda: None)
    with shutdown.track_request(), shutdown.track_request():
        assert shutdown.in_flight == 2
    assert shutdown.in_flight == 0
