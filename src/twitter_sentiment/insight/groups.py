"""Groups: the values of a column, their shares, and whether two parts differ."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..labels import NEGATIVE, POSITIVE
from .shares import Share, ShareEstimator, Shares, share_of

if TYPE_CHECKING:
    from .answers import Answers  # which has filters by groups

MAX_GROUPS = 50
"""The largest groups of a column are shown, and so many at most."""

_MEAN_TEXTS = 10


@dataclass(frozen=True, eq=False)
class GroupColumn:
    """A column to group by.

    Attributes:
        name: its name.
        values: the values, most frequent first.
        codes: (texts,), index of each text's value; -1 for none, and for values beyond `MAX_GROUPS`.
        left_out: number of texts whose value is beyond `MAX_GROUPS`.
    """

    name: str
    values: tuple[str, ...]
    codes: NDArray[np.int64]
    left_out: int

    @classmethod
    def of_values(cls, name: str, values: Sequence[str | None]) -> "GroupColumn":
        """Make the groups of a column; texts without a value are in none.

        Args:
            name: name of the column.
            values: (texts,), the value of each text; white space around it does not count.
        """
        trimmed = [(value or "").strip() for value in values]
        counts = Counter(value for value in trimmed if value)
        kept = tuple(sorted(counts, key=lambda value: (-counts[value], value))[:MAX_GROUPS])
        code_of = {value: code for code, value in enumerate(kept)}
        codes = np.fromiter((code_of.get(value, -1) for value in trimmed), np.int64, len(trimmed))
        return cls(name, kept, codes, counts.total() - int(np.count_nonzero(codes >= 0)))

    @property
    def useful(self) -> bool:
        """Whether this is a column to propose: few values, each with several texts."""
        named = int(np.count_nonzero(self.codes >= 0))
        return not self.left_out and len(self.values) > 1 and named >= _MEAN_TEXTS * len(self.values)

    def is_value(self, value: str) -> NDArray[np.bool_]:
        """Return which texts have a value, (texts,)."""
        return np.equal(self.codes, self.values.index(value) if value in self.values else len(self.values))


@dataclass(frozen=True, eq=False)
class GroupShares:
    """The shares of a group.

    Attributes:
        value: value of the column.
        shares: its shares.
    """

    value: str
    shares: Shares


@dataclass(frozen=True)
class Difference:
    """One part less the other.

    Attributes:
        share: the difference with its 95 % interval.
    """

    share: Share

    @property
    def could_be_chance(self) -> bool:
        """Whether the interval holds 0."""
        low, high = self.share.interval
        return low <= 0 <= high


def group_shares(
    answers: "Answers",
    estimator: ShareEstimator,
    groups: GroupColumn,
    chosen: NDArray[np.bool_],
) -> list[GroupShares]:
    """Return the shares of each group that has chosen texts, the largest first.

    Args:
        answers: all texts.
        estimator: that of the file.
        groups: the column.
        chosen: (texts,), the texts to look at.
    """
    found = []
    for code, value in enumerate(groups.values):
        inside = chosen & (groups.codes == code)
        if inside.any():
            found.append(GroupShares(value, estimator.estimate(*answers.share_inputs(inside))))
    return sorted(found, key=lambda group: -group.shares.texts)


def compare(first: Shares, second: Shares) -> dict[str, Difference]:
    """Compare two groups, periods or files: the first less the second, for each class and for `net`.

    Returns:
        Nothing if one of them has too few texts.
    """
    if first.estimate is None or second.estimate is None or first.draws is None or second.draws is None:
        return {}
    value = first.estimate - second.estimate
    draws = first.draws - second.draws
    negative, positive = (first.labels.index(label) for label in (NEGATIVE, POSITIVE))
    differences = {label: share_of(float(value[at]), draws[:, at]) for at, label in enumerate(first.labels)}
    differences["net"] = share_of(float(value[positive] - value[negative]), draws[:, positive] - draws[:, negative])
    return {name: Difference(share) for name, share in differences.items()}
