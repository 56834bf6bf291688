"""Head+tail truncation."""

import pytest

pytest.importorskip("hypothesis")

from hypothesis import given
from hypothesis import strategies as st

from twitter_sentiment.text import head_tail


def test_head_tail_splits_as_in_the_paper() -> None:
    kept = head_tail(list(range(2000)), 510)
    assert kept == [*range(128), *range(2000 - 382, 2000)]


@given(st.lists(st.integers()), st.integers(min_value=1, max_value=64))
def test_head_tail_keeps_both_ends(tokens: list[int], limit: int) -> None:
    kept = head_tail(tokens, limit)
    assert len(kept) == min(len(tokens), limit)
    tail = next(size for size in range(len(kept), -1, -1) if kept[len(kept) - size :] == tokens[len(tokens) - size :])
    assert kept[: len(kept) - tail] == tokens[: len(kept) - tail]
