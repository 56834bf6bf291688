"""Cleaning: remove the traces of where a text was collected.

HTML breaks and entities (also doubly escaped), literal ``\\uXXXX`` escapes, control and invisible characters, Unicode
NFC, runs of white space. The words stay as they were written.
"""

import html
import re
import unicodedata

from .stability import until_stable

# In a text without any of these, only white space is left to clean.
_SUSPECT = re.compile(r"[&\\<\x00-\x08\x0e-\x1f\x7f]|[^\x00-\x7f]")

_NESTED_AMPERSAND = re.compile(r"&(?:amp;|#0*38;|#x0*26;)+", re.IGNORECASE)
# The semicolon is required: without it "?a=1&copy=2" would gain a copyright sign.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Only at the first of several backslashes: a match from each of them would make the search quadratic.
_ESCAPES = re.compile(r"(?<!\\)(?:\\+u[0-9a-fA-F]{4})+")
_LAYOUT_TAG = re.compile(r"</?(?:br|p|hr|i|b|u|em|strong)\s*/?>", re.IGNORECASE)

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
# Soft hyphen, zero-width and direction marks, byte order mark, lone surrogates, non-characters. The joiner U+200D and
# the variation selectors stay: emoji are made with them.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufffe\uffff]"
)


def clean(text: str) -> str:
    """Clean a review or a tweet; idempotent, and never raises on any `str`."""
    if _SUSPECT.search(text):
        text = until_stable(_clean_once, text)
    return " ".join(text.split())


def _clean_once(text: str) -> str:
    text = _NESTED_AMPERSAND.sub("&", text)
    text = _ENTITY.sub(_decode_entity, text)
    text = _ESCAPES.sub(_decode_escapes, text)
    text = _CONTROL.sub(" ", text)
    text = _INVISIBLE.sub("", text)
    text = _LAYOUT_TAG.sub(" ", text)
    return unicodedata.normalize("NFC", text)


def _decode_entity(match: re.Match[str]) -> str:
    return html.unescape(match[0])


def _decode_escapes(match: re.Match[str]) -> str:
    """Decode adjacent escapes together, since an emoji is written as two of them (a surrogate pair)."""
    units = b"".join(int(code, 16).to_bytes(2, "little") for code in re.findall(r"u([0-9a-fA-F]{4})", match[0]))
    return units.decode("utf-16-le", errors="ignore")
