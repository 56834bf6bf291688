from pathlib import Path

import numpy as np
import pytest

from twitter_sentiment.errors import AmbiguousDatesError, InputError
from twitter_sentiment.files.options import ReadOptions
from twitter_sentiment.files.table import open_table
from twitter_sentiment.insight.answers import Answers
from twitter_sentiment.insight.file_columns import ColumnChoice, FileColumns, read_columns
from twitter_sentiment.insight.trend import Period


def columns_of(content: str, choice: ColumnChoice | None = None, *, with_scores: bool = True) -> FileColumns:
    Path("in.csv").write_text(content, encoding="utf-8")
    table = open_table("in.csv", ReadOptions())
    return read_columns(table, choice or ColumnChoice(), with_scores=with_scores)


def test_columns_are_found_and_follow_the_texts() -> None:
    columns = columns_of(
        "text,when,brand,score_negative,score_neutral,score_positive\n"
        "bad,2024-01-05,a,0.9,0.05,0.05\n,2024-01-06,a,,,\ngood,soon,b,0,0,1\n",
        ColumnChoice(group="Brand", date="when"),
    )
    assert columns.scores is not None
    answers = Answers.of_columns(columns.texts, columns.scores)
    assert answers.texts == ("bad", "good")
    times = columns.times_of(answers)
    assert times is not None
    assert times.astype(str).tolist() == ["2024-01-05T00:00:00", "NaT"]
    groups = columns.groups_of(answers)
    assert groups is not None
    assert (groups.name, groups.values) == ("brand", ("a", "b"))
    assert [note.message for note in columns.notes] == ["1 date can't be read: their texts are in no period."]


def test_language_is_a_group_of_every_file() -> None:
    texts = "I really love this phone,\nno me gusta para nada,\nLisboa,pt\n,\n"
    columns = columns_of("text,lang\n" + texts, ColumnChoice(group="Language"))
    assert (columns.group_column, columns.groups) == ("language", ["en", "es", "pt", "und"])
    columns = columns_of("text,language\n" + texts, ColumnChoice(group="language"))
    assert columns.groups == ["", "", "pt", ""]


def test_date_column_is_found_and_told() -> None:
    columns = columns_of("text,posted\ngood,2024-01-05\nbad,2024-01-06\n")
    assert columns.date_column == "posted"
    (note,) = columns.notes
    assert f"{note.message} {note.hint}" == "The dates are in the column 'posted'. Choose another with --date-column."


def test_file_without_dates_has_no_trend() -> None:
    columns = columns_of("text,id\ngood,1\n")
    assert columns.dates is None
    answers = Answers.of_columns(columns.texts, {"negative": np.array([0.5]), "positive": np.array([0.5])})
    assert columns.times_of(answers) is None
    assert columns.groups_of(answers) is None


def test_scores_are_looked_for_only_if_wanted() -> None:
    content = "text,score_negative,score_positive\ngood,0.1,0.9\n,nan,\n"
    scores = columns_of(content).scores
    assert scores is not None
    np.testing.assert_array_equal(scores["negative"], [0.1, np.nan])
    np.testing.assert_array_equal(scores["positive"], [0.9, np.nan])
    assert columns_of(content, with_scores=False).scores is None


@pytest.mark.parametrize(
    ("content", "choice", "words"),
    [
        ("text,sentiment,confidence\ngood,positive,0.9\n", ColumnChoice(), "`batch --neutral --scores`"),
        ("text,score_neutral\ngood,0.9\n", ColumnChoice(), "`batch --neutral --scores`"),
        ("text,score_negative,score_positive\ngood,0.1,much\n", ColumnChoice(), "'much' in row 1, which is no prob"),
        ("text,score_negative,score_positive\ngood,0.1,1.5\n", ColumnChoice(), "'1.5' in row 1, which is no prob"),
        ("text,score_negative,score_positive\ngood,0.1,inf\n", ColumnChoice(), "'inf' in row 1, which is no prob"),
        ("text,a\ngood,1\n", ColumnChoice(date="when"), "no column 'when'; it has: text, a"),
        ("text,a\ngood,1\n", ColumnChoice(group="brand"), "no column 'brand'; it has: text, a"),
        ("text,a\ngood,soon\n", ColumnChoice(date="a"), "'a' has no dates that can be read"),
        (
            "text,date\ngood,2000-01-01\nbad,2024-01-01\n",
            ColumnChoice(period=Period.HOUR),
            "periods of one hour: choose a longer one",
        ),
    ],
)
def test_unusable_columns_are_refused(content: str, choice: ColumnChoice, words: str) -> None:
    with pytest.raises(InputError) as caught:
        columns_of(content, choice)
    assert words in str(caught.value)


def test_ambiguous_dates_name_the_flags() -> None:
    content = "text,date\ngood,05/06/2024\nbad,04/06/2024\n"
    with pytest.raises(AmbiguousDatesError) as caught:
        columns_of(content)
    assert caught.value.hint == "Add --day-first or --month-first."
    dates = columns_of(content, ColumnChoice(day_first=True)).dates
    assert dates is not None
    assert str(dates.times[0]) == "2024-06-05T00:00:00"
