"""Compare bulk prediction with a transformers pipeline and with the bare model: same machine, same tweets, one file.

All are loaded first and take turns in every round, so that slow changes of the machine affect all of them alike. The
bare model gets the token ids of the different texts, in the batches that were fastest in a trial beforehand.
"""

import csv
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from twitter_sentiment.bulk.options import BulkOptions
from twitter_sentiment.bulk.predict_file import open_run
from twitter_sentiment.dashboard.bulk_job import BulkJob
from twitter_sentiment.dashboard.service_client import open_client
from twitter_sentiment.files.table import open_table
from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.inference.queue import RequestQueue

from engines import engine_table
from models import model_folders
from server import running
from servers import DEFAULT_MODEL, OUR_SERVICE, PEERS
from serving import read_texts

BATCH_SIZES = (8, 10, 16, 32)
"""Sizes of the batches of the bare model that are tried."""

Round = Callable[[], float]
"""Predicts all texts and returns the seconds it took."""

BARE = "the bare ONNX model, on token ids in the best batches"
BATCH = "`twitter-sentiment batch`"
PAGE = "the page's bulk tab, with a local service"
PIPELINE = "a transformers pipeline, DistilBERT's size, batches of 32"


def main(
    texts: Annotated[Path, typer.Option(help="CSV with a column text.")] = Path("data/processed/test.csv"),
    count: Annotated[int, typer.Option(min=10, help="Texts to measure with.")] = 3_000,
    rounds: Annotated[int, typer.Option(min=1, help="Times each is measured.")] = 5,
    model: Annotated[Path, typer.Option(help="Model folder.")] = DEFAULT_MODEL,
    pipeline: Annotated[
        str | None, typer.Option(help="Interpreter with torch and transformers.", show_default="no pipeline")
    ] = None,
    page: Annotated[bool, typer.Option("--page", help="Measure the page's bulk tab too.")] = False,
    engines: Annotated[
        bool,
        typer.Option(
            "--engines", help="Instead, measure the engines of `batch` once, with generated texts and a tenth of them."
        ),
    ] = False,
) -> None:
    """Print rows a second of each, medians of the rounds, and their ratios to `batch`."""
    if engines:
        typer.echo(engine_table(count, model))
        return
    tweets = read_texts(texts)[:count]
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="benchmark-")))
        table = _write_table(folder / "tweets.csv", tweets)
        classifier = SentimentClassifier.load(model)
        contestants: dict[str, Round] = {
            BARE: _bare_model(classifier, tweets),
            BATCH: lambda: _batch(classifier, table, folder / "predictions.csv"),
        }
        if page:
            contestants[PAGE] = stack.enter_context(_page(model, tweets))
        if pipeline:
            contestants[PIPELINE] = stack.enter_context(_pipeline(pipeline, table))
        seconds: dict[str, list[float]] = {name: [] for name in contestants}
        for _ in range(rounds):
            for name, measure in contestants.items():
                seconds[name].append(measure())
    typer.echo(_table(seconds, len(tweets)))


def _write_table(path: Path, tweets: list[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["text"], *([tweet] for tweet in tweets)])
    return path


def _batch(classifier: SentimentClassifier, table: Path, output: Path) -> float:
    with open_run(classifier, open_table(table), output, BulkOptions()) as run:
        return run.predict().seconds


def _bare_model(classifier: SentimentClassifier, tweets: list[str]) -> Round:
    different = list(dict.fromkeys(classifier.normalize(tweets)))
    ids = [text.ids for text in classifier.tokenize(different)]
    pool = ThreadPoolExecutor(classifier.threads)

    def measure(batches: list[list[list[int]]]) -> float:
        started = time.perf_counter()
        list(pool.map(classifier.model.logits, batches))
        return time.perf_counter() - started

    def batched(size: int) -> list[list[list[int]]]:
        queue: RequestQueue[None] = RequestQueue(size)
        queue.push(None, ids)
        return [[list(text.ids) for text in batch] for batch in iter(queue.next_batch, [])]

    best = min((batched(size) for size in BATCH_SIZES), key=measure)
    return lambda: measure(best)


@contextmanager
def _page(model: Path, tweets: list[str]) -> Iterator[Round]:
    service = replace(OUR_SERVICE, environment={**OUR_SERVICE.environment, "MODEL_PATH": str(model.resolve())})
    with running(service, sys.executable, None, tweets[0]) as server:
        client = open_client(f"http://127.0.0.1:{server.port}")

        def measure() -> float:
            job = BulkJob(client, tweets, neutral=False).start()
            job.join()
            if job.error:
                raise RuntimeError(job.error)
            return job.elapsed_secs

        yield measure


@contextmanager
def _pipeline(python: str, table: Path) -> Iterator[Round]:
    folder = model_folders(python) / "distilbert"
    process = subprocess.Popen(  # noqa: S603 - our own script
        [python, str(PEERS / "pipeline_bulk.py"), str(folder), str(table)],
        env=os.environ | {"HF_HUB_OFFLINE": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdin is not None  # noqa: S101 - for the type checker
        assert process.stdout is not None  # noqa: S101 - for the type checker
        to_pipeline = process.stdin
        from_pipeline = process.stdout
        from_pipeline.readline()

        def measure() -> float:
            to_pipeline.write("\n")
            to_pipeline.flush()
            return float(from_pipeline.readline())

        yield measure
        to_pipeline.close()


def _table(seconds: dict[str, list[float]], rows: int) -> str:
    ours = median(seconds[BATCH])
    lines = ["| what | rows/s | `batch` ÷ it |", "| --- | ---: | ---: |"]
    for name, values in seconds.items():
        lines.append(f"| {name} | {rows / median(values):,.0f} | {median(values) / ours:.2f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    typer.run(main)
