"""Normalization of tweets for an uncased WordPiece vocabulary (recipe ``tweets-v1``).

Order matters: escapes and entities first (they hide everything else), then emoji (their joiners must still be there),
compatibility forms and curly punctuation, then addresses, names and hashtags, then emoticons (no address may be
mistaken for one), and last the elongations. The tokenizer lowercases.
"""

import re
import unicodedata

from .cleaning import clean
from .pictographs import emoji_to_words, emoticons_to_words
from .stability import SHORT_CHARACTERS, until_stable
from .truncation import keep_ends

# Two short placeholders, those of TweetEval (Barbieri et al. 2020).
URL = "http"
USER = "@user"

MAX_GROWTH = 4
"""How many times its length, or that of a text of `SHORT_CHARACTERS`, a normalized text may have."""

_LEFTOVERS = re.compile("[\u200d\ufe00-\ufe0f\u20e3\U000e0020-\U000e007f]")
_PUNCTUATION = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "´": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"'}
    | {"«": '"', "»": '"', "‐": "-", "‑": "-", "–": "-", "—": " - ", "―": " - ", "−": "-", "…": "..."}
)

_END = r"[^\s.,!?;:'\"()\[\]{}]"  # the full stop after an address is not part of it
_URL = re.compile(rf"(?:https?://|(?<!\w)www\.)\S*{_END}", re.IGNORECASE)
_DOMAIN = r"(?:com|net|org|edu|gov|co\.uk)"
_SHORTENER = r"(?:ly|co|be|me|gl|gd|it|tv|fm|io)"
_MAYBE_BARE = re.compile(rf"\.{_DOMAIN}\b|\.{_SHORTENER}/", re.IGNORECASE)
_BARE_URL = re.compile(
    rf"(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:(?:{_DOMAIN}|{_SHORTENER})/\S*{_END}|{_DOMAIN}\b(?![\w@-])/?)", re.IGNORECASE
)
_USER = re.compile(r"(?<!\w)@\w+", re.ASCII)  # an e-mail address has a letter before its @ and stays
# Only at the first of several # in a row: a match from each of them would make the search quadratic.
_HASHTAG = re.compile(r"(?:(?<![\w&/#])|(?<=[\w&/]#))#+(\w*[^\W\d_]\w*)")
_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-zA-Z])(?=\d)|_+")
_QUOTES = re.compile(r'(?<!\\)(?:\\*")+')
_LONG_LETTER = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)
_LONG_MARK = re.compile(r"([^\w\s.])\1{2,}")
_LONG_DOTS = re.compile(r"\.{4,}")
# Without this in the lower-cased text nothing is too long. Only of ASCII: lower-casing can lengthen other letters.
_THREE_ALIKE = re.compile(r"(\S)\1\1")


def normalize(text: str) -> str:
    """Turn a tweet or review into the text that is tokenized; idempotent, and never raises on any `str`.

    A text of invisible characters only becomes the empty string. One that would grow beyond `MAX_GROWTH` loses its
    middle, which takes hundreds of emoji, or of characters that stand for a phrase; a model reads less of it anyway.
    """
    limit = MAX_GROWTH * max(len(text), SHORT_CHARACTERS)
    return until_stable(lambda text: _normalize_once(text, limit), text)


def _normalize_once(text: str, limit: int) -> str:
    text = clean(text)
    if not text.isascii():
        text = keep_ends(plain_characters(emoji_to_words(text)), limit)
    text = mask_addresses(text)
    if "#" in text:
        text = _HASHTAG.sub(split_hashtag, text)
    return plain_marks(text)


def plain_characters(text: str) -> str:
    """Replace compatibility forms and curly punctuation by plain characters; drop what is left of emoji."""
    return unicodedata.normalize("NFKC", _LEFTOVERS.sub("", text)).translate(_PUNCTUATION)


def mask_addresses(text: str) -> str:
    """Replace addresses and user names by placeholders."""
    text = mask_urls(text)
    return _USER.sub(USER, text) if "@" in text else text


def mask_urls(text: str) -> str:
    """Replace addresses by a placeholder."""
    text = _URL.sub(URL, text)
    return _BARE_URL.sub(URL, text) if _MAYBE_BARE.search(text) else text


def split_hashtag(match: re.Match[str]) -> str:
    """Replace a hashtag, the first group of the match, by its words."""
    return f" {_WORD_START.sub(' ', match[1])} "


def plain_marks(text: str) -> str:
    """Replace emoticons by words; shorten repeated letters and marks."""
    text = emoticons_to_words(text)
    if '"' in text:
        text = _QUOTES.sub('"', text)
    if not text.isascii() or _THREE_ALIKE.search(text.lower()):
        text = _LONG_LETTER.sub(r"\1\1", text)
        text = _LONG_MARK.sub(r"\1\1", text)
        text = _LONG_DOTS.sub("...", text)
    return " ".join(text.split())
