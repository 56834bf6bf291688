"""Texts that are built to cost time: hypothesis searches for more of them, and the kinds that were found stay cheap.

A text of n characters may cost 20 times as much as plain English of that length (of at least 2,000 characters). Times
are compared within one process, and with a wide margin: what this keeps out cost hundreds of times as much.
"""

from collections.abc import Callable
from hashlib import sha256

import pytest

pytest.importorskip("hypothesis")

from hypothesis import given, settings, target
from hypothesis import strategies as st

from twitter_sentiment.inference.explanation import Occlusion
from twitter_sentiment.model.folder import ModelFolder
from twitter_sentiment.model.tokenization import TextTokenizer
from twitter_sentiment.text import NORMALIZERS

from ..conftest import REPOSITORY
from ..models import FAST
from ..text.test_tweets_v2 import EMOJI, ENGLISH, ESCAPES, UNICODE, WORDS
from ..timing import relative_cost

MAX_COST = 20
MARGIN = 3
LENGTHS = [2_000, 10_000]

BUILT = {
    "hashtags that grow": "#a" * 40 + "ﷺ" * 1_900,
    "hashtags": "#a" * 5_000,
    "emoticon hashtags": "#a#xD" * 2_000,
    "backslashes": "\\" * 10_000,
    "quote and backslashes": '"' + "\\" * 10_000,
    "nested escapes that grow": "\\" + "u005c" * 200 + "u0041" + "ﷺ" * 1_000,
    "nested entities": "&" + "amp;" * 2_400 + "lt;",
    "combining marks": "a\u0301\u0327\u0323\u0334" * 2_000,
    "square words": "㍿" * 10_000,
    "full stops": "http://" + ")" * 9_000,
    "labels": "a." * 5_000,
}
WRITTEN_DIGESTS = {
    "tweets-v1": "d2c2dff2d443e0ecabedd41dd30f60ca301cef0ddbd01988dd895776b9ad8fd8",
    "tweets-v2": "9f287f8cecb3b85b900cff90cf1f500cdeaad34db179bedc88c7a0c3e2f0a630",
    "clean-v1": "c55a1116f78842c636ed1b3308e53e519bd5f0358ae7af83c176f5c6b6216252",
}
PIECES = st.sampled_from([*EMOJI, *WORDS, *ESCAPES, *UNICODE, "\\", '"', "㍿", "№", "xD", "(", "a", "0", " ", "\u200d"])


@pytest.fixture(scope="module")
def tokenizer() -> TextTokenizer:
    return ModelFolder.open(FAST).load_tokenizer()


def fill(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[:length]


def cost(read: Callable[[str], object], text: str) -> float:
    """How many times as much processor time as plain English of its length a text takes."""
    return relative_cost(read, text, fill(ENGLISH, max(len(text), min(LENGTHS))))


@pytest.mark.slow
@pytest.mark.parametrize("recipe", NORMALIZERS)
@pytest.mark.parametrize("kind", BUILT)
def test_built_text_has_a_bounded_cost(kind: str, recipe: str, tokenizer: TextTokenizer) -> None:
    normalize = NORMALIZERS[recipe]
    for length in LENGTHS:
        assert cost(lambda text: tokenizer.tokenize([normalize(text)]), BUILT[kind][:length]) < MARGIN * MAX_COST


@pytest.mark.slow
@pytest.mark.parametrize("recipe", NORMALIZERS)
def test_search_finds_no_text_without_a_bounded_cost(recipe: str, tokenizer: TextTokenizer) -> None:
    normalize = NORMALIZERS[recipe]

    @settings(max_examples=50)
    @given(
        st.lists(PIECES, min_size=1, max_size=40).map("".join), st.lists(PIECES, min_size=1, max_size=4).map("".join)
    )
    def search(start: str, repeated: str) -> None:
        text = (start + fill(repeated, 2_000))[:2_000]
        found = cost(lambda text: tokenizer.tokenize([normalize(text)]), text)
        target(found)
        assert found < MARGIN * MAX_COST

    search()


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["ﷺ ", "😀", "#a"])
def test_explanation_has_the_same_bound(piece: str, tokenizer: TextTokenizer) -> None:
    normalize = NORMALIZERS["tweets-v1"]

    def read(text: str) -> None:
        tokenizer.tokenize([normalize(variant) for variant in Occlusion(text).texts])

    assert cost(read, fill(piece, 2_000)) < MARGIN * MAX_COST


@pytest.mark.slow
@pytest.mark.parametrize("recipe", NORMALIZERS)
def test_recipe_reads_the_written_texts_as_always(recipe: str) -> None:
    """A recipe never changes under its name; these digests are from before the bounds."""
    digest = sha256()
    for path in sorted((REPOSITORY / "data" / "written").glob("*.csv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            digest.update(NORMALIZERS[recipe](line).encode() + b"\n")
    assert digest.hexdigest() == WRITTEN_DIGESTS[recipe]
