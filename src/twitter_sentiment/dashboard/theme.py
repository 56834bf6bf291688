"""The appearance of the page: the style of each sentiment, the style sheet, and how errors are shown."""

from typing import NamedTuple

import streamlit as st

from ..labels import NEGATIVE, NEUTRAL, POSITIVE
from .markup import escape_markdown


class SentimentStyle(NamedTuple):
    """The word, the sign and the color of one class: none of them has to be recognized alone.

    Blue and orange are distinguishable for color-blind people too; white text on them is readable.
    """

    word: str
    sign: str
    color: str


STYLES = {
    NEGATIVE: SentimentStyle("Negative", "▼", "#b3500b"),
    NEUTRAL: SentimentStyle("Neutral", "●", "#5f6771"),
    POSITIVE: SentimentStyle("Positive", "▲", "#1d63b0"),
}
ACCENT = STYLES[POSITIVE].color

_STYLE_SHEET = """
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


def apply_style_sheet() -> None:
    """Add our CSS rules to the page; the colors of Streamlit's light and dark theme stay as they are."""
    st.html(_STYLE_SHEET)


def text_color() -> str:
    """Return the color of text in the theme of the viewer."""
    return "#fafafa" if st.context.theme.type == "dark" else "#31333f"


def badge_html(sentiment: str, *, large: bool = False) -> str:
    """Return HTML of the sign and the word of a sentiment on its color."""
    style = STYLES[sentiment]
    size = " large" if large else ""
    return f'<span class="badge{size}" style="background:{style.color}">{style.sign} {style.word}</span>'


def show_error(message: str) -> None:
    """Show an error message, which may quote a text of the user."""
    st.error(escape_markdown(message), icon=":material/error:")
