"""The model card: figures of the manifest in the README.md of a model folder."""

import shutil
from pathlib import Path

import pytest

from twitter_sentiment.errors import ModelError
from twitter_sentiment.evaluation.card import BEGIN, END, write_card
from twitter_sentiment.evaluation.contenders import Model
from twitter_sentiment.evaluation.data_sets import DataSet
from twitter_sentiment.evaluation.measuring import compare
from twitter_sentiment.evaluation.record import record
from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.model.folder import embedded_model
from twitter_sentiment.model.manifest import BehaviourFigures, Manifest

from ..examples import labelled


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The embedded model, with no figures recorded and no card."""
    folder = tmp_path / "model"
    shutil.copytree(embedded_model(), folder)
    Manifest.read(folder).model_copy(update={"evaluations": [], "behaviour": {}}).write(folder)
    (folder / "README.md").unlink()
    return folder


def measure(folder: Path, name: str, rows: int) -> None:
    texts, truths = zip(*labelled(rows), strict=True)
    model = Model("model", SentimentClassifier.load(folder))
    record(model, [compare([model], DataSet(name, Path("x.csv"), list(texts), list(truths)))])


def test_what_was_recorded_stands_in_the_card(folder: Path) -> None:
    measure(folder, "our tweets", 60)
    behaviour = {"emoji": BehaviourFigures(kind="MFT", cases=50, passed=40)}
    Manifest.read(folder).model_copy(update={"behaviour": behaviour}).write(folder)
    card = write_card(folder).read_text(encoding="utf-8")
    (entry,) = Manifest.read(folder).evaluations
    assert f"| our tweets | 60 | 3 | {entry.accuracy:.4f} | {entry.macro_recall:.4f} |" in card
    assert f"| emoji | {entry.slices['emoji'].accuracy:.4f} of {entry.slices['emoji'].rows} |" in card
    assert "40 of 50 cases passed (80.0%)" in card
    assert "| The emoji behind a plain sentence carries the feeling. | MFT | 80% of 50 |" in card


def test_a_data_set_of_the_same_name_is_measured_anew_and_others_stay(folder: Path) -> None:
    measure(folder, "first", 30)
    measure(folder, "second", 30)
    measure(folder, "first", 60)
    assert [(entry.data, entry.rows) for entry in Manifest.read(folder).evaluations] == [("first", 60), ("second", 30)]
    SentimentClassifier.load(folder)


def test_words_around_the_figures_stay(folder: Path) -> None:
    measure(folder, "first", 30)
    (folder / "README.md").write_text(f"# Mine\n\n{BEGIN}\nold\n{END}\n\nBeware of sarcasm.\n")
    card = write_card(folder).read_text(encoding="utf-8")
    assert card.startswith(f"# Mine\n\n{BEGIN}\n\n| data |")
    assert card.endswith(f"{END}\n\nBeware of sarcasm.\n")
    assert "old" not in card
    assert write_card(folder).read_text(encoding="utf-8") == card


def test_a_card_without_marks_gets_them_at_its_end(folder: Path) -> None:
    (folder / "README.md").write_text("# Mine")
    card = write_card(folder).read_text(encoding="utf-8")
    assert card.startswith(f"# Mine\n\n{BEGIN}\n")
    assert card.endswith(f"{END}\n")


def test_no_card_is_written_into_another_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        write_card(tmp_path)
    assert list(tmp_path.iterdir()) == []
