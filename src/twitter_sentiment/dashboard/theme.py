"""The appearance of the page: the style of each sentiment, the style sheet, and how errors are shown."""

import html
from typing import NamedTuple

import streamlit as st

from ..labels import NEGATIVE, NEUTRAL, POSITIVE
from .markup import escape_markdown


class SentimentStyle(NamedTuple):
    """The word, the sign and the color of one class: none of them has to be recognized alone.

    The colors differ in lightness (L* of 61, 52 and 44), so that they can be told apart in grayscale and by color-blind
    people. Each has a contrast of at least 3:1 to the background of both themes, and `ink` at least 4.5:1 to it.

    Attributes:
        word: the name of the class.
        sign: a sign before the name.
        color: the color of the class.
        ink: the color of text on it.
    """

    word: str
    sign: str
    color: str
    ink: str

    @property
    def name(self) -> str:
        """The sign and the word."""
        return f"{self.sign} {self.word}"


STYLES = {
    NEGATIVE: SentimentStyle("Negative", "▼", "#dd7a1e", "#111111"),
    NEUTRAL: SentimentStyle("Neutral", "●", "#767e88", "#111111"),
    POSITIVE: SentimentStyle("Positive", "▲", "#2068b8", "#ffffff"),
}
ACCENT = STYLES[POSITIVE].color

_STYLE_SHEET = """
  .stMainBlockContainer {max-width: 68rem; padding-top: 2.5rem; padding-bottom: 3rem;}
  .plain {white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext;}
  .clamped {display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden;}
  .faint {opacity: .8; font-size: .875rem;}
  .badge {display: inline-block; border-radius: .5rem; padding: .1rem .6rem; font-weight: 600; white-space: nowrap;}
  .badge.large {font-size: 1.6rem; padding: .25rem 1rem;}
  .answer {text-align: center;}
  .answer > p {margin: 0 0 .5rem;}
  .words {line-height: 2.1; font-size: 1.05rem;}
  .words span {border-radius: .3rem; padding: .15rem .1rem; box-decoration-break: clone;
               -webkit-box-decoration-break: clone;}
  .words .against {border-bottom: 3px dotted currentColor; border-radius: 0;}
  .numbers {border-collapse: collapse; margin-bottom: 1rem; overflow-wrap: anywhere;}
  .numbers caption {text-align: left; font-weight: 600; padding-bottom: .25rem;}
  .numbers :is(th, td) {text-align: right; padding: .25rem 0 .25rem 1.5rem; border-top: 1px solid #8a929b55;
                        font-variant-numeric: tabular-nums; vertical-align: top;}
  .numbers :is(th, td):first-child {text-align: left; padding-left: 0;}
  .numbers tbody th {font-weight: 400;}
  .visually-hidden, [class*="st-key-delete_"] button [data-testid="stMarkdownContainer"] {
    position: absolute; width: 1px; height: 1px; margin: 0; padding: 0; overflow: hidden; clip-path: inset(50%);
    white-space: nowrap;}
  /* An answer whose text was edited since: the script beside the text area sets the attribute. */
  html[data-old-answer] :is(.st-key-answer, .st-key-explanation) {opacity: .3; filter: grayscale(1);}
  /* They take no place in the column, and so no gap. */
  .stElementContainer:has(> .stHtml > .visually-hidden), .st-key-landmark {position: absolute;}
  /* An element of a fixed height scrolls, which would make it a tab stop. */
  .st-key-text_watch {overflow: hidden;}
  /* Streamlit's own gray has a contrast of 3.9:1 on white. */
  [data-testid="stCaptionContainer"] {opacity: 1;}
  [data-testid="stCaptionContainer"] :is(p, strong) {color: var(--faint-text);}
  @media (max-width: 640px) {.stMainBlockContainer {padding-top: 1.5rem;}}
  :is(textarea, input)::placeholder {color: var(--faint-text) !important; opacity: 1 !important;}
"""
_LANDMARK_SCRIPT = """
export default function () {
  // Streamlit makes the scrolling area a tab stop, without a name.
  document.querySelector('[data-testid="stMain"]')?.setAttribute("aria-label", "Twitter sentiment");
}
"""
_landmark = st.components.v2.component("twitter_sentiment.landmark", js=_LANDMARK_SCRIPT)


def apply_style_sheet() -> None:
    """Add our CSS rules to the page, and a name to its scrolling area."""
    st.html(f"<style>:root {{--faint-text: {faint_color()};}}{_STYLE_SHEET}</style>")
    _landmark(key="landmark")


def text_color() -> str:
    """Return the color of text in the theme of the viewer."""
    return "#fafafa" if _is_dark() else "#31333f"


def faint_color() -> str:
    """Return the color of text of less importance in the theme of the viewer; its contrast is at least 4.5:1."""
    return "#b9b8b6" if _is_dark() else "#5c5d63"


def _is_dark() -> bool:
    return st.context.theme.type == "dark"


def badge_html(sentiment: str, *, large: bool = False) -> str:
    """Return HTML of the sign and the word of a sentiment on its color."""
    style = STYLES[sentiment]
    size = " large" if large else ""
    return f'<span class="badge{size}" style="background:{style.color};color:{style.ink}">{style.name}</span>'


def hidden_heading(text: str) -> None:
    """Add a heading of the second level for screen readers, where the eye finds a tab with this name."""
    st.html(f'<h2 class="visually-hidden">{html.escape(text)}</h2>')


def show_error(message: str) -> None:
    """Show an error message, which may quote a text of the user."""
    st.error(escape_markdown(message), icon=":material/error:")
