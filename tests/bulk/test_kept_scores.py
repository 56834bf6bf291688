"""The scores that an engine keeps for the analysis."""

from pathlib import Path

import numpy as np
import pytest

from twitter_sentiment.bulk.engine import Rows
from twitter_sentiment.bulk.kept_scores import ScoreKeeper
from twitter_sentiment.files.table import Table, open_table
from twitter_sentiment.inference import SentimentClassifier

TEXTS = ["I love it", "", "It broke", "Opens at nine", "Never again"]


@pytest.fixture
def table() -> Table:
    Path("in.csv").write_text("text,id\n" + "".join(f"{text},{number}\n" for number, text in enumerate(TEXTS)))
    return open_table("in.csv")


def test_keeper_has_scores_of_the_other_view(classifier: SentimentClassifier, table: Table) -> None:
    keeper = ScoreKeeper(classifier, neutral=False, analyzed_neutral=True)
    (predicted,) = keeper.predict([Rows(batch, table.texts(batch)) for batch in table.batches()], lambda _: None)
    assert list(predicted.predictions) == classifier.predict_rows(TEXTS)
    scores = keeper.scores()
    assert list(scores) == ["negative", "neutral", "positive"]
    expected = classifier.predict_rows(TEXTS, neutral=True)
    for row, prediction in enumerate(expected):
        kept = [column[row] for column in scores.values()]
        if prediction is None:
            assert np.isnan(kept).all()
        else:
            assert kept == list(prediction.rounded().scores.values())


def test_keeper_puts_rows_of_earlier_run_in_front(classifier: SentimentClassifier, table: Table) -> None:
    keeper = ScoreKeeper(classifier, neutral=True, analyzed_neutral=True)
    done: list[int] = []
    rest = [Rows(batch, table.texts(batch)) for batch in table.batches(start=3)]
    assert len(list(keeper.predict(rest, lambda _: None))) == 1
    keeper.predict_first(table, 3, done.append)
    assert sum(done) == 3
    whole = ScoreKeeper(classifier, neutral=True, analyzed_neutral=True)
    whole.predict_first(table, len(TEXTS), lambda _: None)
    for label, column in keeper.scores().items():
        np.testing.assert_array_equal(column, whole.scores()[label])


def test_keeper_of_no_rows(classifier: SentimentClassifier) -> None:
    keeper = ScoreKeeper(classifier, neutral=False, analyzed_neutral=False)
    assert {label: len(column) for label, column in keeper.scores().items()} == {"negative": 0, "positive": 0}
