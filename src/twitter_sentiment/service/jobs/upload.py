"""The upload of a job: it goes to the disk while it arrives, whatever its size.

A form is read with python-multipart's parser, in a thread, since a body that is made for it takes it some milliseconds
for each 64 KB. Starlette's `form()` would write a file of any size to a temporary folder and then say how large it is.
"""

import hashlib
import re
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from anyio.to_thread import run_sync
from fastapi import HTTPException, Request
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartState, parse_options_header

from ..middleware.limits import MIN_BYTES_PER_SEC

FORM = "multipart/form-data"
NDJSON = "application/x-ndjson"
FILE_PART = "file"
"""Name of the part of a form that holds the file."""

MAX_PARTS = 16
MAX_PART_HEADERS = 8
MAX_HEADER_BYTES = 4_096
MAX_FIELD_BYTES = 4_096
MAX_OVERHEAD_BYTES = 65_536
"""Most bytes of a form beside its file."""

_MIN_BOUNDARY_BYTES = 8
"""A shorter boundary could be in the file at every other byte, and each takes the parser a microsecond."""

_MAX_BOUNDARY_BYTES = 70  # RFC 2046
_MAX_NAME_CHARACTERS = 100
_MAX_TYPE_CHARACTERS = 256
_WRITE_BYTES = 262_144
_CLOSE = {"Connection": "close"}
_INCOMPLETE = "The form is not complete: its last boundary is missing."


@dataclass(frozen=True)
class UploadLimits:
    """What an upload may be.

    Attributes:
        max_bytes: largest file.
        grace_secs: time before its mean speed counts.
    """

    max_bytes: int
    grace_secs: float


@dataclass(frozen=True)
class Upload:
    """A file that was received.

    Attributes:
        name: its name, without folders and control characters.
        size: bytes.
        sha256: hash of them.
        fields: the other parts of the form, by their names.
    """

    name: str
    size: int
    sha256: str
    fields: dict[str, str]


class _Body(Protocol):
    """What takes the body of a request, part by part.

    Attributes:
        name: the file's name.
        fields: other parts.
    """

    name: str
    fields: dict[str, str]

    def write(self, data: bytes) -> None:
        """Take the next part."""

    def finish(self) -> None:
        """Check that the body is complete."""


async def receive_upload(
    request: Request, path: Path, limits: UploadLimits, require_room: Callable[[], object]
) -> Upload:
    """Write the file of a request to the disk.

    Args:
        request: its body is a form or NDJSON.
        path: file to write.
        limits: what it may be.
        require_room: called before each part is written; what it raises is passed on.

    Raises:
        HTTPException: 400, 408, 413, 415 or 422, since the body can't be used.
        ClientDisconnect: the client has left.
        OSError: the file can't be written.
    """
    with path.open("xb") as file:
        sink = _Sink(file, limits.max_bytes)
        body = _body(request.headers.get("Content-Type", ""), sink)

        def write(part: bytes) -> None:
            require_room()
            body.write(part)

        async for part in _large_parts(request, limits.grace_secs):
            await run_sync(write, part)
        body.finish()
        await run_sync(file.flush)
    return Upload(body.name, sink.size, sink.digest.hexdigest(), body.fields)


async def _large_parts(request: Request, grace_secs: float) -> AsyncIterator[bytes]:
    """Yield a body in parts that are worth a thread.

    Raises:
        HTTPException: 408, since it comes too slowly. TimeoutMiddleware limits its pauses.
    """
    started = time.monotonic()
    received = 0
    waiting = bytearray()
    async for part in request.stream():
        received += len(part)
        if time.monotonic() - started - grace_secs > received / MIN_BYTES_PER_SEC:
            detail = f"The file was sent too slowly: at least {MIN_BYTES_PER_SEC:,} bytes per second are necessary."
            raise HTTPException(408, detail, _CLOSE)
        waiting += part
        if len(waiting) >= _WRITE_BYTES:
            yield bytes(waiting)
            waiting.clear()
    yield bytes(waiting)


def require_declared_size(request: Request, max_bytes: int) -> int:
    """Return the size that a request declares; 0 if it declares none.

    Raises:
        HTTPException: 413, since the file is too large whatever else is in the body.
    """
    declared = request.headers.get("Content-Length", "")
    size = int(declared) if declared.isdigit() else 0
    if size > max_bytes + MAX_OVERHEAD_BYTES:
        raise _too_large(max_bytes)
    return size


def invalid_field(location: list[str], kind: str, message: str) -> HTTPException:
    """Return the 422 error of a part of a form."""
    return HTTPException(422, [{"type": kind, "loc": location, "msg": message}], _CLOSE)


class _Sink:
    """Writes a file up to a size.

    Attributes:
        size: bytes so far.
        digest: hash of them.
    """

    def __init__(self, file: BinaryIO, max_bytes: int) -> None:
        self.size = 0
        self.digest = hashlib.sha256()
        self._file = file
        self._max_bytes = max_bytes

    def write(self, data: bytes | memoryview) -> None:
        self.size += len(data)
        if self.size > self._max_bytes:
            raise _too_large(self._max_bytes)
        self.digest.update(data)
        self._file.write(data)


def _body(content_type: str, sink: _Sink) -> _Body:
    media_type, parameters = parse_options_header(content_type[:_MAX_TYPE_CHARACTERS])
    if media_type.decode("latin-1") == FORM:
        return _Form(parameters.get(b"boundary", b""), sink)
    if media_type.decode("latin-1") == NDJSON:
        return _Lines(sink)
    raise HTTPException(415, f"Send the file as a form ({FORM}), or rows of JSON as {NDJSON}.", _CLOSE)


class _Lines:
    """A body that is the file."""

    def __init__(self, sink: _Sink) -> None:
        self.name = "upload.ndjson"
        self.fields: dict[str, str] = {}
        self._sink = sink

    def write(self, data: bytes) -> None:
        self._sink.write(data)

    def finish(self) -> None:
        pass


class _Form:
    """A body with the file in one part, and options in others."""

    def __init__(self, boundary: bytes, sink: _Sink) -> None:
        """Prepare to parse.

        Raises:
            HTTPException: 400, since the boundary can't be used.
        """
        if not _MIN_BOUNDARY_BYTES <= len(boundary) <= _MAX_BOUNDARY_BYTES:
            detail = f"The form needs a boundary of {_MIN_BOUNDARY_BYTES} to {_MAX_BOUNDARY_BYTES} characters."
            raise HTTPException(400, detail, _CLOSE)
        self.name = ""
        self.fields: dict[str, str] = {}
        self._sink = sink
        self._received = 0
        self._parts = 0
        self._field = ""
        self._value = bytearray()
        self._header_name = bytearray()
        self._header_value = bytearray()
        self._disposition = b""
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin_part,
                "on_part_data": self._add_data,
                "on_part_end": self._end_part,
                "on_header_field": self._add_header_name,
                "on_header_value": self._add_header_value,
                "on_header_end": self._end_header,
                "on_headers_finished": self._end_headers,
            },
            max_header_count=MAX_PART_HEADERS,
            max_header_size=MAX_HEADER_BYTES,
        )

    def write(self, data: bytes) -> None:
        self._received += len(data)
        try:
            self._parser.write(data)
        except FormParserError as error:
            raise HTTPException(400, "The form can't be read: a part or its headers are not valid.", _CLOSE) from error
        if self._received - self._sink.size > MAX_OVERHEAD_BYTES:
            raise HTTPException(413, "The form has too much beside its file.", _CLOSE)

    def finish(self) -> None:
        if self._parser.state != MultipartState.END:
            raise HTTPException(400, _INCOMPLETE, _CLOSE)
        if not self.name:
            raise invalid_field(["body", FILE_PART], "missing", "The form has no file")

    def _begin_part(self) -> None:
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise invalid_field(["body"], "too_many_parts", f"The form has more than {MAX_PARTS} parts")
        self._disposition = b""
        self._value.clear()

    def _add_header_name(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _add_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _end_header(self) -> None:
        if self._header_name.lower() == b"content-disposition":
            self._disposition = bytes(self._header_value)
        self._header_name.clear()
        self._header_value.clear()

    def _end_headers(self) -> None:
        _, parameters = parse_options_header(self._disposition)
        self._field = _decode(parameters.get(b"name", b""))[:_MAX_NAME_CHARACTERS]
        if self._field == FILE_PART:
            if self.name:
                raise invalid_field(["body", FILE_PART], "too_many_files", "The form has more than one file")
            self.name = _file_name(_decode(parameters.get(b"filename", b"")))

    def _add_data(self, data: bytes, start: int, end: int) -> None:
        if self._field == FILE_PART:
            self._sink.write(memoryview(data)[start:end])
            return
        self._value += data[start:end]
        if len(self._value) > MAX_FIELD_BYTES:
            raise invalid_field(["body", self._field], "too_long", f"A field has more than {MAX_FIELD_BYTES:,} bytes")

    def _end_part(self) -> None:
        if self._field != FILE_PART:
            self.fields[self._field] = _decode(self._value)


def _decode(value: bytes | bytearray) -> str:
    """Decode text that a client sent in UTF-8, or in the encoding of a page of the last century."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _file_name(sent: str) -> str:
    """Return a name for messages: its end, which tells the format, without folders and control characters."""
    name = re.split(r"[/\\]", sent)[-1]
    return "".join(filter(str.isprintable, name))[-_MAX_NAME_CHARACTERS:].strip() or "upload"


def _too_large(max_bytes: int) -> HTTPException:
    return HTTPException(413, f"The file is too large: at most {max_bytes:,} bytes are read.", _CLOSE)
