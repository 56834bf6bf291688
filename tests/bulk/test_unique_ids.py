"""Ids that occur twice."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitter_sentiment.bulk.unique_ids import require_unique_ids
from twitter_sentiment.errors import InputError
from twitter_sentiment.files.table import open_table


def write_ids(ids: list[str]) -> None:
    with Path("in.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "text"), *((name, "good") for name in ids)])


@given(st.lists(st.sampled_from("abcdefghij"), min_size=1, max_size=8))
def test_unique_ids_names_the_first_repeat(ids: list[str]) -> None:
    write_ids(ids)
    repeats = [(ids.index(name) + 1, row) for row, name in enumerate(ids, start=1) if ids.index(name) + 1 < row]
    if repeats:
        with pytest.raises(InputError, match=f"rows {repeats[0][0]} and {repeats[0][1]} "):
            require_unique_ids(open_table("in.csv"), "id")
    else:
        require_unique_ids(open_table("in.csv"), "id")


def test_unique_ids_finds_repeat_in_a_later_batch() -> None:
    write_ids([str(number) for number in range(20_000)] + ["17"])
    with pytest.raises(InputError, match=r"rows 18 and 20,001 \('17'\)"):
        require_unique_ids(open_table("in.csv"), "id")
