"""The numbers of a view, and what is kept of them."""

import gc
from collections.abc import Iterable
from dataclasses import replace
from itertools import repeat

import numpy as np
import pyarrow as pa
import pytest

from twitter_sentiment.dashboard.analysis.prepared import PreparedFile, PreparedFiles
from twitter_sentiment.dashboard.analysis.story import Story
from twitter_sentiment.dashboard.analysis.texts import result_table
from twitter_sentiment.dashboard.analysis.view import View
from twitter_sentiment.dashboard.bulk_job import BulkJob
from twitter_sentiment.dashboard.job_registry import BulkJobFile
from twitter_sentiment.dashboard.service_client import ScoredPrediction
from twitter_sentiment.insight.analysis import analyze
from twitter_sentiment.insight.file_columns import ColumnChoice
from twitter_sentiment.labels import LABELS
from twitter_sentiment.text.language import language_of

from ...insight.crisis import CELL_TEXTS, CRISIS_PRODUCT, CRISIS_WEEK, crisis_rows
from ...insight.test_analysis import crisis_answers
from ..conftest import Connect
from ..fake_service import FakeService

COLUMNS = ColumnChoice("created_at", "product")
ALL = View(COLUMNS)
CRISIS = View(
    COLUMNS, since=np.datetime64(CRISIS_WEEK, "s"), until=np.datetime64("2024-02-12", "s"), group=CRISIS_PRODUCT
)


def predicted(job: BulkJob, scores: Iterable[tuple[float, ...] | None], texts: Iterable[str] = repeat("")) -> BulkJob:
    """Fill in the predictions of a job that is never started, with the languages of the texts."""
    job.predictions.extend(
        None
        if row is None
        else ScoredPrediction(
            sentiment=LABELS[int(np.argmax(row))],
            confidence=max(row),
            text="",
            scores=dict(zip(LABELS, row, strict=True)),
            language=language_of(text),
            supported=language_of(text) == "en",
        )
        for row, text in zip(scores, texts, strict=False)
    )
    return job


@pytest.fixture
def crisis_file(connect: Connect) -> BulkJobFile:
    """The planted crisis, with the classes that its words have, and a row without text."""
    answers, rows = crisis_answers()
    texts = [*(row["text"] for row in rows), ""]
    table = pa.table(
        {
            "text": texts,
            "created_at": [*(row["created_at"] for row in rows), "2024-01-01"],
            "product": [*(row["product"] for row in rows), "Aero"],
        }
    )
    job = BulkJob(connect(FakeService()), texts, neutral=True)
    predicted(job, [*map(tuple, answers.probabilities.round(4).tolist()), None])
    return BulkJobFile("phones.csv", table, "text", job, columns=COLUMNS)


def test_story_of_all_texts_is_that_of_the_command_line(crisis_file: BulkJobFile) -> None:
    file = PreparedFile(crisis_file)
    story = Story(file, ALL)
    assert story.dates is not None
    analysis = analyze(story.answers, None, story.dates.times, story.groups)
    assert story.shares.share("negative") == analysis.shares.share("negative")
    assert [(cell.start, cell.group, cell.marks) for cell in story.marked] == [
        (cell.start, cell.group, cell.marks) for cell in analysis.marked
    ]
    groups = [(group.value, group.shares.share("positive")) for group in story.group_shares]
    assert groups == [(group.value, group.shares.share("positive")) for group in analysis.group_shares]
    assert story.drivers.comparison.surest == analysis.comparisons[0].surest
    assert not story.drivers.picked


def test_story_of_a_marked_period_names_its_cause(crisis_file: BulkJobFile) -> None:
    story = Story(PreparedFile(crisis_file), CRISIS)
    assert np.count_nonzero(story.chosen) == CELL_TEXTS
    terms = [driver.term for driver in story.drivers.comparison.surest]
    assert {"battery", "swollen"} <= set(terms)
    with_word = Story(story.file, replace(CRISIS, term="swollen"))
    texts = result_table(crisis_file, with_word, filtered=True)["text"].to_pylist()
    assert texts == [
        row["text"]
        for row in crisis_rows()
        if row["product"] == CRISIS_PRODUCT
        and "swollen" in row["text"]
        and "2024-02-05" <= row["created_at"][:10] < "2024-02-12"
    ]
    assert [driver.term for driver in with_word.drivers.comparison.surest] == terms


def test_charts_do_not_follow_their_own_choice(crisis_file: BulkJobFile) -> None:
    story = Story(PreparedFile(crisis_file), CRISIS)
    assert len(story.group_shares) == 5
    assert story.trend is not None
    assert len(story.trend.cells) == 10
    assert {cell.shares.texts for cell in story.trend.cells} == {CELL_TEXTS}
    assert story.shares.texts == CELL_TEXTS
    by_answer = Story(story.file, replace(CRISIS, labels=frozenset({"negative"}), confidence=(10, 90)))
    assert by_answer.shares is story.shares
    assert np.count_nonzero(by_answer.chosen) < CELL_TEXTS


def test_story_of_nothing(crisis_file: BulkJobFile) -> None:
    story = Story(PreparedFile(crisis_file), replace(ALL, search="no text has this"))
    assert story.shares.estimate is None
    assert story.trend is not None
    assert story.trend.cells == ()
    assert story.group_shares == []
    assert story.drivers.comparison.surest == []
    assert story.surest(5) == story.least_sure(5) == []
    assert result_table(crisis_file, story, filtered=True).num_rows == 0


def test_two_classes_without_predicting_again(crisis_file: BulkJobFile) -> None:
    file = PreparedFile(crisis_file)
    story = Story(file, replace(ALL, two_classes=True))
    assert story.answers.labels == ("negative", "positive")
    table = result_table(crisis_file, story, filtered=False)
    assert table.num_rows == len(crisis_rows()) + 1
    assert set(table["sentiment"].to_pylist()) == {"negative", "positive", None}
    assert np.count_nonzero(Story(file, replace(ALL, two_classes=True, labels=frozenset({"neutral"}))).chosen) == 0


def test_large_file_is_sampled_for_the_story_only(crisis_file: BulkJobFile) -> None:
    file = PreparedFile(crisis_file, max_texts=100)
    story = Story(file, replace(ALL, search="battery"))
    assert file.is_sample
    assert len(story.answers.texts) <= 100
    found = result_table(crisis_file, story, filtered=True)
    assert found["text"].to_pylist() == [story.answers.texts[index] for index in np.flatnonzero(story.chosen)]
    everything = result_table(crisis_file, story, filtered=False)
    assert everything["text"].to_pylist() == crisis_file.table["text"].to_pylist()
    assert everything["sentiment"].null_count == 1


def test_rounded_ties_are_what_the_service_chose(connect: Connect) -> None:
    job = BulkJob(connect(FakeService()), ["x"], neutral=True)
    job.predictions.extend(
        [
            ScoredPrediction(
                sentiment="positive", confidence=0.4, text="", scores=dict(zip(LABELS, (0.4, 0.2, 0.4), strict=True))
            )
        ]
    )
    file = PreparedFile(BulkJobFile("x.csv", pa.table({"text": ["x"]}), "text", job))
    assert file.answers(two_classes=False).predicted.tolist() == [2]
    assert [part.tolist() for part in file.row_answers(two_classes=False)] == [[2], [pytest.approx(0.4, abs=1e-5)]]


def test_prepared_files_are_dropped_with_their_jobs(connect: Connect) -> None:
    files = PreparedFiles(max_files=2)
    kept = [
        BulkJobFile("x.csv", pa.table({"text": ["x"]}), "text", BulkJob(connect(FakeService()), ["x"], neutral=True))
        for _ in range(3)
    ]
    first = files.get(kept[0])
    assert files.get(kept[0]) is first
    for file in kept[1:]:
        files.get(file)
    assert files.get(kept[0]) is not first  # it was dropped for the third one
    assert len(files) == 2
    del file
    kept.clear()
    gc.collect()
    assert len(files) == 0


def foreign_file(connect: Connect, **columns: list[str]) -> BulkJobFile:
    """Make a file of forty English and two other texts, as far as the texts tell."""
    texts = [f"I love the battery of phone number {number}" for number in range(40)]
    texts += ["das ist leider nicht so gut wie das alte", "очень плохой телефон"]
    job = predicted(BulkJob(connect(FakeService()), texts, neutral=True), [(0.1, 0.2, 0.7)] * len(texts), texts)
    return BulkJobFile("x.csv", pa.table({"text": texts, **columns}), "text", job)


def test_other_languages_are_found_and_left_out(connect: Connect) -> None:
    file = PreparedFile(foreign_file(connect))
    assert np.flatnonzero(file.not_english).tolist() == [40, 41]
    story = Story(file, View(english_only=True))
    assert np.count_nonzero(story.chosen) == 40
    assert story.shares.texts == 40
    assert story.view.is_filtered


def test_languages_are_chosen_and_grouped_by(connect: Connect) -> None:
    file = PreparedFile(foreign_file(connect))
    assert np.flatnonzero(file.guesses).tolist() == [40, 41]
    assert np.flatnonzero(Story(file, View(language="ru")).chosen).tolist() == [41]
    assert not Story(file, View(language="xx")).chosen.any()
    groups = Story(file, View(ColumnChoice(group="language"))).groups
    assert groups is not None
    assert groups.values == ("en", "de", "ru")


def test_a_column_of_languages_decides(connect: Connect) -> None:
    file = PreparedFile(foreign_file(connect, lang=["fr", *["en"] * 41]))
    assert np.flatnonzero(file.not_english).tolist() == [0]


def test_other_languages_are_left_out_of_marked_periods(crisis_file: BulkJobFile) -> None:
    file = PreparedFile(crisis_file)
    story = Story(file, replace(CRISIS, english_only=True))
    assert [(cell.start, cell.group) for cell in story.marked] == [
        (cell.start, cell.group) for cell in Story(file, ALL).marked
    ]
    assert Story(file, replace(ALL, english_only=True)).trend is story.whole_trend
