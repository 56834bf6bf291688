"""The rows of a training: which of them are trained on, and which are set aside."""

from dataclasses import replace
from pathlib import Path

import pytest

from twitter_sentiment.errors import InputError
from twitter_sentiment.labels import BINARY_LABELS, LABELS
from twitter_sentiment.training.config import DistillationConfig, TrainingConfig
from twitter_sentiment.training.dataset import load_data

from ..examples import labeled, write_csv


@pytest.fixture
def small(tmp_path: Path) -> TrainingConfig:
    """300 rows to train on, 100 to test on."""
    rows = labeled(400)
    write_csv(tmp_path / "train.csv", rows[:300])
    write_csv(tmp_path / "test.csv", rows[300:])
    return TrainingConfig(
        model_name="tiny",
        processed_data_dir=tmp_path,
        model_output=tmp_path / "model",
        results_dir=tmp_path / "results",
        validation_share=0.2,
    )


def test_synthetic_rows_are_not_validated_on(small: TrainingConfig, tmp_path: Path) -> None:
    rows = [(f"made up {number}", label) for number, (_, label) in enumerate(labeled(60))]
    synthetic = write_csv(tmp_path / "synthetic.csv", rows)
    data = load_data(replace(small, synthetic=(synthetic,)))
    assert len(data.validation) == 60
    assert not data.validation["text"].str.contains("made up").any()
    assert data.train["text"].str.startswith("made up").sum() == 60


def test_rows_know_their_source(small: TrainingConfig, tmp_path: Path) -> None:
    reviews = write_csv(tmp_path / "reviews/train.csv", labeled(50, ("negative", "positive"), seed=3))
    data = load_data(replace(small, extra_data=(reviews,)))
    for table in (data.train, data.validation):
        assert set(table["source"]) == {str(tmp_path / "train.csv"), str(reviews)}
    assert (data.validation["source"] == str(reviews)).sum() == 10


def test_unlabeled_rows_are_trained_on_only(small: TrainingConfig, tmp_path: Path) -> None:
    unlabeled = write_csv(tmp_path / "unlabeled.csv", [(f"no label {number}", "") for number in range(40)])
    data = load_data(replace(small, distillation=DistillationConfig(("teacher",), unlabeled=(unlabeled,))))
    assert not data.validation["text"].str.contains("no label").any()
    rows = data.train[data.train["text"].str.startswith("no label")]
    assert len(rows) == 40
    assert rows["label"].isna().all()


def test_synthetic_rows_keep_validation_rows(small: TrainingConfig, tmp_path: Path) -> None:
    synthetic = write_csv(tmp_path / "synthetic.csv", labeled(90, seed=5))
    alone = load_data(small)
    together = load_data(replace(small, synthetic=(synthetic,)))
    assert alone.validation["text"].tolist() == together.validation["text"].tolist()


def test_sample_keeps_class_proportions(small: TrainingConfig) -> None:
    data = load_data(replace(small, sample_size=90))
    assert len(data.train) + len(data.validation) == 90
    assert data.test["label"].value_counts().between(30, 31).all()


@pytest.mark.parametrize(
    ("rows", "classes"),
    [
        ([("so so", "neutral")], LABELS),
        (labeled(20, ("positive",)), LABELS),
        (labeled(400, ("positive",), seed=4), LABELS),
        (labeled(14), LABELS),
        (labeled(14, ("negative", "positive")), BINARY_LABELS),
        ([*labeled(200, ("negative", "positive")), ("so so", "neutral")], LABELS),
    ],
)
def test_small_extra_data_is_trained_on_whole(
    small: TrainingConfig, tmp_path: Path, rows: list[tuple[str, str]], classes: tuple[str, ...]
) -> None:
    extra = write_csv(tmp_path / "corrections.csv", rows)
    alone = load_data(small)
    data = load_data(replace(small, extra_data=(extra,)))
    joined = data.train[data.train["source"] == str(extra)]
    assert joined[["text", "label"]].to_numpy().tolist() == [list(row) for row in rows]
    assert set(joined["classes"]) == {classes}
    assert data.validation.equals(alone.validation)
    assert data.labels == alone.labels


def test_class_of_small_extra_data_alone_is_left_out(
    small: TrainingConfig, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    binary = labeled(200, ("negative", "positive"))
    write_csv(tmp_path / "train.csv", binary[:150])
    write_csv(tmp_path / "test.csv", binary[150:])
    extra = write_csv(tmp_path / "corrections.csv", [("so so", "neutral"), ("awful", "negative")])
    data = load_data(replace(small, extra_data=(extra,)))
    assert data.labels == BINARY_LABELS
    assert data.train["text"].tolist()[-1] == "awful"
    assert "1 row of a class that train.csv lacks left out (neutral)" in caplog.text


def test_empty_extra_data_is_refused(small: TrainingConfig, tmp_path: Path) -> None:
    extra = write_csv(tmp_path / "corrections.csv", [("a text", "")])
    with pytest.raises(InputError, match=r"corrections\.csv has no labeled text"):
        load_data(replace(small, extra_data=(extra,)))
    with pytest.raises(InputError, match="--extra-data names a labeled table"):
        load_data(replace(small, extra_data=(tmp_path / "nowhere.csv",)))


def test_missing_table_names_preprocess(small: TrainingConfig, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="twitter-sentiment preprocess"):
        load_data(replace(small, processed_data_dir=tmp_path / "nowhere"))


def test_too_few_rows_name_the_options(small: TrainingConfig, tmp_path: Path) -> None:
    write_csv(tmp_path / "train.csv", labeled(3))
    with pytest.raises(InputError, match="too few.*--validation-share"):
        load_data(small)
