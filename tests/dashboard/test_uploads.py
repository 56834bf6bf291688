"""Uploaded tables, as people have them."""

import json
from io import BytesIO

import pandas as pd
import pytest

from twitter_sentiment.dashboard.uploads import likely_label_column, likely_text_column, read_upload, texts_of
from twitter_sentiment.errors import InputError

ROWS = pd.DataFrame({"id": ["1", "2"], "text": ["I love it 😀", 'naïve, "quoted"']})


def as_bytes(ending: str) -> bytes:
    buffer = BytesIO()
    match ending:
        case "csv":
            ROWS.to_csv(buffer, index=False)
        case "tsv":
            ROWS.to_csv(buffer, index=False, sep="\t")
        case "xlsx":
            ROWS.to_excel(buffer, index=False)
        case "parquet":
            ROWS.to_parquet(buffer)
        case "jsonl":
            buffer.write("\n".join(json.dumps(row) for row in ROWS.to_dict("records")).encode())
    return buffer.getvalue()


@pytest.mark.parametrize("ending", ["csv", "tsv", "xlsx", "parquet", "jsonl"])
def test_each_kind_gives_the_same_table(ending: str) -> None:
    table = read_upload(f"mine.{ending}", as_bytes(ending))
    assert list(table.columns) == ["id", "text"]
    assert texts_of(table, "text") == list(ROWS["text"])


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("semicolons.csv", b"id;text\n1;good, really\n", "good, really"),
        ("tabs.csv", b"id\ttext\n1\tgood, really\n", "good, really"),
        ("one_column.csv", b"text\ngood, really\n", "good, really"),
        ("quotes.csv", b'text\nshe said "no", twice\n', 'she said "no", twice'),
        ("excel.csv", "\ufefftext\ncafé\n".encode(), "café"),
        ("old.csv", "text\ncafé\n".encode("cp1252"), "café"),
        ("wide.csv", "text\ncafé\n".encode("utf-16"), "café"),
        ("windows.csv", b"text\r\ngood\r\n", "good"),
        ("upper.CSV", b"text\ngood\n", "good"),
    ],
)
def test_tables_from_spreadsheets_are_read(name: str, content: bytes, text: str) -> None:
    assert texts_of(read_upload(name, content), "text") == [text]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "empty.csv is empty"),
        ("header.csv", b"text\n", "has a header, but no rows"),
        ("broken.xlsx", b"PK\x03\x04 nothing", "can't be read as XLSX"),
        ("broken.parquet", b"nothing", "can't be read as PARQUET"),
        ("broken.jsonl", b'{"text": 1}\n{', "line 2 is not one JSON object"),
        ("array.jsonl", b'[{"text": 1}]', "line 1 is not one JSON object"),
        ("open.csv", b'id,text\n1,"never closed\n', "can't be read as CSV"),
        ("more.csv", b"id,text\n1,a,b\n", "more cells than its header"),
        ("notes.pdf", b"%PDF", "is no table we can read"),
    ],
)
def test_an_unusable_file_is_told_in_a_sentence(name: str, content: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read_upload(name, content)
    assert "\n" not in str(caught.value)


def test_missing_cells_and_numbers_become_text() -> None:
    table = pd.DataFrame({"text": [None, float("nan"), 3, "a"]}, dtype=object)
    assert texts_of(table, "text") == ["", "", "3", "a"]


def test_the_column_that_is_meant_is_found() -> None:
    named = pd.DataFrame({"a long column": ["x" * 50], "Tweet": ["hi"], "Sentiment": ["pos"]})
    assert (likely_text_column(named), likely_label_column(named)) == ("Tweet", "Sentiment")
    unnamed = pd.DataFrame({"a": ["1", "2", "3"], "b": ["a long sentence", "another", "and"], "c": ["x", "x", "y"]})
    assert (likely_text_column(unnamed), likely_label_column(unnamed)) == ("b", "c")


def test_long_ids_in_json_lines_stay_as_they_are() -> None:
    content = (
        '\ufeff{"text": "a", "id": 1234567890123456789}\n\n{"text": "b", "id": null}\n{"text": "c", "id": 2e400}\n'
    )
    table = read_upload("mine.jsonl", content.encode())
    assert table["id"][0] == 1234567890123456789
    assert texts_of(table, "id")[1] == ""


def test_columns_of_the_same_name_are_told_apart() -> None:
    buffer = BytesIO()
    pd.DataFrame([["a", "b", "c"]], columns=pd.Index([1, "1", "self"])).to_excel(buffer, index=False)
    table = read_upload("mine.xlsx", buffer.getvalue())
    assert list(table.columns) == ["1", "1.1", "self"]


def test_cells_that_are_no_text_do_not_disturb_the_guess() -> None:
    table = pd.DataFrame({"raw": [b"\xff\xfe", b"\xff"], "words": ["a long enough text", "another long text"]})
    assert likely_text_column(table) == "words"
    assert likely_label_column(table) in {"raw", "words"}
