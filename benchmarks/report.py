"""The figures as Markdown tables: medians over the rounds, and how many times as much ours does."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from contenders import OURS, Contender
from load import Load


@dataclass(frozen=True)
class Run:
    """One contender in one round.

    Attributes:
        startup: seconds from its start to its first answer.
        memory: the most bytes its processes held.
        loads: what was measured, by the number of clients.
    """

    contender: str
    round: int
    startup: float
    memory: int
    loads: dict[int, Load]

    def as_json(self) -> dict[str, Any]:
        """The raw figures."""
        loads = [{"clients": clients} | asdict(load) for clients, load in self.loads.items()]
        return asdict(self) | {"loads": loads}


def tables(runs: Sequence[Run], contenders: Sequence[Contender], concurrency: Sequence[int]) -> str:
    """A table for each number of clients, and one for memory and start-up."""
    of = {contender: [run for run in runs if run.contender == contender.name] for contender in contenders}
    return "\n\n".join([*(_load_table(of, clients) for clients in concurrency), _cost_table(of)])


def _load_table(of: dict[Contender, list[Run]], clients: int) -> str:
    loads = {contender: [run.loads[clients] for run in runs] for contender, runs in of.items() if runs}
    rates = {contender.name: median(load.per_second for load in found) for contender, found in loads.items()}
    rows = []
    for contender, found in loads.items():
        rate, ours = rates[contender.name], rates.get(OURS)
        ratio = f"{ours / rate:.1f}" if ours and rate else "–"
        p50 = _milliseconds([load.p50 for load in found])
        p99 = _milliseconds([load.p99 for load in found])
        rows.append([contender.title, f"{rate:.1f}", ratio, p50, p99, _errors(found)])
    head = ["contender", "requests/s", "ours ÷ it", "p50 ms", "p99 ms", "errors"]
    return f"**{clients} client{'s' if clients > 1 else ''}**\n\n" + _markdown(head, rows)


def _cost_table(of: dict[Contender, list[Run]]) -> str:
    costs = {
        contender: (max(run.memory for run in runs) / 1e6, median(run.startup for run in runs))
        for contender, runs in of.items()
        if runs
    }
    ours = next((cost for contender, cost in costs.items() if contender.name == OURS), None)
    rows = []
    for contender, cost in costs.items():
        ratios = [f"{theirs / own:.1f}" for theirs, own in zip(cost, ours, strict=True)] if ours else ["–", "–"]
        rows.append([contender.title, f"{cost[0]:.0f}", ratios[0], f"{cost[1]:.1f}", ratios[1]])
    head = ["contender", "peak memory MB", "it ÷ ours", "start-up to first answer s", "it ÷ ours"]
    return "**Memory and start-up**\n\n" + _markdown(head, rows)


def _milliseconds(seconds: Sequence[float | None]) -> str:
    known = [value for value in seconds if value is not None]
    return f"{median(known) * 1000:.1f}" if known else "–"


def _errors(loads: Sequence[Load]) -> str:
    """How often which status or failure came in all rounds."""
    kinds = sorted({kind for load in loads for kind in load.errors})
    return ", ".join(f"{sum(load.errors.get(kind, 0) for load in loads)} × {kind}" for kind in kinds) or "0"


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The first column is text, the others are figures."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
