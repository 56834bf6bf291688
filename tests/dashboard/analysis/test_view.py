"""The view of an analysis and its address."""

from collections.abc import Iterable

import numpy as np
import pytest

from twitter_sentiment.dashboard.analysis.view import (
    MAX_SEARCH_CHARACTERS,
    View,
    clear_parameters,
    read_view,
    write_parameters,
)
from twitter_sentiment.insight.file_columns import ColumnChoice
from twitter_sentiment.insight.trend import Period

DEFAULT = ColumnChoice("created_at", "product")
COLUMNS = ["text", "created_at", "product", "lang"]


class Address(dict[str, list[str]]):
    """Parameters of an address."""

    changes = 0

    def get_all(self, key: str) -> list[str]:
        return self.get(key, [])

    def __setitem__(self, key: str, value: str | Iterable[str]) -> None:
        self.changes += 1
        super().__setitem__(key, [value] if isinstance(value, str) else list(value))


@pytest.mark.parametrize(
    "view",
    [
        View(DEFAULT),
        View(ColumnChoice(None, None)),
        View(ColumnChoice("lang", "created_at", True, Period.MONTH), two_classes=True),
        View(
            DEFAULT,
            labels=frozenset({"negative", "neutral"}),
            confidence=(5, 95),
            since=np.datetime64("2024-02-05T10:00:00", "s"),
            until=np.datetime64("2024-02-12", "s"),
            group="=A & B?/#",
            term="#swollen battery",
            search="it's 100 % 🔥",
            english_only=True,
            language="pt",
        ),
    ],
)
def test_view_is_the_same_from_its_address(view: View) -> None:
    address = Address({"tab": ["Analyze a file"]})
    write_parameters(address, view.parameters(DEFAULT))
    assert read_view(address, DEFAULT, COLUMNS) == view
    changes = address.changes
    write_parameters(address, view.parameters(DEFAULT))
    assert address.changes == changes
    clear_parameters(address)
    assert address == {"tab": ["Analyze a file"]}


def test_default_view_needs_no_parameters() -> None:
    assert not any(View(DEFAULT).parameters(DEFAULT).values())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("class", "good"),
        ("confidence", "90-10"),
        ("confidence", "-5-10"),
        ("confidence", "10"),
        ("confidence", "0-101"),
        ("confidence", "٣-٤"),
        ("since", "now"),
        ("since", "2024-02-31"),
        ("until", "2024"),
        ("period", "year"),
        ("order", "x"),
        ("classes", "3"),
        ("search", "x" * 2001),
        ("english", "1"),
    ],
)
def test_unusable_parameter_is_left_out(name: str, value: str) -> None:
    assert read_view(Address({name: [value]}), DEFAULT, COLUMNS) == View(DEFAULT)


def test_unknown_column_is_none() -> None:
    view = read_view(Address({"date": ["secret"], "by": ["<b>"]}), DEFAULT, COLUMNS)
    assert view.columns == ColumnChoice(None, None)


def test_long_search_is_cut_to_its_box() -> None:
    assert read_view(Address({"search": ["x" * 1999]}), DEFAULT, COLUMNS).search == "x" * MAX_SEARCH_CHARACTERS


def test_view_says_what_it_chooses_by() -> None:
    assert not View(DEFAULT, two_classes=True).is_filtered
    chosen = View(DEFAULT, labels=frozenset({"negative"}), group="a")
    assert chosen.is_filtered
    assert chosen.chooses_by_answer
    assert chosen.without_answers() == View(DEFAULT, group="a")
    assert chosen.without_filter() == View(DEFAULT)
