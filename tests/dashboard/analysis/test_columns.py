"""Which columns of an upload hold the dates and the groups."""

import pyarrow as pa
import pytest

from twitter_sentiment.dashboard.analysis.columns import guess_columns
from twitter_sentiment.dashboard.analysis.sample import sample_upload
from twitter_sentiment.insight.file_columns import ColumnChoice

TEXTS = [f"text {number}" for number in range(60)]
DAYS = [f"2024-01-{number % 28 + 1:02}" for number in range(60)]
BRANDS = ["ab"[number % 2] for number in range(60)]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"text": TEXTS}, ColumnChoice()),
        ({"text": TEXTS, "day": DAYS, "brand": BRANDS}, ColumnChoice("day", "brand")),
        ({"text": TEXTS, "x": BRANDS, "Product": BRANDS}, ColumnChoice(None, "Product")),
        ({"text": TEXTS, "sentiment": BRANDS, "label": BRANDS, "score_neutral": BRANDS}, ColumnChoice()),
        ({"text": TEXTS, "id": TEXTS, "likes": list(range(60))}, ColumnChoice()),
        ({"text": TEXTS, "same": ["a"] * 60}, ColumnChoice()),
        ({"text": TEXTS, "note": [brand * 50 for brand in BRANDS]}, ColumnChoice()),
        ({"text": TEXTS[:1], "brand": ["a"]}, ColumnChoice()),
    ],
)
def test_guessed_columns(columns: dict[str, list[object]], expected: ColumnChoice) -> None:
    assert guess_columns(pa.table(columns), "text") == expected


def test_sample_has_dates_and_groups() -> None:
    upload = sample_upload()
    assert guess_columns(upload.table, upload.text_column) == ColumnChoice("date", "ride")
    assert upload.table.equals(sample_upload().table)
    assert len(set(upload.table["text"].to_pylist())) == upload.table.num_rows
