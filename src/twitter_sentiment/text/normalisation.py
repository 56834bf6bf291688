"""Normalisation of tweets for an uncased WordPiece vocabulary (recipe ``tweets-v1``).

Order matters: escapes and entities first (they hide everything else), then emoji (their joiners must still be there),
compatibility forms and curly punctuation, then addresses, names and hashtags, then emoticons (no address may be
mistaken for one), and last the elongations. Case is the tokenizer's business.
"""

import re
import unicodedata

from .cleaning import clean
from .pictographs import emoji_to_words, emoticons_to_words
from .stability import until_stable

URL, USER = "http", "@user"  # two cheap placeholders, as TweetEval (Barbieri et al. 2020) writes them

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
# At the start of a run of # only: from each of them, a long run would be searched again.
_HASHTAG = re.compile(r"(?:(?<![\w&/#])|(?<=[\w&/]#))#+(\w*[^\W\d_]\w*)")
_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-zA-Z])(?=\d)|_+")
_QUOTES = re.compile(r'(?:\\*")+')
_LONG_LETTER = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)
_LONG_MARK = re.compile(r"([^\w\s.])\1{2,}")
_LONG_DOTS = re.compile(r"\.{4,}")


def normalise(text: str) -> str:
    """Turns a tweet or review into the text a model reads; idempotent, and never raises on any `str`.

    A text that is nothing but invisible characters becomes the empty string: it has no text.
    """
    return until_stable(_normalise_once, text)


def _normalise_once(text: str) -> str:
    text = clean(text)
    if not text.isascii():
        text = emoji_to_words(text)
        text = unicodedata.normalize("NFKC", _LEFTOVERS.sub("", text)).translate(_PUNCTUATION)
    text = _URL.sub(URL, text)
    if _MAYBE_BARE.search(text):
        text = _BARE_URL.sub(URL, text)
    text = _USER.sub(USER, text)
    text = _HASHTAG.sub(_split_hashtag, text)
    text = emoticons_to_words(text)
    text = _QUOTES.sub('"', text)
    text = _LONG_LETTER.sub(r"\1\1", text)
    text = _LONG_MARK.sub(r"\1\1", text)
    text = _LONG_DOTS.sub("...", text)
    return " ".join(text.split())


def _split_hashtag(match: re.Match[str]) -> str:
    return f" {_WORD_START.sub(' ', match[1])} "
