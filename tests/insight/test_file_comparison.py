"""Two files beside each other."""

import numpy as np
import pytest

from twitter_sentiment.errors import InputError
from twitter_sentiment.insight.answers import Answers
from twitter_sentiment.insight.file_comparison import compare_files

from .simulation import THREE_CLASSES, answers_of, simulated_answers


def _file(negative: int, words: str, texts: int = 80) -> Answers:
    sentiments = ["negative" if number < negative else "positive" for number in range(texts)]
    numbers = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    names = [f"{words} {numbers[number % 10]} {numbers[number // 10]} phone" for number in range(texts)]
    return answers_of(names, sentiments)


def test_difference_and_the_terms_behind_it() -> None:
    compared = compare_files(_file(60, "battery swollen"), _file(20, "camera wonderful"), None, ("May", "June"))
    assert compared.names == ("May", "June")
    assert compared.differences["negative"].share.value > 0.3
    assert not compared.differences["negative"].could_be_chance
    assert not compared.differences["net"].could_be_chance
    toward = {driver.term: driver.toward for driver in compared.surest}
    assert (toward["battery"], toward["wonderful"]) == ("May", "June")
    for driver in compared.surest:
        assert all(driver.term.split()[0] in compared.texts[index] for index in driver.examples)


def test_difference_of_the_same_shares_could_be_chance() -> None:
    rng = np.random.default_rng(1)
    calibration = THREE_CLASSES.calibration(rng)
    beyond = 0
    for _ in range(40):
        compared = compare_files(simulated_answers(rng), simulated_answers(rng), calibration)
        beyond += not compared.differences["negative"].could_be_chance
    assert beyond <= 6  # of 40 at 5 %, more than 6 come once in 150


def test_error_of_other_domains_cancels_in_a_difference() -> None:
    rng = np.random.default_rng(2)
    calibration = THREE_CLASSES.calibration(rng)
    compared = compare_files(simulated_answers(rng, texts=2_000), simulated_answers(rng, texts=2_000), calibration)
    share = compared.shares[0].share("positive")
    assert share is not None
    low, high = compared.differences["positive"].share.interval
    assert high - low < 0.6 * (share.interval[1] - share.interval[0])


def test_few_texts_have_no_difference() -> None:
    compared = compare_files(_file(5, "good", 10), _file(40, "bad"), None)
    assert compared.differences == {}
    assert compared.shares[0].texts == 10


def test_equal_names_are_told_apart() -> None:
    compared = compare_files(_file(60, "battery swollen"), _file(20, "camera wonderful"), None, ("a.csv", "a.csv"))
    assert compared.names == ("a.csv (1)", "a.csv (2)")


def test_files_of_two_and_three_classes_are_refused() -> None:
    three = simulated_answers(np.random.default_rng(0))
    with pytest.raises(InputError, match="different classes"):
        compare_files(three, three.two_classes(), None)
