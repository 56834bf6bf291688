"""Emoji and emoticons as words.

An uncased WordPiece vocabulary holds about nine emoji of 1,400; the rest would all become the same [UNK]. Their Unicode
names are words the encoder knows. Emoticons get the same words as the emoji that show the same face, so that a model
trained on ``:)`` also understands an emoji it never met.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import emoji

# The emoji library takes time by the square of the joiners in a text. A piece ends where no emoji goes on, or within an
# endless chain of joined ones, which no emoji is.
_GOES_ON = "[\u200d\ufe00-\ufe0f\u20e3\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
_PIECE = re.compile(f".{{1,200}}(?:{_GOES_ON}|(?<=\u200d).){{0,32}}", re.DOTALL)

_SKIN_TONE = re.compile(r"_(?:light|medium-light|medium|medium-dark|dark)_skin_tone")

_EYES, _NOSE = r"[:=]", r"[-^o]?"
_BEFORE, _AFTER = r"(?<![\w:])", r"(?!\w)"  # a letter for a mouth needs a boundary: "C:Drive" is no grin
_EMOTICONS = {
    "broken heart": r"</+3+(?!\d)",
    "red heart": r"<3+(?!\d)",
    "angry face": rf">{_EYES}{_NOSE}[(\[]+",
    "crying face": rf"{_EYES}['’`]-?[(\[]+|{_BEFORE}T[_.]+T{_AFTER}",
    "face with tears of joy": rf"{_EYES}['’`]-?[)\]]+|{_BEFORE}(?:[xX]D+){_AFTER}",
    "winking face": rf"(?<!\w);{_NOSE}[)\]D]+{_AFTER}",
    "smiling face": rf"{_EYES}{_NOSE}[)\]]+|(?<!\S)\(+[-^]?:(?!\S)|\^[_.-]*\^",
    "frowning face": rf"{_EYES}{_NOSE}[(\[]+|(?<!\S)\)+-?:(?!\S)",
    "grinning face": rf"{_BEFORE}{_EYES}-?D+{_AFTER}",
    "face with tongue": rf"{_BEFORE}[:;=]-?[pP]+{_AFTER}",
    "confused face": rf"{_BEFORE}{_EYES}-?[/\\|sS]{_AFTER}(?!/)",
    "surprised face": rf"{_BEFORE}{_EYES}-?[oO0]+{_AFTER}",
    "face blowing a kiss": rf"{_BEFORE}{_EYES}-?\*+",
    "expressionless face": r"(?<![\w-])-[_.]+-(?![\w-])",
}
_NAMES = list(_EMOTICONS)
# The look-ahead lists every first character: most positions of a text are passed over at once.
_EMOTICON = re.compile("(?=[-:;=<>^xXT()])(?:" + "|".join(f"({pattern})" for pattern in _EMOTICONS.values()) + ")")


def emoji_to_words(text: str) -> str:
    """Replaces each emoji, whole grapheme clusters at once, by its English name; skin tones are left out."""
    return "".join(
        emoji.replace_emoji(piece, lambda _, data: f" {_words(data['en'])} ") for piece in _PIECE.findall(text)
    )


def emoji_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each emoji begins and ends, in order."""
    for piece in _PIECE.finditer(text):
        for found in emoji.emoji_list(piece[0]):
            yield piece.start() + found["match_start"], piece.start() + found["match_end"]


def emoticons_to_words(text: str) -> str:
    """Replaces emoticons such as ``:)`` and ``<3`` by the words of the matching emoji."""
    return _EMOTICON.sub(lambda match: f" {_NAMES[(match.lastindex or 1) - 1]} ", text)


@lru_cache(maxsize=4096)
def _words(name: str) -> str:
    name = _SKIN_TONE.sub("", name.strip(":"))
    return name.removeprefix("keycap_").replace("_", " ")
