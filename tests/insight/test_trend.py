import numpy as np
import pytest

from twitter_sentiment.errors import InputError
from twitter_sentiment.insight.groups import GroupColumn
from twitter_sentiment.insight.shares import ShareEstimator
from twitter_sentiment.insight.trend import Mark, Period, Times, Trend, choose_period, trend

from .simulation import simulated_answers

START = np.datetime64("2024-01-01T00:00:00")  # a Monday
DAY = np.timedelta64(86_400, "s")


def weeks(count: int, texts: int) -> Times:
    """Times of so many texts in each week."""
    return np.asarray(START + np.arange(count * texts) * (7 * DAY // texts))


def weekly(rng: np.random.Generator, crisis: int | None, resamples: int = 20) -> Trend:
    """Ten weeks of 60 texts; in a week of crisis most of them are negative."""
    calm = simulated_answers(rng, texts=600)
    if crisis is not None:
        calm.probabilities[crisis * 60 : (crisis + 1) * 60] = simulated_answers(rng, (0.8, 0.1, 0.1), 60).probabilities
    estimator = ShareEstimator(calm.labels, calm.probabilities, None, resamples)
    return trend(calm, estimator, weeks(10, 60), np.ones(600, dtype=bool))


@pytest.mark.parametrize(
    ("period", "start"),
    [
        (Period.HOUR, "2024-02-29T23:00:00"),
        (Period.DAY, "2024-02-29T00:00:00"),
        (Period.WEEK, "2024-02-26T00:00:00"),
        (Period.MONTH, "2024-02-01T00:00:00"),
        (Period.QUARTER, "2024-01-01T00:00:00"),
    ],
)
def test_period_begins(period: Period, start: str) -> None:
    (number,) = period.number(np.array(["2024-02-29T23:59:59"], dtype="datetime64[s]"))
    assert str(period.start(int(number))) == start
    (before,) = period.number(np.array([np.datetime64(start) - np.timedelta64(1, "s")]))
    assert before == number - 1
    (early,) = period.number(np.array(["1969-12-31T23:59:59"], dtype="datetime64[s]"))
    assert period.start(int(early)) <= np.datetime64("1969-12-31T23:59:59")


@pytest.mark.parametrize(
    ("times", "period"),
    [
        (START + np.arange(900) * np.timedelta64(120, "s"), Period.HOUR),
        (START + np.arange(900) * (DAY // 30), Period.DAY),
        (weeks(10, 60), Period.WEEK),
        (weeks(100, 30), Period.MONTH),  # 100 weeks are too many
        (weeks(300, 30), Period.QUARTER),
        (weeks(50, 2), Period.QUARTER),  # the most texts a cell, 26
        (np.array([], dtype="datetime64[s]"), Period.QUARTER),
    ],
)
def test_period_is_the_finest_with_enough_texts(times: Times, period: Period) -> None:
    assert choose_period(times) is period


def test_period_has_enough_texts_of_each_group() -> None:
    assert choose_period(weeks(10, 60), np.arange(600) % 2) is Period.WEEK
    assert choose_period(weeks(10, 60), np.arange(600) % 4) is Period.MONTH


def test_crisis_is_marked_alone() -> None:
    found = weekly(np.random.default_rng(1), crisis=6)
    assert found.period is Period.WEEK
    marked = [cell for cell in found.cells if cell.marked]
    assert [str(cell.start) for cell in marked] == ["2024-02-12T00:00:00"]
    assert Mark("negative", higher=True) in marked[0].marks


@pytest.mark.slow
def test_without_any_effect_few_files_have_a_mark() -> None:
    rng = np.random.default_rng(2)
    files = 200
    marked = sum(any(cell.marked for cell in weekly(rng, None, resamples=1).cells) for _ in range(files))
    assert marked <= 0.05 * files


def test_retweets_of_one_text_mark_nothing() -> None:
    rng = np.random.default_rng(3)
    answers = simulated_answers(rng, texts=600)
    answers.probabilities[300:360] = (0.98, 0.01, 0.01)
    answers.copies[300:360] = 300
    estimator = ShareEstimator(answers.labels, answers.probabilities, None, resamples=20)
    found = trend(answers, estimator, weeks(10, 60), np.ones(600, dtype=bool))
    assert not any(cell.marked for cell in found.cells)


def test_gaps_and_texts_without_a_date() -> None:
    answers = simulated_answers(np.random.default_rng(4), texts=70)
    times = np.repeat(np.array(["2024-01-05", "2024-03-05", "NaT"], dtype="datetime64[s]"), [31, 34, 5])
    estimator = ShareEstimator(answers.labels, answers.probabilities, None, resamples=20)
    found = trend(answers, estimator, times, np.ones(70, dtype=bool), period=Period.MONTH)
    assert [(str(cell.start)[:7], cell.shares.texts) for cell in found.cells] == [
        ("2024-01", 31),
        ("2024-02", 0),
        ("2024-03", 34),
    ]
    assert found.cells[1].shares.net is None
    assert found.undated == 5
    assert trend(answers, estimator, times, np.zeros(70, dtype=bool)).cells == ()


def test_trend_of_groups_marks_within_the_group() -> None:
    rng = np.random.default_rng(5)
    answers = simulated_answers(rng, texts=1_200)
    crisis = (np.arange(1_200) % 2 == 1) & (np.arange(1_200) // 120 == 3)
    answers.probabilities[crisis] = simulated_answers(rng, (0.9, 0.05, 0.05), int(crisis.sum())).probabilities
    groups = GroupColumn.of_values("brand", ["a", "b"] * 600)
    estimator = ShareEstimator(answers.labels, answers.probabilities, None, resamples=20)
    found = trend(answers, estimator, weeks(10, 120), np.ones(1_200, dtype=bool), groups, Period.WEEK)
    assert [(cell.group, str(cell.start)[:10]) for cell in found.cells if cell.marked] == [("b", "2024-01-22")]
    assert [cell.group for cell in found.cells] == ["a"] * 10 + ["b"] * 10


def test_too_many_periods_are_refused() -> None:
    answers = simulated_answers(np.random.default_rng(6), texts=2)
    estimator = ShareEstimator(answers.labels, answers.probabilities, None)
    times = np.array(["2000-01-01", "2024-01-01"], dtype="datetime64[s]")
    with pytest.raises(InputError, match="periods of one hour: choose a longer one"):
        trend(answers, estimator, times, np.ones(2, dtype=bool), period=Period.HOUR)


def test_trend_of_groups_with_total_has_both() -> None:
    answers = simulated_answers(np.random.default_rng(7), texts=600)
    groups = GroupColumn.of_values("brand", ["a", "b", ""] * 200)
    estimator = ShareEstimator(answers.labels, answers.probabilities, None, resamples=20)
    found = trend(answers, estimator, weeks(2, 300), np.ones(600, dtype=bool), groups, Period.WEEK, total=True)
    assert [(cell.group, found.name(cell.start), cell.shares.texts) for cell in found.cells] == [
        (None, "2024-01-01", 300),
        (None, "2024-01-08", 300),
        ("a", "2024-01-01", 100),
        ("a", "2024-01-08", 100),
        ("b", "2024-01-01", 100),
        ("b", "2024-01-08", 100),
    ]
    assert found.of_group("b") == list(found.cells[4:])
