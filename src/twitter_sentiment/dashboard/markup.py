"""Texts of users as HTML and as Markdown that shows them literally."""

import html
import re

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_BARE_LINK = re.compile(r"://|@|\bwww(?=\.)", re.IGNORECASE)
_WORD_JOINER = "\u2060"


def plain_html(text: str, *, clamped: bool = False) -> str:
    """Return HTML that shows a text literally: nothing in it is parsed as HTML or Markdown.

    Args:
        text: text of a user.
        clamped: show the first three lines only.
    """
    return f'<div class="plain{" clamped" if clamped else ""}" dir="auto">{html.escape(text)}</div>'


def escape_markdown(text: str) -> str:
    """Escape a text of a user, or one that may quote it, for widgets that parse Markdown.

    Any ASCII punctuation can be escaped by a backslash (CommonMark, section 2.4). GitHub's dialect makes links of bare
    addresses too: an invisible word joiner prevents that.
    """
    return _PUNCTUATION.sub(r"\\\g<0>", _BARE_LINK.sub(rf"\g<0>{_WORD_JOINER}", text))


def percent(share: float) -> str:
    """Format a share in percent; a share just below 1 is not rounded up to 100 %."""
    rounded_down = 1 if share >= 1 else min(share, 0.999)
    return f"{rounded_down:.1%}".replace(".0%", "%").replace("%", " %")
