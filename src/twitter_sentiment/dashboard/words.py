"""A text with each word shaded by its weight for the answer."""

import html
import math

from .api_client import Answer, Explanation, TokensRead, WeighedPart
from .look import LOOKS

_DECISIVE_POINTS = 3
"""From so many points of confidence on, a word is said to count."""
_FULL_SHADE = 0.3
"""The least weight that gets the full shade where it is the largest."""
_DARKEST = 0.55  # so that the words stay readable on it


def shaded_words(answer: Answer, explanation: Explanation) -> str:
    """HTML of the text: a word for the answer stands on its colour, a word against it over a dotted line."""
    strongest = max([_FULL_SHADE, *(abs(part.weight) for part in explanation.parts)])
    colour = LOOKS[answer.sentiment].colour
    pieces, position = [], 0
    for part in explanation.parts:
        pieces.append(html.escape(answer.text[position : part.start]))
        strength, word = abs(part.weight) / strongest, html.escape(answer.text[part.start : part.end])
        if strength < 0.05:
            pieces.append(f"<span>{word}</span>")
        else:
            alpha = f"{round(255 * _DARKEST * strength):02x}"
            look = (
                f"background:{colour}{alpha}" if part.weight > 0 else f"border-color:rgba(128,128,128,{strength:.2f})"
            )
            side = "for" if part.weight > 0 else "against"
            pieces.append(f'<span class="{side}" style="{look}" title="{_effect(answer, part)}">{word}</span>')
        position = part.end
    pieces.append(html.escape(answer.text[position:]))
    return f'<div class="plain words" dir="auto" data-testid="words">{"".join(pieces)}</div>'


def in_words(answer: Answer, explanation: Explanation) -> str:
    """HTML of a sentence that names what counts most."""
    top = max(explanation.parts, key=lambda part: part.weight)
    if _points(answer, top) < _DECISIVE_POINTS:
        return f"No single {explanation.unit} decides: without any one of them the answer stays about as sure."
    text = answer.text[top.start : top.end]
    shown = html.escape(text if len(text) <= 80 else f"{text[:77]}…")
    return f"Counts most: “<bdi>{shown}</bdi>”. {_effect(answer, top)}."


def reading_of(tokens: TokensRead) -> str | None:
    """A sentence for a text that was too long to be read whole; None for others."""
    left_out = tokens.total - tokens.first - tokens.last
    if left_out <= 0:
        return None
    return (
        f"This text is long: its first {tokens.first} and last {tokens.last} tokens (words or pieces of words) were "
        f"read, the {left_out:,} between them were not."
    )


def _points(answer: Answer, part: WeighedPart) -> float:
    """How many points of confidence, in percent, the answer loses without a part."""
    odds = answer.confidence / max(1 - answer.confidence, 1e-6) * math.exp(-part.weight)
    return 100 * (answer.confidence - odds / (1 + odds))


def _effect(answer: Answer, part: WeighedPart) -> str:
    points = _points(answer, part)
    return f"Without it, the answer would be {abs(points):.0f} points {'less' if points >= 0 else 'more'} sure"
