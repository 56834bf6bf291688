"""Keep the service busy for a long time: does its memory stay flat, and does every request get its response?

The load is a mixture: single texts, batches, explanations, invalid texts, and clients that disconnect before the
response. With `--hostile`, it is half of what the service handles, and all kinds of attacks run beside it. Use the
packages of `serving.py`.
"""

import random
import socket
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from twitter_sentiment.files.json_file import write_json

from load import run_load
from server import running
from servers import OUR_SERVICE, http_request
from serving import read_texts

SEED = 42
SLICE_SECS = 10.0
ABANDONED = 20
"""Clients in each slice that disconnect before the response."""

MOST_GROWTH = 1.05
"""Allowed ratio of memory in the last quarter to that in the second; the first still fills caches."""


@dataclass(frozen=True)
class Sample:
    """Measurements of one slice of time."""

    minute: float
    megabytes: float
    per_second: float
    p99_ms: float
    errors: dict[str, int]


def main(
    texts: Annotated[Path, typer.Option(help="CSV with a column text.")] = Path("data/processed/test.csv"),
    model: Annotated[str, typer.Option(help="Model: accurate or fast.")] = "fast",
    minutes: Annotated[float, typer.Option(min=0.5, max=600, help="Duration.")] = 20,
    clients: Annotated[int, typer.Option(min=1, max=500, help="Clients at a time.")] = 16,
    hostile: Annotated[bool, typer.Option(help="Attack the service beside half of the load that it handles.")] = False,
    output: Annotated[Path | None, typer.Option(help="JSON file for all samples.")] = None,
) -> None:
    """Print the memory curve of the service under a mixed load; exit with 1 if it grows or a request fails."""
    served = replace(OUR_SERVICE, environment={"MODEL_PATH": model})  # with cache and log, as by default
    tweets = read_texts(texts)
    samples: list[Sample] = []
    with running(served, sys.executable, None, tweets[0]) as server:
        requests = _mixture(server.port, tweets)
        rate = run_load(server.port, requests, clients=clients, seconds=SLICE_SECS).rate / 2 if hostile else None
        attackers = _start_attack(server.port, 60 * minutes) if hostile else None
        started = time.monotonic()
        while time.monotonic() - started < 60 * minutes:
            if not hostile:
                _abandon(server.port, requests)
            load = run_load(server.port, requests, clients=clients, seconds=SLICE_SECS, per_second=rate)
            elapsed = (time.monotonic() - started) / 60
            samples.append(Sample(elapsed, server.memory() / 1e6, load.per_second, 1000 * (load.p99 or 0), load.errors))
            random.Random(len(samples)).shuffle(requests)
        if attackers is not None:
            typer.echo(f"Attacks: {attackers.communicate()[0]}")
    typer.echo(_table(samples))
    if output is not None:
        write_json(output, [asdict(sample) for sample in samples])
    growth = _growth([sample.megabytes for sample in samples])
    failed = {kind for sample in samples for kind in sample.errors} - {"422"}
    typer.echo(
        f"\nPeak memory: {server.peak_memory() / 1e6:.0f} MB. Of the last quarter ÷ that of the second: {growth:.3f}. "
        f"Unexpected: {sorted(failed) or 'nothing'}."
    )
    raise typer.Exit(int(growth > MOST_GROWTH or bool(failed)))


def _start_attack(port: int, seconds: float) -> "subprocess.Popen[str]":
    program = Path(__file__).with_name("hostile_clients.py")
    command = [sys.executable, str(program), str(port), str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own program


def _mixture(port: int, tweets: list[str]) -> list[bytes]:
    """Requests of all kinds, most of them single texts; about every tenth is invalid."""
    bodies: list[tuple[str, object]] = [("/predict", {"text": tweet}) for tweet in tweets]
    for start in range(0, len(tweets) - 32, 160):
        batch = tweets[start : start + 32]
        bodies += [
            ("/predict/batch", {"texts": batch, "scores": True}),
            ("/predict", {"text": batch[0], "explain": True}),
            ("/predict", {"text": " ".join(batch), "tokens": True}),
            ("/", {"inputs": batch[:4]}),
            *[("/predict", {"text": " "})] * 16,
        ]
    random.Random(SEED).shuffle(bodies)
    return [http_request(path, body, port) for path, body in bodies]


def _abandon(port: int, requests: list[bytes]) -> None:
    """Open connections that disconnect early: half of them in the middle of their request."""
    for number, request in enumerate(requests[:ABANDONED]):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(request if number % 2 else request[: len(request) // 2])


def _growth(curve: list[float]) -> float:
    quarter = max(1, len(curve) // 4)
    return median(curve[-quarter:]) / median(curve[quarter : 2 * quarter] or curve)


def _table(samples: list[Sample]) -> str:
    """Format about twenty rows of the memory curve."""
    rows = (
        f"| {sample.minute:.1f} | {sample.megabytes:.1f} | {sample.per_second:.0f} | {sample.p99_ms:.0f} "
        f"| {sample.errors.get('422', 0)} |"
        for sample in samples[:: max(1, len(samples) // 20)]
    )
    head = ("| minute | memory MB | responses/s | p99 ms | 422 |", "| ---: | ---: | ---: | ---: | ---: |")
    return "\n".join([*head, *rows])


if __name__ == "__main__":
    typer.run(main)
