import numpy as np

from twitter_sentiment.insight.answers import Answers
from twitter_sentiment.insight.examples import examples


def test_examples_are_distinct_and_the_surest_first() -> None:
    texts = ["so-so", "bad!", "terrible", "TERRIBLE!!!", "good"]
    negative = [0.55, 0.9, 0.99, 0.99, 0.1]
    answers = Answers.of_columns(texts, {"negative": negative, "positive": [1 - share for share in negative]})
    chosen = np.ones(5, dtype=bool)
    found = examples(answers, chosen, "negative")
    assert [(example.text, example.copies) for example in found] == [("terrible", 2), ("bad!", 1), ("so-so", 1)]
    assert [example.index for example in examples(answers, chosen, limit=2)] == [2, 1]
    assert examples(answers, ~chosen) == []
