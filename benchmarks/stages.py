"""Processor time of each stage of a prediction, on one core.

The HTTP stages are measured on the running service: a request that needs no model, and one whose text is in the cache.
The processor time of a whole request is more than their sum, since the stages then share cores and caches.
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
from twitter_sentiment.api_types import PredictRequest
from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.model.tokenization import EncodedText
from twitter_sentiment.service.responses import prediction_response

from load import run_load
from server import RunningServer, running
from servers import OUR_SERVICE, http_request
from serving import read_texts

T = TypeVar("T")

ROUNDS = 5
HTTP_CLIENTS = 8
HTTP_SECS = 4.0


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
    normalizer = classifier.tokenizer.normalizer
    decoder = classifier.decoder(neutral=False)
    normalized = classifier.normalize(tweets)
    encoded = sorted(classifier.tokenize(normalized), key=lambda text: len(text.ids))
    (prediction,) = classifier.predict_rows(tweets[:1])
    assert prediction is not None  # noqa: S101 - tweets are not empty
    logits = classifier.model.logits([encoded[0].ids])

    def validate_and_respond(tweet: str) -> str:
        request = PredictRequest.model_validate_json(json.dumps({"text": tweet}))
        return prediction_response(request.text, prediction, request, None).model_dump_json(exclude_none=True)

    yield "normalize", _each(normalizer, tweets)
    yield "tokenize", _each(lambda text: classifier.tokenize([text]), normalized)
    for size in (1, 4, 8):
        yield f"model, {size} of the same length in a batch", _batches(classifier, encoded, size)
    yield "probabilities and label", _each(lambda text: decoder.decode(logits, [text.counts]), encoded)
    yield "validate the request, serialize the response", _each(validate_and_respond, tweets)


def _over_http(tweets: list[str]) -> Iterator[tuple[str, float]]:
    cached = replace(OUR_SERVICE, environment={**OUR_SERVICE.environment, "CACHE_SIZE": "10000"})
    with running(cached, sys.executable, None, tweets[0]) as server:
        bodies = [cached.request(tweet, server.port) for tweet in tweets]
        refused = [http_request("/predict", {"text": ""}, server.port)]
        run_load(server.port, bodies, clients=HTTP_CLIENTS, seconds=HTTP_SECS)
        yield "HTTP with a request that is refused (all middleware, no prediction)", _http(server, refused)
        yield "HTTP with a cached text (normalized before)", _http(server, bodies)


def _http(server: RunningServer, requests: list[bytes]) -> float:
    """Processor time of the service for one request, in microseconds."""
    before = server.processor_secs()
    load = run_load(server.port, requests, clients=HTTP_CLIENTS, seconds=HTTP_SECS)
    return 1e6 * (server.processor_secs() - before) / (load.requests + sum(load.errors.values()))


def _batches(classifier: SentimentClassifier, encoded: list[EncodedText], size: int) -> float:
    batches = [[text.ids for text in encoded[start : start + size]] for start in range(0, len(encoded), size)]
    return _each(classifier.model.logits, batches) * len(batches) / len(encoded)


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
