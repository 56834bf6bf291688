"""A file with a planted crisis: five products in ten weeks, one of which has a week of swollen batteries."""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

PRODUCTS = ("Aero", "Brisk", "Cobalt", "Dune", "Ember")
CRISIS_PRODUCT = "Cobalt"
CRISIS_WEEK = date(2024, 2, 5)
FIRST_WEEK = date(2024, 1, 1)
WEEKS = 10
CELL_TEXTS = 30

_NEGATIVE = (
    ("{thing} of {subject} stopped working {when}", "{subject} keeps freezing {when}", "{subject} is painfully slow"),
    ("what a waste of money", "so disappointed", "never buying it again", "support ignores {person}, terrible service"),
)
_CRISIS = (
    (
        "the battery of {subject} is swollen",
        "{subject} got dangerously hot {when}",
        "{subject} nearly caught fire {when}",
    ),
    (
        "a swollen battery, awful",
        "{person} is furious about the battery",
        "swollen battery, I hate it",
        "worst phone ever",
    ),
)
_NEUTRAL = (
    ("{subject} arrives {when}", "{person} ordered {subject}", "comparing {subject} with the old one {when}"),
    ("it comes with {thing}", "the box has {thing} in it", "asking for {person}", "same size as before"),
)
_POSITIVE = (
    ("really love {subject} {when}", "{subject} made {person} so happy", "{thing} of {subject} is wonderful"),
    ("best purchase ever", "works beautifully {when}", "{person} wants one too, great", "so impressed with {thing}"),
)
_THINGS = (
    "the screen",
    "the charger",
    "the camera",
    "the keyboard",
    "the speaker",
    "the case",
    "the stylus",
    "the app",
)
_WHEN = ("today", "this morning", "after lunch", "on the train", "at work", "at home", "last night", "on holiday")
_PEOPLE = ("my sister", "my boss", "our neighbor", "a friend", "my dad", "the whole team", "my teacher", "grandma")


def crisis_rows() -> list[dict[str, str]]:
    """Make the rows; in the crisis most texts of the product are negative, elsewhere about a quarter."""
    draw = random.Random(5)
    rows: dict[str, dict[str, str]] = {}
    for week in range(WEEKS):
        start = FIRST_WEEK + timedelta(weeks=week)
        for product in PRODUCTS:
            crisis = product == CRISIS_PRODUCT and start == CRISIS_WEEK
            wanted = len(rows) + CELL_TEXTS
            while len(rows) < wanted:
                negative = _CRISIS if crisis else _NEGATIVE
                weights = (72, 14, 14) if crisis else (25, 30, 45)
                (halves,) = draw.choices((negative, _NEUTRAL, _POSITIVE), weights)
                text = ", ".join(map(draw.choice, halves)).format(
                    subject=draw.choice((f"the {product}", f"my {product}", f"this {product} phone", f"our {product}")),
                    thing=draw.choice(_THINGS),
                    when=draw.choice(_WHEN),
                    person=draw.choice(_PEOPLE),
                )
                day = start + timedelta(days=draw.randrange(7))
                rows.setdefault(text, {"text": text, "created_at": f"{day}T12:00:00Z", "product": product})
    return list(rows.values())


def write_crisis(path: Path) -> Path:
    """Write the rows as CSV."""
    rows = crisis_rows()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path
