"""The parts of behavioral tests, and how sentence templates become test cases."""

import random
import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, product
from string import Formatter

from .lexicon import WORDS

_ARTICLE_BEFORE_VOWEL = re.compile(r"\b(a)(?= (?!us|uk)[aeiou])", re.IGNORECASE)


class TestType(StrEnum):
    """The types of behavioral tests, as CheckList names them (Ribeiro et al. 2020)."""

    __test__ = False  # pytest collects classes whose names begin with "Test"

    INVARIANCE = "INV"
    """A change of the text must not change the prediction."""
    DIRECTIONAL = "DIR"
    """A change of the text must raise the score of a class."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a behavioral test, which passes or fails.

    Attributes:
        texts: all texts that must get the same prediction for an INV; the weaker and the stronger text for a DIR.
        label: the class whose score must rise for a DIR; None for an INV.
    """

    texts: tuple[str, ...]
    label: str | None = None


@dataclass(frozen=True, slots=True)
class BehavioralTest:
    """A capability that a model should have, and the cases that test it.

    Attributes:
        name: unique name.
        kind: type of the test.
        description: one sentence for reports.
        cases: the cases, none twice.
    """

    name: str
    kind: TestType
    description: str
    cases: tuple[Case, ...]


def split_lines(block: str) -> tuple[str, ...]:
    """Split a block of templates into its lines."""
    return tuple(line.strip() for line in block.strip().splitlines())


def fill_template(template: str, count: int, draw: random.Random) -> list[str]:
    """Make at most `count` different texts from a template."""
    slots = sorted({name for _, name, _, _ in Formatter().parse(template) if name})
    choices = list(product(*(WORDS[slot] for slot in slots)))
    samples = draw.sample(choices, min(count, len(choices)))
    return [fill_slots(template, **dict(zip(slots, words, strict=True))) for words in samples]


def fill_templates(templates: tuple[str, ...], count: int, draw: random.Random) -> list[str]:
    """Make about `count` different texts, spread evenly over the templates."""
    count_each = -(-count // len(templates))
    return list(dict.fromkeys(chain.from_iterable(fill_template(line, count_each, draw) for line in templates)))


def fill_slots(template: str, **words: str) -> str:
    """Put words into the slots of a template, and correct the articles before them."""
    return _ARTICLE_BEFORE_VOWEL.sub(r"\1n", template.format(**words))
