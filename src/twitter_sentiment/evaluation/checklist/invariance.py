"""Invariance tests (the prediction must not change) and directional tests (a score must rise)."""

import random
import re
from collections.abc import Callable

from ...labels import NEGATIVE, POSITIVE
from .cases import BehavioralTest, Case, TestType, fill_slots, fill_template, fill_templates, split_lines
from .lexicon import WORDS

_SENTENCES = split_lines("""
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

_CONTRACTION_SENTENCES = split_lines("""
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
_EXPANSIONS = {
    "can't": "cannot",
    "n't": " not",
    "'s": " is",
    "'re": " are",
    "'ve": " have",
    "'m": " am",
    "'d": " would",
}

# For each kind of name: its slot, and sentences whose prediction must not depend on the name.
_NAME_SENTENCES: dict[str, tuple[str, str]] = {
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
_NEUTRAL_SENTENCES = split_lines("""
    {name} lent me a {noun}.
    The {venue} sent us a letter on {weekday}.
    We walked from the {venue} to the bridge.
    There was a {noun} on every chair.
    I was in {place} with {name}.
    {name} asked me about the {noun}.
""")
_OPINIONS = {
    POSITIVE: ("I'm delighted.", "I adore you all.", "Well done!"),
    NEGATIVE: ("I'm disgusted.", "I detest you all.", "Poor show!"),
}


def invariance_tests(count: int, draw: random.Random) -> list[BehavioralTest]:
    """Build about `count` cases for each kind of change that leaves the sentiment as it is."""
    return [
        _perturbation_test("typos", "One letter of a word dropped or swapped with the next.", count, draw, _add_typo),
        _perturbation_test("casing", "All capitals or none.", count, draw, _change_case),
        _perturbation_test("end marks", "No mark at the end.", count, draw, _strip_end_marks),
        _perturbation_test("links", "A link added.", count, draw, _append_link),
        _perturbation_test("mentions", "A mention before.", count, draw, _prepend_mention),
        _perturbation_test("hashtags", "A hashtag added.", count, draw, _append_hashtag),
        _contraction_test(count, draw),
        *(_name_test(kind, slot, block, count, draw) for kind, (slot, block) in _NAME_SENTENCES.items()),
    ]


def directional_tests(count: int, draw: random.Random) -> list[BehavioralTest]:
    """Build about `count` pairs for each test; the second text of a pair says the same more strongly."""
    return [_degree_test(count, draw), _added_opinion_test(count, draw)]


def _perturbation_test(
    name: str,
    description: str,
    count: int,
    draw: random.Random,
    perturb: Callable[[str, random.Random], tuple[str, ...]],
) -> BehavioralTest:
    cases = [Case((text, *perturb(text, draw))) for text in fill_templates(_SENTENCES, count, draw)]
    return BehavioralTest(name, TestType.INVARIANCE, description, tuple(cases))


def _add_typo(text: str, draw: random.Random) -> tuple[str, ...]:
    word = draw.choice(list(_LONGER_WORD.finditer(text)))
    at = word.start() + draw.randrange(1, len(word[0]) - 1)
    pair = text[at : at + 2]
    return (text[:at] + draw.choice([pair[::-1], pair[0]]) + text[at + 2 :],)


def _change_case(text: str, _draw: random.Random) -> tuple[str, ...]:
    return text.upper(), text.lower()


def _strip_end_marks(text: str, _draw: random.Random) -> tuple[str, ...]:
    return (text.rstrip(".!?"),)


def _append_link(text: str, draw: random.Random) -> tuple[str, ...]:
    return (f"{text} {draw.choice(_LINKS)}",)


def _prepend_mention(text: str, draw: random.Random) -> tuple[str, ...]:
    return (f"{draw.choice(_MENTIONS)} {text}",)


def _append_hashtag(text: str, draw: random.Random) -> tuple[str, ...]:
    return (f"{text} {draw.choice(_HASHTAGS)}",)


def _contraction_test(count: int, draw: random.Random) -> BehavioralTest:
    cases = []
    for text in fill_templates(_CONTRACTION_SENTENCES, count, draw):
        expanded = text
        for short, long in _EXPANSIONS.items():
            expanded = expanded.replace(short, long)
        cases.append(Case((text, expanded)))
    return BehavioralTest("contractions", TestType.INVARIANCE, "Contractions written out.", tuple(cases))


def _name_test(kind: str, slot: str, block: str, count: int, draw: random.Random) -> BehavioralTest:
    """Build cases that hold one sentence with every name of a kind."""
    templates = split_lines(block)
    # The slot of the name stays open while the others are filled.
    escaped = (line.replace(f"{{{slot}}}", f"{{{{{slot}}}}}") for line in templates)
    texts = [text for line in escaped for text in fill_template(line, -(-count // len(templates)), draw)]
    cases = [Case(tuple(fill_slots(text, **{slot: name}) for name in WORDS[slot])) for text in texts]
    return BehavioralTest(kind, TestType.INVARIANCE, f"Other names of {kind}.", tuple(cases))


def _degree_test(count: int, draw: random.Random) -> BehavioralTest:
    pairs = [
        (pair, label)
        for label, block in _DEGREES.items()
        for template in split_lines(block)
        for pair in fill_template(template, -(-count // 10), draw)
    ]
    cases = [Case(tuple(f"{text.strip()}." for text in pair.split("|")), label) for pair, label in pairs]
    return BehavioralTest("degrees", TestType.DIRECTIONAL, "A stronger word of degree raises the score.", tuple(cases))


def _added_opinion_test(count: int, draw: random.Random) -> BehavioralTest:
    cases = [
        Case((text, f"{text} {draw.choice(opinions)}"), label)
        for label, opinions in _OPINIONS.items()
        for text in fill_templates(_NEUTRAL_SENTENCES, count // 2, draw)
    ]
    description = "Praise or blame behind a plain sentence raises its score."
    return BehavioralTest("added verdicts", TestType.DIRECTIONAL, description, tuple(cases))
