"""How the page writes counts, shares and the two views, the same everywhere."""

from ..insight.shares import MIN_TEXTS
from ..scoring import wilson_interval

_VIEWS = {2: "two classes", 3: "three classes"}


def view_name(classes: int) -> str:
    """Name the view of a number of classes."""
    return _VIEWS[classes]


def share_or_count(count: int, total: int) -> str:
    """Write a share, as in "93.1%"; of fewer than 30, the counts, as in "1 of 1"."""
    return f"{count:,} of {total:,}" if total < MIN_TEXTS else f"{count / total:.1%}"


def share_of(count: int, total: int) -> str:
    """Write how many of a total, as in "93.1% of 1,234"; of fewer than 30, the counts, as in "1 of 1"."""
    share = share_or_count(count, total)
    return share if total < MIN_TEXTS else f"{share} of {total:,}"


def share_with_interval(count: int, total: int) -> str:
    """Write how many of a total, and from 30 on the share with its 95 % interval (Wilson 1927)."""
    if total < MIN_TEXTS:
        return share_of(count, total)
    low, high = wilson_interval(count, total)
    return f"{count:,} of {total:,} ({count / total:.1%}, 95 % interval {low:.1%} to {high:.1%})"
