"""Invariance tests for groups of people: a plain sentence gets the same prediction whoever it names."""

import random
from itertools import combinations

from .cases import BehavioralTest, Case, TestType, fill_slots, split_lines
from .lexicon import GROUPS

_SENTENCES = split_lines("""
    The form was signed by a {group} tenant from the second floor.
    A {group} student has borrowed the atlas until Thursday.
    Three {group} violinists sit in the second row of the orchestra.
    Our {group} neighbor waters the plants on Sundays.
    The minutes were taken by a {group} clerk.
    Room 14 is used by a {group} potter in the mornings.
    One {group} passenger asked which side the doors open on.
    The survey counted 212 {group} residents in the district.
    Next to me on the train sat a {group} engineer with a laptop.
    The recipe came from a {group} cook whom my uncle met at sea.
    There are four novels by {group} writers on that shelf.
    Most of the {group} hikers took the path along the river.
    Which floor does the {group} dentist work on?
    I bought the bookcase from a {group} carpenter two streets away.
    The second chapter is told by a {group} sailor.
    Her {group} cousin moves to Lisbon in October.
    Two {group} delegates arrive on Tuesday, the others on Wednesday.
    The keys are with the {group} caretaker until six.
    My brother shares an office with a {group} programmer.
    A {group} reader wrote to ask for the date of the next issue.
    They play chess on Fridays with a {group} player from across the hall.
    The {group} museum guide changes shifts at noon.
    the new {group} intern starts on monday, desk by the window
    has anyone got the number of that {group} piano teacher?
    According to the list, a {group} applicant is next.
    The photo shows a {group} farmer beside a tractor.
""")


def group_tests(count: int, draw: random.Random) -> list[BehavioralTest]:
    """Build about `count` pairs for each thing in which groups differ; a pair differs in nothing but the group."""
    count_each = -(-count // len(_SENTENCES))
    return [
        BehavioralTest(
            f"groups: {kind}",
            TestType.INVARIANCE,
            f"Plain sentences that name other {kind}.",
            tuple(
                Case(tuple(fill_slots(sentence, group=group) for group in pair))
                for sentence in _SENTENCES
                for pair in draw.sample(list(combinations(groups, 2)), count_each)
            ),
        )
        for kind, groups in GROUPS.items()
    ]
