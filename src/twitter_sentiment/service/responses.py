"""From predictions to responses; probabilities and weights have four digits."""

from ..api_types import ExplanationPart, ExplanationResponse, PredictionResponse, PredictOptions, TokensRead
from ..inference import Explanation, Prediction
from ..inference.prediction import TextLanguage


def prediction_response(
    text: str, prediction: Prediction, options: PredictOptions, language: TextLanguage | None
) -> PredictionResponse:
    """Build the response for one text, without its explanation."""
    rounded = prediction.rounded()
    return PredictionResponse(
        sentiment=rounded.sentiment,
        confidence=rounded.confidence,
        text=text,
        scores=rounded.scores if options.scores else None,
        tokens=TokensRead.model_validate(prediction.token_counts) if options.tokens else None,
        language=language.code if language else None,
        supported=language.supported if language else None,
    )


def explanation_response(text: str, explanation: Explanation) -> ExplanationResponse:
    """Build the explanation of a response."""
    parts = [
        ExplanationPart(
            text=text[attribution.start : attribution.end],
            start=attribution.start,
            end=attribution.end,
            weight=round(attribution.score, 4),
        )
        for attribution in explanation.attributions
    ]
    return ExplanationResponse(unit=explanation.unit, parts=parts)
