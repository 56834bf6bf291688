"""What a behavioural test is made of: capabilities, their cases, and how templates become cases."""

import random
import re
from dataclasses import dataclass
from itertools import chain, product
from string import Formatter

from ...labels import NEGATIVE, NEUTRAL, POSITIVE
from .words import WORDS

MINIMUM, INVARIANCE, DIRECTION = "MFT", "INV", "DIR"
"""The kinds of tests, as CheckList names them (Ribeiro et al. 2020): an expected answer, an answer that must not
change, a score that must rise."""

_BEFORE_VOWEL = re.compile(r"\b(a)(?= (?!us|uk)[aeiou])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to pass or fail.

    Attributes:
        texts: one text; for an invariance all that must get one answer; for a direction the weaker and the stronger.
        labels: the answers that pass, or the class whose score must rise; empty for an invariance.
    """

    texts: tuple[str, ...]
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Capability:
    """Something a model should be able to do, and the cases that test it."""

    name: str
    kind: str
    description: str
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Minimum:
    """The templates of a capability by the answer that is expected, one a line."""

    name: str
    description: str
    negative: str = ""
    neutral: str = ""
    positive: str = ""
    not_negative: str = ""

    def capability(self, count: int, draw: random.Random) -> Capability:
        """About `count` cases, as evenly from the templates as they go."""
        expected = {
            (NEGATIVE,): self.negative,
            (NEUTRAL,): self.neutral,
            (POSITIVE,): self.positive,
            (NEUTRAL, POSITIVE): self.not_negative,
        }
        templates = [(labels, line) for labels, block in expected.items() for line in lines(block)]
        each = -(-count // len(templates))
        cases = (Case((text,), labels) for labels, line in templates for text in filled(line, each, draw))
        return Capability(self.name, MINIMUM, self.description, tuple(dict.fromkeys(cases)))


def lines(text: str) -> tuple[str, ...]:
    """The lines of a block of templates."""
    return tuple(line.strip() for line in text.strip().splitlines())


def filled(template: str, count: int, draw: random.Random) -> list[str]:
    """At most `count` different texts from a template."""
    slots = sorted({name for _, name, _, _ in Formatter().parse(template) if name})
    choices = list(product(*(WORDS[slot] for slot in slots)))
    chosen = draw.sample(choices, min(count, len(choices)))
    return [with_words(template, **dict(zip(slots, words, strict=True))) for words in chosen]


def filled_all(templates: tuple[str, ...], count: int, draw: random.Random) -> list[str]:
    """About `count` different texts, as evenly from the templates as they go."""
    each = -(-count // len(templates))
    return list(dict.fromkeys(chain.from_iterable(filled(line, each, draw) for line in templates)))


def with_words(template: str, **words: str) -> str:
    """The template with these words in its slots, and the article that fits them."""
    return _BEFORE_VOWEL.sub(r"\1n", template.format(**words))
