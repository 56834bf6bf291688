"""What the second model costs: texts per second of English tweets, speed on as many tokens, memory of the service.

English tweets are classified in turns by the first model alone and by the router, which looks at the language of each.
Both models read the same tweets for the comparison of tokens.
"""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.inference.routed import RoutedClassifier
from twitter_sentiment.model.folder import find_folder

from load import run_load
from server import running
from servers import OUR_SERVICE
from serving import read_texts

FOREIGN_TEXT = "La batería dura dos días y la cámara es una maravilla."
SERVICE_SECS = 5.0
SERVICE_CLIENTS = 8


def main(
    texts: Annotated[Path, typer.Option(help="CSV of English tweets with a column text.")] = Path(
        "data/processed/test.csv"
    ),
    model: Annotated[str, typer.Option(help="First model: accurate or fast.")] = "fast",
    count: Annotated[int, typer.Option(min=100, help="Tweets to measure with.")] = 3_000,
    rounds: Annotated[int, typer.Option(min=1, max=100, help="Rounds of the interleaved measurements.")] = 7,
) -> None:
    """Print the ratios and the memory."""
    tweets = read_texts(texts)[:count]
    first = SentimentClassifier.load(find_folder(Path(model)))
    routed = RoutedClassifier(first, find_folder(Path("multilingual")), SentimentClassifier.load)
    alone, auto = _interleaved([lambda: first.predict_rows(tweets), lambda: routed.predict_rows(tweets)], rounds)
    typer.echo(f"{model} alone: {len(tweets) / median(alone):.0f} texts/s; auto: {len(tweets) / median(auto):.0f}")
    typer.echo(f"auto ÷ alone, median of {rounds} pairs: {_ratio(alone, auto):.3f}")

    second = routed.multilingual
    own, other = _interleaved([lambda: first.predict_rows(tweets), lambda: second.predict_rows(tweets)], rounds)
    tokens = _tokens(second, tweets) / _tokens(first, tweets)
    typer.echo(
        f"multilingual ÷ {model} in texts/s: {_ratio(own, other):.2f}; in tokens/s: {tokens * _ratio(own, other):.2f}"
    )

    for languages in ("default", "auto"):
        environment = {**OUR_SERVICE.environment, "MODEL_PATH": model, "LANGUAGES": languages}
        with running(replace(OUR_SERVICE, environment=environment), sys.executable, None, tweets[0]) as server:
            requests = [OUR_SERVICE.request(text, server.port) for text in [FOREIGN_TEXT, *tweets]]
            run_load(server.port, requests, clients=SERVICE_CLIENTS, seconds=SERVICE_SECS)
            typer.echo(f"peak memory of the service, LANGUAGES={languages}: {server.peak_memory() / 1e6:.0f} MB")


def _interleaved(functions: Sequence[Callable[[], object]], rounds: int) -> list[list[float]]:
    """Return the seconds of each function in each round; every other round goes backward."""
    seconds: list[list[float]] = [[] for _ in functions]
    for number in range(rounds + 1):
        turns = list(enumerate(functions))
        for index, function in turns if number % 2 else reversed(turns):
            started = time.perf_counter()
            function()
            if number:  # the first round warms up
                seconds[index].append(time.perf_counter() - started)
    return seconds


def _ratio(of: Sequence[float], to: Sequence[float]) -> float:
    """Return the speed of the second as a multiple of the first's, the median of the pairs."""
    return median(one / other for one, other in zip(of, to, strict=True))


def _tokens(classifier: SentimentClassifier, texts: Sequence[str]) -> int:
    return sum(len(encoded.ids) for encoded in classifier.tokenizer.encode(texts))


if __name__ == "__main__":
    typer.run(main)
