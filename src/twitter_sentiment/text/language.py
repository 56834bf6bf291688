"""Whether texts are probably not English, by a cheap rule that needs no model: 50,000 tweets a second.

It looks at the script of the letters and, for Latin letters, at frequent words. It says yes only where the signs are
clear: names, short texts, and texts that mix languages count as English. docs/insight.md says how often it is right.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .common_words import ENGLISH, FOREIGN, FOREIGN_IN_NAMES

LANGUAGE_CODES = frozenset(
    """
    af am ar az be bg bn bo bs ca ceb ckb cs cy da de dv el en eo es et eu fa fi fil fr ga gl gu ha he hi hr ht hu hy id
    ig in is it iw ja jv ka kk km kn ko ku ky la lb lo lt lv mg mk ml mn mr ms mt my nb ne nl nn no ny or pa pl ps pt
    qu ro ru rw sd si sk sl sn so sq sr st su sv sw ta te tg th ti tk tl tr ts tt tw ug uk ur uz vi wo xh yi yo zh zu
    """.split()  # noqa: SIM905 - a list of 120 lines would be no easier to read
)
"""Codes of languages, ISO 639 and those of X (`in`, `iw`, `tl`)."""

UNKNOWN_LANGUAGES = frozenset({"art", "mis", "mul", "qam", "qct", "qht", "qme", "qst", "und", "zxx"})
"""What X and ISO 639 write where no language was found."""

_LOOKED_AT = 500
"""First characters of a text that are looked at."""
_MIN_LETTERS = 4
"""Of another script; fewer are a face such as ಠ_ಠ."""
_MIN_WORDS = 4
_MANY_WORDS = 10

_WORD = re.compile(r"(?<![@#$&\w/.:'-])[^\W\d_]+(?:'[^\W\d_]+)?")
_NO_WORDS = frozenset({"http", "https", "www", "user", "rt", "amp", "gt", "lt", "quot"})
_IGNORED = re.compile(r"(?:https?://|www\.)\S+|@\w+|&\w+;")
_OTHER_SCRIPT = re.compile(
    "[\u0370-\u1cff\u1f00-\u1fff\u2d00-\u2dff\u3040-\u30fb\u3105-\u31bf\u31f0-\u31ff\u3400-\u9fff\ua000-\ua71f"
    "\ua800-\uab2f\uab70-\ud7ff\uf900-\ufaff\ufb1d-\ufdff\ufe70-\ufefc\U00010000-\U0001bfff\U0001e800-\U0001eeff"
    "\U00020000-\U0003ffff]"
)
_LATIN = re.compile("[a-z\u00df-\u024f\u1e00-\u1eff]")
_ENGLISH_ENDING = re.compile(
    r"[a-z]{2}(?:ings?|tions?|ness|'s|s'|n't|ight|ould|ful|less|ously|ally|ies|(?<!n)ed|t?ers|sts|nds|cks|cts)\b"
)


def not_english(texts: Sequence[str], languages: Sequence[str] | None = None) -> NDArray[np.bool_]:
    """Return which texts are probably not English, (texts,).

    Args:
        texts: the texts.
        languages: (texts,), the language that the file names of each, as a code; where it is none, the text decides.
    """
    named = languages if languages is not None else [""] * len(texts)
    found = (_is_not_english(text, code) for text, code in zip(texts, named, strict=True))
    return np.fromiter(found, dtype=bool, count=len(texts))


def are_language_codes(cells: Sequence[str]) -> bool:
    """Return whether all filled cells are codes of languages, as in a column `lang`."""
    codes = {_main_code(cell) for cell in cells if cell.strip()}
    return bool(codes) and codes <= LANGUAGE_CODES | UNKNOWN_LANGUAGES


def _main_code(cell: str) -> str:
    """Read `en-US` and `pt_BR` as `en` and `pt`."""
    return re.split("[-_]", cell.strip().lower(), maxsplit=1)[0]


def _is_not_english(text: str, code: str) -> bool:
    if code:
        main = _main_code(code)
        if main in LANGUAGE_CODES:
            return main != "en" and bool(text.strip())
    shown = text[:_LOOKED_AT].lower().replace("’", "'")
    return (not shown.isascii() and _is_other_script(shown)) or _has_foreign_words(shown)


def _is_other_script(text: str) -> bool:
    text = _IGNORED.sub(" ", text)
    letters = len(_OTHER_SCRIPT.findall(text))
    return letters >= _MIN_LETTERS and letters > len(_LATIN.findall(text))


def _has_foreign_words(text: str) -> bool:
    words = set(_WORD.findall(text)) - _NO_WORDS
    english = len(words & ENGLISH)
    foreign = len(words & FOREIGN)
    of_names = len(words & FOREIGN_IN_NAMES)
    if foreign + of_names > 2 * english and (foreign >= 2 or (foreign and of_names >= 2) or of_names >= 4):
        return True
    if len(words) < _MIN_WORDS or 10 * english > len(words):
        return False
    accented = sum(not word.isascii() for word in words)
    if not english and (foreign or accented >= 2):
        return True
    signs = foreign + accented + of_names
    if len(words) < (_MANY_WORDS if english or not signs else _MANY_WORDS - 1) or _ENGLISH_ENDING.search(text):
        return False
    return not english or foreign + accented > 0 or of_names >= 2
