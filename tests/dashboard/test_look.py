"""How things look, where text of a user is near."""

import re

import pytest

pytest.importorskip("hypothesis")

from hypothesis import given
from hypothesis import strategies as st

from twitter_sentiment.dashboard.look import escaped, percent, plain

from .conftest import told


@given(st.text())
def test_an_escaped_text_reads_as_it_was_and_no_mark_is_left_bare(text: str) -> None:
    marked = escaped(text)
    assert told(marked).replace("\u2060", "") == text.replace("\u2060", "")
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", marked)
    assert not re.search(r"[!-/:-@\[-`{-~]", bare)


@pytest.mark.parametrize("text", ["http://evil.example", "www.evil.example", "you@evil.example"])
def test_addresses_are_no_links(text: str) -> None:
    assert "\u2060" in escaped(text)


def test_plain_text_is_escaped_for_html() -> None:
    assert "&lt;b&gt;&amp;&quot;" in plain('<b>&"')


@pytest.mark.parametrize(
    ("share", "shown"), [(0, "0 %"), (0.5, "50 %"), (0.1234, "12.3 %"), (0.9999, "99.9 %"), (1, "100 %")]
)
def test_what_is_not_quite_all_is_not_called_all(share: float, shown: str) -> None:
    assert percent(share) == shown
