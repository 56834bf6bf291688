"""A service whose model hangs ends itself; all else of the life cycle is in `test_faults`."""

import asyncio
import os

import pytest

from twitter_sentiment.errors import StoppedError
from twitter_sentiment.service import life_cycle
from twitter_sentiment.service.life_cycle import LifeCycle
from twitter_sentiment.service.metrics import Metrics
from twitter_sentiment.service.model_holder import ModelHolder
from twitter_sentiment.settings import Settings

pytestmark = pytest.mark.anyio


async def test_a_model_that_hangs_ends_the_process_so_that_it_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    exits: list[int] = []
    monkeypatch.setattr(os, "_exit", exits.append)
    monkeypatch.setattr(life_cycle, "_LAST_ANSWERS_SECS", 0.05)
    life = LifeCycle(seconds=1, give_up=lambda: None)
    holder = ModelHolder(Settings(model_path="no_such_folder"), Metrics(), on_broken=life.end_now)
    await holder.load()
    assert holder.shared is not None
    holder.shared.batcher._break()  # what its watchdog calls
    assert life.stopping  # and so /ready is 503
    with pytest.raises(StoppedError):
        await holder.shared.predict_rows(["good"])
    assert exits == []
    await asyncio.sleep(0.2)
    assert exits == [1]
    await holder.close()
