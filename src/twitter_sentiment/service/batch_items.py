"""A batch whose faulty texts get an error in their place."""

from typing import Any

from pydantic import TypeAdapter, ValidationError

from ..api_types import (
    ItemwiseBatchRequest,
    ItemwiseBatchResponse,
    PredictionResponse,
    RefusedText,
    Text,
    TextError,
)
from .dependencies import Predictor
from .responses import prediction_response

_INVISIBLE = TextError(type="text_empty", msg="The text is empty")
_TEXT: TypeAdapter[str] = TypeAdapter(Text)


async def predict_items(request: ItemwiseBatchRequest, predictor: Predictor) -> ItemwiseBatchResponse:
    """Predict the texts of a batch that can be predicted, and say what is wrong with each of the others."""
    faults = [_find_fault(text) for text in request.texts]
    texts: list[str] = [text for text, fault in zip(request.texts, faults, strict=True) if not fault]
    rows = iter(await predictor.predict_rows(texts, neutral=request.neutral))
    languages = iter(await predictor.languages(texts, request))
    predictions: list[PredictionResponse | RefusedText] = []
    for text, fault in zip(request.texts, faults, strict=True):
        prediction, language = (None, None) if fault else (next(rows), next(languages))
        if prediction:
            predictions.append(prediction_response(text, prediction, request, language))
        else:
            predictions.append(RefusedText(error=fault or _INVISIBLE))
    return ItemwiseBatchResponse(predictions=predictions)


def _find_fault(value: Any) -> TextError | None:
    """Return what is wrong with what should be a text, but not whether it is invisible, which only the model says."""
    try:
        _TEXT.validate_python(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        return TextError(type=first["type"], msg=first["msg"])
    return None
