"""The order in which a training sees its rows."""

from collections.abc import Iterator, Sequence

import numpy as np
from torch.utils.data import Sampler

_BATCHES_SORTED_TOGETHER = 50


class ShuffledLengthGroups(Sampler[int]):
    """Rows in random order, but batch by batch of similar length, so that little is padding.

    The rows are shuffled, each run of 50 batches is sorted by length, and the batches are shuffled again: tweets and
    reviews alternate. The order depends on seed and epoch alone, so a resumed training goes on in it.
    """

    def __init__(self, lengths: Sequence[int], batch_size: int, seed: int) -> None:
        self.lengths = np.asarray(lengths)
        self.batch_size = batch_size
        self.seed = seed
        self.epoch = 0

    def __len__(self) -> int:
        return len(self.lengths)

    def set_epoch(self, epoch: int) -> None:
        """Chooses the order of this epoch; the Trainer calls it."""
        self.epoch = epoch

    def __iter__(self) -> Iterator[int]:
        random = np.random.default_rng((self.seed, self.epoch))
        rows = random.permutation(len(self.lengths))
        together = self.batch_size * _BATCHES_SORTED_TOGETHER
        runs = [rows[start : start + together] for start in range(0, len(rows), together)]
        ordered = np.concatenate([run[np.argsort(self.lengths[run], kind="stable")] for run in runs])
        whole = len(rows) // self.batch_size * self.batch_size
        batches = random.permutation(ordered[:whole].reshape(-1, self.batch_size))
        yield from batches.ravel().tolist()
        yield from ordered[whole:].tolist()  # the incomplete batch is the last
