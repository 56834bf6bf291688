"""`twitter-sentiment predict`: the sentiment of texts given as arguments or on standard input."""

import json
import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from ..bulk.chunks import chunks
from ..errors import InputError
from ..settings import settings
from .app import app
from .options import ModelOption, NeutralOption, load_classifier

_LINES_TOGETHER = 256


@app.command()
def predict(
    texts: Annotated[
        list[str] | None,
        typer.Argument(help="Texts; without any, each line of standard input is one.", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line, with all scores.")] = False,
    neutral: NeutralOption = None,
    model: ModelOption = None,
) -> None:
    """Tell whether texts are positive or negative, and how sure that is."""
    if not texts and sys.stdin.isatty():
        raise InputError('Give a text, for example: twitter-sentiment predict "I love it"')
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    classifier = load_classifier(model)
    in_three = classifier.shows_neutral(neutral, settings().neutral)
    for group in chunks(texts or (line.rstrip("\r\n") for line in sys.stdin), _LINES_TOGETHER):
        for text, prediction in zip(group, classifier.predict_rows(group, neutral=in_three), strict=True):
            if prediction is None:
                if texts:
                    raise InputError("A text is empty: there is nothing to classify.")
                continue
            shown = prediction.rounded()
            if as_json:
                answer = {
                    "sentiment": shown.sentiment,
                    "confidence": shown.confidence,
                    "text": text,
                    "scores": shown.scores,
                }
                typer.echo(json.dumps(answer, ensure_ascii=False))
            else:
                typer.echo(f"{shown.sentiment:<8}  {shown.confidence:.4f}  {text}")
