"""Corrections as CSV for a training, and as tasks of Label Studio."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

from twitter_sentiment.dashboard.correction_files import LABELING_CONFIG, corrections_csv, label_studio_tasks
from twitter_sentiment.dashboard.correction_store import Correction
from twitter_sentiment.data.labeled import read_labeled

TEXTS = ["so so \U0001f600, well", 'a "quoted"\nline', "=HYPERLINK(1)"]
CORRECTIONS = [Correction(text, "positive", 0.61, 3, "neutral", datetime.now(UTC)) for text in TEXTS]


def test_training_reads_the_csv() -> None:
    Path("corrections.csv").write_bytes(corrections_csv(CORRECTIONS))
    (table,) = read_labeled([Path("corrections.csv")])
    assert table["text"].tolist() == [*TEXTS[:2], "'=HYPERLINK(1)"]
    assert table["label"].tolist() == ["neutral"] * 3


def test_csv_of_one_class_and_one_row_is_readable() -> None:
    Path("corrections.csv").write_bytes(corrections_csv(CORRECTIONS[:1]))
    (table,) = read_labeled([Path("corrections.csv")])
    assert table.to_numpy().tolist() == [[TEXTS[0], "neutral"]]


def test_tasks_fit_the_labeling_interface() -> None:
    choices = re.findall('<Choice value="(.+?)"/>', LABELING_CONFIG)
    for task, correction in zip(json.loads(label_studio_tasks(CORRECTIONS)), CORRECTIONS, strict=True):
        assert task["data"] == {"text": correction.text}
        ((prediction,), (annotation,)) = task["predictions"], task["annotations"]
        assert prediction["score"] == correction.confidence
        for (result,), value in ((prediction["result"], "Positive"), (annotation["result"], "Neutral")):
            assert (result["from_name"], result["to_name"], result["type"]) == ("sentiment", "text", "choices")
            assert result["value"] == {"choices": [value]}
            assert value in choices
