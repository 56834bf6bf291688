"""The classifier with the default model."""

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
from twitter_sentiment.inference.loading import load_classifier
from twitter_sentiment.model.cores import available_cores
from twitter_sentiment.model.softmax import softmax
from twitter_sentiment.settings import ServingSettings

from ..conftest import REPOSITORY
from ..examples import mixed_lengths
from ..models import FAST

TEXTS = mixed_lengths(1000)


@pytest.fixture(scope="module")
def alone(classifier: SentimentClassifier) -> list[Prediction]:
    """The prediction of each text by itself."""
    return [classifier.predict(text, neutral=True) for text in TEXTS]


def assert_same(predictions: Sequence[Prediction], expected: Sequence[Prediction]) -> None:
    for prediction, other in zip(predictions, expected, strict=True):
        assert prediction.sentiment == other.sentiment
        assert prediction.scores == pytest.approx(other.scores, abs=1e-4)


@pytest.mark.slow
def test_predict_is_independent_of_neighbors(classifier: SentimentClassifier, alone: list[Prediction]) -> None:
    assert_same(classifier.predict(TEXTS, neutral=True), alone)


@pytest.mark.slow
@pytest.mark.parametrize("batch_size", [2, 32])
def test_predict_is_independent_of_batch_size(batch_size: int, alone: list[Prediction]) -> None:
    other = SentimentClassifier.load(FAST, batch_size=batch_size, threads=1)
    order = random.Random(0).sample(range(len(TEXTS)), 300)
    predictions = other.predict([TEXTS[row] for row in order], neutral=True)
    assert_same(predictions, [alone[row] for row in order])


@pytest.mark.slow
def test_predict_is_independent_of_thread(classifier: SentimentClassifier, alone: list[Prediction]) -> None:
    groups = [TEXTS[start : start + 7] for start in range(0, 210, 7)]

    def predict(group: list[str]) -> list[Prediction]:
        return classifier.predict(group, neutral=True)

    with ThreadPoolExecutor(8) as threads:
        predictions = list(threads.map(predict, groups))
    assert_same([prediction for group in predictions for prediction in group], alone[:210])


def test_predict_one_text_or_list(classifier: SentimentClassifier) -> None:
    assert isinstance(classifier.predict("good"), Prediction)
    assert classifier.predict(["good"]) == [classifier.predict("good")]
    assert classifier.predict([]) == []


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "&nbsp;"])
def test_predict_refuses_empty_text(classifier: SentimentClassifier, text: str) -> None:
    with pytest.raises(InputError, match="Text 2 of 2 is empty"):
        classifier.predict(["good", text])
    assert classifier.predict_rows(["good", text, "bad"])[1] is None


def test_predict_counts_truncated_tokens(classifier: SentimentClassifier) -> None:
    assert not classifier.predict("good " * 254).token_counts.truncated
    assert classifier.predict("good " * 255).token_counts.truncated


def test_predict_reads_both_ends_of_long_text(classifier: SentimentClassifier) -> None:
    middle = "It has a chapter on Monday and a chapter on Tuesday. " * 100
    praise = "I loved it, wonderful and brilliant. "
    blame = "I hated it, boring and terrible. "

    def positive(text: str) -> float:
        return classifier.predict(text).scores["positive"]

    assert positive(middle + praise) > positive(middle + blame) + 0.1
    assert positive(praise + middle) > positive(blame + middle) + 0.1


def test_max_len_can_only_shorten() -> None:
    assert SentimentClassifier.load(FAST, max_len=16).predict("good " * 20).token_counts.truncated
    assert SentimentClassifier.load(FAST, max_len=100_000).predict("good " * 300).token_counts.truncated


def test_two_class_model_has_binary_mode_only(two_class_folder: Path) -> None:
    model = SentimentClassifier.load(two_class_folder)
    assert set(model.predict("good").scores) == {"negative", "positive"}
    with pytest.raises(InputError, match="neutral"):
        model.predict("good", neutral=True)


def test_start_reports_each_text_once(classifier: SentimentClassifier) -> None:
    texts = classifier.tokenizer.encode([f"good {'really ' * count}" for count in range(40)])
    finished: list[int] = []
    logits = classifier.start(texts, finished.extend).result()
    assert sorted(finished) == list(range(40))
    for text, row in zip(texts, logits, strict=True):
        assert row == pytest.approx(classifier.model.logits([text.ids])[0], abs=1e-5)


def test_start_of_nothing_has_no_logits(classifier: SentimentClassifier) -> None:
    assert classifier.start([]).result().shape == (0, 3)


def test_start_raises_error_of_a_batch(classifier: SentimentClassifier) -> None:
    def fail(positions: Sequence[int]) -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        classifier.start(classifier.tokenizer.encode(["good"] * 40), fail).result()


def test_load_names_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model folder"):
        SentimentClassifier.load(tmp_path / "nowhere")


@pytest.mark.slow
def test_serving_imports_no_torch() -> None:
    program = (
        "import sys; from twitter_sentiment.service.app import create_app; create_app();"
        "from twitter_sentiment.inference import SentimentClassifier; SentimentClassifier.load('fast').predict('good');"
        "import twitter_sentiment.cli, twitter_sentiment.bulk.predict_file;"
        "print(sorted({'torch', 'transformers', 'pandas', 'sklearn', 'onnx', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY / "src", capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_load_classifier_divides_cores() -> None:
    settings = ServingSettings(model_path=Path("no_such_folder"), workers=256)
    assert load_classifier(settings).threads == available_cores()  # a command has all cores, whatever WORKERS is
    assert load_classifier(settings, processes=256).threads == max(1, available_cores() // 256)


def test_binary_mode_has_its_own_temperature(classifier: SentimentClassifier) -> None:
    texts = ["I love it", "The bus leaves at nine.", "It broke on day one"]
    manifest = classifier.manifest
    assert manifest.binary_temperature is not None
    logits = np.concatenate([classifier.model.logits([text.ids]) for text in classifier.tokenizer.encode(texts)])
    for neutral, columns, temperature in (
        (True, [0, 1, 2], manifest.temperature),
        (False, [0, 2], manifest.binary_temperature),
    ):
        expected = softmax(logits[:, columns], temperature).max(axis=1)
        confidences = [prediction.confidence for prediction in classifier.predict(texts, neutral=neutral)]
        assert confidences == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("requested", "default", "expected"),
    [(None, True, True), (None, False, False), (True, False, True), (False, True, False)],
)
def test_resolve_neutral_prefers_request(
    classifier: SentimentClassifier, requested: bool | None, default: bool, expected: bool
) -> None:
    assert classifier.resolve_neutral(requested, default) is expected


def test_resolve_neutral_of_two_class_model(two_class_folder: Path) -> None:
    model = SentimentClassifier.load(two_class_folder)
    assert model.resolve_neutral(None, True) is False
    assert model.resolve_neutral(True, False) is True  # refused later, by the decoder
