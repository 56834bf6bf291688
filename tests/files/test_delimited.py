"""CSV: dialects, and rows that don't have the cells of their header."""

import csv
from pathlib import Path

import pytest

from twitter_sentiment.errors import InputError
from twitter_sentiment.files.options import BadRowPolicy, Quoting

from .reading import read, rows_of, said, texts_of

REPAIR = BadRowPolicy.REPAIR


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ("id,text\n1,a\n", [["1", "a"]]),
        ("id;text\n1;a, b\n", [["1", "a, b"]]),
        ("id\ttext\n1\ta; b\n", [["1", "a; b"]]),
        ("id|text\r\n1|a\tb\r\n", [["1", "a\tb"]]),
        ('"id","text; long"\n1,"a;b"\n', [["1", "a;b"]]),
        ("sep=|\nid|text\n1|a\n", [["1", "a"]]),
        ("text\na, b; c | d\n", [["a, b; c | d"]]),
        ("text\na\n\nb", [["a"], [""], ["b"]]),
        ("id,text\n1,a\n\n2,b\n", [["1", "a"], ["2", "b"]]),
        ('text\nshe said "no", twice\n', [['she said "no", twice']]),
        ('id,text\n1,"two\nlines, ""quoted"""\n2,plain\n', [["1", 'two\nlines, "quoted"'], ["2", "plain"]]),
        ("id,text\n1,a,,\n", [["1", "a"]]),
    ],
)
def test_dialect_is_found(content: str, rows: list[list[str]]) -> None:
    assert rows_of(read(content)) == rows


def test_cell_may_be_very_long() -> None:
    assert len(texts_of(read("text\n" + "a" * 1_000_000 + "\n"))[0]) == 1_000_000


def test_header_names_are_made_distinct() -> None:
    assert read(" text ,a,a,,a.1\nx,1,2,3,4\n").columns == ["text", "a", "a.2", "column_4", "a.1"]


def test_short_rows_are_filled_up_and_counted() -> None:
    table = read("id,text,label\n1,a\n2,b,pos\n3,c\n")
    assert rows_of(table) == [["1", "a", ""], ["2", "b", "pos"], ["3", "c", ""]]
    assert said(table) == "2 rows had too few cells and got empty ones (lines 2, 4)."
    assert table.bad_rows.count == 0


@pytest.mark.parametrize(
    ("content", "reason", "repaired"),
    [
        ("id,text,label\n1,a, b,pos\n2,c,neg\n", "4 cells instead of 3", [["1", "a, b", "pos"], ["2", "c", "neg"]]),
        ("id,user,text\n1,ann,a\nb, c\n", "a line end that is not in quotes", [["1", "ann", "a b, c"]]),
        (
            "id,text,label\n1,a,pos\n\x0c\n2,b,neg\n",
            "1 cell instead of 3",
            [["1", "a", "pos"], ["\x0c", "", ""], ["2", "b", "neg"]],
        ),
        ('id,text\n1,"a, b"\n2,"c\n3,d\n', "a quote that is not closed", [["1", "a, b"], ["2", '"c'], ["3", "d"]]),
        ('id,text\n1,"a, b"\n2,"c" d\n', "a quote that is not closed", [["1", "a, b"], ["2", '"c" d']]),
    ],
)
def test_bad_rows_are_refused_or_repaired(content: str, reason: str, repaired: list[list[str]]) -> None:
    with pytest.raises(InputError, match=reason):
        read(content)
    table = read(content, bad_rows=REPAIR)
    assert rows_of(table) == repaired
    assert "1 bad row repaired" in said(table)
    assert table.rows == len(repaired)


def test_quotes_that_swallow_rows_are_ordinary_characters() -> None:
    rows = [f"{number},pos,tweet {number}" for number in range(1, 7)]
    rows[1] = '2,pos,"tweet two'
    rows[4] = '5,pos,tweet five"'
    table = read("id,label,text\n" + "\n".join(rows) + "\n")
    assert table.rows == 6
    assert texts_of(table)[1] == '"tweet two'
    assert "Quotes are ordinary characters" in said(table)


def test_quotes_that_swallow_rows_of_quoted_file_are_refused() -> None:
    rows = [f'{number},pos,"tweet, ""{number}"""' for number in range(1, 9)]
    rows[2] = '3,pos,"tweet three'
    rows[4] = '5,pos,tweet five"'
    content = "id,label,text\n" + "\n".join(rows) + "\n"
    with pytest.raises(InputError, match=r"lines? 4"):
        read(content)
    assert read(content, bad_rows=REPAIR).rows == 8


def test_quotes_are_marks_of_cells_if_all_cells_have_them() -> None:
    rows = [["id", "text"], *([str(number), "a"] for number in range(5))]
    content = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows) + '\n"5","b\n'
    assert rows_of(read(content, bad_rows=REPAIR))[0] == ["0", "a"]
    assert rows_of(read(content, quoting=Quoting.NONE))[0] == ['"0"', '"a"']


def test_unclosed_quote_in_one_column_keeps_every_line() -> None:
    assert texts_of(read('text\n"never closed\nnext\n')) == ['"never closed', "next"]


def test_unclosed_quote_far_below_is_found() -> None:
    rows = [f'{number},"tweet, {number}"' for number in range(20_000)]
    rows[15_000] = '15000,"never closed'
    with pytest.raises(InputError, match=r"\(line 15,002\)"):
        read("id,text\n" + "\n".join(rows) + "\n")


def test_backslashes_that_escape_nothing_stay() -> None:
    content = 'id,text\n1,"a \\"b\\" \\n c:\\dir, d"\n2,"e ""f"""\n'
    assert texts_of(read(content)) == ['a "b" \\n c:\\dir, d', 'e "f"']


def test_headerless_table_needs_a_column() -> None:
    table = read("1,good day\n2,bad day\n", header=False)
    assert table.columns == ["column_1", "column_2"]
    with pytest.raises(InputError, match="no column 'text'; it has: column_1, column_2"):
        table.require_text_column()
    assert texts_of(read("1,good\n", header=False, text_column="column_2")) == ["good"]


def test_text_column_is_found_in_any_spelling() -> None:
    assert read("id, TEXT \n1,a\n").text_column == "TEXT"
    assert read("id,Tweet\n1,a\n").text_column == "Tweet"
    assert read("id,Tweet\n1,a\n", text_column="tweet ").text_column == "Tweet"
    assert read("anything\na\n").text_column == "anything"
    assert read("id,words\n1,a\n").text_column is None


def test_rejected_rows_leave_the_others() -> None:
    content = "id,text\n" + "".join(f"{n},a{', b' if n % 3 == 0 else ''}\n" for n in range(10))
    table = read(content, bad_rows=BadRowPolicy.REJECT, reject_file=Path("bad.csv"))
    assert [row[0] for row in rows_of(table)] == ["1", "2", "4", "5", "7", "8"]
    with Path("bad.csv").open(newline="") as file:
        assert [row[1] for row in csv.reader(file)] == ["line", "2", "5", "8", "11"]
