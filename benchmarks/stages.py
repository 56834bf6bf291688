"""Where the time of a prediction goes: each stage by itself, in processor time of one core.

The stages of HTTP are measured on the running service: a request that needs no model, and one whose answer the cache
holds. What is missing to the processor time of a whole request is the sharing of cores and caches.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Annotated, TypeVar

import typer
from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.model.encoding import Tokens
from twitter_sentiment.service.schemas import Answer, PredictRequest

from contenders import OUR_SERVICE, http_request
from load import run_load
from server import Server, running
from serving import read_texts

T = TypeVar("T")

ROUNDS = 5
HTTP_CLIENTS, HTTP_SECS = 8, 4.0


def main(
    texts: Annotated[Path, typer.Option(help="CSV with a column text.")] = Path("data/processed/test.csv"),
    count: Annotated[int, typer.Option(min=10, help="Texts to measure with.")] = 500,
) -> None:
    """Print the processor time of each stage for one text."""
    tweets = read_texts(texts)[:count]
    typer.echo("| stage | µs a text |\n| --- | ---: |")
    for name, micros in [*_in_process(tweets), *_over_http(tweets)]:
        typer.echo(f"| {name} | {micros:.0f} |")


def _in_process(tweets: list[str]) -> Iterator[tuple[str, float]]:
    classifier = SentimentClassifier.load(threads=1)
    encoder, view = classifier.encoder, classifier.view(neutral=False)
    normalised = [encoder.normaliser(tweet) for tweet in tweets]
    tokens = sorted(encoder.tokenise(normalised), key=lambda read: len(read.ids))
    (prediction,) = classifier.predict_rows(tweets[:1])
    assert prediction is not None  # noqa: S101 - tweets are not empty
    logits = classifier.model.logits([tokens[0].ids])

    def tell(tweet: str) -> str:
        asked = PredictRequest.model_validate_json(json.dumps({"text": tweet}))
        return Answer.of(asked.text, prediction, asked).model_dump_json(exclude_none=True)

    yield "normalise", _each(encoder.normaliser, tweets)
    yield "tokenise", _each(lambda text: encoder.tokenise([text]), normalised)
    for size in (1, 4, 8):
        yield f"model, {size} of the same length in a run", _runs(classifier, tokens, size)
    yield "probabilities and label", _each(lambda read: view.predictions(logits, [read.reading]), tokens)
    yield "check the request, write the answer", _each(tell, tweets)


def _over_http(tweets: list[str]) -> Iterator[tuple[str, float]]:
    cached = replace(OUR_SERVICE, environment={**OUR_SERVICE.environment, "CACHE_SIZE": "10000"})
    with running(cached, sys.executable, None, tweets[0]) as server:
        bodies = [cached.request(tweet, server.port) for tweet in tweets]
        blank = [http_request("/predict", {"text": ""}, server.port)]
        run_load(server.port, bodies, clients=HTTP_CLIENTS, seconds=HTTP_SECS)
        yield "HTTP with a request that is refused (all middleware, no prediction)", _http(server, blank)
        yield "HTTP with an answer from the cache (and normalised before)", _http(server, bodies)


def _http(server: Server, requests: list[bytes]) -> float:
    """Processor time of the service for one request, in microseconds."""
    before = server.processor_secs()
    load = run_load(server.port, requests, clients=HTTP_CLIENTS, seconds=HTTP_SECS)
    return 1e6 * (server.processor_secs() - before) / (load.requests + sum(load.errors.values()))


def _runs(classifier: SentimentClassifier, tokens: list[Tokens], size: int) -> float:
    batches = [[read.ids for read in tokens[start : start + size]] for start in range(0, len(tokens), size)]
    return _each(classifier.model.logits, batches) * len(batches) / len(tokens)


def _each(function: Callable[[T], object], arguments: list[T]) -> float:
    """Median over the rounds of the processor time of one call, in microseconds."""

    def once() -> float:
        started = time.process_time()
        for argument in arguments:
            function(argument)
        return 1e6 * (time.process_time() - started) / len(arguments)

    once()
    return median(once() for _ in range(ROUNDS))


if __name__ == "__main__":
    typer.run(main)
