"""Reading and writing CSV."""

from pathlib import Path

import pytest

from twitter_sentiment.bulk.csv_file import CsvTable, csv_writer, whole_file
from twitter_sentiment.errors import InputError


def table(content: str | bytes, name: str = "in.csv", **options: str) -> CsvTable:
    path = Path(name)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return CsvTable.open(path, **options)


def test_quotes_newlines_and_other_columns_are_read() -> None:
    opened = table('id,text\n1,"two\nlines, ""quoted"""\n2,plain\n')
    assert list(opened) == [["1", 'two\nlines, "quoted"'], ["2", "plain"]]
    assert (opened.rows, opened.text_index) == (2, 1)


def test_a_byte_order_mark_is_no_part_of_the_first_name() -> None:
    assert table("\ufefftext\nhi\n").columns == ["text"]


def test_other_encodings_are_read_when_named() -> None:
    assert list(table("text\ncafé\n".encode("cp1252"), encoding="cp1252")) == [["café"]]
    assert list(table("text\ncafé\n".encode("utf-16"), encoding="utf-16")) == [["café"]]


def test_windows_line_ends_and_a_missing_last_one_are_fine() -> None:
    assert list(table("text\r\na\r\nb")) == [["a"], ["b"]]


def test_tabs_separate_in_a_tsv_file() -> None:
    assert list(table("id\ttext\n1\ta, b\n", name="in.tsv")) == [["1", "a, b"]]


def test_short_rows_are_filled_and_the_surplus_of_long_ones_is_counted() -> None:
    opened = table("text,id\nonly\na,1,x\n")
    assert list(opened) == [["only", ""], ["a", "1"]]
    assert opened.ragged == 1


def test_in_one_column_unquoted_commas_and_empty_lines_keep_their_row() -> None:
    opened = table("text\nwell, yes, no\n\nlast\n")
    assert list(opened) == [["well, yes, no"], [""], ["last"]]
    assert (opened.rows, opened.ragged) == (3, 0)


def test_a_very_long_cell_is_read() -> None:
    assert len(next(iter(table("text\n" + "a" * 1_000_000 + "\n")))[0]) == 1_000_000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        ("tweet,id\na,1\n", "no column 'text'; it has: tweet, id. Choose one with --text-column"),
        (b"text\ncaf\xe9\n", "not utf-8 text: name its encoding"),
        ('text\n"never closed\nnext\n', "not sound CSV near line"),
    ],
)
def test_an_unusable_file_is_refused_in_one_sentence(content: str | bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        table(content)


def test_a_missing_file_and_an_unknown_encoding_are_named() -> None:
    with pytest.raises(InputError, match=r"no file nowhere\.csv"):
        CsvTable.open(Path("nowhere.csv"))
    with pytest.raises(InputError, match="not klingon text"):
        table("text\n", encoding="klingon")


def test_a_file_appears_only_when_all_of_it_was_written() -> None:
    path = Path("deep/out.csv")
    with whole_file(path) as file:
        csv_writer(file, path).writerow(["a,b", 'say "x"', "two\nlines"])
        assert not path.exists()
    assert path.read_text() == '"a,b","say ""x""","two\nlines"\n'


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_after_an_error_the_old_file_stands_and_nothing_else(error: type[BaseException]) -> None:
    path = Path("out.csv")
    path.write_text("old")

    def write_half() -> None:
        with whole_file(path) as file:
            file.write("new")
            raise error

    with pytest.raises(error):
        write_half()
    assert path.read_text() == "old"
    assert list(Path().iterdir()) == [path]


def test_an_output_that_is_a_folder_is_refused() -> None:
    Path("out.csv").mkdir()
    with pytest.raises(InputError, match="can't be written"), whole_file(Path("out.csv")):
        pass
