"""Compare the service with its alternatives: same machine, same tweets.

In every round each server is started, measured and stopped, so that slow changes of the machine affect all of them.
"""

import csv
import random
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from twitter_sentiment.files.json_file import write_json

from load import run_load
from machine import PACKAGES, describe_machine, versions
from models import model_folders
from report import Run, tables
from server import StartError, running
from servers import NAMES, SERVERS, ServerSpec, interpreters

SEED = 42
WARM_UP_CLIENTS = 8
WARM_UP_SECS = 1.0


def main(
    texts: Annotated[Path, typer.Option(help="CSV with a column text.")] = Path("data/processed/test.csv"),
    rounds: Annotated[int, typer.Option(min=1, max=100, help="Times each server is started and measured.")] = 3,
    seconds: Annotated[float, typer.Option(min=0.1, max=600, help="Time for each number of clients.")] = 5,
    concurrency: Annotated[str, typer.Option(help="Numbers of clients.")] = "1,8,32,64",
    only: Annotated[str, typer.Option(help="Servers, by name.")] = ",".join(NAMES),
    python: Annotated[
        list[str] | None,
        typer.Option(help="Interpreter of a server, as NAME=PATH; give it again for more.", show_default="this one"),
    ] = None,
    output: Annotated[Path | None, typer.Option(help="JSON file for the raw values.")] = None,
) -> None:
    """Print requests a second, latencies, memory and start-up of each server that is installed."""
    try:
        clients = _numbers(concurrency)
        pythons = interpreters(python or [])
        wanted = _named(only)
        tweets = read_texts(texts)
    except ValueError as error:
        _fail(str(error))
    if output is not None and not output.parent.is_dir():
        _fail(f"There is no folder {output.parent} for --output.")
    signal.signal(signal.SIGTERM, _stop_in_order)
    machine = describe_machine()
    started = datetime.now(UTC)
    installed = {spec.name: _versions(pythons[spec.name]) for spec in wanted}
    available = [spec for spec in wanted if _is_installed(spec, installed[spec.name])]
    models = _models(available, pythons)
    runs: list[Run] = []
    for number in range(1, rounds + 1):
        for spec in list(available):
            _say(f"Round {number} of {rounds}: {spec.name}")
            try:
                runs.append(_measure(spec, pythons[spec.name], models, tweets, number, clients, seconds))
            except StartError as error:
                _say(str(error))
                available.remove(spec)
    if not runs:
        _fail("No server could be measured.")
    typer.echo(tables(runs, wanted, clients))
    if output is not None:
        settings = {"rounds": rounds, "seconds": seconds, "concurrency": clients, "texts": len(tweets), "seed": SEED}
        record = {
            "measured": started.isoformat(timespec="seconds"),
            "machine": machine,
            "settings": settings,
            "servers": {
                item.name: {
                    "title": item.title,
                    "versions": {name: at for name, at in installed[item.name].items() if at},
                }
                for item in wanted
            },
            "runs": [run.as_json() for run in runs],
        }
        write_json(output, record)
        _say(f"Written: {output}")


def read_texts(path: Path) -> list[str]:
    """Read the texts of a CSV in a random order that is always the same.

    Raises:
        ValueError: there is no such file, or no texts in it.
    """
    if not path.is_file():
        raise ValueError(f"There is no {path}: `python scripts/preprocess.py --source tweets` makes it.")
    with path.open(encoding="utf-8", newline="") as file:
        texts = [text for row in csv.DictReader(file) if (text := (row.get("text") or "").strip())]
    if not texts:
        raise ValueError(f"{path} has no column text, or nothing in it.")
    random.Random(SEED).shuffle(texts)
    return texts


def _measure(
    spec: ServerSpec,
    python: str,
    models: Path | None,
    tweets: list[str],
    number: int,
    concurrency: list[int],
    seconds: float,
) -> Run:
    """Start a server, warm it up, measure it with each number of clients, and stop it."""
    with running(spec, python, models, tweets[0]) as server:
        requests = [spec.request(text, server.port) for text in tweets]
        run_load(server.port, requests, clients=WARM_UP_CLIENTS, seconds=WARM_UP_SECS)
        loads = {clients: run_load(server.port, requests, clients=clients, seconds=seconds) for clients in concurrency}
        return Run(spec.name, number, server.startup, server.peak_memory(), loads)


def _models(available: list[ServerSpec], pythons: dict[str, str]) -> Path | None:
    loading = [spec for spec in available if spec.needs_models]
    if not loading:
        return None
    try:
        return model_folders(pythons[loading[0].name])
    except subprocess.CalledProcessError:
        _fail("The models of the other servers can't be made: the messages above say why.")


def _versions(python: str) -> dict[str, str | None]:
    try:
        return versions(python, PACKAGES)
    except (OSError, subprocess.CalledProcessError):
        _fail(f"{python} is no Python interpreter.")


def _is_installed(spec: ServerSpec, installed: dict[str, str | None]) -> bool:
    missing = [package for package in spec.packages if not installed[package]]
    if missing:
        _say(f"{spec.name} is skipped, {' and '.join(missing)} missing: {spec.hint}")
    return not missing


def _numbers(listed: str) -> list[int]:
    try:
        numbers = [int(number) for number in listed.split(",")]
    except ValueError:
        numbers = [0]
    if min(numbers) < 1:
        raise ValueError(f"--concurrency takes numbers from 1, such as 1,8,32, not {listed}.")
    return numbers


def _named(listed: str) -> list[ServerSpec]:
    names = listed.split(",")
    if unknown := sorted(set(names) - set(NAMES)):
        raise ValueError(f"There is no server {', '.join(unknown)}; there are: {', '.join(NAMES)}.")
    return [spec for spec in SERVERS if spec.name in names]


def _say(sentence: str) -> None:
    """Print a message to standard error, so that the tables can be redirected to a file."""
    typer.echo(sentence, err=True)


def _fail(sentence: str) -> NoReturn:
    _say(sentence)
    raise typer.Exit(1)


def _stop_in_order(number: int, _: object) -> NoReturn:
    sys.exit(128 + number)


if __name__ == "__main__":
    typer.run(main)
