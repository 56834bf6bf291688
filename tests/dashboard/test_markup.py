"""Texts of users as HTML and Markdown."""

import re

import pytest

pytest.importorskip("hypothesis")

from hypothesis import given
from hypothesis import strategies as st

from twitter_sentiment.dashboard.markup import escape_markdown, percent, plain_html

from .conftest import unescaped


@given(st.text())
def test_escaped_text_reads_as_before(text: str) -> None:
    escaped = escape_markdown(text)
    assert unescaped(escaped).replace("\u2060", "") == text.replace("\u2060", "")
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", escaped)
    assert not re.search(r"[!-/:-@\[-`{-~]", bare)


@pytest.mark.parametrize("text", ["http://evil.example", "www.evil.example", "you@evil.example"])
def test_escaped_addresses_are_no_links(text: str) -> None:
    assert "\u2060" in escape_markdown(text)


def test_plain_html_escapes_markup() -> None:
    assert "&lt;b&gt;&amp;&quot;" in plain_html('<b>&"')


@pytest.mark.parametrize(
    ("share", "expected"), [(0, "0 %"), (0.5, "50 %"), (0.1234, "12.3 %"), (0.9999, "99.9 %"), (1, "100 %")]
)
def test_percent_rounds_to_100_at_1_only(share: float, expected: str) -> None:
    assert percent(share) == expected
