"""Processor time of hostile texts beside that of plain English, for tests of bounds that guard against attacks."""

import time
from collections.abc import Callable

TRIES = 5


def relative_cost(read: Callable[[str], object], text: str, plain: str) -> float:
    """How many times as much processor time as `plain` it takes to read `text`.

    The least time of five tries for each, in turn: other threads of the process make some of them longer.
    """
    spent: dict[str, list[float]] = {text: [], plain: []}
    for _ in range(TRIES):
        for one in spent:
            started = time.process_time()
            read(one)
            spent[one].append(time.process_time() - started)
    return min(spent[text]) / min(spent[plain])
