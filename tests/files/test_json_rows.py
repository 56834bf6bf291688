"""JSON in the forms that people have."""

import json

import pyarrow as pa
import pytest

from twitter_sentiment.errors import InputError
from twitter_sentiment.files.options import BadRowPolicy

from .reading import read, rows_of, said, texts_of

ROWS = [{"id": 1, "text": "a"}, {"id": 2, "text": "b"}]


@pytest.mark.parametrize(
    "content",
    [
        "\n\n".join(map(json.dumps, ROWS)),
        json.dumps(ROWS),
        json.dumps(ROWS, indent=2),
        "\n".join(json.dumps(row, indent=2) for row in ROWS),
        json.dumps({"data": ROWS, "meta": {"result_count": 2}}, indent=2),
        "\n".join([json.dumps({"data": ROWS}), json.dumps({"meta": {"result_count": 0}})]),
        "window.YTD.tweets.part0 = " + json.dumps([{"tweet": row} for row in ROWS], indent=2),
    ],
)
def test_json_form_is_found(content: str) -> None:
    assert rows_of(read(content, "in.json")) == [[1, "a"], [2, "b"]]
    assert rows_of(read(content, "stdin")) == [[1, "a"], [2, "b"]]


def test_columns_are_those_of_all_objects() -> None:
    table = read('{"text": "a"}\n{"id": 1, "text": null}\n', "in.jsonl")
    assert table.columns == ["text", "id"]
    assert rows_of(table) == [["a", None], [None, 1]]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1, 1234567890123456789], pa.int64()),
        ([1, 1.5], pa.float64()),
        ([1.5, 1234567890123456789], pa.string()),
        ([2**70, 1], pa.string()),
        ([True, None], pa.bool_()),
        ([True, 1], pa.string()),
        (["1", 2], pa.string()),
        ([{"a": [1]}, None], pa.string()),
    ],
)
def test_types_keep_all_digits(values: list[object], kind: pa.DataType) -> None:
    table = read("\n".join(json.dumps({"text": "a", "value": value}) for value in values), "in.jsonl")
    assert table.schema.field("value").type == kind
    if kind != pa.string():
        assert [row[1] for row in rows_of(table)] == values
    else:
        written = (value if isinstance(value, str) else json.dumps(value) for value in values if value is not None)
        assert [row[1] for row in rows_of(table) if row[1] is not None] == [w.replace("true", "True") for w in written]


def test_bad_lines_are_refused_or_left_out() -> None:
    content = '{"text": "a"}\n{"text": \n[1]\n{"text": "b"}\n'
    with pytest.raises(InputError, match="lines 2, 3 are not one JSON object"):
        read(content, "in.jsonl")
    table = read(content, "in.jsonl", bad_rows=BadRowPolicy.REJECT)
    assert texts_of(table) == ["a", "b"]
    assert "2 bad rows left out (lines 2, 3)" in said(table)


def test_surrogates_are_replaced_everywhere() -> None:
    table = read('{"text": "a \\ud83d", "user": {"na\\uDE21me": "x\\ud83d"}}\n', "in.jsonl")
    text, user = rows_of(table)[0]
    assert text == "a \ufffd"
    assert json.loads(user) == {"na\ufffdme": "x\ufffd"}
    assert "1 row had half a character" in said(table)


def test_long_list_is_read_in_pieces() -> None:
    content = json.dumps([{"text": "x" * 1000, "id": number} for number in range(3000)])
    assert [row[1] for row in rows_of(read(content, "in.json"))] == list(range(3000))


def test_deep_nesting_is_refused() -> None:
    deep = "[" * 100_000 + "]" * 100_000
    with pytest.raises(InputError, match="not one JSON object"):
        read(f'{{"text": "a"}}\n{{"text": {deep}}}\n', "in.jsonl")
