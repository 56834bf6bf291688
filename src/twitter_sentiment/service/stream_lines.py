"""The lines of a stream: reading one, and writing the line that responds to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, ValidationError

from ..api_types import LineId, PredictOptions, StreamedError, StreamedPrediction, StreamedProblem, StreamLine
from ..inference import Prediction
from ..inference.prediction import TextLanguage
from .json_structure import JsonStructure
from .problems import validation_details
from .responses import prediction_response
from .routes import MAX_PATH_BYTES

MAX_LINE_BYTES = MAX_PATH_BYTES["/predict"]

MAX_LINE_STRUCTURE_BYTES = 1_024
"""Most bytes of a line outside of strings: an object with a text and an id has about 30."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its text, or the problem that it has.

    Attributes:
        number: 1 for the first line of the stream, whether blank or not.
        text: empty if there is a problem.
        id: what the client calls it.
        problem: None if there is a text.
    """

    number: int
    text: str = ""
    id: str | int | None = None
    problem: StreamedProblem | None = None


class _LineId(BaseModel):
    """The id of a line, whatever else is in it."""

    id: LineId = None


def read_line(number: int, content: bytes | None) -> Line:
    """Read a line; its content is None if it is too long."""
    if content is None:
        detail = f"The line is too long: at most {MAX_LINE_BYTES:,} bytes are read."
        return Line(number, problem=stream_problem(413, detail))
    if JsonStructure(MAX_LINE_STRUCTURE_BYTES).is_too_large(content):
        message = "The line has too many parts: only the text may be long"
        return Line(number, problem=invalid_line([{"type": "too_complex", "loc": (), "msg": message}]))
    try:
        line = StreamLine.model_validate_json(content)
    except ValidationError as error:
        return Line(number, id=_read_id(content), problem=invalid_line(error.errors(include_context=False)))
    return Line(number, line.text, line.id)


def _read_id(content: bytes) -> str | int | None:
    """Return the id of a line whose text or fields are invalid, if that is valid."""
    try:
        return _LineId.model_validate_json(content).id
    except ValidationError:
        return None


def stream_problem(
    status: int, detail: str | list[dict[str, Any]], retry_after_secs: int | None = None
) -> StreamedProblem:
    """Describe why a line has no prediction."""
    fields = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail, "retry_after": retry_after_secs}
    return StreamedProblem.model_validate(fields)


def invalid_line(errors: Iterable[Mapping[str, Any]]) -> StreamedProblem:
    """Describe the validation errors of a line as `/predict` does."""
    return stream_problem(422, validation_details({**error, "loc": ("body", *error["loc"])} for error in errors))


def problem_line(line: Line, problem: StreamedProblem) -> bytes:
    """Return the response to a line that has no prediction."""
    return _encode(StreamedError(line=line.number, id=line.id, error=problem))


def prediction_line(
    line: Line, prediction: Prediction, options: PredictOptions, language: TextLanguage | None
) -> bytes:
    """Return the response to a text."""
    response = prediction_response(line.text, prediction, options, language)
    return _encode(StreamedPrediction.model_construct(**dict(response), id=line.id))


def _encode(response: StreamedPrediction | StreamedError) -> bytes:
    return response.model_dump_json(exclude_none=True).encode() + b"\n"
