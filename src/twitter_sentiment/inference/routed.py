"""Two models as one: what is surely not English goes to the multilingual model, everything else to the first."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Lock

from ..errors import ModelError
from ..model.folder import ModelFolder
from ..model.manifest import Manifest
from ..text.language import UNDETERMINED, is_not_english, language_of, languages_of
from .classifier import SentimentClassifier
from .prediction import LabelDecoder, Prediction, TextLanguage


class RoutedClassifier:
    """A classifier of two models, of which the second is loaded for the first text that it reads.

    What is not about a text, such as the decoder or the folder, is that of the first model; both have the same classes.

    Attributes:
        first: reads English and what may be English.
        multilingual_path: folder of the multilingual model.
        multilingual_manifest: its manifest.
    """

    needs_languages = True

    def __init__(
        self, first: SentimentClassifier, multilingual: Path, load: Callable[[Path], SentimentClassifier]
    ) -> None:
        """Combine two models.

        Args:
            first: the first model.
            multilingual: folder of the multilingual model.
            load: loads it.

        Raises:
            ModelError: it is no model folder, or it has other classes.
        """
        self.first = first
        self.multilingual_path = multilingual
        self.multilingual_manifest = Manifest.read(multilingual)
        self._load = load
        self._loading = Lock()
        self._multilingual: SentimentClassifier | None = None
        if self.multilingual_manifest.labels != first.manifest.labels:
            raise ModelError(
                f"{multilingual} predicts {', '.join(self.multilingual_manifest.labels)}, and {first.folder.path} "
                f"{', '.join(first.manifest.labels)}: use two models of the same classes, or LANGUAGES=default."
            )

    @property
    def multilingual(self) -> SentimentClassifier:
        """The multilingual model, which is loaded if need be.

        Raises:
            ModelError: a file of the folder can't be loaded.
        """
        with self._loading:
            if self._multilingual is None:
                self._multilingual = self._load(self.multilingual_path)
            return self._multilingual

    @property
    def folder(self) -> ModelFolder:
        """The folder of the first model."""
        return self.first.folder

    @property
    def manifest(self) -> Manifest:
        """The manifest of the first model."""
        return self.first.manifest

    @property
    def manifests(self) -> tuple[Manifest, ...]:
        """The manifests of both models, that of the first one first."""
        return (self.manifest, self.multilingual_manifest)

    @property
    def batch_size(self) -> int:
        """Most texts of a batch."""
        return self.first.batch_size

    @property
    def max_len(self) -> int:
        """Most tokens of a text that the first model reads."""
        return self.first.max_len

    @property
    def has_neutral(self) -> bool:
        """Whether the models have the neutral class."""
        return self.first.has_neutral

    def decoder(self, neutral: bool) -> LabelDecoder:
        """Decoder of the first model's logits, as `Pipeline.decoder`."""
        return self.first.decoder(neutral)

    def resolve_neutral(self, requested: bool | None, default: bool) -> bool:
        """Choose between three classes and binary mode, as `Pipeline.resolve_neutral`."""
        return self.first.resolve_neutral(requested, default)

    def languages(self, texts: Sequence[str]) -> list[TextLanguage]:
        """Return the language of each text, and whether the model that reads it was trained for it."""
        return [TextLanguage(code, self._manifest_of(code).supports(code)) for code in languages_of(texts)]

    def reader(self, language: str) -> SentimentClassifier:
        """Return the classifier that reads texts of a language; the multilingual one is loaded if need be."""
        return self.multilingual if is_not_english(language) else self.first

    def predict_rows(self, texts: Sequence[str], *, neutral: bool = False) -> list[Prediction | None]:
        """Classify many texts, each with its model; a text without content gets None instead of an error.

        Raises:
            InputError: the models have no neutral class.
            ModelError: the multilingual model can't be loaded.
        """
        predictions: list[Prediction | None] = [None] * len(texts)
        languages = languages_of(texts)
        for reader, positions in by_reader(self, languages).items():
            found = reader.predict_rows(
                [texts[position] for position in positions],
                neutral=neutral,
                languages=[languages[position] for position in positions],
            )
            for position, prediction in zip(positions, found, strict=True):
                predictions[position] = prediction
        return predictions

    def _manifest_of(self, language: str) -> Manifest:
        return self.multilingual_manifest if is_not_english(language) else self.manifest


Classifier = SentimentClassifier | RoutedClassifier
"""What predicts texts, with one model or with two."""


def reader_of(classifier: Classifier, text: str) -> tuple[SentimentClassifier, str]:
    """Return the classifier that reads a text, and the language of the text where anything depends on it."""
    language = language_of(text) if classifier.needs_languages else UNDETERMINED
    return classifier.reader(language), language


def by_reader(classifier: Classifier, languages: Sequence[str]) -> Mapping[SentimentClassifier, list[int]]:
    """Group texts by the model that reads them; a model that reads none of them is not loaded.

    Args:
        classifier: the models.
        languages: (texts,), the language of each text.

    Returns:
        The positions of the texts of each model.
    """
    groups: dict[SentimentClassifier, list[int]] = {}
    for position, language in enumerate(languages):
        groups.setdefault(classifier.reader(language), []).append(position)
    return groups
