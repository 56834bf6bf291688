"""The classifier, on the embedded model."""

import random
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from twitter_sentiment.errors import InputError, ModelError
from twitter_sentiment.inference import Prediction, SentimentClassifier
from twitter_sentiment.inference.chosen import chosen_classifier
from twitter_sentiment.inference.cores import available_cores
from twitter_sentiment.model.probabilities import probabilities_of
from twitter_sentiment.settings import Settings

from ..conftest import REPOSITORY
from ..examples import mixed_lengths

TEXTS = mixed_lengths(1000)


@pytest.fixture(scope="module")
def alone(classifier: SentimentClassifier) -> list[Prediction]:
    """The answer to each text by itself."""
    return [classifier.predict(text, neutral=True) for text in TEXTS]


def assert_same(answers: Sequence[Prediction], expected: Sequence[Prediction]) -> None:
    for answer, other in zip(answers, expected, strict=True):
        assert answer.sentiment == other.sentiment
        assert answer.scores == pytest.approx(other.scores, abs=1e-4)


def test_a_text_gets_the_same_answer_in_a_large_batch(classifier: SentimentClassifier, alone: list[Prediction]) -> None:
    assert_same(classifier.predict(TEXTS, neutral=True), alone)


@pytest.mark.parametrize("batch_size", [2, 32])
def test_a_text_gets_the_same_answer_whatever_the_batch_size(batch_size: int, alone: list[Prediction]) -> None:
    other = SentimentClassifier.load(batch_size=batch_size, threads=1)
    order = random.Random(0).sample(range(len(TEXTS)), 300)
    answers = other.predict([TEXTS[row] for row in order], neutral=True)
    assert_same(answers, [alone[row] for row in order])


def test_a_text_gets_the_same_answer_from_any_thread(classifier: SentimentClassifier, alone: list[Prediction]) -> None:
    groups = [TEXTS[start : start + 7] for start in range(0, 210, 7)]

    def predict(group: list[str]) -> list[Prediction]:
        return classifier.predict(group, neutral=True)

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(predict, groups))
    assert_same([answer for group in answers for answer in group], alone[:210])


def test_one_text_gives_one_prediction_and_a_list_gives_a_list(classifier: SentimentClassifier) -> None:
    assert isinstance(classifier.predict("good"), Prediction)
    assert classifier.predict(["good"]) == [classifier.predict("good")]
    assert classifier.predict([]) == []


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "&nbsp;"])
def test_a_text_without_content_is_refused_and_counted_from_one(classifier: SentimentClassifier, text: str) -> None:
    with pytest.raises(InputError, match="Text 2 of 2 is empty"):
        classifier.predict(["good", text])
    assert classifier.predict_rows(["good", text, "bad"])[1] is None


def test_only_a_text_longer_than_the_model_reads_counts_as_truncated(classifier: SentimentClassifier) -> None:
    assert not classifier.predict("good " * 254).reading.truncated
    assert classifier.predict("good " * 255).reading.truncated


def test_both_ends_of_a_long_text_are_read(classifier: SentimentClassifier) -> None:
    middle = "It has a chapter on Monday and a chapter on Tuesday. " * 100
    praise, blame = "I loved it, wonderful and brilliant. ", "I hated it, boring and terrible. "

    def positive(text: str) -> float:
        return classifier.predict(text).scores["positive"]

    assert positive(middle + praise) > positive(middle + blame) + 0.1
    assert positive(praise + middle) > positive(blame + middle) + 0.1


def test_max_len_can_shorten_but_not_lengthen_what_is_read() -> None:
    assert SentimentClassifier.load(max_len=16).predict("good " * 20).reading.truncated
    assert SentimentClassifier.load(max_len=100_000).predict("good " * 300).reading.truncated


def test_a_two_class_model_has_the_binary_view_alone(two_class_folder: Path) -> None:
    model = SentimentClassifier.load(two_class_folder)
    assert set(model.predict("good").scores) == {"negative", "positive"}
    with pytest.raises(InputError, match="neutral"):
        model.predict("good", neutral=True)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model folder"):
        SentimentClassifier.load(tmp_path / "nowhere")


def test_serving_imports_neither_torch_nor_transformers() -> None:
    program = (
        "import sys; from twitter_sentiment.service.app import create_app; create_app();"
        "from twitter_sentiment.inference import SentimentClassifier; SentimentClassifier.load().predict('good');"
        "import twitter_sentiment.cli, twitter_sentiment.bulk.predict_file;"
        "print(sorted({'torch', 'transformers', 'pandas', 'sklearn', 'onnx', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY / "src", capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_only_processes_that_share_the_cores_divide_them() -> None:
    settings = Settings(model_path=Path("no_such_folder"), workers=256)
    assert chosen_classifier(settings).threads == available_cores()  # a command is alone, whatever the API does
    assert chosen_classifier(settings, processes=256).threads == max(1, available_cores() // 256)


def test_each_view_is_calibrated_by_itself(classifier: SentimentClassifier) -> None:
    texts, manifest = ["I love it", "The bus leaves at nine.", "It broke on day one"], classifier.manifest
    assert manifest.binary_temperature is not None
    logits = np.concatenate([classifier.model.logits([tokens.ids]) for tokens in classifier.encoder.encode(texts)])
    for neutral, columns, temperature in (
        (True, [0, 1, 2], manifest.temperature),
        (False, [0, 2], manifest.binary_temperature),
    ):
        expected = probabilities_of(logits[:, columns], temperature).max(axis=1)
        found = [answer.confidence for answer in classifier.predict(texts, neutral=neutral)]
        assert found == pytest.approx(expected, abs=1e-4)
