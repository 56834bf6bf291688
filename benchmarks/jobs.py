"""What a running job costs single requests: their latency at half load, without a job and beside one.

The clients send half of what the service handles without a job, at fixed times, so that a service that is late does not
slow them down. Use the packages of `serving.py`.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from http.client import HTTPConnection
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import typer
from twitter_sentiment.files.json_file import write_json

from load import Load, run_load
from machine import describe_machine
from server import running
from servers import OUR_SERVICE
from serving import read_texts

WARM_UP_SECS = 2.0
AIM = 1.5
"""Most that the 99th percentile may grow beside a job."""

_POLL_SECS = 1.0
_ACTIVE = ("queued", "in_progress")


def main(
    texts: Annotated[Path, typer.Option(help="CSV with a column text.")] = Path("data/processed/test.csv"),
    rows: Annotated[int, typer.Option(min=1, max=10_000_000, help="Rows of the job.")] = 100_000,
    model: Annotated[str, typer.Option(help="Model: accurate or fast.")] = "fast",
    clients: Annotated[int, typer.Option(min=1, max=500, help="Clients at a time.")] = 8,
    seconds: Annotated[float, typer.Option(min=0.1, max=600, help="Time of each measurement.")] = 20,
    rounds: Annotated[int, typer.Option(min=1, max=100, help="Measurements without and beside the job.")] = 3,
    output: Annotated[Path | None, typer.Option(help="JSON file for the raw values.")] = None,
) -> None:
    """Print the latencies of single requests without a job and beside one; exit with 1 if it ends too early."""
    tweets = read_texts(texts)
    environment = {**OUR_SERVICE.environment, "MODEL_PATH": model}
    with running(replace(OUR_SERVICE, environment=environment), sys.executable, None, tweets[0]) as server:
        requests = [OUR_SERVICE.request(text, server.port) for text in tweets]
        run_load(server.port, requests, clients=clients, seconds=WARM_UP_SECS)
        half = run_load(server.port, requests, clients=clients, seconds=seconds).per_second / 2

        def measure() -> Load:
            return run_load(server.port, requests, clients=clients, seconds=seconds, per_second=half)

        without = [measure() for _ in range(rounds)]
        job = _send_job(server.port, islice(cycle(tweets), rows))
        # Reading the file takes little of a job's time: what counts is the model.
        while (before := _read_job(server.port, job))["status"] in _ACTIVE and not before["counts"]["completed"]:
            run_load(server.port, requests, clients=clients, seconds=_POLL_SECS, per_second=half)
        beside = [measure() for _ in range(rounds)]
        after = _read_job(server.port, job)
    done = after["counts"]["completed"] - before["counts"]["completed"]
    typer.echo(_table(without, beside, half))
    typer.echo(
        f"\np99 beside the job ÷ without: {_p99(beside) / _p99(without):.2f} (the aim: at most {AIM}). "
        f"The job did {done / (rounds * seconds):.0f} rows/s meanwhile and was {after['status']}."
    )
    if output is not None:
        record = {
            "machine": describe_machine(),
            "half_load_per_second": half,
            "without_job": [asdict(load) for load in without],
            "beside_job": [asdict(load) for load in beside],
            "job": after,
        }
        write_json(output, record)
    if after["status"] != "in_progress":
        typer.echo("The job did not last as long as the measurement: give it more --rows.", err=True)
        raise typer.Exit(1)


def _send_job(port: int, texts: Iterable[str]) -> str:
    """Send a job of texts; return its path."""
    body = "".join(json.dumps({"text": text}) + "\n" for text in texts).encode()
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", "/jobs", body, {"Content-Type": "application/x-ndjson"})
    response = connection.getresponse()
    answer = response.read().decode()
    if response.status != 202:
        raise SystemExit(f"The job was refused: {answer}")
    return str(response.headers["Location"])


def _read_job(port: int, path: str) -> dict[str, Any]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    job: dict[str, Any] = json.loads(connection.getresponse().read())
    return job


def _p99(loads: Sequence[Load]) -> float:
    return median(load.p99 or float("nan") for load in loads)


def _table(without: Sequence[Load], beside: Sequence[Load], half: float) -> str:
    head = (f"| {half:.0f} requests/s | p50 ms | p99 ms | errors |", "| --- | ---: | ---: | ---: |")
    rows = []
    for name, loads in (("without a job", without), ("beside a job", beside)):
        p50 = median(load.p50 or float("nan") for load in loads)
        errors = sum(sum(load.errors.values()) for load in loads)
        rows.append(f"| {name} | {1000 * p50:.1f} | {1000 * _p99(loads):.1f} | {errors} |")
    return "\n".join([*head, *rows])


if __name__ == "__main__":
    typer.run(main)
