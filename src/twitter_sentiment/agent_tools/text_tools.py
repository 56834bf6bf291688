"""The tools for texts."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from ..api_types import MAX_BATCH_TEXTS, MAX_CHARACTERS
from ..errors import InputError
from ..inference import Prediction
from ..inference.explanation import predict_and_explain
from .lazy_classifier import LazyClassifier
from .results import Classification, ClassifiedText, ExplainedText, FaultyText
from .wording import sentence

EMPTY = "The text is empty."

Neutral = Annotated[
    bool | None, Field(description="True for three classes, false for negative and positive only; default: as set up")
]
# Any items: a faulty one must not take the others with it.
Texts = Annotated[
    list[Any],
    BeforeValidator(lambda texts: [texts] if isinstance(texts, str) else texts),
    Field(min_length=1, max_length=MAX_BATCH_TEXTS),
    WithJsonSchema(
        {
            "type": "array",
            "items": {"type": "string", "maxLength": MAX_CHARACTERS},
            "minItems": 1,
            "maxItems": MAX_BATCH_TEXTS,
            "description": f"One text or up to {MAX_BATCH_TEXTS}",
        }
    ),
]


class TextTools:
    """Classifies and explains texts; the methods block, and are called in threads."""

    def __init__(self, classifier: LazyClassifier) -> None:
        self._classifier = classifier

    def classify_sentiment(self, texts: Texts, neutral: Neutral = None) -> Classification:
        """Classify the sentiment of tweets, reviews or other short texts: label, confidence, and scores of all classes.

        A faulty text gets an error of its own.
        """
        faults = [_fault(text) for text in texts]
        good = [text for text, fault in zip(texts, faults, strict=True) if fault is None]
        predictions = iter(self._classifier.get().predict_rows(good, neutral=self._neutral(neutral)))
        results: list[ClassifiedText | FaultyText] = []
        for fault in faults:
            prediction = None if fault else next(predictions)
            results.append(classified(prediction) if prediction else FaultyText(error=fault or EMPTY))
        return Classification(results=results)

    def explain_sentiment(self, text: str, neutral: Neutral = None) -> ExplainedText:
        """Explain the sentiment of one text: the weight of each word in it, or of each clause of a long text.

        A weight says by how much the log-odds of the label fall without that part; a negative one speaks against it.
        """
        from ..service.responses import explanation_response

        if fault := _fault(text):
            raise InputError(fault)
        prediction, found = predict_and_explain(self._classifier.get(), text, neutral=self._neutral(neutral))
        if prediction is None or found is None:
            raise InputError(EMPTY)
        predicted = classified(prediction)
        explanation = explanation_response(text, found)
        return ExplainedText(
            **predicted.model_dump(),
            unit=explanation.unit,
            parts=explanation.parts,
            sentence=sentence(predicted.label, predicted.confidence, explanation.parts),
        )

    def _neutral(self, requested: bool | None) -> bool:
        return self._classifier.get().resolve_neutral(requested, self._classifier.neutral)


def classified(prediction: Prediction) -> ClassifiedText:
    """Make the result of a prediction, with probabilities of four digits."""
    rounded = prediction.rounded()
    return ClassifiedText(label=rounded.sentiment, confidence=rounded.confidence, scores=rounded.scores)


def _fault(text: object) -> str | None:
    """Return what is wrong with a text, if anything."""
    if not isinstance(text, str):
        return "This is no text: send a string."
    if len(text) > MAX_CHARACTERS:
        return f"The text has {len(text):,} characters; at most {MAX_CHARACTERS:,} are read."
    return None if text.strip() else EMPTY
