"""A loaded model: text → token ids → logits → prediction, each step by itself and without threads."""

from collections.abc import Sequence

import numpy as np

from ..errors import ModelError
from ..labels import NEUTRAL
from ..model.folder import ModelFolder
from ..model.manifest import Manifest
from ..model.tokenization import EncodedText
from ..text.language import languages_of
from .prediction import LabelDecoder, TextLanguage


class Pipeline:
    """The steps of a prediction with one model.

    Attributes:
        folder: the verified model folder.
        tokenizer: turns texts into token ids.
        model: turns token ids into logits.
    """

    def __init__(self, folder: ModelFolder, *, max_len: int | None = None) -> None:
        """Load the tokenizer and the graph of a model folder.

        Args:
            folder: a verified model folder.
            max_len: read at most this many tokens of a text; the default and the most is what the model was made for.

        Raises:
            ModelError: a file can't be loaded, or the graph can't run every text that the tokenizer gives.
        """
        self.folder = folder
        self.tokenizer = folder.load_tokenizer(max_len)
        self.model = folder.load_onnx_model()
        self._check()

    def _check(self) -> None:
        """Run the most demanding text, so that a folder whose files don't fit is refused here and not by a request."""
        ids = self.tokenizer.most_demanding_ids()
        problem = None
        try:
            logits = self.model.logits([ids])
        except Exception as error:  # the library's errors share no public base
            reason = " ".join(str(error).rpartition("Status Message: ")[2].split())
            problem = f"its graph can't run {len(ids)} tokens with ids up to {max(ids)} ({reason})"
        else:
            labels = self.manifest.labels
            if logits.shape != (1, len(labels)):
                problem = f"its labels are {', '.join(labels)}, but its graph gives {logits.shape[-1]} logits"
            elif not np.isfinite(logits).all():
                problem = "its graph gives logits that aren't numbers"
        if problem:
            raise ModelError(
                f"{self.folder.path} can't be used: {problem}. Make it again with `twitter-sentiment export`."
            )

    @property
    def manifest(self) -> Manifest:
        """What is recorded about the model: labels, data, metrics."""
        return self.folder.manifest

    @property
    def has_neutral(self) -> bool:
        """Whether the model has the neutral class."""
        return NEUTRAL in self.manifest.labels

    def normalize(self, texts: Sequence[str]) -> list[str]:
        """Normalize texts; texts that normalize to the same text have the same logits."""
        return [self.tokenizer.normalizer(text) for text in texts]

    def tokenize(self, normalized: Sequence[str]) -> list[EncodedText]:
        """Turn normalized texts into token ids, the same ids for a text whatever its neighbors."""
        return self.tokenizer.tokenize(normalized)

    def languages(self, texts: Sequence[str]) -> list[TextLanguage]:
        """Return the language of each text, and whether the model was trained for it."""
        return [TextLanguage(code, self.manifest.supports(code)) for code in languages_of(texts)]

    def decoder(self, neutral: bool) -> LabelDecoder:
        """Decoder of the model's logits, for three classes or, in binary mode, for two.

        Raises:
            InputError: the model has no neutral class.
        """
        temperature, of_languages = self.manifest.temperatures(neutral)
        return LabelDecoder(self.manifest.labels, temperature, neutral, of_languages)

    @property
    def needs_languages(self) -> bool:
        """Whether a prediction depends on the language of its text: whether a language has its own temperature."""
        return bool(self.manifest.language_temperatures)

    def resolve_neutral(self, requested: bool | None, default: bool) -> bool:
        """Choose between three classes and binary mode.

        Args:
            requested: an explicit choice, which is returned as it is; None if there is none.
            default: the choice otherwise, if the model has the neutral class.
        """
        if requested is not None:
            return requested
        return default and self.has_neutral
