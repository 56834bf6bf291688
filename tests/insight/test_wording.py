import numpy as np
import pytest

from twitter_sentiment.insight.shares import Share, ShareEstimator
from twitter_sentiment.insight.trend import Cell, Mark, Period, Trend
from twitter_sentiment.insight.wording import marked_shares, marks_in_words, one_line, percent, span_in_words

from .simulation import simulated_answers


def cell(day: str, *marks: Mark) -> Cell:
    answers = simulated_answers(np.random.default_rng(8), texts=40)
    shares = ShareEstimator(answers.labels, answers.probabilities, None, resamples=20).estimate(answers.probabilities)
    return Cell(np.datetime64(day, "s"), None, shares, marks)


def test_percent_has_the_interval() -> None:
    share = Share(-0.1234, (-0.2, 0.05))
    assert percent(share) == "-12.3% (-20.0 to 5.0)"
    assert percent(Share(0.1234, (-0.0001, 0.5)), signed=True) == "+12.3% (0.0 to 50.0)"
    assert percent(share, digits=0) == "-12% (-20 to 5)"
    assert percent(None) == "–"


def test_marks_say_by_what_a_period_differs() -> None:
    marked = cell("2024-01-01", Mark("negative", True), Mark("positive", False))
    assert marks_in_words(marked) == "more negative, less positive"
    assert [part.split()[0] for part in marked_shares(marked).split(", ")] == ["negative", "positive"]
    assert marked_shares(cell("2024-01-01")).startswith("negative ")


def test_span_says_how_many_periods() -> None:
    cells = (cell("2024-01-01"), cell("2024-01-02"))
    assert span_in_words(Trend(Period.DAY, cells, 0)) == "2 days, the first from 2024-01-01, the last from 2024-01-02"
    assert span_in_words(Trend(Period.HOUR, cells[:1], 0)) == "1 hour, from 2024-01-01T00:00"
    assert span_in_words(Trend(Period.DAY, (), 5)) == "no text has a date"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("two\n lines\t", "two lines"),
        ("\u202eturned\u2069 \x1b[31m\x00", "turned [31m"),
        ("a longer text", "a longer tex…"),
        ("x" * 5_000, "xxxxxxxxxxxx…"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("\ud83d half", "half"),
        ("\n" * 100 + "late", "…"),
    ],
)
def test_one_line_of_any_text(text: str, shown: str) -> None:
    assert one_line(text, 12) == shown
