"""The order in which a training sees its rows."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from torch.utils.data import Sampler

_BATCHES_SORTED_TOGETHER = 50

REPLAY_SHARE = 0.2
"""Share of the rows of a stage that come in the next one, beside its longer texts, so that short texts stay learned."""


class ShuffledLengthGroups(Sampler[int]):
    """Rows in random order, but batch by batch of similar length, so that there is little padding.

    The rows are shuffled, each group of 50 batches is sorted by length, and the batches are shuffled again. With stages
    that happens in each of them: short texts first, which is most of what there is to learn, and long ones last.

    transformers' own grouping (`train_sampling_strategy="group_by_length"`, LengthGroupedSampler of 5.23) does not do:
    it leaves the batches of a group in descending order of length, so that long reviews, which have no neutral, and
    short tweets come in long turns instead of alternating; and it draws from torch's global random state, whereas here
    the order depends on seed and epoch alone and a resumed training continues in it.
    """

    def __init__(self, lengths: Sequence[int], batch_size: int, seed: int, stage_tokens: Sequence[int] = ()) -> None:
        """Prepare the order.

        Args:
            lengths: tokens of each row.
            batch_size: rows of a batch.
            seed: determines the order, with the number of the epoch.
            stage_tokens: the longest texts of each stage but the last, ascending; empty for one stage.
        """
        self.lengths = np.asarray(lengths)
        self.stages = np.searchsorted(np.asarray(stage_tokens), self.lengths)
        self.last_stage = len(stage_tokens)
        self.batch_size = batch_size
        self.seed = seed
        self.epoch = 0

    def __len__(self) -> int:
        return len(self.lengths)

    def set_epoch(self, epoch: int) -> None:
        """Choose the order of this epoch; the Trainer calls it."""
        self.epoch = epoch

    def __iter__(self) -> Iterator[int]:
        random = np.random.default_rng((self.seed, self.epoch))
        rows = random.permutation(len(self.lengths))
        replayed = random.random(len(rows)) < REPLAY_SHARE
        stages = np.minimum(self.stages[rows] + replayed, self.last_stage)
        ordered = np.concatenate([self._batches(rows[stages == stage], random) for stage in range(self.last_stage + 1)])
        yield from ordered.tolist()

    def _batches(self, rows: NDArray[np.int64], random: np.random.Generator) -> NDArray[np.int64]:
        """Arrange shuffled rows in batches of similar length, the incomplete batch last."""
        group_size = self.batch_size * _BATCHES_SORTED_TOGETHER
        groups = [rows[start : start + group_size] for start in range(0, len(rows), group_size)]
        ordered = np.concatenate(
            [rows[:0], *(group[np.argsort(self.lengths[group], kind="stable")] for group in groups)]
        )
        rows_in_full_batches = len(rows) // self.batch_size * self.batch_size
        batches = random.permutation(ordered[:rows_in_full_batches].reshape(-1, self.batch_size))
        return np.concatenate([batches.ravel(), ordered[rows_in_full_batches:]])
