"""The language of texts, and with it whether they are surely not English.

Frequent words decide most English texts. The others go to py3langid, a naive Bayes classifier of byte n-grams (Lui and
Baldwin 2012, "langid.py"), which is loaded for the first of them: a second, and 80 MB of memory. docs/languages.md says
how often the answer is right.
"""

import re
from collections.abc import Sequence
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .common_words import ENGLISH_WORDS
from .language_names import LANGUAGE_NAMES

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

ENGLISH = "en"

UNDETERMINED = "und"
"""The code of texts that are too short to tell, or that hold nothing but mentions, hashtags, addresses and emoji."""

UNCODED = "mis"
"""The code of texts in another script whose language the detector does not know."""

UNKNOWN_LANGUAGES = frozenset({"art", "mis", "mul", "qam", "qct", "qht", "qme", "qst", "und", "zxx"})
"""What X and ISO 639 write where no language was found."""

_ISO_639_1 = {
    **dict.fromkeys(("ary", "arz"), "ar"),
    **dict.fromkeys(("wuu", "yue"), "zh"),
    "fil": "tl",
    "fuv": "ff",
    "gug": "gn",
    "hbo": "he",
    "in": "id",
    "iw": "he",
    "kik": "ki",
    "ltg": "lv",
    "nb": "no",
    "sdh": "ku",
    "uzs": "uz",
}
"""Two letters for codes of the detector and of X; those without any keep their three."""

_LOOKED_AT = 500
"""First characters of a text that are looked at."""
_CLASSIFIED = 150
"""Most characters that the detector gets of them: more cost time and change next to nothing."""

_MIN_OTHER_LETTERS = 4
"""Of another script; fewer are a face such as ಠ_ಠ."""
_SCRIPT_CONFIDENCE = 0.25
"""Lowest probability of a language that is written in another script."""

_MIN_LETTERS = 8
_ENOUGH_LETTERS = 20
_SHORT_CONFIDENCE = 0.4
"""Lowest probability of a language where there are fewer letters."""

_MIN_ENGLISH_WORDS = 2
_ENGLISH_SHARE = 0.4
"""From so many English words among the words on, a text is English."""
_MIXED_SHARE = 1 / 3
_MIXED_CONFIDENCE = 0.7
"""Lowest probability of another language from so many English words on."""

_NO_WORDS = re.compile(r"(?:https?://|www\.)\S+|[@#]\w+|&\w+;")
_MARKER_WORDS = ("http", "https", "rt", "url", "user")
_MARKERS = re.compile(rf"\b(?:{'|'.join(_MARKER_WORDS)})\b")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_OTHER_SCRIPT = re.compile(
    "[\u0370-\u1cff\u1f00-\u1fff\u2d00-\u2dff\u3040-\u30fb\u3105-\u31bf\u31f0-\u31ff\u3400-\u9fff\ua000-\ua71f"
    "\ua800-\uab2f\uab70-\ud7ff\uf900-\ufaff\ufb1d-\ufdff\ufe70-\ufefc\U00010000-\U0001bfff\U0001e800-\U0001eeff"
    "\U00020000-\U0003ffff]"
)
_LATIN = re.compile("[a-z\u00df-\u024f\u1e00-\u1eff]")

_loading = Lock()


def languages_of(texts: Sequence[str], named: Sequence[str] | None = None) -> list[str]:
    """Return the language of each text: ISO 639-1, three letters for a language that has no two, `und` or `mis`.

    A text that is not surely in another language is `en` or `und`.

    Args:
        texts: the texts.
        named: (texts,), the language that a file names of each, as a code; where it is none, the text decides.
    """
    if named is None:
        return [language_of(text) for text in texts]
    codes = map(named_language, named)
    return [code if code and text.strip() else language_of(text) for text, code in zip(texts, codes, strict=True)]


def language_of(text: str) -> str:
    """Return the language of a text, as `languages_of` does."""
    shown = _NO_WORDS.sub(" ", text[:_LOOKED_AT].lower().replace("’", "'"))
    if not shown.isascii() and _is_other_script(shown):
        language, confidence = _classify(shown)
        known = is_not_english(language) and confidence >= _SCRIPT_CONFIDENCE
        return language if known else UNCODED
    words = [word for word in _WORD.findall(shown) if word not in _MARKER_WORDS]
    english = sum(map(ENGLISH_WORDS.__contains__, words))
    if english >= _MIN_ENGLISH_WORDS and english >= _ENGLISH_SHARE * len(words):
        return ENGLISH
    letters = sum(map(len, words))
    if letters < _MIN_LETTERS or len({*words}) == 1:  # a single word is a name, a laugh or a cry
        return UNDETERMINED
    language, confidence = _classify(shown)
    needed = 0.0 if letters >= _ENOUGH_LETTERS else _SHORT_CONFIDENCE
    if language != ENGLISH and english >= _MIXED_SHARE * len(words):
        needed = _MIXED_CONFIDENCE
    return language if confidence >= needed else UNDETERMINED


def is_not_english(language: str) -> bool:
    """Return whether a text of this language, as `languages_of` names it, is surely not English."""
    return language not in (ENGLISH, UNDETERMINED)


def not_english(texts: Sequence[str], named: Sequence[str] | None = None) -> NDArray[np.bool_]:
    """Return which texts are surely not English, (texts,); the arguments are those of `languages_of`."""
    found = map(is_not_english, languages_of(texts, named))
    return np.fromiter(found, dtype=bool, count=len(texts))


def language_name(code: str) -> str:
    """Return the English name of a language with its code, as in "Spanish (es)"; what a code means that is none."""
    if code == UNDETERMINED:
        return "not clear (und)"
    return f"{LANGUAGE_NAMES.get(_main_code(code), 'another language')} ({code})"


def named_language(cell: str) -> str | None:
    """Return the language that a cell of a file names by a code, such as `pt` for `pt_BR`; None where it names none."""
    main = _main_code(cell)
    return _ISO_639_1.get(main, main) if main in LANGUAGE_NAMES else None


def is_detector_loaded() -> bool:
    """Return whether the detector is loaded, which takes about a second."""
    return _detector.cache_info().currsize > 0


def are_language_codes(cells: Sequence[str]) -> bool:
    """Return whether all filled cells are codes of languages, as in a column `lang`."""
    codes = {_main_code(cell) for cell in cells if cell.strip()}
    return bool(codes) and codes <= LANGUAGE_NAMES.keys() | UNKNOWN_LANGUAGES


def _main_code(cell: str) -> str:
    """Read `en-US` and `pt_BR` as `en` and `pt`."""
    return re.split("[-_]", cell.strip().lower(), maxsplit=1)[0]


def _is_other_script(text: str) -> bool:
    letters = len(_OTHER_SCRIPT.findall(text))
    return letters >= _MIN_OTHER_LETTERS and letters > len(_LATIN.findall(text))


def _classify(text: str) -> tuple[str, float]:
    """Return the language that the detector finds the most probable, and its probability."""
    with _loading:
        detector = _detector()
    label, confidence = detector.classify(" ".join(_MARKERS.sub(" ", text).split())[:_CLASSIFIED])
    language = UNDETERMINED if label == "zxx" else _ISO_639_1.get(label, label)
    return language, confidence


@cache
def _detector() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
