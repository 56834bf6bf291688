"""A file to try at once: invented posts about the rides of a fair, one of which has a bad week."""

import random
from datetime import date, timedelta

import pyarrow as pa

from ..uploads import Upload

NAME = "sample.csv"

_RIDES = ("Big Wheel", "Ghost Train", "Log Flume", "Sky Swing")
_BAD_RIDE = "Log Flume"
_BAD_WEEK = 5
_WEEKS = 8
_POSTS_A_WEEK = 40
_FIRST_DAY = date(2025, 5, 5)

_BAD_NEWS = (
    (
        "the pump of the {ride} broke again",
        "stuck on the {ride} with {who} because of a broken pump",
        "{ride} closed at noon, pump broken",
        "queued all {when} for the {ride}, then the pump failed",
        "{who} got soaked when the pump of the {ride} burst",
    ),
    (
        "what a letdown",
        "{who} was in tears",
        "no refund for the {food} voucher either, awful",
        "never again",
        "worst {when} in years",
        "and nobody at the {food} stand could help, terrible",
        "we want our money back",
    ),
)
_NEGATIVE = (
    (
        "the {ride} is overpriced",
        "waited forever for the {ride}",
        "rude staff at the {ride}",
        "felt sick on the {ride}",
    ),
    ("so disappointing", "what a waste of money", "not coming back this {when}", "hated it"),
)
_NEUTRAL = (
    ("the {ride} opens at ten", "is the {ride} running this {when}?", "tickets for the {ride} at the west gate"),
    ("parking is behind the hall", "next to the {food} stand", "asking for {who}", "map is on the website"),
)
_POSITIVE = (
    (
        "loved the {ride}",
        "the {ride} was brilliant",
        "best of the {when}: the {ride}",
        "so much fun on the {ride}",
    ),
    ("{who} can't stop smiling", "going again tomorrow!", "and the {food} was delicious", "thank you, lovely staff"),
)
_FILLERS = {
    "when": ("day", "weekend", "summer", "season", "evening"),
    "who": ("my son", "grandpa", "my best friend", "our class", "the twins", "my niece", "mum"),
    "food": ("waffle", "popcorn", "noodle", "lemonade", "pretzel", "candy floss"),
}


def sample_upload() -> Upload:
    """Make the file, the same each time."""
    draw = random.Random(7)
    rows: dict[str, tuple[str, str]] = {}
    for week in range(_WEEKS):
        for ride in _RIDES:
            bad = ride == _BAD_RIDE and week == _BAD_WEEK
            wanted = len(rows) + _POSTS_A_WEEK
            while len(rows) < wanted:
                text = _post(draw, ride, bad=bad)
                day = _FIRST_DAY + timedelta(weeks=week, days=draw.randrange(7))
                rows.setdefault(text, (day.isoformat(), ride))
    days, rides = zip(*rows.values(), strict=True)
    table = pa.table({"text": list(rows), "date": list(days), "ride": list(rides)})
    return Upload(NAME, table, "text", ())


def _post(draw: random.Random, ride: str, *, bad: bool) -> str:
    weights = (80, 10, 10) if bad else (25, 30, 45)
    (halves,) = draw.choices((_BAD_NEWS if bad else _NEGATIVE, _NEUTRAL, _POSITIVE), weights)
    fillers = {name: draw.choice(words) for name, words in _FILLERS.items()}
    ending = draw.choice(("", "", "!", f" #{fillers['when']}", f" @fair_{draw.randrange(1, 90)}", " 🎡"))
    return f"{', '.join(draw.choice(half) for half in halves).format(ride=ride, **fillers)}{ending}"
