"""Record batches of one size."""

from collections.abc import Sequence

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitter_sentiment.bulk.regroup import regroup


def batches(sizes: Sequence[int]) -> list[pa.RecordBatch]:
    numbers = iter(range(sum(sizes)))
    return [pa.record_batch({"n": pa.array([next(numbers) for _ in range(size)], pa.int64())}) for size in sizes]


@given(st.lists(st.integers(0, 20)), st.integers(1, 9))
def test_regroup_keeps_rows_and_cuts_at_multiples(sizes: list[int], size: int) -> None:
    groups = list(regroup(batches(sizes), size))
    assert [cell for group in groups for cell in group.column("n").to_pylist()] == list(range(sum(sizes)))
    assert all(group.num_rows == size for group in groups[:-1])
    assert all(0 < group.num_rows <= size for group in groups[-1:])


@pytest.mark.parametrize("sizes", [[], [0], [0, 0]])
def test_regroup_without_rows_is_empty(sizes: list[int]) -> None:
    assert list(regroup(batches(sizes), 3)) == []
