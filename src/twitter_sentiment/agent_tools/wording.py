"""An explanation in a sentence."""

from collections.abc import Sequence

from ..api_types import ExplanationPart
from ..insight.wording import one_line

_MIN_WEIGHT = 0.1
_SHOWN_PARTS = 3
_PART_CHARACTERS = 60


def sentence(label: str, confidence: float, parts: Sequence[ExplanationPart]) -> str:
    """Say which parts of a text speak most for its label and against it.

    Args:
        label: the predicted class.
        confidence: its probability.
        parts: the parts with their weights.
    """
    said = f"{label.capitalize()} with a confidence of {confidence:.0%}"
    ranked = sorted(parts, key=lambda part: -part.weight)
    reasons = [part.text for part in ranked if part.weight >= _MIN_WEIGHT]
    objections = [part.text for part in reversed(ranked) if part.weight <= -_MIN_WEIGHT]
    if reasons:
        said += f", most of all for {_quoted(reasons)}"
    if objections:
        said += f"; {_quoted(objections)} {'speaks' if len(objections) == 1 else 'speak'} against it"
    return f"{said}." if reasons or objections else f"{said}; no single part decides it."


def _quoted(texts: Sequence[str]) -> str:
    shown = [f'"{one_line(text, _PART_CHARACTERS)}"' for text in dict.fromkeys(texts)][:_SHOWN_PARTS]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
