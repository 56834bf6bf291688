"""A batch whose faulty texts get an error in their place."""

from ..api_types import (
    EMPTY_TEXT,
    ItemwiseBatchRequest,
    ItemwiseBatchResponse,
    PredictionResponse,
    RefusedText,
    find_fault,
)
from .dependencies import Predictor
from .responses import prediction_response


async def predict_items(request: ItemwiseBatchRequest, predictor: Predictor) -> ItemwiseBatchResponse:
    """Predict the texts of a batch that can be predicted, and say what is wrong with each of the others."""
    faults = [find_fault(text) for text in request.texts]
    texts: list[str] = [text for text, fault in zip(request.texts, faults, strict=True) if not fault]
    rows = iter(await predictor.predict_rows(texts, neutral=request.neutral))
    languages = iter(await predictor.languages(texts, request))
    predictions: list[PredictionResponse | RefusedText] = []
    for text, fault in zip(request.texts, faults, strict=True):
        prediction, language = (None, None) if fault else (next(rows), next(languages))
        if prediction:
            predictions.append(prediction_response(text, prediction, request, language))
        else:
            predictions.append(RefusedText(error=fault or EMPTY_TEXT))
    return ItemwiseBatchResponse(predictions=predictions)
