"""Two models as one, and which models the settings choose."""

import shutil
from pathlib import Path

import pytest

from twitter_sentiment.errors import InputError, ModelError
from twitter_sentiment.inference import SentimentClassifier, explain
from twitter_sentiment.inference.loading import ModelChoice, choose_models
from twitter_sentiment.inference.routed import RoutedClassifier
from twitter_sentiment.model.folder import SHIPPED_MODELS, shipped_model
from twitter_sentiment.model.manifest import Manifest
from twitter_sentiment.settings import Languages, ServingSettings

from ..models import FAST

ACCURATE = shipped_model("accurate")
"""Stands for the multilingual model: what matters here is which of two reads a text."""

ENGLISH = ["I love this phone so much", "ok", "", "never again, it broke on day one"]
FOREIGN = ["das ist leider nicht so gut wie das alte", "这部电影太好看了"]


class Loader:
    """Loads a model and counts how often."""

    def __init__(self) -> None:
        self.loaded: list[Path] = []

    def __call__(self, path: Path) -> SentimentClassifier:
        self.loaded.append(path)
        return SentimentClassifier.load(path, threads=1)


def test_each_model_reads_its_languages(classifier: SentimentClassifier) -> None:
    load = Loader()
    routed = RoutedClassifier(classifier, ACCURATE, load)
    assert routed.predict_rows(ENGLISH) == classifier.predict_rows(ENGLISH)
    assert load.loaded == []
    mixed = [text for pair in zip(ENGLISH, [*FOREIGN, *FOREIGN], strict=True) for text in pair]
    predictions = routed.predict_rows(mixed, neutral=True)
    assert load.loaded == [ACCURATE]
    assert predictions[::2] == classifier.predict_rows(ENGLISH, neutral=True)
    assert predictions[1::2] == routed.multilingual.predict_rows([*FOREIGN, *FOREIGN], neutral=True)
    assert predictions[1] != classifier.predict(FOREIGN[0], neutral=True)
    assert explain(routed, FOREIGN[0]) == explain(routed.multilingual, FOREIGN[0])
    assert explain(routed, ENGLISH[0]) == explain(classifier, ENGLISH[0])


def test_models_of_other_classes_are_refused(classifier: SentimentClassifier, tmp_path: Path) -> None:
    folder = tmp_path / "two"
    folder.mkdir()
    shutil.copy(FAST / "sentiment.json", folder)
    Manifest.read(folder).model_copy(update={"labels": ("negative", "positive")}).write(folder)
    with pytest.raises(ModelError, match="use two models of the same classes"):
        RoutedClassifier(classifier, folder, Loader())


@pytest.mark.parametrize(
    ("settings", "model", "languages", "chosen"),
    [
        ({"multilingual_path": ACCURATE}, None, None, (FAST, ACCURATE)),
        ({"multilingual_path": ACCURATE, "languages": "default"}, None, None, (FAST, None)),
        ({"multilingual_path": ACCURATE, "languages": "MULTILINGUAL"}, None, None, (ACCURATE, None)),
        ({"multilingual_path": ACCURATE, "languages": "default"}, None, Languages.AUTO, (FAST, ACCURATE)),
        ({"multilingual_path": ACCURATE, "languages": "auto"}, Path("fast"), None, (FAST, None)),
        ({"multilingual_path": ACCURATE}, Path("fast"), Languages.AUTO, (FAST, ACCURATE)),
        ({"multilingual_path": FAST}, None, None, (FAST, None)),
        ({"multilingual_path": ACCURATE, "model_path": "own"}, None, None, (Path("own"), None)),
        (
            {"multilingual_path": ACCURATE, "model_path": "own", "languages": "auto"},
            None,
            None,
            (Path("own"), ACCURATE),
        ),
    ],
)
def test_choice_of_models(
    settings: dict[str, object],
    model: Path | None,
    languages: Languages | None,
    chosen: tuple[Path, Path | None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.delenv("LANGUAGES")
    (tmp_path / "own").mkdir()
    choice = choose_models(ServingSettings(**{"model_path": "fast"} | settings), model, languages)  # type: ignore[arg-type]
    assert choice.first == (chosen[0] if chosen[0] != FAST else Path("fast"))
    assert choice.multilingual == chosen[1]


def test_installation_without_the_multilingual_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("LANGUAGES")
    for name in SHIPPED_MODELS:
        (tmp_path / name).symlink_to(FAST.parent / name)
    monkeypatch.setattr("twitter_sentiment.model.folder._models_dirs", lambda: [tmp_path])
    assert choose_models(ServingSettings()) == ModelChoice(Path("fast"))
    with pytest.raises(ModelError, match="install twitter-sentiment-multilingual, or set MULTILINGUAL_PATH"):
        choose_models(ServingSettings(languages=Languages.MULTILINGUAL))


def test_missing_multilingual_folder_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LANGUAGES")
    with pytest.raises(ModelError, match="There is no model folder nowhere"):
        choose_models(ServingSettings(multilingual_path=Path("nowhere")))
    with pytest.raises(InputError, match="give one of them"):
        choose_models(ServingSettings(), Path("fast"), Languages.MULTILINGUAL)
