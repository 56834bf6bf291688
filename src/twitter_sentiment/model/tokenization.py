"""Text to token ids, the same way in training and in serving."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from ..errors import ModelError
from ..text import head_tail, kept_at_ends

_SPECIAL_ENDS = (("[CLS]", "[SEP]"), ("<s>", "</s>"))
"""What BERT and its relatives expect around each text."""
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class TokenCounts:
    """How much of a text the model reads, in tokens without special tokens.

    Attributes:
        total: tokens of the whole text.
        first: how many are read from its start; all of them if the text is not too long.
        last: how many are read from its end if the middle is left out; 0 otherwise.
    """

    total: int
    first: int
    last: int

    @property
    def truncated(self) -> bool:
        """Whether the middle of the text is left out."""
        return self.total > self.first + self.last


@dataclass(frozen=True, slots=True)
class EncodedText:
    """The token ids of one text.

    Attributes:
        ids: token ids with special tokens, at most `max_len` of them.
        counts: which part of the text they are.
    """

    ids: list[int]
    counts: TokenCounts

    @property
    def is_empty(self) -> bool:
        """Whether the text has no content."""
        return self.counts.total == 0


class TextTokenizer:
    """Normalizes, tokenizes and truncates texts for one model.

    Attributes:
        normalizer: the recipe of the model.
        max_len: most tokens of a text, special tokens included.
    """

    def __init__(self, tokenizer: Tokenizer, normalizer: Callable[[str], str], max_len: int) -> None:
        """Wrap a tokenizer of the library; its own truncation and padding are switched off.

        Raises:
            ModelError: the tokenizer makes no tokens of a text.
        """
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self.normalizer = normalizer
        self.max_len = max_len
        self._tokenizer = tokenizer
        self._prefix, self._suffix = _special_tokens_around(tokenizer)

    def encode(self, texts: Sequence[str]) -> list[EncodedText]:
        """Normalize and tokenize texts, each independently of its neighbors."""
        return self.tokenize([self.normalizer(text) for text in texts])

    def tokenize(self, normalized: Sequence[str]) -> list[EncodedText]:
        """Tokenize and truncate texts that were normalized before: the second half of `encode`."""
        return [self._truncate(encoding.ids) for encoding in self._tokenizer.encode_batch_fast(normalized)]

    def unread_middle(self, text: str) -> tuple[int, int] | None:
        """Find the part of a text that is too long to be read, in characters of the text and up to whole words.

        Returns:
            Its start and end. None if the text is read whole, or if a single word is longer than what is read.
        """
        counts = self._count(text)
        if not counts.truncated:
            return None
        words = [word.span() for word in _WORD.finditer(text)]
        # A word has at least one token: no more words than tokens have to be tried.
        ends = [0, *(end for _, end in words[: counts.first])]
        starts = [len(text), *(start for start, _ in reversed(words[-counts.last :]))]
        start = ends[bisect_right(ends, counts.first, key=lambda end: self._count(text[:end]).total) - 1]
        end = starts[bisect_right(starts, counts.last, key=lambda start: self._count(text[start:]).total) - 1]
        return (start, end) if 0 < start < end < len(text) else None

    def _count(self, text: str) -> TokenCounts:
        return self.encode([text])[0].counts

    def most_demanding_ids(self) -> list[int]:
        """Return the longest text that a model may get, made of its highest token id between special tokens.

        Raises:
            ModelError: the special tokens around it aren't those of the vocabulary.
        """
        ids = self._tokenizer.encode("a").ids
        known = [ends for ends in _SPECIAL_ENDS if None not in map(self._tokenizer.token_to_id, ends)]
        if known and (self._tokenizer.id_to_token(ids[0]), self._tokenizer.id_to_token(ids[-1])) not in known:
            raise ModelError(f"The tokenizer does not put {' and '.join(known[0])} around a text.")
        prefix = ids[: self._prefix]
        suffix = ids[len(ids) - self._suffix :]
        size = self._tokenizer.get_vocab_size()
        has_gaps = None in map(self._tokenizer.id_to_token, range(size))
        highest = max(self._tokenizer.get_vocab().values()) if has_gaps else size - 1  # the first takes 20 ms
        return [*prefix, *[highest] * (self.max_len - self._prefix - self._suffix), *suffix]

    def _truncate(self, ids: list[int]) -> EncodedText:
        room = self.max_len - self._prefix - self._suffix
        end = len(ids) - self._suffix
        text = ids[self._prefix : end]
        counts = TokenCounts(len(text), *kept_at_ends(len(text), room))
        if counts.truncated:
            ids = [*ids[: self._prefix], *head_tail(text, room), *ids[end:]]
        return EncodedText(ids, counts)


def _special_tokens_around(tokenizer: Tokenizer) -> tuple[int, int]:
    """Count the special tokens that the tokenizer puts before and after a text, such as [CLS] and [SEP].

    Raises:
        ModelError: the tokenizer makes no token of the text.
    """
    mask = tokenizer.encode("a").special_tokens_mask
    if 0 not in mask:
        raise ModelError("The tokenizer removes all of a text.")
    prefix = mask.index(0)
    return prefix, mask[::-1].index(0)
