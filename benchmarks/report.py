"""The results as Markdown tables: medians over the rounds, and ratios to our service."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from load import Load
from servers import OURS, ServerSpec


@dataclass(frozen=True)
class Run:
    """Results of one server in one round.

    Attributes:
        server: name of its `ServerSpec`.
        startup: seconds from its start to its first response.
        memory: peak memory of its processes in bytes.
        loads: measurements by the number of clients.
    """

    server: str
    round: int
    startup: float
    memory: int
    loads: dict[int, Load]

    def as_json(self) -> dict[str, Any]:
        """Return the raw values."""
        loads = [{"clients": clients} | asdict(load) for clients, load in self.loads.items()]
        return asdict(self) | {"loads": loads}


def tables(runs: Sequence[Run], specs: Sequence[ServerSpec], concurrency: Sequence[int]) -> str:
    """Format a table for each number of clients, and one for memory and start-up."""
    of = {spec: [run for run in runs if run.server == spec.name] for spec in specs}
    return "\n\n".join([*(_load_table(of, clients) for clients in concurrency), _cost_table(of)])


def _load_table(of: dict[ServerSpec, list[Run]], clients: int) -> str:
    loads = {spec: [run.loads[clients] for run in runs] for spec, runs in of.items() if runs}
    rates = {spec.name: median(load.per_second for load in results) for spec, results in loads.items()}
    rows = []
    for spec, results in loads.items():
        rate = rates[spec.name]
        ours = rates.get(OURS)
        ratio = f"{ours / rate:.1f}" if ours and rate else "–"
        p50 = _milliseconds([load.p50 for load in results])
        p99 = _milliseconds([load.p99 for load in results])
        rows.append([spec.title, f"{rate:.1f}", ratio, p50, p99, _errors(results)])
    head = ["server", "requests/s", "ours ÷ it", "p50 ms", "p99 ms", "errors"]
    return f"**{clients} client{'s' if clients > 1 else ''}**\n\n" + _markdown(head, rows)


def _cost_table(of: dict[ServerSpec, list[Run]]) -> str:
    costs = {
        spec: (max(run.memory for run in runs) / 1e6, median(run.startup for run in runs))
        for spec, runs in of.items()
        if runs
    }
    ours = next((cost for spec, cost in costs.items() if spec.name == OURS), None)
    rows = []
    for spec, cost in costs.items():
        ratios = [f"{theirs / own:.1f}" for theirs, own in zip(cost, ours, strict=True)] if ours else ["–", "–"]
        rows.append([spec.title, f"{cost[0]:.0f}", ratios[0], f"{cost[1]:.1f}", ratios[1]])
    head = ["server", "peak memory MB", "it ÷ ours", "start-up to first response s", "it ÷ ours"]
    return "**Memory and start-up**\n\n" + _markdown(head, rows)


def _milliseconds(seconds: Sequence[float | None]) -> str:
    known = [value for value in seconds if value is not None]
    return f"{median(known) * 1000:.1f}" if known else "–"


def _errors(loads: Sequence[Load]) -> str:
    """Count each status and failure over all rounds."""
    kinds = sorted({kind for load in loads for kind in load.errors})
    return ", ".join(f"{sum(load.errors.get(kind, 0) for load in loads)} × {kind}" for kind in kinds) or "0"


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Format a table whose first column is text, the others numbers."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
