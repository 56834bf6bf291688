"""Cleaning of collected texts."""

import pytest

pytest.importorskip("hypothesis")

from hypothesis import given
from hypothesis import strategies as st

from twitter_sentiment.text import clean

FRAGMENTS = st.sampled_from(
    [
        "&amp;",
        "&lt;",
        "lt;",
        "&#38;",
        "#39;",
        "amp;",
        "&",
        "\\u0026",
        "\\ud83d",
        "\\ude02",
        "\\u00e9",
        "<br />",
        "<b",
        "r>",
        "/>",
        "\u200b",
        "\ufeff",
        "\x00",
        "\x85",
        "\ud800",
        "e\u0301",
        "\u037e",
        " ",
        "\n",
        "word",
        "é",
        "😂",
        "x",
    ]
)
FRAGMENT_TEXTS = st.lists(FRAGMENTS, max_size=12).map("".join)


@pytest.mark.parametrize(
    ("collected", "expected"),
    [
        ("Great film.<br /><br />See it!", "Great film. See it!"),
        ("A <i>fine</i> film<HR>really", "A fine film really"),
        ("fish &amp; chips", "fish & chips"),
        ("&amp;amp;lt;3", "<3"),
        ("I don\\u2019t\\u002c really", "I don’t, really"),
        ("haha \\ud83d\\ude02", "haha 😂"),
        ("haha \\ud83d only half", "haha only half"),
        ("caf&eacute; cafe\u0301", "café café"),
        ("zero\u200bwidth and\ufeff marks\u202e", "zerowidth and marks"),
        ("bell\x07 tab\tline\nend", "bell tab line end"),
        ("?a=1&copy=2 AT&T", "?a=1&copy=2 AT&T"),
        ("a < b and 1 <2", "a < b and 1 <2"),
        ("C:\\users\\u12", "C:\\users\\u12"),
        ("👩\u200d👩\u200d👧 ❤\ufe0f", "👩\u200d👩\u200d👧 ❤\ufe0f"),
        ("  ", ""),
    ],
)
def test_clean_restores_text(collected: str, expected: str) -> None:
    assert clean(collected) == expected


@given(st.one_of(st.text(), FRAGMENT_TEXTS))
def test_clean_is_idempotent(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cf", "Cs", "Cn"]), min_size=1))
def test_clean_keeps_letters_and_digits(text: str) -> None:
    plain = text.translate({ord("&"): None, ord("\\"): None, ord("<"): None})
    assert any(char.isalnum() for char in plain) == any(char.isalnum() for char in clean(plain))


@given(st.integers(min_value=0, max_value=0x10FFFF))
def test_clean_result_is_valid_utf_8(code: int) -> None:
    clean(f"a{chr(code)}b").encode("utf-8")


def test_clean_nested_entities_in_linear_time() -> None:
    assert clean("&" + "amp;" * 100_000 + "lt;3") == "<3"
