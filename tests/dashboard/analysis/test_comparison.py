"""Two predicted files beside each other."""

import pyarrow as pa
import pytest

from twitter_sentiment.dashboard.analysis.compare_section import differences_html
from twitter_sentiment.dashboard.analysis.comparison import compare_prepared, is_same_model
from twitter_sentiment.dashboard.analysis.prepared import PreparedFile
from twitter_sentiment.dashboard.bulk_job import BulkJob
from twitter_sentiment.dashboard.job_registry import BulkJobFile

from ..conftest import Connect
from ..fake_service import FakeService
from ..tabs.test_performance import METRICS, model_info
from .test_story import predicted

NEGATIVE = (0.8, 0.1, 0.1)
POSITIVE = (0.1, 0.1, 0.8)


def prepared(connect: Connect, name: str, negative: int, word: str, texts: int = 80) -> PreparedFile:
    """Make a file whose first texts are negative; each has a word of the file."""
    rows = [f"{word} phone {number} of {texts}" for number in range(texts)]
    job = BulkJob(connect(FakeService()), rows, neutral=True)
    predicted(job, [NEGATIVE] * negative + [POSITIVE] * (texts - negative), rows)
    return PreparedFile(BulkJobFile(name, pa.table({"text": rows}), "text", job))


def test_files_differ_in_two_and_three_classes(connect: Connect) -> None:
    first, second = prepared(connect, "a.csv", 60, "battery"), prepared(connect, "b.csv", 20, "camera")
    for two_classes, labels in ((False, 3), (True, 2)):
        compared = compare_prepared(first, second, two_classes=two_classes, english_only=False)
        assert len(compared.shares[0].labels) == labels
        assert compared.differences["negative"].share.value > 0.3
        assert not compared.differences["negative"].could_be_chance
        assert "beyond chance" in differences_html(compared)
    toward = {driver.term: driver.toward for driver in compared.surest}
    assert (toward["battery"], toward["camera"]) == ("a.csv", "b.csv")


def test_comparison_draws_and_leaves_out(connect: Connect) -> None:
    first, second = (
        prepared(connect, "a.csv", 60, "battery"),
        prepared(connect, "b.csv", 20, "das ist leider nicht so gut wie das alte"),
    )
    compared = compare_prepared(first, second, two_classes=False, english_only=False, max_texts=50)
    assert [shares.texts for shares in compared.shares] == [50, 50]
    whole = compare_prepared(first, second, two_classes=False, english_only=False)
    assert [shares.texts for shares in whole.shares] == [80, 80]
    english = compare_prepared(first, second, two_classes=False, english_only=True)
    assert [shares.texts for shares in english.shares] == [80, 0]


@pytest.mark.parametrize("texts", [1, 29])
def test_few_texts_have_counts_and_no_differences(connect: Connect, texts: int) -> None:
    first, second = prepared(connect, "a.csv", 60, "battery"), prepared(connect, "b.csv", 1, "camera", texts)
    compared = compare_prepared(first, second, two_classes=False, english_only=False)
    assert not compared.differences
    table = differences_html(compared)
    assert "<td>1 text</td><td>–</td>" in table
    assert "points</th>" in table


def test_table_has_names_as_text(connect: Connect) -> None:
    hostile = "<img src=x onerror=alert(1)>\u202e**b**.csv"
    first, second = prepared(connect, hostile, 60, "battery"), prepared(connect, hostile, 20, "camera")
    table = differences_html(compare_prepared(first, second, two_classes=False, english_only=False))
    assert "<img" not in table
    assert "\u202e" not in table


def test_models_are_told_apart() -> None:
    model = model_info(METRICS)
    assert is_same_model(model, model_info(None))
    assert is_same_model(None, model)
    assert not is_same_model(model, model.model_copy(update={"temperature": 9.0}))
