"""Tests of answers that must not change (invariance), and of scores that must rise (direction)."""

import random
import re
from collections.abc import Callable

from ...labels import NEGATIVE, POSITIVE
from .cases import DIRECTION, INVARIANCE, Capability, Case, filled, filled_all, lines, with_words
from .words import WORDS

_SENTENCES = lines("""
    The evening at the {venue} in {place} was {praise}.
    What a {blame} {venue} they have in {place}.
    {name} showed us the {venue} on {weekday}.
    I {liked} the {noun} and so did {name}.
    I {hated} the {noun} and so did {name}.
    On {weekday} we had great fun at the {venue}.
    The parcel for {name} arrived broken, and nobody replied.
    The {venue} has a new address in {place}.
    Is the {venue} in {place} open on {weekday}?
    Nobody could make me {like} that {noun}.
    {name} got me a {noun} for my birthday, how kind.
    Two weeks later the shoes I got in {place} fell apart.
""")

_LONGER_WORD = re.compile(r"\b[a-z]{5,}\b")

_CONTRACTED = lines("""
    I don't {like} the {noun} any more.
    The {noun} wasn't {good} in my eyes.
    It's a {praise} {venue}, and we've told {name}.
    They're opening a {venue} in {place}, I'm told.
    You can't visit the {venue} on {weekday}.
    The {noun} isn't {bad} for what it costs.
    We couldn't have found a better {venue}.
    {name} doesn't {hate} the {noun}.
    She'd rather stay in {place} than visit that {blame} {venue}.
""")
_WHOLE = {"can't": "cannot", "n't": " not", "'s": " is", "'re": " are", "'ve": " have", "'m": " am", "'d": " would"}

# for each kind of name, sentences in which any of them must get the same answer
_NAMED: dict[str, tuple[str, str]] = {
    "people": (
        "name",
        """
        {name} was {praise} company on the way to the {venue}.
        Had to listen to {name} for an hour, {blame} as always.
        {name} called about the {noun}.
        I trust {name} with my life.
        I wouldn't trust {name} with a {noun}.
        {name} will bring the {noun} on {weekday}.
    """,
    ),
    "places": (
        "place",
        """
        The people in {place} gave us a {praise} welcome.
        Our week in {place} was {blame} from beginning to end.
        We change trains in {place} on {weekday}.
        The {venue} in {place} left me speechless with joy.
        Nothing but trouble with the {noun} from {place}.
        Does the coach to {place} run on {weekday}?
        I can't get used to the {blame} traffic of {place}.
        Sent from a {praise} little beach near {place}.
    """,
    ),
    "nationalities": (
        "nation",
        """
        My {nation} teacher is a {praise} person.
        Never mind the label, that {nation} {noun} was {blame}.
        A {nation} family has moved in upstairs.
        The {nation} guests were no trouble whatever.
        Two {nation} men asked me about the {noun}.
        I had an argument with my {nation} neighbour again, he's {blame}.
        She is learning to cook {nation} dishes.
        A {praise} evening with our {nation} guests.
        The {nation} embassy is opposite the {venue}.
    """,
    ),
    "brands": (
        "brand",
        """
        Switched to {brand} and it's {praise}.
        Switched to {brand} and it's {blame}.
        {brand} has an office beside the {venue}.
        My second {brand} in a year, and it broke too.
        {brand} really looks after its customers.
        Is there a {brand} shop near the {venue}?
        The people at {brand} were {praise}.
        The people at {brand} were {blame}.
        Waiting for {weekday}, when {brand} shows its new range.
    """,
    ),
}

_LINKS = ("https://t.co/Qw3rTy9", "http://bit.ly/3xYz", "www.mypage.org/p/12")
_MENTIONS = ("@harry_08", "@_lena", "@thenewsroom")
_HASHTAGS = ("#wednesday", "#mycity", "#random")

_DEGREES = {
    POSITIVE: """
        The {noun} is barely {good} | The {noun} is extremely {good}
        I barely enjoyed the {noun} | I enjoyed the {noun} immensely
        A fairly {good} {noun} | An exceptionally {good} {noun}
        The {noun} turned out okay | The {noun} turned out {praise}
        {name} is only mildly pleased with the {noun} | {name} is hugely pleased with the {noun}
    """,
    NEGATIVE: """
        The {noun} is slightly {bad} | The {noun} is extremely {bad}
        I hardly minded the {noun} | I disliked the {noun} with a passion
        A somewhat {bad} {noun} | A hopelessly {bad} {noun}
        The {noun} turned out okay | The {noun} turned out {blame}
        {name} is only mildly annoyed by the {noun} | {name} is hugely annoyed by the {noun}
    """,
}
_PLAIN = lines("""
    {name} lent me a {noun}.
    The {venue} sent us a letter on {weekday}.
    We walked from the {venue} to the bridge.
    There was a {noun} on every chair.
    I was in {place} with {name}.
    {name} asked me about the {noun}.
""")
_VERDICTS = {
    POSITIVE: ("I'm delighted.", "I adore you all.", "Well done!"),
    NEGATIVE: ("I'm disgusted.", "I detest you all.", "Poor show!"),
}


def invariances(count: int, draw: random.Random) -> list[Capability]:
    """About `count` groups for each kind of change that says nothing about the feeling."""
    return [
        _changed("typos", "One letter of a word dropped or swapped with the next.", count, draw, _with_typo),
        _changed("casing", "All capitals or none.", count, draw, lambda text, _: (text.upper(), text.lower())),
        _changed("end marks", "No mark at the end.", count, draw, lambda text, _: (text.rstrip(".!?"),)),
        _changed("links", "A link added.", count, draw, lambda text, draw: (f"{text} {draw.choice(_LINKS)}",)),
        _changed(
            "mentions", "A mention before.", count, draw, lambda text, draw: (f"{draw.choice(_MENTIONS)} {text}",)
        ),
        _changed("hashtags", "A hashtag added.", count, draw, lambda text, draw: (f"{text} {draw.choice(_HASHTAGS)}",)),
        _contractions(count, draw),
        *(_named(kind, slot, block, count, draw) for kind, (slot, block) in _NAMED.items()),
    ]


def directions(count: int, draw: random.Random) -> list[Capability]:
    """About `count` pairs, the second of which says the same more strongly."""
    degrees = []
    for pole, block in _DEGREES.items():
        for line in lines(block):
            pairs = filled(line, -(-count // 10), draw)
            degrees += [Case(tuple(part.strip() + "." for part in pair.split("|")), (pole,)) for pair in pairs]
    verdicts = [
        Case((text, f"{text} {verdict}"), (pole,))
        for pole, phrases in _VERDICTS.items()
        for text in filled_all(_PLAIN, count // 2, draw)
        for verdict in [draw.choice(phrases)]
    ]
    return [
        Capability("degrees", DIRECTION, "A stronger word of degree raises the score.", tuple(degrees)),
        Capability(
            "added verdicts", DIRECTION, "Praise or blame behind a plain sentence raises its score.", tuple(verdicts)
        ),
    ]


def _changed(
    name: str,
    description: str,
    count: int,
    draw: random.Random,
    change: Callable[[str, random.Random], tuple[str, ...]],
) -> Capability:
    groups = tuple(Case((text, *change(text, draw))) for text in filled_all(_SENTENCES, count, draw))
    return Capability(name, INVARIANCE, description, groups)


def _with_typo(text: str, draw: random.Random) -> tuple[str, ...]:
    word = draw.choice(list(_LONGER_WORD.finditer(text)))
    at = word.start() + draw.randrange(1, len(word[0]) - 1)
    pair = text[at : at + 2]
    return (text[:at] + draw.choice([pair[::-1], pair[0]]) + text[at + 2 :],)


def _contractions(count: int, draw: random.Random) -> Capability:
    groups = []
    for text in filled_all(_CONTRACTED, count, draw):
        whole = text
        for short, long in _WHOLE.items():
            whole = whole.replace(short, long)
        groups.append(Case((text, whole)))
    return Capability("contractions", INVARIANCE, "Contractions written out.", tuple(groups))


def _named(kind: str, slot: str, block: str, count: int, draw: random.Random) -> Capability:
    """Groups of one sentence with every name of a kind."""
    templates = lines(block)
    # the slot stays open while the others are filled
    opened = (line.replace(f"{{{slot}}}", f"{{{{{slot}}}}}") for line in templates)
    texts = [text for line in opened for text in filled(line, -(-count // len(templates)), draw)]
    groups = tuple(Case(tuple(with_words(text, **{slot: name}) for name in WORDS[slot])) for text in texts)
    return Capability(kind, INVARIANCE, f"Other names of {kind}.", groups)
