"""A text whose words are shaded by their weight in the prediction, and sentences about it."""

import html
import math

from ..api_types import ExplanationPart, ExplanationResponse, PredictionResponse, TokensRead
from .theme import STYLES

_DECISIVE_POINTS = 3
"""From so many percentage points of confidence on, a word counts as decisive."""
_FULL_SHADE_WEIGHT = 0.3
"""The smallest weight that is shaded fully if it is the largest of the text."""
_MAX_OPACITY = 0.55  # the words stay readable on it
_MIN_STRENGTH = 0.05
"""Words below this share of the largest weight are not marked."""
_MAX_QUOTED_CHARACTERS = 80


def highlighted_html(prediction: PredictionResponse, explanation: ExplanationResponse) -> str:
    """Return HTML of the text: words that support the sentiment on its color, words against it over a dotted line."""
    max_weight = max([_FULL_SHADE_WEIGHT, *(abs(part.weight) for part in explanation.parts)])
    text = prediction.text
    pieces: list[str] = []
    position = 0
    for part in explanation.parts:
        pieces.append(html.escape(text[position : part.start]))
        pieces.append(_part_html(prediction, part, abs(part.weight) / max_weight))
        position = part.end
    pieces.append(html.escape(text[position:]))
    return f'<div class="plain words" dir="auto" data-testid="words">{"".join(pieces)}</div>'


def summary_html(prediction: PredictionResponse, explanation: ExplanationResponse) -> str:
    """Return HTML of a sentence that names the part with the largest weight."""
    top = max(explanation.parts, key=lambda part: part.weight)
    if _confidence_points(prediction, top) < _DECISIVE_POINTS:
        return f"No single {explanation.unit} decides: without any one of them the confidence stays about the same."
    text = prediction.text[top.start : top.end]
    if len(text) > _MAX_QUOTED_CHARACTERS:
        text = f"{text[: _MAX_QUOTED_CHARACTERS - 3]}…"
    return f"Counts most: “<bdi>{html.escape(text)}</bdi>”. {_effect(prediction, top)}."


def truncation_notice(tokens: TokensRead) -> str | None:
    """Return a sentence about a text that was too long to be read whole; None for others."""
    skipped = tokens.total - tokens.first - tokens.last
    if skipped <= 0:
        return None
    return (
        f"This text is long: its first {tokens.first} and last {tokens.last} tokens (words or pieces of words) were "
        f"read, the {skipped:,} between them were not."
    )


def _part_html(prediction: PredictionResponse, part: ExplanationPart, strength: float) -> str:
    """Return HTML of one part; `strength` is the share of the largest weight, from 0 to 1."""
    word = html.escape(prediction.text[part.start : part.end])
    if strength < _MIN_STRENGTH:
        return f"<span>{word}</span>"
    if part.weight > 0:
        side = "for"
        style = f"background:{STYLES[prediction.sentiment].color}{round(255 * _MAX_OPACITY * strength):02x}"
    else:
        side = "against"
        style = f"border-color:rgba(128,128,128,{strength:.2f})"
    return f'<span class="{side}" style="{style}" title="{_effect(prediction, part)}">{word}</span>'


def _confidence_points(prediction: PredictionResponse, part: ExplanationPart) -> float:
    """Compute by how many percentage points the confidence falls without a part."""
    odds = prediction.confidence / max(1 - prediction.confidence, 1e-6) * math.exp(-part.weight)
    return 100 * (prediction.confidence - odds / (1 + odds))


def _effect(prediction: PredictionResponse, part: ExplanationPart) -> str:
    points = _confidence_points(prediction, part)
    return f"Without it, confidence would be {abs(points):.0f} points {'lower' if points >= 0 else 'higher'}"
