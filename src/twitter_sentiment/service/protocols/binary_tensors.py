"""Texts as binary data behind the JSON of a request: Triton's extension of the Open Inference Protocol.

https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md
"""

import json
import re
import struct
from typing import Any

from fastapi import HTTPException

from ...api_types import MAX_BATCH_TEXTS
from ..json_structure import TOO_COMPLEX, JsonStructure
from ..media_types import BINARY_TENSORS_HEADER
from .translation import unreadable_body

_LENGTH = struct.Struct("<I")
_DECIMAL = re.compile("[0-9]{1,9}")


def read_binary_tensors(json_length: str, body: bytes) -> Any:
    """Read a request whose texts follow its JSON, as if the JSON held them.

    Args:
        json_length: value of the header that tells where the JSON ends.
        body: JSON, then each text with its length in four bytes in front of it.

    Raises:
        HTTPException: the lengths contradict each other, or the JSON has too many parts.
    """
    if not _DECIMAL.fullmatch(json_length) or int(json_length) > len(body):
        raise HTTPException(400, f"The header {BINARY_TENSORS_HEADER} is not the length of the JSON in the body.")
    head = body[: int(json_length)]
    tensors = body[int(json_length) :]
    if JsonStructure().is_too_large(head):
        raise HTTPException(422, TOO_COMPLEX)
    request = json.loads(head)
    if tensors:
        _attach(request, tensors)
    return request


def _attach(request: Any, tensors: bytes) -> None:
    """Put the texts into the only input of a request, which has not been validated yet."""
    try:
        (tensor,) = request["inputs"]
        size = tensor["parameters"]["binary_data_size"]
    except (KeyError, TypeError, ValueError):
        size = None
    if size != len(tensors):
        raise unreadable_body(
            "What follows the JSON is not the data of one input, as its binary_data_size says. Send the texts in the "
            "JSON instead: binary_data=False."
        )
    tensor["data"] = _read_texts(tensors)


def _read_texts(tensors: bytes) -> list[str]:
    """Read texts, at most one more than a request may have."""
    texts: list[str] = []
    position = 0
    try:
        while position < len(tensors) and len(texts) <= MAX_BATCH_TEXTS:
            (length,) = _LENGTH.unpack_from(tensors, position)
            start = position + _LENGTH.size
            position = start + length
            if position > len(tensors):
                raise unreadable_body("A text is longer than the binary data.")
            texts.append(tensors[start:position].decode())
    except (struct.error, UnicodeDecodeError):
        raise unreadable_body("The binary data is not texts in UTF-8 with four bytes of length each.") from None
    return texts
