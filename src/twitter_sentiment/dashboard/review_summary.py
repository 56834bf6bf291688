"""What the reviews of a person say about the model, in sentences."""

from collections.abc import Sequence

from ..files.options import count_of
from ..labels import NEUTRAL
from .correction_store import Correction
from .wording import share_with_interval, view_name


def review_headline(corrections: Sequence[Correction]) -> str:
    """Count the reviews, as in "You corrected 14 of 60 texts."."""
    corrected = sum(not correction.right for correction in corrections)
    return f"You corrected {corrected:,} of {count_of(len(corrections), 'text')} that you reviewed."


def review_sentences(corrections: Sequence[Correction]) -> list[str]:
    """Say for each view how often the model was right; a neutral text has no right answer among two classes."""
    sentences = []
    for classes in (3, 2, None):
        of_view = [correction for correction in corrections if correction.classes == classes]
        possible = [correction for correction in of_view if classes == 3 or correction.label != NEUTRAL]
        view = f"In {view_name(classes)}" if classes else "Predicted by an earlier version, in two or three classes"
        if possible:
            right = sum(correction.right for correction in possible)
            sentences.append(f"{view}: the model was right on {share_with_interval(right, len(possible))}.")
        if neutral := len(of_view) - len(possible):
            those = (
                "is neutral, which is no answer among two classes, and is"
                if neutral == 1
                else ("are neutral, which is no answer among two classes, and are")
            )
            sentences.append(f"{view}: {count_of(neutral, 'text')} {those} not counted.")
    return sentences
