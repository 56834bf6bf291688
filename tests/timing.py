"""Processor time of hostile texts beside that of plain English, for tests of bounds that guard against attacks."""

import sys
import time
from collections.abc import Callable

TRIES = 5


def relative_cost(read: Callable[[str], object], text: str, plain: str) -> float:
    """How many times as much processor time as `plain` it takes to read `text`.

    The least time of five tries for each, in turn: other threads of the process make some of them longer. The tracer of
    a coverage measurement, which slows Python down and nothing else, rests meanwhile.
    """
    spent: dict[str, list[float]] = {text: [], plain: []}
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        for _ in range(TRIES):
            for one in spent:
                started = time.process_time()
                read(one)
                spent[one].append(time.process_time() - started)
    finally:
        sys.settrace(tracer)
    return min(spent[text]) / min(spent[plain])
