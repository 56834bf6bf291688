"""Words of scripts that are written without spaces, and cuts that split no character.

ICU finds the words of Chinese, Japanese, Thai, Lao, Khmer and Burmese by its dictionaries and by rules (UAX #29). It is
loaded for the first such text.
"""

import re
import unicodedata
from collections.abc import Iterator

Span = tuple[int, int]

_UNSPACED = re.compile(
    "[\u0e01-\u0e4e\u0e81-\u0ece\u1000-\u109f\u1780-\u17d3\u3005-\u3007\u3031-\u3035\u3041-\u309f\u30a1-\u30ff"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U000323af]"
)
"""Letters of scripts that are written without spaces."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_JOINER = "\u200d"


def is_unspaced(character: str) -> bool:
    """Return whether a character is a letter of a script that is written without spaces; not for an empty string."""
    return _UNSPACED.match(character) is not None


def split_words(text: str, start: int, end: int) -> Iterator[Span]:
    """Split a part of a text without white space into its words.

    A part with no letter of a script that is written without spaces is one word. Punctuation belongs to the word in
    front of it, as it does where words are separated by spaces.

    Args:
        text: the text.
        start, end: the part.

    Yields:
        Where each word begins and ends in the text; together they cover the part.
    """
    if not _UNSPACED.search(text, start, end):
        yield start, end
        return
    from icu4py.breakers import WordBreaker

    word_start = start
    has_letter = False
    part = _SURROGATE.sub("\ufffd", text[start:end])  # ICU takes valid Unicode only
    for segment_start, segment_end in WordBreaker(part, "und").segments():
        is_word = any(map(str.isalnum, part[segment_start:segment_end]))
        if is_word and has_letter:
            yield word_start, start + segment_start
            word_start = start + segment_start
        has_letter = has_letter or is_word
    yield word_start, end


def cut(text: str, limit: int) -> str:
    """Return the first characters of a text, without a part of a character that is written as several code points.

    Args:
        text: the text.
        limit: most code points.
    """
    end = min(limit, len(text))
    while 0 < end < len(text) and (_continues(text[end]) or text[end - 1] == _JOINER):
        end -= 1
    return text[:end]


def _continues(character: str) -> bool:
    """Return whether a code point belongs to the character in front of it: a mark, a joiner, a tone of an emoji."""
    return (
        unicodedata.category(character).startswith("M")
        or character == _JOINER
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )
