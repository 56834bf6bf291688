"""Measuring contenders: the embedded model and VADER on texts whose sentiment is known."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from twitter_sentiment.data.tables import Columns
from twitter_sentiment.errors import InputError
from twitter_sentiment.evaluation.contenders import Model, Vader, Verdict, models
from twitter_sentiment.evaluation.data_sets import DataSet, read_data_sets
from twitter_sentiment.evaluation.measuring import compare
from twitter_sentiment.evaluation.slices import SLICES, slice_figures, slices_of
from twitter_sentiment.inference import SentimentClassifier

from ..examples import labelled


def data_set(rows: Sequence[tuple[str, str]]) -> DataSet:
    return DataSet("ours", Path("ours.csv"), [text for text, _ in rows], [label for _, label in rows])


def test_the_figures_are_those_of_the_answers(classifier: SentimentClassifier) -> None:
    data = data_set(labelled(300))
    comparison = compare([Model("m", classifier)], data)
    (measured,) = comparison.measurements
    answers = classifier.predict(data.texts, neutral=True)
    right = [answer.sentiment == truth for answer, truth in zip(answers, data.truths, strict=True)]
    assert measured.figures["accuracy"] == round(float(np.mean(right)), 4)
    assert np.array(measured.figures["confusion_matrix"]).sum() == 300
    assert 0 <= measured.figures["expected_calibration_error"] < 0.3
    assert len(measured.mistakes) == min(50, right.count(False))
    assert measured.rows_per_second > 0


def test_data_without_neutral_is_measured_in_two_classes(classifier: SentimentClassifier) -> None:
    comparison = compare([Model("m", classifier), Vader()], data_set(labelled(100, ("negative", "positive"))))
    assert comparison.labels == ("negative", "positive")
    model, vader = comparison.measurements
    assert model.figures["labels"] == vader.figures["labels"] == ["negative", "positive"]
    assert model.figures["accuracy"] > 0.9
    assert vader.figures["expected_calibration_error"] is None
    assert vader.figures["calibration_bins"] is None


def test_rows_without_text_are_left_out_for_all(classifier: SentimentClassifier) -> None:
    rows = [*labelled(30), ("", "positive"), ("\u200b", "negative")]
    comparison = compare([Model("m", classifier), Vader()], data_set(rows))
    assert comparison.without_text == 2
    assert {one.figures["rows"] for one in comparison.measurements} == {30}
    with pytest.raises(InputError, match="no row with both a text and a label"):
        compare([Vader()], data_set([("", "positive"), (" ", "negative")]))


def test_the_surest_mistakes_come_first(classifier: SentimentClassifier) -> None:
    wrong = [("I love it so much, wonderful!", "negative"), ("The shop opens at nine on Monday.", "positive")]
    (measured,) = compare([Model("m", classifier)], data_set([*labelled(60), *wrong]), mistakes=2).measurements
    first, second = measured.mistakes
    assert first.confidence is not None
    assert second.confidence is not None
    assert first.confidence >= second.confidence > 0.5
    assert first.sentiment != first.label


def test_vader_answers_by_the_sign_and_size_of_its_score() -> None:
    texts = ["I love it", "I hate it", "The bus goes north", ""]
    assert [verdict and verdict.sentiment for verdict in Vader().judge(texts, neutral=True)] == [
        "positive", "negative", "neutral", None,
    ]  # fmt: skip
    assert [verdict and verdict.sentiment for verdict in Vader().judge(texts, neutral=False)][2] == "positive"
    assert isinstance(Vader().judge(texts, neutral=True)[0], Verdict)


def test_a_model_of_two_classes_is_not_measured_on_neutral_texts(two_class_folder: Path) -> None:
    classifier = SentimentClassifier.load(two_class_folder)
    with pytest.raises(InputError, match=r"ours.csv has neutral texts, but the model model knows"):
        compare(models([classifier]), data_set(labelled(30)))


def test_models_are_called_like_their_folders(classifier: SentimentClassifier, two_class_folder: Path) -> None:
    other = SentimentClassifier.load(two_class_folder)
    assert [model.name for model in models([classifier, other])] == ["embedded", "model"]
    assert [model.name for model in models([other, other])] == [str(two_class_folder)] * 2


def test_each_file_is_a_data_set_of_its_own() -> None:
    Path("a.csv").write_text("text,label\ngood,2\nbad,0\nso so,1\n")
    Path("b.csv").write_text("body;stars\ngood;5\nbad;1\n")
    (a,) = read_data_sets([Path("a.csv")])
    assert (a.name, a.labels) == ("a", ("negative", "neutral", "positive"))
    columns = Columns("body", "stars", {"1": "negative", "5": "positive"})
    (b,) = read_data_sets([Path("b.csv")], ["B"], columns)
    assert (b.name, b.labels, b.has_neutral) == ("B", ("negative", "positive"), False)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["one"], "--name stands 1 times and --data 2 times"),
        (["x", "x"], "Two data sets are called 'x'"),
        ([], "b.csv has only positive rows"),
    ],
)
def test_data_that_can_not_be_measured_is_named(names: list[str], words: str) -> None:
    Path("a.csv").write_text("text,label\ngood,positive\nbad,negative\n")
    Path("b.csv").write_text("text,label\ngood,positive\n")
    with pytest.raises(InputError, match=words):
        read_data_sets([Path("a.csv"), Path("b.csv")], names)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I don't like it", "negation"),
        ("he cant go", "negation"),
        ("I know it now", None),
        ("so good 😊", "emoji"),
        ("so good :)", None),
        ("we #won", "hashtag"),
        ("&#39;s http://x.org/#top", "URL"),
        ("thanks @anna", "mention"),
        ("mail a@b.org", None),
        ("is it?", "question"),
        ("see http://x.org/?a=1", "URL"),
        ("I am SO HAPPY", "ALL CAPS"),
        ("the UK and the USA", None),
    ],
)
def test_a_text_belongs_to_the_slices_of_what_it_has(text: str, expected: str | None) -> None:
    found = [name for name, inside in slices_of([text]).items() if inside[0]]
    assert [name.split(" (")[0] for name in found] == ["short", *([expected] if expected else [])]


def test_a_text_has_one_length() -> None:
    lengths = list(SLICES)[:3]
    found = slices_of([" ".join(["word"] * count) for count in range(1, 60)])
    assert np.array_equal(sum(found[name].astype(int) for name in lengths), np.ones(59))


def test_the_recall_of_a_slice_is_the_mean_of_its_classes() -> None:
    figures = slice_figures(np.array([0, 0, 0, 2]), np.array([0, 0, 1, 2]))
    assert (figures.rows, figures.accuracy, figures.macro_recall) == (4, 0.75, round((2 / 3 + 1) / 2, 4))
    assert slice_figures(np.array([], dtype=int), np.array([], dtype=int)).accuracy is None
