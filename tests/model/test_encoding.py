"""Text to token ids."""

import pytest
from tokenizers import Tokenizer

from twitter_sentiment.model.encoding import Encoder, Reading
from twitter_sentiment.model.folder import embedded_model
from twitter_sentiment.text import normalise


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(embedded_model() / "tokenizer.json"))


def test_a_short_text_is_whole_between_its_special_tokens(tokenizer: Tokenizer) -> None:
    (tokens,) = Encoder(tokenizer, normalise, 32).encode(["Good :) day"])
    assert tokenizer.decode(tokens.ids, skip_special_tokens=False) == "[CLS] good smiling face day [SEP]"
    assert tokens.reading == Reading(total=4, first=4, last=0)
    assert not tokens.blank


def test_a_long_text_keeps_head_and_tail_and_says_how_much_it_lost(tokenizer: Tokenizer) -> None:
    words = " ".join(["one"] * 50 + ["two"] * 50)
    (tokens,) = Encoder(tokenizer, normalise, 10).encode([words])
    assert tokenizer.decode(tokens.ids, skip_special_tokens=False) == "[CLS] one one two two two two two two [SEP]"
    assert tokens.reading == Reading(total=100, first=2, last=6)
    assert tokens.reading.truncated


def test_a_text_of_exactly_max_len_is_not_cut(tokenizer: Tokenizer) -> None:
    encoder = Encoder(tokenizer, normalise, 10)
    exact, longer = encoder.encode(["one " * 8, "one " * 9])
    assert (exact.reading.truncated, longer.reading.truncated) == (False, True)


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "\\u200b"])
def test_a_text_with_nothing_to_read_is_blank(tokenizer: Tokenizer, text: str) -> None:
    assert Encoder(tokenizer, normalise, 16).encode([text])[0].blank


def test_neighbours_do_not_change_a_text(tokenizer: Tokenizer) -> None:
    encoder = Encoder(tokenizer, normalise, 64)
    texts = ["short", "a much longer text " * 30, "", "@you 😀"]
    assert encoder.encode(texts) == [encoder.encode([text])[0] for text in texts]
