"""Requests in each protocol."""

from collections.abc import Sequence
from typing import Any

MODEL = "org/sentiment"
"""The name of the model; with a slash, as those of the Hugging Face hub."""

KEYS_OF_TEXTS = {"/": "inputs", "/classify": "input", "/v1/classify": "input", "/tei/predict": "inputs"}
INFER = f"/v2/models/{MODEL}/infer"
PATHS = [*KEYS_OF_TEXTS, "/invocations", INFER]


def body_of(path: str, texts: Sequence[str]) -> dict[str, Any]:
    """Return the body that sends several texts to a path."""
    if path == INFER:
        tensor = {"name": "text", "shape": [len(texts)], "datatype": "BYTES", "data": list(texts)}
        return {"inputs": [tensor]}
    return {KEYS_OF_TEXTS.get(path, "inputs"): list(texts)}
