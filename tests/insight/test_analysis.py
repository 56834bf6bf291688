import numpy as np

from twitter_sentiment.insight.analysis import REST, Analysis, Scope, analyze
from twitter_sentiment.insight.answers import Answers
from twitter_sentiment.insight.groups import GroupColumn
from twitter_sentiment.insight.trend import Period

from .crisis import CRISIS_PRODUCT, CRISIS_WEEK, crisis_rows
from .simulation import answers_of, simulated_answers


def crisis_answers() -> tuple[Answers, list[dict[str, str]]]:
    """The planted crisis, with the classes that its words have."""
    rows = crisis_rows()
    bad = ("stopped", "freezing", "slow", "swollen", "hot", "fire")
    good = ("love", "happy", "wonderful")
    sentiments = [
        next(
            (label for label, words in (("negative", bad), ("positive", good)) if any(w in row["text"] for w in words)),
            "neutral",
        )
        for row in rows
    ]
    return answers_of([row["text"] for row in rows], sentiments), rows


def crisis_analysis() -> Analysis:
    answers, rows = crisis_answers()
    times = np.array([row["created_at"][:10] for row in rows], dtype="datetime64[s]")
    return analyze(answers, None, times, GroupColumn.of_values("product", [row["product"] for row in rows]))


def test_analysis_marks_the_crisis_and_names_its_cause() -> None:
    analysis = crisis_analysis()
    assert analysis.trend is not None
    assert analysis.trend.period is Period.WEEK
    marked = [(cell.group, analysis.trend.name(cell.start)) for cell in analysis.marked if cell.group]
    assert marked == [(CRISIS_PRODUCT, str(CRISIS_WEEK))]
    (crisis,) = [one for one in analysis.comparisons if one.scope == Scope(str(CRISIS_WEEK), CRISIS_PRODUCT)]
    assert {"battery", "swollen"} <= {driver.term for driver in crisis.surest}
    assert {driver.toward for driver in crisis.drivers} <= {str(CRISIS_WEEK), REST}


def test_analysis_of_groups_leaves_their_names_out() -> None:
    for comparison in crisis_analysis().comparisons:
        name = (comparison.scope.group or "").lower()
        if name and comparison.scope.period is None:
            assert not [driver.term for driver in comparison.drivers if name in driver.term.split()]


def test_surest_drivers_leave_out_words_of_a_pair() -> None:
    (sentiment,) = [one for one in crisis_analysis().comparisons if one.scope == Scope()]
    terms = [driver.term for driver in sentiment.drivers]
    assert {"stopped", "stopped working"} <= set(terms)
    shown = [driver.term for driver in sentiment.surest]
    assert "stopped working" in shown
    assert "stopped" not in shown


def test_analysis_without_dates_and_groups() -> None:
    analysis = analyze(simulated_answers(np.random.default_rng(1), texts=40), None)
    assert analysis.trend is None
    assert analysis.groups is None
    assert analysis.marked == []
    assert [comparison.scope.name for comparison in analysis.comparisons] == ["sentiment"]


def test_scopes_have_names() -> None:
    assert Scope(group="a").name == "group a"
    assert Scope("2024-01-01").name == "period 2024-01-01"
    assert Scope("2024-01-01", "a").name == "group a, period 2024-01-01"
