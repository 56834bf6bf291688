"""Recipe tweets-v2: ratings, scars, and a bound for the growth of a text."""

import pytest

from twitter_sentiment.model.folder import ModelFolder
from twitter_sentiment.model.tokenization import TextTokenizer
from twitter_sentiment.text import normalize, normalize_v2

from ..models import FAST
from ..timing import relative_cost

CHARACTERS = 10_000
MAX_COST = 20
"""How many times as much as plain English of its length a text may cost to normalize and tokenize."""

ENGLISH = "The quick brown fox was not amused by the weather today, and said so. "
EMOJI = ["😀😡🥰", "😡", "😀a", "👨‍👩‍👧‍👦", "🇩🇪", "😀\u200d", "👍🏽", "1️⃣", "★☆", "★☆ ", "⭐⭐ "]
WORDS = ["#AbCdEf1", "#", "#aB_", "@a ", "http://a ", "a.com/", "www.", "a.b.", ":) ", ":", "T_", "-.", '\\"']
ESCAPES = [
    "\\u005c",
    "\\u005cu005c",
    "\\x5c",
    "<U+5C>",
    "\\U0000005c",
    "&lt;br&gt;",
    "<b>",
    ":+1: ",
    ":a",
    ":a: ",
    ":it: ",
    "b'",
]
UNICODE = ["b'", ":it: ", "â€™", "Ã¢â‚¬â„¢", "Ã", "ﷺ", "㎯", "a\u0301\u0327", "\ufdfb"]


@pytest.fixture(scope="module")
def tokenizer() -> TextTokenizer:
    return ModelFolder.open(FAST).load_tokenizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("★☆☆☆☆ never again", "1 of 5 stars never again"),
        ("⭐⭐⭐⭐⭐ #LoveIt", "5 stars Love It"),
        ("#LoveIt#NeverAgain ##x a#b", "Love It Never Again x a#b"),
        ("4/5, or 2/10?", "4/5, or 2/10?"),
        ("😡😡😡😡 no", "enraged face enraged face no"),
        ("😡 😡 😡 no", "enraged face enraged face no"),
        ("I donâ€™t love it :+1:", "I don't love it thumbs up"),
        ("b'so sad \\xf0\\x9f\\x98\\xad'", "so sad loudly crying face"),
    ],
)
def test_normalize_v2(text: str, expected: str) -> None:
    assert normalize_v2(text) == expected


@pytest.mark.parametrize(
    "text", ["@KamalaHarris I don’t “like” it…", "soooo cool!!!!! #LoveThisDay :)", "&amp;lt;3 you https://t.co/x"]
)
def test_normalize_v2_reads_the_rest_as_v1(text: str) -> None:
    assert normalize_v2(text) == normalize(text)


@pytest.mark.parametrize("piece", [*EMOJI, *WORDS, *ESCAPES, *UNICODE])
def test_cost_of_hostile_texts_is_bounded(piece: str, tokenizer: TextTokenizer) -> None:
    plain, hostile = ((text * (CHARACTERS // len(text) + 1))[:CHARACTERS] for text in (ENGLISH, piece))
    assert relative_cost(lambda text: tokenizer.tokenize([normalize_v2(text)]), hostile, plain) < MAX_COST
