"""Text to token ids, the same way in training and in serving."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from ..text import head_tail, kept_at_ends


@dataclass(frozen=True, slots=True)
class Reading:
    """How much of a text the model reads, in tokens without the special ones.

    Attributes:
        total: tokens of the whole text.
        first: how many are read from its start; all of them, unless the text is too long.
        last: how many are read from its end, where the middle is left out.
    """

    total: int
    first: int
    last: int

    @property
    def truncated(self) -> bool:
        """Whether the middle of the text is left out."""
        return self.total > self.first + self.last


@dataclass(frozen=True, slots=True)
class Tokens:
    """One encoded text.

    Attributes:
        ids: token ids with the special tokens, at most `max_len` of them.
        reading: which part of the text they are.
    """

    ids: list[int]
    reading: Reading

    @property
    def blank(self) -> bool:
        """Whether the text held nothing to read."""
        return self.reading.total == 0


class Encoder:
    """Normalises, tokenises and truncates texts for one model."""

    def __init__(self, tokenizer: Tokenizer, normaliser: Callable[[str], str], max_len: int) -> None:
        """Takes over the tokenizer: its own truncation and padding are switched off."""
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self.normaliser = normaliser
        self.max_len = max_len
        self._tokenizer = tokenizer
        self._prefix, self._suffix = _special_tokens_around(tokenizer)

    def encode(self, texts: Sequence[str]) -> list[Tokens]:
        """Encodes texts, each for itself: no text depends on its neighbours."""
        return self.tokenise([self.normaliser(text) for text in texts])

    def tokenise(self, normalised: Sequence[str]) -> list[Tokens]:
        """The second half of `encode`, for texts that were normalised before."""
        return [self._truncate(encoding.ids) for encoding in self._tokenizer.encode_batch_fast(normalised)]

    def _truncate(self, ids: list[int]) -> Tokens:
        room, end = self.max_len - self._prefix - self._suffix, len(ids) - self._suffix
        text = ids[self._prefix : end]
        reading = Reading(len(text), *kept_at_ends(len(text), room))
        if reading.truncated:
            ids = [*ids[: self._prefix], *head_tail(text, room), *ids[end:]]
        return Tokens(ids, reading)


def _special_tokens_around(tokenizer: Tokenizer) -> tuple[int, int]:
    """How many special tokens the tokenizer puts before and after a text, such as [CLS] and [SEP]."""
    mask = tokenizer.encode("a").special_tokens_mask
    prefix = mask.index(0)
    return prefix, mask[::-1].index(0)
