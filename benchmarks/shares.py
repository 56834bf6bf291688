"""Compare estimates of class shares whose truth is known: on simulated classifiers, and on labeled data with a model.

Texts are drawn at the class shares of the data and at prevalences of the positive class from 5 to 95 %; the other
classes keep their proportions. The error is the mean distance of the estimated shares from the true ones. Run it as
`PYTHONPATH=. python benchmarks/shares.py`: the simulated classifiers are those of the tests.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from tests.insight.simulation import THREE_CLASSES, TWO_CLASSES, SimulatedClassifier, describe
from twitter_sentiment.data.labeled import read_labeled
from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.insight.class_factors import calibration_of
from twitter_sentiment.insight.shares import ShareEstimator
from twitter_sentiment.labels import BINARY_LABELS, LABELS, NEUTRAL
from twitter_sentiment.metrics import ViewCalibration

from servers import DEFAULT_MODEL

PREVALENCES = (None, 0.05, 0.2, 0.5, 0.8, 0.95)
"""Shares of the positive class; None are the class shares that the data have."""

Floats = NDArray[np.float64]
Labeled = tuple[Floats, NDArray[np.int64]]
"""Probabilities (texts, classes) and true classes (texts,)."""

SIMULATED = {
    "simulated, two classes": TWO_CLASSES,
    "simulated, three classes": THREE_CLASSES,
    "simulated, biased": SimulatedClassifier((0.5, 0.5), bias=0.5),
}

METHODS = ("counting", "plain mean", "adjusted matrix", "EM")


@dataclass(frozen=True)
class Draw:
    """Texts of known class shares.

    Attributes:
        shares: (classes,), the shares they were drawn with.
        probabilities: (texts, classes).
        copies: (texts,), equal numbers for a text that was drawn several times.
        calibration: what describes the calibration rows.
    """

    shares: Floats
    probabilities: Floats
    copies: NDArray[np.int64]
    calibration: ViewCalibration


def main(
    data: Annotated[
        list[Path] | None, typer.Option(help="Labeled file that the model was not trained on; may be repeated.")
    ] = None,
    model: Annotated[Path, typer.Option(help="Model folder.")] = DEFAULT_MODEL,
    texts: Annotated[int, typer.Option(min=30, help="Texts of each draw.")] = 400,
    rounds: Annotated[int, typer.Option(min=1, help="Draws at each prevalence.")] = 100,
    simulation: Annotated[bool, typer.Option(help="Simulate classifiers too.")] = True,
    rows: Annotated[int, typer.Option(min=100, help="Rows of each file to predict, at most.")] = 4_000,
) -> None:
    """Print a table of the errors of each method, and how often the interval of EM holds the truth.

    Where the model folder does not describe its calibration, the first file takes that part: for its own draws a random
    half of its rows, another one each time, for the other files all of them.
    """
    typer.echo(f"| data | positive | {' | '.join(METHODS)} | EM, interval holds | width |")
    typer.echo(f"| --- | ---: | {'---: | ' * len(METHODS)}---: | ---: |")
    for title, simulated in SIMULATED.items() if simulation else ():
        _print_rows(title, _simulated(simulated, texts), rounds)
    if data:
        for title, draw in _on_data(SentimentClassifier.load(model), data, rows, texts):
            _print_rows(title, draw, rounds)


def _simulated(classifier: SimulatedClassifier, texts: int) -> Callable[[np.random.Generator, float | None], Draw]:
    def draw(rng: np.random.Generator, prevalence: float | None) -> Draw:
        shares = _at_prevalence(np.array(classifier.shares), prevalence)
        probabilities, _ = classifier.draw(rng, tuple(shares), texts)
        return Draw(shares, probabilities, np.arange(texts), classifier.calibration(rng))

    return draw


def _on_data(
    classifier: SentimentClassifier, paths: Sequence[Path], rows: int, texts: int
) -> Iterator[tuple[str, Callable[[np.random.Generator, float | None], Draw]]]:
    """Yield a title and what draws from a file, for each file and view."""
    fallback: dict[tuple[str, ...], ViewCalibration] = {}
    for path, table in zip(paths, read_labeled(paths), strict=True):
        sample = table.sample(min(rows, len(table)), random_state=0)
        for labels in (LABELS, BINARY_LABELS):
            kept = sample[sample["label"].isin(labels)]
            if set(kept["label"]) != set(labels) or (NEUTRAL in labels and NEUTRAL not in classifier.manifest.labels):
                continue
            labeled = _predict(classifier, kept["text"].tolist(), kept["label"].tolist(), labels)
            calibration = calibration_of(classifier.manifest.calibration, labels) or fallback.get(labels)
            yield f"{path.stem}, {len(labels)} classes", _resampled(labels, labeled, calibration, texts)
            fallback.setdefault(labels, describe(labels, *labeled))


def _predict(classifier: SentimentClassifier, texts: list[str], names: list[str], labels: tuple[str, ...]) -> Labeled:
    predictions = classifier.predict_rows(texts, neutral=NEUTRAL in labels)
    known = [(one, labels.index(name)) for one, name in zip(predictions, names, strict=True) if one]
    probabilities = np.array([[prediction.scores[label] for label in labels] for prediction, _ in known])
    return probabilities, np.array([target for _, target in known])


def _resampled(
    labels: tuple[str, ...], labeled: Labeled, calibration: ViewCalibration | None, texts: int
) -> Callable[[np.random.Generator, float | None], Draw]:
    probabilities, targets = labeled

    def draw(rng: np.random.Generator, prevalence: float | None) -> Draw:
        rows = rng.permutation(len(targets))
        described = calibration
        if described is None:
            half, rows = np.array_split(rows, 2)
            described = describe(labels, probabilities[half], targets[half])
        of_class = [rows[targets[rows] == number] for number in range(len(labels))]
        shares = _at_prevalence(np.bincount(targets) / len(targets), prevalence)
        counts = rng.multinomial(texts, shares)
        drawn = np.concatenate([rng.choice(pool, count) for pool, count in zip(of_class, counts, strict=True)])
        return Draw(shares, probabilities[drawn], drawn, described)

    return draw


def _at_prevalence(shares: Floats, prevalence: float | None) -> Floats:
    if prevalence is None:
        return shares
    others = shares[:-1] / shares[:-1].sum() * (1 - prevalence)
    return np.append(others, prevalence)


def _print_rows(title: str, draw: Callable[[np.random.Generator, float | None], Draw], rounds: int) -> None:
    rng = np.random.default_rng(0)
    for prevalence in PREVALENCES:
        errors: dict[str, list[float]] = {method: [] for method in METHODS}
        held: list[bool] = []
        widths: list[float] = []
        for _ in range(rounds):
            drawn = draw(rng, prevalence)
            estimator = ShareEstimator(drawn.calibration.labels, drawn.probabilities, drawn.calibration)
            shares = estimator.estimate(drawn.probabilities, drawn.copies)
            estimates = (
                shares.counts / shares.texts,
                drawn.probabilities.mean(axis=0),
                _adjusted(drawn.probabilities, drawn.calibration),
                shares.estimate,
            )
            for method, estimate in zip(METHODS, estimates, strict=True):
                errors[method].append(float(np.abs(estimate - drawn.shares).mean()))
            for label, truth in zip(shares.labels, drawn.shares.tolist(), strict=True):
                share = shares.share(label)
                assert share is not None  # noqa: S101 - there are enough texts
                low, high = share.interval
                held.append(low <= truth <= high)
                widths.append(high - low)
        cells = " | ".join(f"{mean(errors[method]):.3f}" for method in METHODS)
        positive = "as it is" if prevalence is None else f"{prevalence:.0%}"
        typer.echo(f"| {title} | {positive} | {cells} | {mean(held):.0%} | {mean(widths):.3f} |")


def _adjusted(probabilities: Floats, calibration: ViewCalibration) -> Floats:
    """Estimate shares with the adjusted soft confusion matrix (Bella et al. 2010), clipped to shares."""
    confusion = np.array(calibration.confusion)
    shares = np.maximum(np.linalg.lstsq(confusion.T, probabilities.mean(axis=0), rcond=None)[0], 0)
    return np.asarray(shares / shares.sum())


if __name__ == "__main__":
    typer.run(main)
