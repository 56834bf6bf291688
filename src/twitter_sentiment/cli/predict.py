"""`twitter-sentiment predict`: the sentiment of texts given as arguments or on standard input."""

import json
import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from ..errors import InputError
from ..files.chunks import chunks
from ..inference import Prediction
from ..inference.loading import load_classifiers
from ..settings import ServingSettings
from .options import LanguagesOption, ModelOption, NeutralOption

CHUNK_LINES = 256
"""Lines predicted in one call."""


def predict(
    texts: Annotated[
        list[str] | None,
        typer.Argument(help="Texts; without any, each line of standard input is one.", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line, with all scores.")] = False,
    neutral: NeutralOption = None,
    model: ModelOption = None,
    languages: LanguagesOption = None,
) -> None:
    """Classify texts, with the confidence of each prediction."""
    if not texts and sys.stdin.isatty():
        raise InputError('Give a text, for example: twitter-sentiment predict "I love it"')
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    settings = ServingSettings.load()
    classifier = load_classifiers(settings, model, languages)
    with_neutral = classifier.resolve_neutral(neutral, settings.neutral)
    for chunk in chunks(texts or (line.rstrip("\r\n") for line in sys.stdin), CHUNK_LINES):
        predictions = classifier.predict_rows(chunk, neutral=with_neutral)
        for text, prediction in zip(chunk, predictions, strict=True):
            if prediction is not None:
                typer.echo(_format(text, prediction, as_json))
            elif texts:
                raise InputError("A text is empty: there is nothing to classify.")


def _format(text: str, prediction: Prediction, as_json: bool) -> str:
    rounded = prediction.rounded()
    if not as_json:
        return f"{rounded.sentiment:<8}  {rounded.confidence:.4f}  {text}"
    content = {
        "sentiment": rounded.sentiment,
        "confidence": rounded.confidence,
        "text": text,
        "scores": rounded.scores,
    }
    return json.dumps(content, ensure_ascii=False)
