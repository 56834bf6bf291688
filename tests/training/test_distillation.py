"""The logits of a teacher, and their cache."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from twitter_sentiment.errors import InputError
from twitter_sentiment.labels import LABELS
from twitter_sentiment.model.manifest import MANIFEST_FILE, Manifest
from twitter_sentiment.training.config import DistillationConfig, TrainingConfig
from twitter_sentiment.training.distillation import LogitsFile, mean_teacher_logits, teacher_logits
from twitter_sentiment.training.summary import TrainingResult
from twitter_sentiment.training.train import train

from ..examples import labeled, write_csv

pytestmark = pytest.mark.slow

ROWS = labeled(300, seed=9)
TEXTS = [row.text for row in ROWS]


@pytest.fixture
def teacher(trained: TrainingResult, config: TrainingConfig) -> str:
    return str(config.model_output)


def test_teacher_tells_classes_apart(teacher: str, tmp_path: Path) -> None:
    logits = teacher_logits(teacher, TEXTS, LABELS, tmp_path)
    expected = [LABELS.index(row.label) for row in ROWS]
    assert np.mean(logits.argmax(axis=1) == expected) > 0.9


def test_served_graph_and_torch_agree(teacher: str, tmp_path: Path) -> None:
    folder = shutil.copytree(teacher, tmp_path / "in-torch")
    (folder / MANIFEST_FILE).unlink()
    served = teacher_logits(teacher, TEXTS, LABELS, tmp_path)
    in_torch = teacher_logits(str(folder), TEXTS, LABELS, tmp_path)
    assert np.mean(served.argmax(axis=1) == in_torch.argmax(axis=1)) > 0.97
    assert len(list(tmp_path.glob("*.bin"))) == 2


def test_logits_are_computed_once(teacher: str, tmp_path: Path) -> None:
    computed: list[int] = []
    first = teacher_logits(teacher, TEXTS, LABELS, tmp_path, on_batch=computed.append)
    assert sum(computed) == len(TEXTS)
    computed.clear()
    assert np.array_equal(teacher_logits(teacher, TEXTS, LABELS, tmp_path, on_batch=computed.append), first)
    assert computed == []


def test_logits_file_depends_on_weights(teacher: str, config: TrainingConfig, tmp_path: Path) -> None:
    teacher_logits(teacher, TEXTS, LABELS, tmp_path)
    teacher_logits(teacher, TEXTS[:-1], LABELS, tmp_path)
    teacher_logits(config.model_name, TEXTS, ("negative", "positive"), tmp_path)
    assert len(list(tmp_path.glob("*.bin"))) == 2


def test_only_new_texts_are_computed(teacher: str, tmp_path: Path) -> None:
    computed: list[int] = []
    teacher_logits(teacher, TEXTS[:100], LABELS, tmp_path)
    teacher_logits(teacher, [*TEXTS, TEXTS[0]], LABELS, tmp_path, on_batch=computed.append)
    assert sum(computed) == len(TEXTS) - 100


def test_incomplete_record_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "logits.bin"
    file = LogitsFile(path, classes=2)
    file.append(["a", "b"], np.asarray([[1, 2], [3, 4]], dtype=np.float32))
    path.write_bytes(path.read_bytes()[:-3])
    assert file.missing(["a", "b", "b"]) == ["b"]
    file.append(["b"], np.asarray([[5, 6]], dtype=np.float32))
    assert file.read(["b", "a"]).tolist() == [[5, 6], [1, 2]]


def test_mean_of_teachers_ignores_the_level_of_logits(teacher: str, tmp_path: Path) -> None:
    single = teacher_logits(teacher, TEXTS, LABELS, tmp_path)
    twice = mean_teacher_logits((teacher, teacher), TEXTS, LABELS, tmp_path)
    assert np.allclose(twice, single - single.mean(axis=1, keepdims=True), atol=1e-5)


def test_stopped_teacher_continues_where_it_was(teacher: str, tmp_path: Path) -> None:
    uninterrupted = teacher_logits(teacher, TEXTS, LABELS, tmp_path / "uninterrupted")
    computed: list[int] = []

    def stop_after_two(texts: int) -> None:
        computed.append(texts)
        if len(computed) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        teacher_logits(teacher, TEXTS, LABELS, tmp_path / "stopped", on_batch=stop_after_two)
    rest: list[int] = []
    resumed = teacher_logits(teacher, TEXTS, LABELS, tmp_path / "stopped", on_batch=rest.append)
    assert 0 < sum(computed) < len(TEXTS)
    assert sum(rest) == len(TEXTS) - sum(computed)
    assert np.allclose(resumed, uninterrupted, atol=0.05)


def test_missing_class_is_minus_infinity(config: TrainingConfig, tmp_path: Path) -> None:
    logits = teacher_logits(config.model_name, TEXTS[:5], LABELS, tmp_path)
    assert np.isneginf(logits[:, 1]).all()
    assert np.isfinite(logits[:, [0, 2]]).all()


def test_teacher_of_other_classes_is_refused(teacher: str, tmp_path: Path) -> None:
    folder = shutil.copytree(teacher, tmp_path / "one-class")
    (folder / MANIFEST_FILE).unlink()
    architecture = folder / "config.json"
    architecture.write_text(architecture.read_text().replace('"positive"', '"purple"'))
    with pytest.raises(InputError, match="purple"):
        teacher_logits(str(folder), TEXTS, LABELS, tmp_path)


def test_student_learns_from_unlabeled_texts(teacher: str, config: TrainingConfig, tmp_path: Path) -> None:
    unlabeled = tmp_path / "unlabeled.csv"
    write_csv(unlabeled, [row._replace(label="") for row in labeled(400, seed=11)])
    student = replace(
        config,
        model_output=tmp_path / "model",
        results_dir=tmp_path / "results",
        sample_size=90,
        num_epochs=4,
        validation_share=0.4,
        distillation=DistillationConfig((teacher,), alpha=0.9, unlabeled=(unlabeled,)),
    )
    result = train(student)
    assert result is not None
    alone = train(replace(student, distillation=None))
    assert alone is not None
    assert result.metrics.accuracy > alone.metrics.accuracy + 0.1
    assert result.summary["data"]["train"]["unlabeled"] == 400
    assert result.summary["hyperparameters"]["distillation"]["teachers"] == ["model_output"]
    assert Manifest.read(student.model_output).labels == LABELS
