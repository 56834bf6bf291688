"""How data sets write their classes."""

import pytest

from twitter_sentiment.errors import InputError
from twitter_sentiment.labels import in_order, mapping_for, parse_mapping


@pytest.mark.parametrize(
    ("values", "classes"),
    [
        (["Positive", "NEGATIVE", "neutral"], {"positive": "positive", "negative": "negative", "neutral": "neutral"}),
        (["pos", "neg"], {"pos": "positive", "neg": "negative"}),
        ([0, 1], {"0": "negative", "1": "positive"}),
        ([0, 1, 2], {"0": "negative", "1": "neutral", "2": "positive"}),
        ([-1, 0, 1], {"-1": "negative", "0": "neutral", "1": "positive"}),
        ([1.0, 0.0], {"0": "negative", "1": "positive"}),
        (["-1", "1"], {"-1": "negative", "1": "positive"}),
    ],
)
def test_words_and_the_usual_numbers_are_understood(values: list[object], classes: dict[str, str]) -> None:
    assert mapping_for(values) == classes


def test_a_given_mapping_alone_counts() -> None:
    assert mapping_for(["4", "0"], parse_mapping("0=negative, 4=positive")) == {"0": "negative", "4": "positive"}
    with pytest.raises(InputError, match="Unknown label '2'"):
        mapping_for(["0", "2", "4"], parse_mapping("0=negative,4=positive"))


def test_an_unknown_label_is_named_with_the_flag_that_helps() -> None:
    with pytest.raises(InputError, match="Unknown label 'angry'.*--labels angry=negative"):
        mapping_for(["angry", "positive"])


@pytest.mark.parametrize("text", ["", "0", "0=happy", "=negative", "0=negative,,1=positive"])
def test_an_unreadable_mapping_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="--labels can't read"):
        parse_mapping(text)


@pytest.mark.parametrize("values", [[1, 2], [0, 2], [1], [0, 1, 2, 3]])
def test_numbers_that_could_mean_anything_are_asked_about(values: list[object]) -> None:
    with pytest.raises(InputError, match="Unknown label.*--labels"):
        mapping_for(values)


def test_classes_have_one_order() -> None:
    assert in_order(["positive", "negative", "positive"]) == ("negative", "positive")
