"""Formats of SageMaker's requests and responses.

JSON as of its Hugging Face containers and of its built-in algorithms, JSON Lines, and CSV (RFC 4180).
https://docs.aws.amazon.com/sagemaker/latest/dg/cdf-inference.html
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from starlette.datastructures import Headers

from ...api_types import MAX_BATCH_TEXTS, MAX_CHARACTERS
from ..media_types import CSV, JSON, JSON_LINES, media_type
from .huggingface import ClassScore
from .translation import BodyReader, unreadable_body

_TEXT_FIELDS = ("inputs", "text", "source", "features")
"""Names of a text: of Hugging Face, of this service, of BlazingText, and of the common formats, there in a list."""

_CSV_HEADER = ["inputs"]
"""What the Hugging Face containers require as the first row."""

_HEADER_PRESENT = re.compile(r";\s*header=\"?present\b", re.IGNORECASE)

_MAX_ROW_CHARACTERS = 2 * MAX_CHARACTERS + 4
"""A text of quotes, each of them doubled, in quotes, and the end of its line."""


def read_json(body: bytes) -> Any:
    """Read a request with `inputs`; `instances` become `inputs`."""
    request = json.loads(body)
    if isinstance(request, dict) and "inputs" not in request and isinstance(request.get("instances"), list):
        return {"inputs": [_text_of(record) for record in request["instances"]]}
    return request


def read_json_lines(body: bytes) -> dict[str, Any]:
    """Read a text from each line.

    Raises:
        HTTPException: a line is not JSON.
    """
    lines = body.removesuffix(b"\n").split(b"\n")
    texts = []
    for number, line in enumerate(lines[: MAX_BATCH_TEXTS + 1], 1):
        try:
            texts.append(_text_of(json.loads(line)))
        except (ValueError, RecursionError):
            raise unreadable_body(f"Line {number} is not JSON.") from None
    return {"inputs": texts}


def csv_reader(headers: Headers) -> BodyReader:
    """Return what reads a body of this type, of which `header=present` may be a parameter (RFC 4180, section 3)."""
    return partial(_read_csv, skip_first=bool(_HEADER_PRESENT.search(headers["Content-Type"])))


def response_type(headers: Headers) -> str:
    """Return the first type of `Accept` that is one of ours, and otherwise the type of the request."""
    accepted = [part.partition(";")[0].strip().lower() for part in headers.get("Accept", "").split(",")]
    types = [name for name in (*accepted, media_type(headers)) if name in (JSON, JSON_LINES, CSV)]
    return types[0] if types else JSON


def write_json_lines(scores: Sequence[ClassScore]) -> str:
    """Write an object a line."""
    return "".join(f"{score.model_dump_json()}\n" for score in scores)


def write_csv(scores: Sequence[ClassScore], *, with_header: bool) -> str:
    """Write a row of label and score for each text."""
    rows = [(score.label, score.score) for score in scores]
    content = io.StringIO()
    csv.writer(content, lineterminator="\n").writerows([("label", "score"), *rows] if with_header else rows)
    return content.getvalue()


def _text_of(record: Any) -> Any:
    """Return the text of a record, which has not been validated yet."""
    if isinstance(record, dict):
        record = next((record[field] for field in _TEXT_FIELDS if field in record), record)
    if isinstance(record, list) and len(record) == 1:
        return record[0]
    return record


class _RowLines(Iterator[str]):
    """Lines of a CSV file; stops at a row with more characters than any text takes, before it is parsed."""

    def __init__(self, body: bytes) -> None:
        self._lines = io.TextIOWrapper(io.BytesIO(body), encoding="utf-8-sig", newline="")
        self._row_characters = 0

    def __next__(self) -> str:
        line = self._lines.readline(_MAX_ROW_CHARACTERS + 1)
        if not line:
            raise StopIteration
        self._row_characters += len(line)
        if self._row_characters > _MAX_ROW_CHARACTERS:
            raise unreadable_body(f"A row has a text of more than {MAX_CHARACTERS:,} characters.")
        return line

    def start_row(self) -> None:
        """Count from zero again."""
        self._row_characters = 0


def _read_csv(body: bytes, *, skip_first: bool) -> dict[str, Any]:
    """Read a text from each row, at most one more than a request may have.

    Args:
        body: one text a row.
        skip_first: whether the first row is a header; a row `inputs` before others is one anyway.
    """
    lines = _RowLines(body)
    reader = csv.reader(lines, strict=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            if len(row) > 1:
                raise unreadable_body(f"Row {len(rows) + 1} has {len(row)} fields: quote texts that contain commas.")
            rows.append(row)
            lines.start_row()
            if len(rows) > MAX_BATCH_TEXTS + 1:
                break
    except csv.Error:
        raise unreadable_body(f"Row {len(rows) + 1} is not CSV: double the quotes in a text in quotes.") from None
    has_header = skip_first or (rows[:1] == [_CSV_HEADER] and len(rows) > 1)
    return {"inputs": [row[0] if row else "" for row in rows[has_header:]], "has_header": has_header}
