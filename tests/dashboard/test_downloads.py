"""Tables for download."""

from io import BytesIO

import pandas as pd
import pytest

from twitter_sentiment.dashboard.downloads import to_csv, to_parquet

TEXTS = [
    "=1+1",
    "+1+1",
    "- it broke",
    "@SUM(1) hi",
    "\tx",
    "\rx",
    "\n=1",
    " =1",
    "＝1",
    "plain",
    "@you hi",
    "@you",
    "@you: is (this) fine? - yes",
    "-5",
    "+3.2",
    "-1e-3",
    "a=b",
    "ünïcode 😀",
    'quote "this", please',
    "two\nlines",
    "",
]


def test_csv_neutralizes_formulas_only() -> None:
    table = pd.read_csv(BytesIO(to_csv(pd.DataFrame({"text": TEXTS}))), keep_default_na=False, lineterminator="\n")
    assert list(table["text"]) == [f"'{text}" for text in TEXTS[:9]] + TEXTS[9:]


@pytest.mark.parametrize(
    "text",
    [
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "@A1+WEBSERVICE(1)",
        "@A1 + WEBSERVICE (1)",
        "@a|'x'!A0",
        "@SUM (1)",
        "@=1",
        "@-1+cmd|x",
        "@",
        "@ you",
        "＠SUM(1)",
        "+1;=2",
        "-5\n=1",
    ],
)
def test_csv_neutralizes_calls_behind_a_sign(text: str) -> None:
    assert to_csv(pd.DataFrame({"text": [text]})).decode("utf-8-sig").startswith(f'"text"\n"\'{text}"')


def test_csv_keeps_numbers_and_the_table() -> None:
    table = pd.DataFrame({"text": ["=x"], "confidence": [-0.5], "=id": [1]})
    assert to_csv(table).decode("utf-8-sig") == '"text","confidence","\'=id"\n"\'=x",-0.5,1\n'
    assert list(table["text"]) == ["=x"]


@pytest.mark.parametrize("column", [["a", None], [["=x"], "b"], [1, "=x"]])
def test_csv_writes_columns_of_any_type(column: list[object]) -> None:
    lines = to_csv(pd.DataFrame({"other": pd.Series(column, dtype=object)})).decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert not any(line.lstrip('"').startswith("=") for line in lines)


def test_parquet_keeps_texts_exactly() -> None:
    table = pd.DataFrame({"text": TEXTS, "sentiment": [None, *["positive"] * (len(TEXTS) - 1)]})
    pd.testing.assert_frame_equal(pd.read_parquet(BytesIO(to_parquet(table))), table)


def test_csv_quotes_other_separators() -> None:
    assert to_csv(pd.DataFrame({"text": ["nice;=1+1"]})).decode("utf-8-sig").splitlines()[1] == '"nice;=1+1"'


def test_parquet_writes_mixed_types_as_text() -> None:
    table = pd.DataFrame({"id": pd.Series([1, "b", None, {"a": 1}], dtype=object), "text": list("abcd")})
    written = pd.read_parquet(BytesIO(to_parquet(table)))
    assert list(written["id"])[:2] == ["1", "b"]
    assert list(written["text"]) == list("abcd")
