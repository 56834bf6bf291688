"""How a sentiment looks: a word, a sign and a colour, so that none of them has to be seen alone."""

import html
import re
from typing import NamedTuple

import streamlit as st

from ..labels import NEGATIVE, NEUTRAL, POSITIVE


class Look(NamedTuple):
    """The look of one class. Blue and orange are told apart by colour-blind people too; white on them is readable."""

    word: str
    sign: str
    colour: str


LOOKS = {
    NEGATIVE: Look("Negative", "▼", "#b3500b"),
    NEUTRAL: Look("Neutral", "●", "#5f6771"),
    POSITIVE: Look("Positive", "▲", "#1d63b0"),
}
ACCENT = LOOKS[POSITIVE].colour

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_LINK_WITHOUT_MARKS = re.compile(r"://|@|\bwww(?=\.)", re.IGNORECASE)

_STYLE = """
<style>
  .stMainBlockContainer {max-width: 68rem; padding-top: 2.5rem; padding-bottom: 3rem;}
  .plain {white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext;}
  .clamped {display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden;}
  .faint {opacity: .75; font-size: .875rem;}
  .badge {display: inline-block; border-radius: .5rem; padding: .1rem .6rem; color: #fff; font-weight: 600;
          white-space: nowrap;}
  .badge.large {font-size: 1.6rem; padding: .25rem 1rem;}
  .words {line-height: 2.1; font-size: 1.05rem;}
  .words span {border-radius: .3rem; padding: .15rem .1rem;}
  .words .against {border-bottom: 3px dotted currentColor; border-radius: 0;}
</style>
"""


def apply_style() -> None:
    """Adds our own style rules to the page; they leave the colours of the light and dark theme alone."""
    st.html(_STYLE)


def ink() -> str:
    """The colour of text in the theme that the page is seen in."""
    return "#fafafa" if st.context.theme.type == "dark" else "#31333f"


def percent(share: float) -> str:
    """A share in percent; what is not quite all is not called 100 %."""
    return f"{min(share, 0.999) if share < 1 else 1:.1%}".replace(".0%", "%").replace("%", " %")


def badge(sentiment: str, *, large: bool = False) -> str:
    """HTML of a sentiment's sign and word on its colour."""
    look = LOOKS[sentiment]
    size = " large" if large else ""
    return f'<span class="badge{size}" style="background:{look.colour}">{look.sign} {look.word}</span>'


def plain(text: str, *, clamped: bool = False) -> str:
    """HTML that shows a text of a user as it is: nothing in it is read as HTML or Markdown."""
    return f'<div class="plain{" clamped" if clamped else ""}" dir="auto">{html.escape(text)}</div>'


def escaped(text: str) -> str:
    """A text of a user, or one that may quote it, for places where Streamlit reads Markdown: it is shown as it is.

    Any ASCII punctuation can be escaped by a backslash (CommonMark, section 2.4). What GitHub's dialect makes links of
    without any mark is kept apart by an invisible word joiner.
    """
    return _PUNCTUATION.sub(r"\\\g<0>", _LINK_WITHOUT_MARKS.sub("\\g<0>\u2060", text))


def tell_error(text: str) -> None:
    """Shows what is wrong, in a sentence that may quote a user."""
    st.error(escaped(text), icon=":material/error:")
