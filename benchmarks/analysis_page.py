"""Measure the page "Analyze a file" without a browser: the first view of a file, each kind of filter, a second file.

The texts come from a table, their scores are drawn at random, so that no model is needed. Seconds of processor time say
what the page costs, seconds of the clock what a visitor waits on this machine. Run it as
`PYTHONPATH=src python benchmarks/analysis_page.py tweets.csv`.
"""

import resource
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import pyarrow as pa
import typer
from twitter_sentiment.api_types import MAX_BATCH_TEXTS
from twitter_sentiment.dashboard.analysis.comparison import compare_prepared
from twitter_sentiment.dashboard.analysis.prepared import PreparedFile
from twitter_sentiment.dashboard.analysis.story import Story
from twitter_sentiment.dashboard.analysis.texts import result_table
from twitter_sentiment.dashboard.analysis.view import View
from twitter_sentiment.dashboard.bulk_job import BulkJob
from twitter_sentiment.dashboard.job_registry import BulkJobFile
from twitter_sentiment.dashboard.service_client import ScoredPrediction, open_client
from twitter_sentiment.files.table import open_table
from twitter_sentiment.insight.file_columns import ColumnChoice
from twitter_sentiment.labels import LABELS

COLUMNS = ColumnChoice("created_at", "product")
_GROUPS = 12


def main(
    data: Annotated[Path, typer.Argument(help="Table with a column of texts.")],
    rows: Annotated[list[int] | None, typer.Option(help="Rows to analyze; may be repeated.")] = None,
    days: Annotated[int, typer.Option(help="Days that the texts are spread over.")] = 40,
) -> None:
    """Print the seconds of the first view, of each filter, and of a comparison with as many other texts."""
    table = open_table(str(data))
    texts = [
        text for batch in table.batches(MAX_BATCH_TEXTS) for text in table.texts(batch, table.require_text_column())
    ]
    for count in rows or [2_000, 50_000]:
        if 2 * count > len(texts):
            raise typer.BadParameter(f"{data} has {len(texts):,} texts: too few for two files of {count:,}.")
        typer.echo(f"{count:,} texts over {days} days in {_GROUPS} groups")
        _measure(_file(texts[:count], days), _file(texts[count : 2 * count], days))
    typer.echo(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB")


def _file(texts: list[str], days: int) -> BulkJobFile:
    rng = np.random.default_rng(0)
    job = BulkJob(open_client("http://127.0.0.1:1"), texts, neutral=True)  # it is never started
    job.predictions.extend(
        ScoredPrediction(
            sentiment=LABELS[int(np.argmax(scores))],
            confidence=max(scores),
            text="",
            scores=dict(zip(LABELS, scores, strict=True)),
        )
        for scores in rng.dirichlet([0.5, 0.5, 0.5], len(texts)).round(4).clip(0, 1).tolist()
    )
    dates = (np.datetime64("2024-01-01") + rng.integers(0, days, len(texts))).astype(str).tolist()
    groups = [f"product {row % _GROUPS}" for row in range(len(texts))]
    table = pa.table({"text": texts, "created_at": dates, "product": groups})
    return BulkJobFile("benchmark.csv", table, "text", job, columns=COLUMNS)


def _measure(file: BulkJobFile, other: BulkJobFile) -> None:
    prepared = PreparedFile(file)
    _timed("near-copies, once", lambda: prepared.answers(two_classes=False))
    _timed("words, once", lambda: prepared.terms)
    view = View(COLUMNS)
    views = {
        "first view": view,
        "class": replace(view, labels=frozenset({"negative"})),
        "confidence": replace(view, confidence=(50, 90)),
        "group": replace(view, group="product 3"),
        "dates": replace(view, since=np.datetime64("2024-01-15", "s"), until=np.datetime64("2024-01-22", "s")),
        "search": replace(view, search="the"),
        "two classes": replace(view, two_classes=True),
        "first view again": view,
    }
    for name, one in views.items():
        _timed(name, partial(_draw, file, prepared, one))
    second = PreparedFile(other)
    _timed("copies of a second", lambda: second.answers(two_classes=False))
    _timed("comparison", lambda: compare_prepared(prepared, second, two_classes=False, english_only=False))


def _draw(file: BulkJobFile, prepared: PreparedFile, view: View) -> None:
    """Compute what the page draws."""
    story = Story(prepared, view)
    _ = (story.shares, story.trend, story.marked, story.group_shares, story.drivers, story.surest(5))
    for index in story.least_sure(5):
        story.copies_of(index)
    result_table(file, story, filtered=story.view.is_filtered)


def _timed(name: str, work: Callable[[], object]) -> None:
    started, used = time.perf_counter(), time.process_time()
    work()
    typer.echo(
        f"  {name:20} {time.process_time() - used:6.2f} s of processor, {time.perf_counter() - started:6.2f} s of clock"
    )


if __name__ == "__main__":
    typer.run(main)
