"""Text to token ids."""

import pytest
from tokenizers import Tokenizer

from twitter_sentiment.model.tokenization import TextTokenizer, TokenCounts
from twitter_sentiment.text import normalize

from ..models import FAST


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(FAST / "tokenizer.json"))


def test_encode_adds_special_tokens(tokenizer: Tokenizer) -> None:
    (encoded,) = TextTokenizer(tokenizer, normalize, 32).encode(["Good :) day"])
    assert tokenizer.decode(encoded.ids, skip_special_tokens=False) == "[CLS] good smiling face day [SEP]"
    assert encoded.counts == TokenCounts(total=4, first=4, last=0)
    assert not encoded.is_empty


def test_encode_keeps_head_and_tail_of_long_text(tokenizer: Tokenizer) -> None:
    words = " ".join(["one"] * 50 + ["two"] * 50)
    (encoded,) = TextTokenizer(tokenizer, normalize, 10).encode([words])
    assert tokenizer.decode(encoded.ids, skip_special_tokens=False) == "[CLS] one one two two two two two two [SEP]"
    assert encoded.counts == TokenCounts(total=100, first=2, last=6)
    assert encoded.counts.truncated


def test_encode_keeps_text_of_max_len(tokenizer: Tokenizer) -> None:
    exact, longer = TextTokenizer(tokenizer, normalize, 10).encode(["one " * 8, "one " * 9])
    assert (exact.counts.truncated, longer.counts.truncated) == (False, True)


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "\\u200b"])
def test_encode_marks_empty_text(tokenizer: Tokenizer, text: str) -> None:
    assert TextTokenizer(tokenizer, normalize, 16).encode([text])[0].is_empty


def test_encode_is_independent_of_neighbors(tokenizer: Tokenizer) -> None:
    text_tokenizer = TextTokenizer(tokenizer, normalize, 64)
    texts = ["short", "a much longer text " * 30, "", "@you 😀"]
    assert text_tokenizer.encode(texts) == [text_tokenizer.encode([text])[0] for text in texts]
