"""A text whose words are shaded by their weight in the prediction, sentences about it, and its numbers as tables."""

import html
import math
from collections.abc import Mapping

from ..api_types import ExplanationPart, ExplanationResponse, PredictionResponse, TokensRead
from ..labels import in_order
from ..text.words import cut
from .theme import STYLES

_DECISIVE_POINTS = 3
"""From so many percentage points of confidence on, a word counts as decisive."""
_INDECISIVE_STRENGTH = 0.4
"""The strength of the largest weight where no word is decisive."""
_FULL_SHADE_WEIGHT = 0.3
"""The smallest weight that is shaded fully if it is the largest of the text."""
_MAX_OPACITY = 0.55  # the words stay readable on it
_MIN_STRENGTH = 0.05
"""Words below this share of the largest weight are not marked."""
_MAX_QUOTED_CHARACTERS = 80


def highlighted_html(prediction: PredictionResponse, explanation: ExplanationResponse, test_id: str = "words") -> str:
    """Return HTML of the text: words that support the sentiment on its color, words against it over a dotted line.

    The full strength is for a part that the confidence rests on: where none is decisive, all of them stay pale.
    """
    max_weight = max([_FULL_SHADE_WEIGHT, *(abs(part.weight) for part in explanation.parts)])
    decisive = any(_is_decisive(prediction, part) for part in explanation.parts)
    full_strength = 1.0 if decisive else _INDECISIVE_STRENGTH
    text = prediction.text
    pieces: list[str] = []
    position = 0
    for part in explanation.parts:
        pieces.append(html.escape(text[position : part.start]))
        pieces.append(_part_html(prediction, part, abs(part.weight) / max_weight * full_strength))
        position = part.end
    pieces.append(html.escape(text[position:]))
    return f'<div class="plain words" dir="auto" data-testid="{test_id}">{"".join(pieces)}</div>'


def summary_html(prediction: PredictionResponse, explanation: ExplanationResponse) -> str:
    """Return HTML of a sentence that names the parts with the largest weights for and against the result."""
    top = max(explanation.parts, key=lambda part: part.weight)
    lowest = min(explanation.parts, key=lambda part: part.weight)
    against = f"{_quoted(prediction, lowest)} speaks most against it. {_effect(prediction, lowest)}."
    if _is_decisive(prediction, top):
        sentence = f"Counts most: {_quoted(prediction, top)}. {_effect(prediction, top)}."
        return f"{sentence} {against}" if _is_decisive(prediction, lowest) and lowest.weight < 0 else sentence
    if _is_decisive(prediction, lowest):
        return f"No single {explanation.unit} decides for this result; {against}"
    return f"No single {explanation.unit} decides: without any one of them the confidence stays about the same."


def weights_html(prediction: PredictionResponse, explanation: ExplanationResponse) -> str:
    """Return HTML of a table of all parts, the largest weight first."""
    rows = [
        f'<tr><th scope="row"><bdi>{html.escape(prediction.text[part.start : part.end])}</bdi></th>'
        f"<td>{_signed(part.weight, '.2f')}</td><td>{_percent(_confidence_without(prediction, part))}</td>"
        f"<td>{_signed(-_confidence_points(prediction, part), '.1f')}</td></tr>"
        for part in sorted(explanation.parts, key=lambda part: -abs(part.weight))
    ]
    return (
        f'<table class="numbers"><caption>Weight of each {explanation.unit}</caption><thead><tr>'
        f'<th scope="col">{explanation.unit.capitalize()}</th><th scope="col">Weight</th>'
        '<th scope="col">Confidence without it</th><th scope="col">Change in points</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def scores_html(scores: Mapping[str, float]) -> str:
    """Return HTML of a table with the probability of each class."""
    rows = [
        f'<tr><th scope="row">{STYLES[label].name}</th><td>{_percent(scores[label])}</td></tr>'
        for label in in_order(scores)
    ]
    return (
        '<table class="numbers"><caption>Probability of each class</caption><thead><tr><th scope="col">Class</th>'
        f'<th scope="col">Probability</th></tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )


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


def _confidence_without(prediction: PredictionResponse, part: ExplanationPart) -> float:
    odds = prediction.confidence / max(1 - prediction.confidence, 1e-6) * math.exp(-part.weight)
    return odds / (1 + odds)


def _confidence_points(prediction: PredictionResponse, part: ExplanationPart) -> float:
    """Compute by how many percentage points the confidence falls without a part."""
    return 100 * (prediction.confidence - _confidence_without(prediction, part))


def _is_decisive(prediction: PredictionResponse, part: ExplanationPart) -> bool:
    return abs(_confidence_points(prediction, part)) >= _DECISIVE_POINTS


def _effect(prediction: PredictionResponse, part: ExplanationPart) -> str:
    points = _confidence_points(prediction, part)
    return f"Without it, confidence would be {abs(points):.0f} points {'lower' if points >= 0 else 'higher'}"


def _quoted(prediction: PredictionResponse, part: ExplanationPart) -> str:
    text = prediction.text[part.start : part.end]
    if len(text) > _MAX_QUOTED_CHARACTERS:
        text = f"{cut(text, _MAX_QUOTED_CHARACTERS - 3)}…"
    return f"“<bdi>{html.escape(text)}</bdi>”"


def _percent(share: float) -> str:
    """Format a share of a column, always with one decimal."""
    return f"{100 * share:.1f} %"


def _signed(number: float, form: str) -> str:
    """Format a number with its sign; what rounds to zero has none."""
    digits = format(abs(number), form)
    if not float(digits):
        return digits
    return f"{'−' if number < 0 else '+'}{digits}"
