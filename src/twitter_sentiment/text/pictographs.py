"""Emoji and emoticons as words.

An uncased WordPiece vocabulary holds about nine emoji of 1,400; the rest would all become the same [UNK]. Their Unicode
names are words of the vocabulary. Emoticons get the same words as the emoji that show the same face, so that a model
trained on ``:)`` also understands emoji that are not in its training data.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import emoji

# The emoji library takes time quadratic in the number of joiners of a text. A piece ends where no emoji continues, or
# within a long chain of joined characters, which is no emoji.
_CONTINUES = "[\u200d\ufe00-\ufe0f\u20e3\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
_PIECE = re.compile(f".{{1,200}}(?:{_CONTINUES}|(?<=\u200d).){{0,32}}", re.DOTALL)

# Every emoji has one of these; the search for one costs a fortieth of the library's.
_MAYBE_EMOJI = re.compile("[©®‼⁉\u20e3™ℹ\u2190-\u2bff〰〽㊗㊙\U0001f000-\U0010ffff]")

MAX_REPEATS = 2
"""How often a repeated emoji counts, as letters do: "soooo" is read as "soo"."""

MAX_IN_A_ROW = 12
"""Most emoji that are read of a row, with nothing but white space between them."""

MAX_IN_A_PIECE = 40
"""Most emoji that are read of about 200 characters: a name is up to eight times as long as its emoji."""

_SKIN_TONE = re.compile(r"_(?:light|medium-light|medium|medium-dark|dark)_skin_tone")

_EYES = r"[:=]"
_NOSE = r"[-^o]?"
# A letter for a mouth needs a boundary: "C:Drive" is no grin.
_BEFORE = r"(?<![\w:])"
_AFTER = r"(?!\w)"
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
# The look-ahead lists every first character: most positions of a text are skipped at once.
_EMOTICON = re.compile("(?=[-:;=<>^xXT()])(?:" + "|".join(f"({pattern})" for pattern in _EMOTICONS.values()) + ")")


def emoji_to_words(text: str) -> str:
    """Replace each emoji, whole grapheme clusters at once, by its English name; skin tones are left out."""
    if not _MAYBE_EMOJI.search(text):
        return text
    return "".join(
        emoji.replace_emoji(piece, lambda _, data: f" {_words(data['en'])} ") for piece in _PIECE.findall(text)
    )


def few_emoji_to_words(text: str) -> str:
    """Do as `emoji_to_words`, but keep few of many: `MAX_REPEATS`, `MAX_IN_A_ROW` and `MAX_IN_A_PIECE`."""
    return "".join(map(_few_to_words, _PIECE.findall(text))) if _MAYBE_EMOJI.search(text) else text


def _few_to_words(piece: str) -> str:
    end = length = repeats = count = 0
    previous = ""

    def words(chars: str, data: dict[str, Any]) -> str:
        nonlocal end, length, repeats, count, previous
        in_a_row = not piece[end : data["match_start"]].strip()
        length = length + 1 if in_a_row else 1
        repeats = repeats + 1 if in_a_row and chars == previous else 1
        end = data["match_end"]
        previous = chars
        if repeats > MAX_REPEATS or length > MAX_IN_A_ROW or count == MAX_IN_A_PIECE:
            return " "
        count += 1
        return f" {_words(data['en'])} "

    return emoji.replace_emoji(piece, words)


def emoji_spans(text: str) -> Iterator[tuple[int, int]]:
    """Find where each emoji begins and ends, in order."""
    if not _MAYBE_EMOJI.search(text):
        return
    for piece in _PIECE.finditer(text):
        for match in emoji.emoji_list(piece[0]):
            yield piece.start() + match["match_start"], piece.start() + match["match_end"]


def emoticons_to_words(text: str) -> str:
    """Replace emoticons such as ``:)`` and ``<3`` by the words of the matching emoji."""
    return _EMOTICON.sub(lambda match: f" {_NAMES[(match.lastindex or 1) - 1]} ", text)


@lru_cache(maxsize=4096)
def _words(name: str) -> str:
    name = _SKIN_TONE.sub("", name.strip(":"))
    return name.removeprefix("keycap_").replace("_", " ")
