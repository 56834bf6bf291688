"""Training texts made from templates of our own: `generate` writes what collected data has too little of.

Negation in all its forms, feelings that stand in an emoji alone, contrasts of past and present, opinions of others,
plain statements and questions. Names, places, nationalities and brands are drawn alike for every class.
"""

import random
import re
from itertools import accumulate

from ...labels import LABELS, NEGATIVE, NEUTRAL, POSITIVE
from . import contrasts, life, neutral, neutral_forms, opinions, reviews
from .style import dressed, tidied
from .theme import Theme, lines
from .words import PLAIN, POLAR

_THEMES: tuple[Theme, ...] = (
    opinions.OPINION,
    opinions.NEGATION,
    opinions.KEPT,
    contrasts.INTENSITY,
    contrasts.CHANGE,
    contrasts.CONCESSION,
    contrasts.COMPARISON,
    contrasts.VOICES,
    life.LIFE,
    life.CARRIED,
    life.PEOPLE,
    reviews.SCREEN,
    reviews.TABLE,
    reviews.GEAR,
    reviews.STAY,
)
# what a review is about: the slot whose word it keeps to
_REVIEWS = {"film": reviews.SCREEN, "place": reviews.STAY, "product": reviews.GEAR, "dish": reviews.TABLE}
_NEUTRAL = (
    (3.0, neutral.FACTS),
    (3.0, neutral.QUESTIONS),
    (2.0, neutral.NEWS),
    (3.0, neutral.DAILY),
    (3.0, neutral_forms.FORMS),
    (2.0, neutral_forms.WORDS),
    (2.0, neutral.SIGNED),
)

LONG_SHARE = 0.12
"""Share of texts of several sentences, the rest being short ones."""

_SLOT = re.compile(r"\{(\w+)\}")
_NAMES = ("name", "town", "nation", "brand")
_OPPOSITE = {NEGATIVE: POSITIVE, POSITIVE: NEGATIVE}


def generate(rows: int, seed: int) -> list[tuple[str, str]]:
    """Different texts with their labels, the classes in turn; the same seed gives the same texts."""
    writer = _Writer(random.Random(seed))
    made: dict[str, tuple[str, str]] = {}
    while len(made) < rows:
        label = LABELS[len(made) % len(LABELS)]
        text = writer.text(label)
        made.setdefault(text.casefold(), (text, label))
    return list(made.values())


def templates(label: str) -> list[str]:
    """Every template that texts of a class are made from."""
    return list(dict.fromkeys(template for _, group in _GROUPS[label] for template in group))


_CARRIERS = lines(neutral.CARRIERS)
_FACTS = lines(neutral.FACTS) + lines(neutral.DAILY)
_GROUPS: dict[str, list[tuple[float, tuple[str, ...]]]] = {
    NEUTRAL: [(weight, lines(text)) for weight, text in _NEUTRAL],
    **{label: [(theme.weight, theme.templates(label)) for theme in _THEMES] for label in _OPPOSITE},
}
_WEIGHTS = {label: list(accumulate(weight for weight, _ in groups)) for label, groups in _GROUPS.items()}


class _Writer:
    """Writes one text after the other."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._decks: dict[tuple[str, str], list[str]] = {}

    def text(self, label: str) -> str:
        """A text of a class, dressed as somebody may have typed it."""
        text = self._long_text(label) if self._draw.random() < LONG_SHARE else self._short_text(label)
        return dressed(tidied(text), label, self._draw)

    def _short_text(self, label: str) -> str:
        ((_, group),) = self._draw.choices(_GROUPS[label], cum_weights=_WEIGHTS[label])
        return self._filled(self._draw.choice(group), label, set())

    def _long_text(self, label: str) -> str:
        """Some sentences of one class about one subject; a review may begin with a plain fact."""
        draw = self._draw
        subject = draw.choice(list(_REVIEWS))
        facts = [line for line in _FACTS if f"{{{subject}}}" in line]
        if label == NEUTRAL:
            chosen = draw.sample(facts, draw.randrange(1, 3)) + draw.sample(_FACTS, draw.randrange(1, 3))
        else:
            theme = draw.choice((opinions.OPINION, opinions.NEGATION, opinions.KEPT, contrasts.CONCESSION))
            chosen = draw.sample(_REVIEWS[subject].templates(label), draw.randrange(1, 5))
            chosen += draw.sample(theme.templates(label), draw.randrange(1, 3))
            if draw.random() < 0.4:
                chosen.insert(0, draw.choice(facts))
        kept = "place" if subject == "dish" else subject  # whoever writes of dishes writes of one restaurant
        used: set[str] = set()
        word = self._filled(f"{{{kept}}}", label, used)
        chosen = [re.sub(rf"\{{(?:{kept}|noun)\}}", word, line.replace("{thing}", "the {noun}")) for line in chosen]
        return " ".join(self._filled(line, label, used) for line in dict.fromkeys(chosen))

    def _filled(self, template: str, label: str, used: set[str]) -> str:
        """The template with words in its slots, none of them twice in a text while others are left."""
        pole = self._draw.choice((NEGATIVE, POSITIVE)) if label == NEUTRAL else label

        def word(match: re.Match[str]) -> str:
            slot = match[1]
            chosen = self._next_name(slot, label) if slot in _NAMES else self._choice(slot, pole, used)
            used.add(chosen)
            return _SLOT.sub(word, chosen)

        return _SLOT.sub(word, template)

    def _choice(self, slot: str, pole: str, used: set[str]) -> str:
        if slot == "carrier":
            return self._draw.choice(_CARRIERS)
        if slot.startswith("other_"):
            words = POLAR[slot.removeprefix("other_")][_OPPOSITE[pole]]
        else:
            words = POLAR[slot][pole] if slot in POLAR else PLAIN[slot]
        return self._draw.choice([word for word in words if word not in used] or words)

    def _next_name(self, slot: str, label: str) -> str:
        """Each class goes through all the names before one comes again: none comes to stand for a class."""
        deck = self._decks.setdefault((slot, label), [])
        if not deck:
            deck.extend(self._draw.sample(PLAIN[slot], len(PLAIN[slot])))
        return deck.pop()
