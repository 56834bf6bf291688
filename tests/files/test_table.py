"""The table reader on the tables that people bring."""

import csv
import gzip
import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest

from twitter_sentiment.errors import InputError
from twitter_sentiment.files.options import BadRowPolicy, Quoting, ReadOptions, TableFormat
from twitter_sentiment.files.table import open_table

from .cases import CASES, FOLDER, Case
from .reading import read, rows_of, texts_of

TORN = FOLDER / "unquoted_line_end.csv"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file)
def test_open_table_reads_case(case: Case) -> None:
    table = open_table(case.path, ReadOptions(text_column=case.text_column))
    assert table.columns == list(case.columns)
    assert table.rows == case.row_count
    texts = texts_of(table)
    assert len(texts) == case.row_count
    if case.texts is not None:
        assert tuple(texts) == case.texts
    notes = [note.message for note in table.notes]
    assert [part for part in case.said if not any(part in note for note in notes)] == []
    assert not any("--" in note for note in notes)


def test_every_case_is_tested() -> None:
    assert {case.file for case in CASES} | {TORN.name} == {path.name for path in FOLDER.iterdir()}


def test_open_table_refuses_torn_row() -> None:
    with pytest.raises(InputError, match=r"1 row .* \(line 2\): it has a line end that is not in quotes") as caught:
        open_table(TORN)
    assert "--" not in str(caught.value)
    assert "--bad-rows repair" in caught.value.hint


def test_open_table_repairs_torn_row() -> None:
    table = open_table(TORN, ReadOptions(bad_rows=BadRowPolicy.REPAIR))
    assert texts_of(table) == ["Great start but then awful end", "Fine"]
    (note,) = table.notes
    assert note.message == (
        "1 bad row repaired (line 2): a line end that is not in quotes. Their cells are what was likely meant: check "
        "them, or correct the file."
    )


def test_open_table_rejects_torn_row_into_file() -> None:
    options = ReadOptions(bad_rows=BadRowPolicy.REJECT, reject_file=Path("bad.csv"))
    table = open_table(TORN, options)
    assert texts_of(table) == ["Fine"]
    assert table.rows == 1
    with Path("bad.csv").open(newline="") as file:
        header, row = csv.reader(file)
    assert header == ["file", "line", "reason", "cells"]
    assert row == [str(TORN), "2", "a line end that is not in quotes", "1", "ann", "Great start but then awful end"]


def test_open_table_of_own_ids_keeps_digits() -> None:
    table = open_table(FOLDER / "excel_types.xlsx")
    assert table.schema.field("id").type == pa.int64()
    assert rows_of(table)[0][0] == 1234567890123457000  # the digits that the workbook has


@pytest.mark.parametrize("ending", ["csv.gz", "csv"])
def test_open_table_reads_compressed_file(ending: str) -> None:
    content = gzip.compress(b"text\ngood\n") if ending.endswith("gz") else b"text\ngood\n"
    Path(f"in.{ending}").write_bytes(content)
    assert texts_of(open_table(f"in.{ending}")) == ["good"]


def test_open_table_reads_zstandard() -> None:
    compressed = pa.Codec("zstd").compress(b"text\ngood\n", asbytes=True)
    assert texts_of(read(compressed, "in.csv.zst")) == ["good"]


@pytest.mark.parametrize("cut", [1, 12, 20])
def test_open_table_refuses_damaged_compression(cut: int) -> None:
    whole = gzip.compress(b"text\n" + b"good and more\n" * 50)
    with pytest.raises(InputError, match="is damaged|is empty"):
        read(whole[:-cut], "in.csv.gz")


def test_open_table_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"text": "good"}\n')))
    table = open_table("-")
    assert (table.name, table.paths, texts_of(table)) == ("standard input", (), ["good"])


def test_open_table_combines_folder_and_pattern() -> None:
    Path("parts").mkdir()
    Path("parts/1.csv").write_text("id,text\n1,a\n2,b\n")
    Path("parts/2.jsonl").write_text('{"text": "c", "extra": true}\n')
    Path("parts/notes.pdf").write_bytes(b"%PDF")
    for source in ("parts", "parts/*.[cj]s*"):
        table = open_table(source)
        assert table.columns == ["id", "text", "extra"]
        assert rows_of(table) == [["1", "a", None], ["2", "b", None], [None, "c", True]]
        assert [row for batch in table.batches(1, start=2) for row in table.texts(batch)] == ["c"]
        assert len(table.paths) == 2
    with pytest.raises(InputError, match="no file that matches"):
        open_table("parts/*.txt")


def test_open_table_reads_archive_of_tweets() -> None:
    with zipfile.ZipFile("twitter.zip", "w") as archive:
        archive.write(FOLDER / "tweets.js", "data/tweets.js")
        archive.writestr("data/account.js", "window.YTD.account.part0 = []")
    assert texts_of(open_table("twitter.zip")) == ["Love it"]


def test_open_table_refuses_archive_of_several_tables() -> None:
    with zipfile.ZipFile("two.zip", "w") as archive:
        archive.writestr("a.csv", "text\na\n")
        archive.writestr("b.csv", "text\nb\n")
    with pytest.raises(InputError, match="holds 2 tables: unpack it"):
        open_table("two.zip")


def test_open_table_starts_at_row() -> None:
    content = "id,text\n" + "".join(f'{number},"text\n{number}"\n' for number in range(10))
    table = read(content)
    assert [row for batch in table.batches(3, start=8) for row in table.texts(batch)] == ["text\n8", "text\n9"]


def test_missing_words_become_empty_texts() -> None:
    table = read("text\nNaN\ngood\n", missing=frozenset({"NaN"}))
    assert texts_of(table) == ["", "good"]
    assert table.notes == []


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "in.csv", "is empty"),
        (b"\n\n", "in.csv", "is empty"),
        (b"", "in.jsonl", "is empty"),
        (b"", "in.txt", "is empty"),
        (b"%PDF-1.7", "in.pdf", "no table we can read"),
        (b"<!DOCTYPE html>", "page", "no table we can read"),
        (b"{}\n", "in.jsonl", "no JSON objects with content"),
        (b"PAR1", "in.parquet", "can't be read as Parquet"),
        (b"PK\x03\x04 nothing", "in.xlsx", "is damaged"),
        (b'{"text": 1}\n{', "in.jsonl", "line 2 is not one JSON object"),
        (b'[{"text": 1}, {]', "in.json", "can't be read as JSON: .* behind 1 object"),
        (b"[" * 100_000, "in.json", "nested too deeply"),
        (b",".join(b"a" for _ in range(2000)), "in.csv", "2,000 columns; at most 1,000"),
    ],
)
def test_open_table_refusal_is_a_sentence(content: bytes, name: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read(content, name)
    assert "\n" not in str(caught.value)
    assert "--" not in str(caught.value)


def test_open_table_names_missing_file_and_column() -> None:
    with pytest.raises(InputError, match=r"no file nowhere\.csv"):
        open_table("nowhere.csv")
    with pytest.raises(InputError, match="no column 'tweet'; it has: id, words") as caught:
        read("id,words\n1,a\n", text_column="tweet")
    assert caught.value.hint == "Choose one with --text-column."
    with pytest.raises(InputError, match="several columns that may hold the texts: tweet, body"):
        read("tweet,body\na,b\n").require_text_column()


def test_options_override_what_is_found() -> None:
    assert rows_of(read("a|b;c\n1|2;3\n", delimiter=";")) == [["1|2", "3"]]
    assert rows_of(read('text\n"good"\n', quoting=Quoting.NONE)) == [['"good"']]
    assert rows_of(read("good\nbad\n", header=False)) == [["good"], ["bad"]]
    assert rows_of(read('{"text": "good"}\n', "in.csv", format=TableFormat.JSONL)) == [["good"]]
    assert rows_of(read('1,"a ^"b^" c"\n', escapechar="^", header=False)) == [["1", 'a "b" c']]
    with pytest.raises(InputError, match=r"no sheet 'X'; it has: Cover, Data"):
        open_table(FOLDER / "cover_sheet.xlsx", ReadOptions(sheet="X"))
    assert open_table(FOLDER / "cover_sheet.xlsx", ReadOptions(sheet="Cover")).rows == 1
