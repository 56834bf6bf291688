"""How a generated text is dressed: as people type tweets, or as a plain sentence. Every class is dressed alike."""

import random
import re
from collections.abc import Callable

from ...labels import BINARY_LABELS, NEUTRAL
from .words import PLAIN, POLAR

_SENTENCE_START = re.compile(r"(^|[.!?] )([a-z])(?![\w.]*[@/:])")
_ARTICLE = re.compile(r"\b([Aa])(?= (?!(?i:eu|uni(?![mn])|use|one|u-))(?:[aeiouAEIOU]|honest|hour|18|11|8))")
_CONTRACTION = re.compile(r"\b(is|was|are|were|do|does|did|have|has|had|could|would|should)n't\b", re.IGNORECASE)
_WORD = re.compile(r"(?<![@#/.\w])[a-z]{5,}(?![\w/@:]|\.\w)")
_EMOTICONS = {emoticon for label in BINARY_LABELS for emoticon in POLAR["emoticon"][label]}
_LAST_VOWEL = re.compile(r"(?<![@#/.\w])[a-z]{1,5}([aeou])(?=[a-z]{0,2}(?:[ !?,]|$))")
_SHORT = {
    "you": "u", "are": "r", "because": "cuz", "really": "rly", "please": "pls", "though": "tho", "people": "ppl",
    "and": "&", "with": "w/", "tonight": "2nite", "tomorrow": "tmrw", "about": "abt", "your": "ur", "before": "b4",
    "going to": "gonna", "want to": "wanna", "kind of": "kinda", "today": "2day", "through": "thru",
}  # fmt: skip
_SHORTENED = re.compile(rf"\b({'|'.join(_SHORT)})\b")


def tidied(text: str) -> str:
    """Puts capitals at the start of sentences and the right article before vowels."""
    text = _ARTICLE.sub(r"\1n", text)
    return _SENTENCE_START.sub(lambda match: match[1] + match[2].upper(), text)


def with_typo(text: str, draw: random.Random) -> str:
    """One longer word misspelt: two letters swapped, one dropped, or one doubled."""
    words = list(_WORD.finditer(text))
    if not words:
        return text
    word = draw.choice(words)
    at = word.start() + draw.randrange(1, len(word[0]) - 2)
    pair = text[at : at + 2]
    return text[:at] + draw.choice([pair[::-1], pair[1], pair[0] + pair]) + text[at + 2 :]


def dressed(text: str, label: str, draw: random.Random) -> str:
    """The text as somebody may have typed it; about two in five stay as they are."""
    if draw.random() < 0.25:
        text = _CONTRACTION.sub(r"\1 not", text)
    if draw.random() < 0.4:
        return text if draw.random() < 0.85 else with_typo(text, draw)
    for chance, change in _CHANGES:
        if draw.random() < chance:
            text = change(text, draw)
    if label != NEUTRAL and draw.random() < 0.15:
        text = f"{text} {draw.choice(POLAR[draw.choice(['emoji', 'emoji', 'emoticon', 'tag'])][label])}"
    if draw.random() < 0.25:
        text = f"{text} {_link(draw)}"
    if draw.random() < 0.2:
        text = f"{draw.choice(PLAIN['handle'])} {text}"
    return text


def _link(draw: random.Random) -> str:
    return draw.choice(PLAIN["link"]).replace("{code}", draw.choice(PLAIN["code"]))


def _without_end(text: str, _draw: random.Random) -> str:
    return text.rstrip(".!")


def _other_end(text: str, draw: random.Random) -> str:
    return text[:-1] + draw.choice(["!", "!!", "...", "!!!", ".."]) if text.endswith(".") else text


def _lower(text: str, _draw: random.Random) -> str:
    return " ".join(word if _has_fixed_case(word) else word.lower() for word in text.split())


def _upper(text: str, _draw: random.Random) -> str:
    return " ".join(word if _has_fixed_case(word) else word.upper() for word in text.split())


def _has_fixed_case(word: str) -> bool:
    return "/" in word or word.startswith("@") or word in _EMOTICONS


def _plain_apostrophe(text: str, draw: random.Random) -> str:
    mark = draw.choice(["", "’"])
    return re.sub(r"(?<=[a-z])'(?=[a-z])", mark, text)


def _shortened(text: str, _draw: random.Random) -> str:
    return _SHORTENED.sub(lambda match: _SHORT[match[1]], text)


def _drawn_out(text: str, draw: random.Random) -> str:
    """A vowel of one word repeated: "sooo"."""
    words = list(_LAST_VOWEL.finditer(text))
    if not words:
        return text
    word = draw.choice(words)
    return text[: word.end()] + word[1] * draw.randrange(2, 5) + text[word.end() :]


def _with_tag(text: str, draw: random.Random) -> str:
    return f"{text} {draw.choice(PLAIN['topictag'])}"


def _with_sign(text: str, draw: random.Random) -> str:
    return f"{text} {draw.choice(PLAIN['sign'])}"


_CHANGES: tuple[tuple[float, Callable[[str, random.Random], str]], ...] = (
    (0.2, with_typo),
    (0.35, _without_end),
    (0.25, _other_end),
    (0.15, _shortened),
    (0.15, _plain_apostrophe),
    (0.08, _drawn_out),
    (0.4, _lower),
    (0.06, _upper),
    (0.2, _with_tag),
    (0.1, _with_sign),
)
