"""The multilingual model that ships: what it says of texts of our own in five languages."""

from pathlib import Path

import pandas as pd
import pytest

from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.inference.loading import choose_models, load_classifiers
from twitter_sentiment.inference.routed import RoutedClassifier
from twitter_sentiment.model.folder import shipped_model
from twitter_sentiment.settings import MULTILINGUAL_MODEL, ServingSettings

TEXTS = pd.read_csv(Path(__file__).parent / "language_texts.csv")
MAX_FOLDER_BYTES = 65_000_000


@pytest.fixture(scope="module")
def multilingual() -> SentimentClassifier:
    return SentimentClassifier.load(shipped_model(MULTILINGUAL_MODEL))


@pytest.mark.parametrize(("language", "right"), [("ar", 10), ("de", 7), ("es", 9), ("fr", 10), ("pt", 9)])
def test_texts_of_each_language_keep_their_results(
    multilingual: SentimentClassifier, language: str, right: int
) -> None:
    rows = TEXTS[TEXTS["language"] == language]
    predictions = multilingual.predict(rows["text"].tolist(), neutral=True)
    assert sum(found.sentiment == label for found, label in zip(predictions, rows["label"], strict=True)) == right
    assert multilingual.manifest.supports(language)


def test_answers_are_the_same_alone_and_in_any_batch(multilingual: SentimentClassifier) -> None:
    texts = TEXTS["text"].tolist()
    together = multilingual.predict(texts)
    assert [multilingual.predict(text) for text in texts[:10]] == together[:10]
    assert multilingual.predict(texts[::-1]) == together[::-1]


def test_default_settings_route_to_it(monkeypatch: pytest.MonkeyPatch, multilingual: SentimentClassifier) -> None:
    monkeypatch.delenv("LANGUAGES")
    both = load_classifiers(ServingSettings(model_path=Path("fast")))
    assert isinstance(both, RoutedClassifier)
    text = TEXTS["text"].iloc[0]
    assert both.predict_rows([text]) == multilingual.predict_rows([text])


def test_folder_of_its_name_in_the_working_folder_is_not_taken_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LANGUAGES")
    Path(MULTILINGUAL_MODEL).mkdir()
    assert choose_models(ServingSettings()).multilingual == shipped_model(MULTILINGUAL_MODEL)


def test_folder_fits_its_limit(multilingual: SentimentClassifier) -> None:
    assert sum(file.stat().st_size for file in multilingual.folder.path.iterdir()) <= MAX_FOLDER_BYTES
