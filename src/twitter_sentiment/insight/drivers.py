"""Drivers: the terms that set one part of the texts apart from another.

Log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, "Fightin' Words"): the prior is the
frequency of each term in both parts together, so that rare terms need more evidence. A text counts a term once, and
near-copies count as one text.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..labels import NEGATIVE, POSITIVE
from .answers import Answers, Mask, distinct
from .chance import LEVEL, two_sided_p
from .terms import MIN_TEXTS, TermKind, Terms

LIMIT = 20
"""Drivers of each side."""

EXAMPLES = 3

_PRIOR_TERMS = 500.0
"""Weight of the prior, in occurrences of terms: those of about fifty tweets."""
_MIN_Z = 1.96


@dataclass(frozen=True)
class Driver:
    """A term that sets two parts apart.

    Attributes:
        term: the term.
        kind: what it is.
        toward: name of the part that has more of it.
        n: number of distinct texts with it in that part.
        n_rest: the same in the other part.
        log_odds: logarithm of the ratio of its odds in both parts; above 0.
        z: log-odds in standard deviations; above 0.
        could_be_chance: whether one of so many terms reaches this z by chance (Bonferroni, 5 %).
        examples: indices of at most three distinct texts with it, most typical first.
    """

    term: str
    kind: TermKind
    toward: str
    n: int
    n_rest: int
    log_odds: float
    z: float
    could_be_chance: bool
    examples: tuple[int, ...]


def sentiment_drivers(answers: Answers, terms: Terms, chosen: Mask, limit: int = LIMIT) -> list[Driver]:
    """Return what sets negative apart from positive texts among the chosen ones."""
    negative, positive = (chosen & answers.of_class(label) for label in (NEGATIVE, POSITIVE))
    typical = tuple(answers.probabilities[:, answers.labels.index(label)] for label in (NEGATIVE, POSITIVE))
    return _drivers(answers, terms, (negative, positive), (NEGATIVE, POSITIVE), typical, limit)


def drivers(
    answers: Answers, terms: Terms, parts: tuple[Mask, Mask], names: Sequence[str], limit: int = LIMIT
) -> list[Driver]:
    """Return what sets two parts apart: the terms of the first one, then those of the second, the surest first.

    Args:
        answers: the texts.
        terms: their terms.
        parts: the two parts, for example a group and the rest.
        names: names of both.
        limit: most drivers of each part.
    """
    return _drivers(answers, terms, parts, names, [answers.confidence] * 2, limit)


def _drivers(
    answers: Answers,
    terms: Terms,
    parts: tuple[Mask, Mask],
    names: Sequence[str],
    typical: Sequence[NDArray[np.float64]],
    limit: int,
) -> list[Driver]:
    """Return the drivers of both parts; `typical` says for each how typical every text is of it, (texts,)."""
    folded = [_only(distinct(answers, part), len(part)) for part in parts]
    counts = np.stack([terms.counts(part) for part in folded])  # (parts, terms)
    log_odds, z = _log_odds(counts, [int(part.sum()) for part in folded])
    looked_at = counts.sum(axis=0) >= MIN_TEXTS
    chance = two_sided_p(z) * max(1, int(looked_at.sum())) > LEVEL
    found = []
    for side, sign in ((0, 1), (1, -1)):
        order = np.argsort(-sign * z, kind="stable")
        best = order[looked_at[order] & (sign * z[order] >= _MIN_Z)][:limit]
        for term in best.tolist():
            with_term = terms.texts_with(term)
            inside = with_term[folded[side][with_term]]
            examples = inside[np.argsort(-typical[side][inside], kind="stable")][:EXAMPLES]
            found.append(
                Driver(
                    term=terms.names[term],
                    kind=terms.kinds[term],
                    toward=names[side],
                    n=int(counts[side, term]),
                    n_rest=int(counts[1 - side, term]),
                    log_odds=float(sign * log_odds[term]),
                    z=float(sign * z[term]),
                    could_be_chance=bool(chance[term]),
                    examples=tuple(examples.tolist()),
                )
            )
    return found


def _log_odds(counts: NDArray[np.int64], texts: Sequence[int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return log-odds of the first part over the second and their z, (terms,), from (parts, terms) counts."""
    # The end of each text counts as a term, so that a term of every text is no driver of the larger part.
    totals = counts.sum(axis=1) + np.array(texts)
    prior = _PRIOR_TERMS * counts.sum(axis=0) / max(1, totals.sum()) + 1e-9
    inside = counts + prior
    outside = totals[:, np.newaxis] + _PRIOR_TERMS - inside
    odds = np.log(inside / outside)
    log_odds = odds[0] - odds[1]
    return log_odds, log_odds / np.sqrt((1 / inside).sum(axis=0))


def _only(indices: NDArray[np.int64], length: int) -> Mask:
    mask = np.zeros(length, dtype=bool)
    mask[indices] = True
    return mask
