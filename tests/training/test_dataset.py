"""The rows of a training: which of them are learned from, and which are set aside."""

from pathlib import Path

from twitter_sentiment.training.dataset import load

from ..examples import labelled, write_csv


def test_generated_and_unlabelled_texts_are_learned_from_and_never_measured_on(tmp_path: Path) -> None:
    rows = labelled(400)
    write_csv(tmp_path / "train.csv", rows[:300])
    write_csv(tmp_path / "test.csv", rows[300:])
    made = [(f"made up {number}", label) for number, (_, label) in enumerate(labelled(60))]
    generated = write_csv(tmp_path / "generated.csv", made)
    unlabelled = write_csv(tmp_path / "unlabelled.csv", [(f"not judged {number}", "") for number in range(40)])
    data = load(tmp_path, (), None, 0.2, 1, generated=(generated,), unlabelled=(unlabelled,))
    assert len(data.validation) == 60
    assert not data.validation["text"].str.contains("made up|not judged").any()
    assert data.train["text"].str.startswith("made up").sum() == 60
    judged = data.train[data.train["text"].str.startswith("not judged")]
    assert len(judged) == 40
    assert judged["label"].isna().all()


def test_other_files_leave_the_validation_part_as_it_was(tmp_path: Path) -> None:
    write_csv(tmp_path / "train.csv", labelled(300))
    write_csv(tmp_path / "test.csv", labelled(60, seed=4))
    generated = write_csv(tmp_path / "generated.csv", labelled(90, seed=5))
    alone, together = load(tmp_path, (), None, 0.2, 1), load(tmp_path, (), None, 0.2, 1, generated=(generated,))
    assert alone.validation["text"].tolist() == together.validation["text"].tolist()
