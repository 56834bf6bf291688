"""Text to token ids, the same way in training and in serving."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from ..text import head_tail


@dataclass(frozen=True, slots=True)
class Tokens:
    """One encoded text.

    Attributes:
        ids: token ids with the special tokens, at most `max_len` of them.
        left_out: how many tokens from the middle of the text are not among them.
        blank: whether the text held nothing to read.
    """

    ids: list[int]
    left_out: int
    blank: bool


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
        normalised = [self.normaliser(text) for text in texts]
        return [self._truncate(encoding.ids) for encoding in self._tokenizer.encode_batch_fast(normalised)]

    def _truncate(self, ids: list[int]) -> Tokens:
        special = self._prefix + self._suffix
        left_out = max(0, len(ids) - self.max_len)
        if left_out:
            end = len(ids) - self._suffix
            ids = ids[: self._prefix] + head_tail(ids[self._prefix : end], self.max_len - special) + ids[end:]
        return Tokens(ids, left_out, blank=len(ids) <= special)


def _special_tokens_around(tokenizer: Tokenizer) -> tuple[int, int]:
    """How many special tokens the tokenizer puts before and after a text, such as [CLS] and [SEP]."""
    mask = tokenizer.encode("a").special_tokens_mask
    prefix = mask.index(0)
    return prefix, mask[::-1].index(0)
