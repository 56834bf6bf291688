"""Reading labeled tables as data sets."""

from pathlib import Path

import pytest

from twitter_sentiment.data.labeled import Columns
from twitter_sentiment.errors import InputError
from twitter_sentiment.evaluation.data_sets import read_data_sets

from ..examples import write_csv


def test_data_set_is_named_after_its_file() -> None:
    write_csv("a.csv", [("good", "2"), ("bad", "0"), ("so so", "1")])
    (data,) = read_data_sets([Path("a.csv")])
    assert (data.name, data.labels) == ("a", ("negative", "neutral", "positive"))


def test_data_set_with_columns_and_name() -> None:
    Path("b.csv").write_text("body;stars\ngood;5\nbad;1\n")
    columns = Columns("body", "stars", {"1": "negative", "5": "positive"})
    (data,) = read_data_sets([Path("b.csv")], ["B"], columns)
    assert (data.name, data.labels, data.has_neutral) == ("B", ("negative", "positive"), False)
    assert data.targets == ["positive", "negative"]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["one"], "There are 1 --name and 2 --data"),
        (["x", "x"], "Two data sets are called 'x'"),
        ([], "b.csv has only positive rows"),
    ],
)
def test_unusable_data_sets_are_an_error(names: list[str], words: str) -> None:
    write_csv("a.csv", [("good", "positive"), ("bad", "negative")])
    write_csv("b.csv", [("good", "positive")])
    with pytest.raises(InputError, match=words):
        read_data_sets([Path("a.csv"), Path("b.csv")], names)


def test_language_that_is_no_code_is_refused() -> None:
    write_csv("a.csv", [("good", "2"), ("bad", "0")])
    with pytest.raises(InputError, match="--language english: no code of a language"):
        read_data_sets([Path("a.csv")], languages=["english"])


def test_languages_come_from_one_place() -> None:
    write_csv("a.csv", [("good", "2"), ("bad", "0")])
    with pytest.raises(InputError, match="give one of them"):
        read_data_sets([Path("a.csv")], columns=Columns(language="lang"), languages=["en"])
