"""Example texts made from templates: deterministic, labeled, short and long, with and without emoji."""

import csv
import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

SUBJECTS = [
    "The new update",
    "This phone",
    "My flight home",
    "The coffee here",
    "Their support team",
    "The second season",
    "This little bakery",
    "The keyboard",
    "Our hotel room",
    "That concert",
]
PRAISE = [
    "is wonderful",
    "made my whole week",
    "works beautifully",
    "was worth every cent",
    "is a joy to use",
    "left me smiling",
    "turned out brilliant",
]
BLAME = [
    "is a disaster",
    "ruined my evening",
    "broke after one day",
    "was a waste of money",
    "is painful to use",
    "left me furious",
    "turned out terrible",
]
FACTS = [
    "opens at nine on Monday",
    "comes in three sizes",
    "is on the second floor",
    "starts after the break",
    "was announced on Tuesday",
    "has a blue cover",
    "takes about an hour",
]
ENDS = {
    "positive": ["", "!", " 😍", " :)", " #LoveIt", " thank you @{name}", " <3"],
    "negative": ["", ".", " 😡", " :(", " #NeverAgain", " shame on you @{name}", " </3"],
    "neutral": ["", ".", " http://example.org/{name}", " #Info", " via @{name}", " (see the map)", " 📅"],
}
PHRASES = {"positive": PRAISE, "negative": BLAME, "neutral": FACTS}


class Labeled(NamedTuple):
    """A text and its class."""

    text: str
    label: str


def labeled(count: int, labels: tuple[str, ...] = ("negative", "neutral", "positive"), seed: int = 1) -> list[Labeled]:
    """Make different short texts of each class in turn."""
    draw = random.Random(seed)
    rows: dict[str, str] = {}
    while len(rows) < count:
        label = labels[len(rows) % len(labels)]
        end = draw.choice(ENDS[label]).format(name=f"friend{draw.randrange(10_000)}")
        day = draw.choice(["", " today", " again", f" on day {draw.randrange(1, 400)}"])
        rows.setdefault(f"{draw.choice(SUBJECTS)} {draw.choice(PHRASES[label])}{day}{end}", label)
    return [Labeled(text, label) for text, label in rows.items()]


def mixed_lengths(count: int, seed: int = 2) -> list[str]:
    """Make texts of one word up to some hundred words, with the lengths of a real file."""
    draw = random.Random(seed)
    sentences = [row.text for row in labeled(600, seed=seed)]
    lengths = draw.choices([1, 2, 3, 8, 40, 70], weights=[60, 20, 10, 6, 2, 2], k=count)
    texts = [". ".join(draw.sample(sentences, length)) for length in lengths]
    return [draw.choice(text.split()) if draw.random() < 0.05 else text for text in texts]


def write_csv(path: Path | str, rows: Sequence[tuple[str, str]]) -> Path:
    """Write a labeled table, and the folders above it."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *rows])
    return path
