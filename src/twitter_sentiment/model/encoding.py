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
        length: how many there would be without truncation.
    """

    ids: list[int]
    length: int

    @property
    def truncated(self) -> bool:
        """Whether the middle of the text was left out."""
        return self.length > len(self.ids)


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
        if len(ids) <= self.max_len:
            return Tokens(ids, len(ids))
        end = len(ids) - self._suffix
        body = head_tail(ids[self._prefix : end], self.max_len - self._prefix - self._suffix)
        return Tokens(ids[: self._prefix] + body + ids[end:], len(ids))


def _special_tokens_around(tokenizer: Tokenizer) -> tuple[int, int]:
    """How many special tokens the tokenizer puts before and after a text, such as [CLS] and [SEP]."""
    mask = tokenizer.encode("a").special_tokens_mask
    prefix = mask.index(0)
    return prefix, mask[::-1].index(0)
