import numpy as np

from twitter_sentiment.insight.answers import Answers
from twitter_sentiment.insight.drivers import Driver, drivers, sentiment_drivers
from twitter_sentiment.insight.terms import find_terms

from .simulation import answers_of

WORDS = [f"word{first}{second}" for first in "abcdefghij" for second in "abcdefghij"]


def random_texts(rng: np.random.Generator, count: int, *more: str) -> list[str]:
    return [" ".join([*rng.choice(WORDS, 12), *more]) for _ in range(count)]


def all_drivers(answers: Answers) -> list[Driver]:
    return sentiment_drivers(answers, find_terms(answers.texts, answers.copies), np.ones(len(answers.texts), bool))


def test_planted_terms_lead_and_have_examples() -> None:
    rng = np.random.default_rng(0)
    texts = (
        random_texts(rng, 40, "battery drain", "#fail", "😡") + random_texts(rng, 60) + random_texts(rng, 100, "love")
    )
    found = all_drivers(answers_of(texts, ["negative"] * 100 + ["positive"] * 100))
    negative = [driver for driver in found if driver.toward == "negative" and not driver.could_be_chance]
    kinds = {driver.term: driver.kind.value for driver in negative}
    assert kinds == {"battery": "word", "drain": "word", "battery drain": "pair", "#fail": "hashtag", "😡": "emoji"}
    assert {(driver.n, driver.n_rest, len(driver.examples)) for driver in negative} == {(40, 0, 3)}
    (positive,) = (driver for driver in found if driver.toward == "positive" and not driver.could_be_chance)
    assert (positive.term, positive.n, positive.n_rest) == ("love", 100, 0)
    assert all("love" in texts[index] for index in positive.examples)


def test_retweets_count_once() -> None:
    rng = np.random.default_rng(1)
    texts = random_texts(rng, 100) + ["RT @x: outrage about the broken airline website again today"] * 50
    found = all_drivers(answers_of(texts, ["negative", "positive"] * 50 + ["negative"] * 50))
    assert "outrage" not in {driver.term for driver in found}


def test_term_of_all_texts_is_no_driver_of_the_larger_part() -> None:
    texts = [f"phone {number}" for number in range(200)]
    assert all_drivers(answers_of(texts, ["negative"] * 150 + ["positive"] * 50)) == []


def test_without_any_effect_a_file_seldom_has_a_sure_driver() -> None:
    rng = np.random.default_rng(2)
    sure = 0
    for _ in range(20):
        answers = answers_of(random_texts(rng, 100), rng.choice(["negative", "positive"], 100).tolist())
        sure += any(not driver.could_be_chance for driver in all_drivers(answers))
    assert sure <= 3


def test_empty_parts_have_no_drivers() -> None:
    answers = answers_of(random_texts(np.random.default_rng(3), 5), ["neutral"] * 5)
    nothing = np.zeros(5, dtype=bool)
    assert all_drivers(answers) == []
    terms = find_terms(answers.texts, answers.copies)
    assert drivers(answers, terms, (nothing, nothing), ("group", "rest")) == []
