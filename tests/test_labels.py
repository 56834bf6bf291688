"""Label values of data sets."""

import pytest

from twitter_sentiment.errors import InputError, UnknownLabelsError
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
        ([0, 4], {"0": "negative", "4": "positive"}),
        ([0, 2, 4], {"0": "negative", "2": "neutral", "4": "positive"}),
    ],
)
def test_mapping_for_words_and_usual_numbers(values: list[object], classes: dict[str, str]) -> None:
    assert mapping_for(values) == classes


def test_mapping_for_uses_given_mapping_only() -> None:
    assert mapping_for(["4", "0"], parse_mapping("0=negative, 4=positive")) == {"0": "negative", "4": "positive"}
    with pytest.raises(InputError, match="Unknown label '2'"):
        mapping_for(["0", "2", "4"], parse_mapping("0=negative,4=positive"))


def test_mapping_for_leaves_values_out() -> None:
    given = parse_mapping("irrelevant=")
    assert mapping_for(["Irrelevant", "Positive"], given) == {"irrelevant": "", "positive": "positive"}
    assert mapping_for([0, 1, "irrelevant"], given) == {"0": "negative", "1": "positive", "irrelevant": ""}


def test_mapping_for_names_unknown_label_and_flag() -> None:
    with pytest.raises(UnknownLabelsError, match="Unknown label 'angry'") as caught:
        mapping_for(["angry", "positive"])
    assert "--labels angry= " in caught.value.hint
    assert caught.value.suggestion == {"angry": "", "positive": "positive"}


@pytest.mark.parametrize("text", ["", "0", "0=happy", "=negative", "0=negative,,1=positive"])
def test_parse_mapping_refuses_invalid_text(text: str) -> None:
    with pytest.raises(InputError, match="--labels can't read"):
        parse_mapping(text)


@pytest.mark.parametrize(
    ("values", "flag"),
    [
        ([1, 2], "--labels 1=negative,2=positive "),
        ([0, 2], "--labels 0=negative,2=positive "),
        (["True", "False"], "--labels false=negative,true=positive "),
        ([1, 2, 3, 4, 5], "--labels 1=negative,2=negative,3=neutral,4=positive,5=positive "),
        ([1], "--labels 1= "),
    ],
)
def test_mapping_for_proposes_flag_for_ambiguous_values(values: list[object], flag: str) -> None:
    with pytest.raises(UnknownLabelsError, match="Unknown label") as caught:
        mapping_for(values)
    assert flag in caught.value.hint


def test_in_order_sorts_and_removes_repeats() -> None:
    assert in_order(["positive", "negative", "positive"]) == ("negative", "positive")
