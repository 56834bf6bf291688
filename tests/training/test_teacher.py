"""What a teacher says, and how it is kept."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from transformers import DataCollatorWithPadding

from twitter_sentiment.errors import InputError
from twitter_sentiment.labels import LABELS
from twitter_sentiment.model.convert import FineTuned
from twitter_sentiment.model.manifest import Manifest
from twitter_sentiment.training import teacher as module
from twitter_sentiment.training.options import Distillation, TrainingOptions
from twitter_sentiment.training.run import train
from twitter_sentiment.training.summary import TrainingResult
from twitter_sentiment.training.teacher import teacher_logits

from ..examples import labelled, write_csv

TEXTS = [row.text for row in labelled(300, seed=9)]


@pytest.fixture
def teacher(trained: TrainingResult, options: TrainingOptions) -> str:
    return str(options.model_output)


def test_a_teacher_tells_the_classes_apart(teacher: str, tmp_path: Path) -> None:
    logits = teacher_logits(teacher, TEXTS, LABELS, tmp_path)
    expected = [LABELS.index(row.label) for row in labelled(300, seed=9)]
    assert np.mean(logits.argmax(axis=1) == expected) > 0.9


def test_it_is_asked_once(teacher: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = teacher_logits(teacher, TEXTS, LABELS, tmp_path)
    monkeypatch.delattr(module, "_fill")
    assert np.array_equal(teacher_logits(teacher, TEXTS, LABELS, tmp_path), first)


def test_other_texts_and_other_weights_are_asked_anew(teacher: str, options: TrainingOptions, tmp_path: Path) -> None:
    teacher_logits(teacher, TEXTS, LABELS, tmp_path)
    teacher_logits(teacher, TEXTS[:-1], LABELS, tmp_path)
    teacher_logits(options.model_name, TEXTS, ("negative", "positive"), tmp_path)
    assert len(list(tmp_path.glob("*.npy"))) == 3


def test_what_was_answered_before_a_stop_is_not_asked_again(
    teacher: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = teacher_logits(teacher, TEXTS, LABELS, tmp_path / "whole")
    asked: list[int] = []
    pad = DataCollatorWithPadding

    class Stopping(pad):  # type: ignore[misc, valid-type]
        def __call__(self, rows: list[dict[str, list[int]]]) -> object:
            if len(asked) == 2:
                raise KeyboardInterrupt
            asked.append(len(rows))
            return super().__call__(rows)

    monkeypatch.setattr(module, "DataCollatorWithPadding", Stopping)
    with pytest.raises(KeyboardInterrupt):
        teacher_logits(teacher, TEXTS, LABELS, tmp_path / "stopped")
    monkeypatch.setattr(module, "DataCollatorWithPadding", pad)
    fill, missing = module._fill, []

    def watched(answers: np.ndarray, rows: np.ndarray, teacher: FineTuned, texts: list[str]) -> None:
        missing.append(len(rows))
        fill(answers, rows, teacher, texts)

    monkeypatch.setattr(module, "_fill", watched)
    resumed = teacher_logits(teacher, TEXTS, LABELS, tmp_path / "stopped")
    assert missing == [300 - sum(asked)]
    assert np.allclose(resumed, whole, atol=0.05)


def test_a_class_that_the_teacher_lacks_is_marked(teacher: str, options: TrainingOptions, tmp_path: Path) -> None:
    logits = teacher_logits(options.model_name, TEXTS[:5], LABELS, tmp_path)
    assert np.isneginf(logits[:, 1]).all()
    assert np.isfinite(logits[:, [0, 2]]).all()


def test_a_teacher_that_knows_no_sentiment_is_refused(options: TrainingOptions, tmp_path: Path) -> None:
    folder = tmp_path / "one-class"
    shutil.copytree(options.model_output, folder)
    config = folder / "config.json"
    config.write_text(config.read_text().replace('"positive"', '"purple"'))
    with pytest.raises(InputError, match="purple"):
        teacher_logits(str(folder), TEXTS, LABELS, tmp_path)


def test_a_student_learns_from_teacher_and_unlabelled_texts(
    teacher: str, options: TrainingOptions, tmp_path: Path
) -> None:
    unlabelled = tmp_path / "unlabelled.csv"
    write_csv(unlabelled, [row._replace(label="") for row in labelled(400, seed=11)])
    student = replace(
        options, model_output=tmp_path / "model", results_dir=tmp_path / "results", sample_size=90, num_epochs=4,
        validation_share=0.4, distillation=Distillation(teacher, share=0.9, unlabelled=(unlabelled,)),
    )  # fmt: skip
    result = train(student)
    assert result is not None
    alone = train(replace(student, distillation=None))
    assert alone is not None
    assert result.metrics["accuracy"] > alone.metrics["accuracy"] + 0.1
    assert result.summary["data"]["train"]["unlabelled"] == 400
    assert result.summary["hyperparameters"]["distillation"]["teacher"] == "model_output"
    assert Manifest.read(student.model_output).labels == LABELS
