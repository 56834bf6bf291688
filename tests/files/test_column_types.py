"""Numbers and dates in CSV."""

import pyarrow as pa
import pytest

from twitter_sentiment.files.column_types import typed_batches, typed_schema

from .reading import read


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1", "-20", ""], pa.int64()),
        (["1234567890123456789"], pa.int64()),
        (["00123", "1"], pa.string()),
        (["12345678901234567890"], pa.string()),
        (["1.5", "2.0"], pa.float64()),
        (["1.10"], pa.string()),
        (["1", "1.5"], pa.string()),
        (["nan", "1.5"], pa.string()),
        (["+1"], pa.string()),
        ([" 1"], pa.string()),
        (["2024-05-01", ""], pa.date32()),
        (["01.05.2024"], pa.string()),
        (["2024-05-01 10:00:00"], pa.timestamp("s")),
        (["", ""], pa.string()),
        (["True"], pa.string()),
    ],
)
def test_column_is_typed_if_every_cell_survives(cells: list[str], kind: pa.DataType) -> None:
    table = read("text,value\n" + "".join(f"a,{cell}\n" for cell in cells))
    schema = typed_schema(table)
    assert schema.field("value").type == kind
    (batch,) = typed_batches(table, schema)
    assert table.texts(batch, "value") == cells


def test_texts_stay_texts() -> None:
    assert typed_schema(read("text\n1\n2\n")).field("text").type == pa.string()
