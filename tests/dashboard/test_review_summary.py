"""What reviews say about the model."""

from datetime import UTC, datetime

from twitter_sentiment.dashboard.correction_store import Correction
from twitter_sentiment.dashboard.review_summary import review_headline, review_sentences


def reviews(classes: int | None, right: int, label: str, wrong: int) -> list[Correction]:
    labels = ["positive"] * right + [label] * wrong
    return [
        Correction(str(number), "positive", 0.6, classes, each, datetime.now(UTC)) for number, each in enumerate(labels)
    ]


def test_headline_counts() -> None:
    assert review_headline(reviews(3, 46, "negative", 14)) == "You corrected 14 of 60 texts that you reviewed."
    assert review_headline(reviews(3, 1, "negative", 0)) == "You corrected 0 of 1 text that you reviewed."


def test_share_has_an_interval_from_30_on() -> None:
    (sentence,) = review_sentences(reviews(3, 46, "neutral", 14))
    assert sentence == ("In three classes: the model was right on 46 of 60 (76.7%, 95 % interval 64.6% to 85.6%).")
    assert review_sentences(reviews(2, 1, "negative", 0)) == ["In two classes: the model was right on 1 of 1."]


def test_neutral_does_not_count_among_two_classes() -> None:
    counted, left_out = review_sentences([*reviews(2, 3, "negative", 1), *reviews(2, 0, "neutral", 2)])
    assert counted == "In two classes: the model was right on 3 of 4."
    assert left_out.startswith("In two classes: 2 texts are neutral")


def test_views_are_kept_apart() -> None:
    sentences = review_sentences(
        [*reviews(2, 1, "negative", 0), *reviews(3, 2, "neutral", 1), *reviews(None, 0, "negative", 1)]
    )
    assert [sentence.rpartition("on ")[2] for sentence in sentences] == ["2 of 3.", "1 of 1.", "0 of 1."]
    assert sentences[2].startswith("Predicted by an earlier version")
