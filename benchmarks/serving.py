"""Measures the service against what one would run instead: side by side, same machine, same tweets.

In every round each contender is started afresh, measured and stopped, so that whatever changes slowly hits all alike.
"""

import csv
import json
import random
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from contenders import CONTENDERS, NAMES, Contender, interpreters
from load import run_load
from machine import PACKAGES, describe_machine, versions
from models import model_folders
from report import Run, tables
from server import StartError, running

SEED = 42
WARM_UP_CLIENTS = 8
WARM_UP_SECS = 1.0


def main(
    texts: Annotated[Path, typer.Option(help="CSV with a column text.")] = Path("data/processed/test.csv"),
    rounds: Annotated[int, typer.Option(min=1, max=100, help="How often each contender is started and measured.")] = 3,
    seconds: Annotated[float, typer.Option(min=0.1, max=600, help="Time for each number of clients.")] = 5,
    concurrency: Annotated[str, typer.Option(help="Numbers of clients.")] = "1,8,32,64",
    only: Annotated[str, typer.Option(help="Contenders, by name.")] = ",".join(NAMES),
    python: Annotated[
        list[str] | None,
        typer.Option(help="Interpreter of a contender, as NAME=PATH; give it again for more.", show_default="this one"),
    ] = None,
    output: Annotated[Path | None, typer.Option(help="JSON file for the raw figures.")] = None,
) -> None:
    """Print requests a second, latencies, memory and start-up of each contender that is installed."""
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
    machine, started = describe_machine(), datetime.now(UTC)
    found = {contender.name: _versions(pythons[contender.name]) for contender in wanted}
    taking_part = [contender for contender in wanted if _is_installed(contender, found[contender.name])]
    models = _models(taking_part, pythons)
    runs: list[Run] = []
    for number in range(1, rounds + 1):
        for contender in list(taking_part):
            _say(f"Round {number} of {rounds}: {contender.name}")
            try:
                runs.append(_measure(contender, pythons[contender.name], models, tweets, number, clients, seconds))
            except StartError as error:
                _say(str(error))
                taking_part.remove(contender)
    if not runs:
        _fail("No contender could be measured.")
    typer.echo(tables(runs, wanted, clients))
    if output is not None:
        settings = {"rounds": rounds, "seconds": seconds, "concurrency": clients, "texts": len(tweets), "seed": SEED}
        record = {
            "measured": started.isoformat(timespec="seconds"),
            "machine": machine,
            "settings": settings,
            "contenders": {
                item.name: {"title": item.title, "versions": {name: at for name, at in found[item.name].items() if at}}
                for item in wanted
            },
            "runs": [run.as_json() for run in runs],
        }
        output.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
        _say(f"Written: {output}")


def read_texts(path: Path) -> list[str]:
    """The texts of a CSV in an order of chance that is always the same.

    Raises:
        ValueError: there is no such file, or no texts in it.
    """
    if not path.is_file():
        raise ValueError(f"There is no {path}: `python scripts/preprocess.py --source tweets` makes it.")
    with path.open(encoding="utf-8", newline="") as file:
        found = [text for row in csv.DictReader(file) if (text := (row.get("text") or "").strip())]
    if not found:
        raise ValueError(f"{path} has no column text, or nothing in it.")
    random.Random(SEED).shuffle(found)
    return found


def _measure(
    contender: Contender,
    python: str,
    models: Path | None,
    tweets: list[str],
    number: int,
    concurrency: list[int],
    seconds: float,
) -> Run:
    """Starts a contender, warms it up, measures it with each number of clients, and stops it."""
    with running(contender, python, models, tweets[0]) as server:
        requests = [contender.request(text, server.port) for text in tweets]
        run_load(server.port, requests, clients=WARM_UP_CLIENTS, seconds=WARM_UP_SECS)
        loads = {clients: run_load(server.port, requests, clients=clients, seconds=seconds) for clients in concurrency}
        return Run(contender.name, number, server.startup, server.peak_memory(), loads)


def _models(taking_part: list[Contender], pythons: dict[str, str]) -> Path | None:
    needing = [contender for contender in taking_part if contender.needs_models]
    if not needing:
        return None
    try:
        return model_folders(pythons[needing[0].name])
    except subprocess.CalledProcessError:
        _fail("The models of the peers can't be made: the messages above say why.")


def _versions(python: str) -> dict[str, str | None]:
    try:
        return versions(python, PACKAGES)
    except (OSError, subprocess.CalledProcessError):
        _fail(f"{python} is no Python interpreter.")


def _is_installed(contender: Contender, found: dict[str, str | None]) -> bool:
    missing = [package for package in contender.packages if not found[package]]
    if missing:
        _say(f"{contender.name} is skipped, {' and '.join(missing)} missing: {contender.hint}")
    return not missing


def _numbers(listed: str) -> list[int]:
    try:
        numbers = [int(number) for number in listed.split(",")]
    except ValueError:
        numbers = [0]
    if min(numbers) < 1:
        raise ValueError(f"--concurrency takes numbers from 1, such as 1,8,32, not {listed}.")
    return numbers


def _named(listed: str) -> list[Contender]:
    names = listed.split(",")
    if unknown := sorted(set(names) - set(NAMES)):
        raise ValueError(f"There is no contender {', '.join(unknown)}; there are: {', '.join(NAMES)}.")
    return [contender for contender in CONTENDERS if contender.name in names]


def _say(sentence: str) -> None:
    """Writes what is no result, so that the tables can be redirected to a file."""
    typer.echo(sentence, err=True)


def _fail(sentence: str) -> NoReturn:
    _say(sentence)
    raise typer.Exit(1)


def _stop_in_order(number: int, _: object) -> NoReturn:
    sys.exit(128 + number)


if __name__ == "__main__":
    typer.run(main)
