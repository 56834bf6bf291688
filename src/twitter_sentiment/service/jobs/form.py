"""A form with one file: its parts go where they belong while it arrives, and each of them has a limit."""

import hashlib
import re
from typing import BinaryIO

from fastapi import HTTPException
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartState, parse_options_header

FILE_PART = "file"
"""Name of the part that holds the file."""

MAX_PARTS = 16
MAX_PART_HEADERS = 8
MAX_HEADER_BYTES = 4_096
MAX_FIELD_BYTES = 4_096
MAX_OVERHEAD_BYTES = 65_536
"""Most bytes of a form beside its file."""

CLOSE = {"Connection": "close"}
"""Headers of a refusal: most of the body may not have been sent yet."""

_MIN_BOUNDARY_BYTES = 8
"""A shorter boundary could be in the file at every other byte, and each takes the parser a microsecond."""

_MAX_BOUNDARY_BYTES = 70  # RFC 2046
_MAX_NAME_CHARACTERS = 100


class FileSink:
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
        """Write the next part.

        Raises:
            HTTPException: 413, since the file is too large.
        """
        self.size += len(data)
        if self.size > self._max_bytes:
            raise too_large(self._max_bytes)
        self.digest.update(data)
        self._file.write(data)


class Form:
    """Parses a form: the file in one part, options in others.

    Attributes:
        name: the file's name, without folders and control characters; empty before it has come.
        fields: the other parts, by their names.
    """

    def __init__(self, boundary: bytes, sink: FileSink) -> None:
        """Prepare to parse.

        Raises:
            HTTPException: 400, since the boundary can't be used.
        """
        if not _MIN_BOUNDARY_BYTES <= len(boundary) <= _MAX_BOUNDARY_BYTES:
            detail = f"The form needs a boundary of {_MIN_BOUNDARY_BYTES} to {_MAX_BOUNDARY_BYTES} characters."
            raise HTTPException(400, detail, CLOSE)
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
        """Parse the next part of the body.

        Raises:
            HTTPException: 400, 413 or 422, since it can't be used.
        """
        self._received += len(data)
        try:
            self._parser.write(data)
        except FormParserError as error:
            raise HTTPException(400, "The form can't be read: a part or its headers are not valid.", CLOSE) from error
        if self._received - self._sink.size > MAX_OVERHEAD_BYTES:
            raise HTTPException(413, "The form has too much beside its file.", CLOSE)

    def finish(self) -> None:
        """Check that the form is complete.

        Raises:
            HTTPException: 400 or 422, since it is not.
        """
        if self._parser.state != MultipartState.END:
            raise HTTPException(400, "The form is not complete: its last boundary is missing.", CLOSE)
        if not self.name:
            raise _invalid(["body", FILE_PART], "missing", "The form has no file")

    def _begin_part(self) -> None:
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise _invalid(["body"], "too_many_parts", f"The form has more than {MAX_PARTS} parts")
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
                raise _invalid(["body", FILE_PART], "too_many_files", "The form has more than one file")
            self.name = _file_name(_decode(parameters.get(b"filename", b"")))

    def _add_data(self, data: bytes, start: int, end: int) -> None:
        if self._field == FILE_PART:
            self._sink.write(memoryview(data)[start:end])
            return
        self._value += data[start:end]
        if len(self._value) > MAX_FIELD_BYTES:
            raise _invalid(["body", self._field], "too_long", f"A field has more than {MAX_FIELD_BYTES:,} bytes")

    def _end_part(self) -> None:
        if self._field != FILE_PART:
            self.fields[self._field] = _decode(self._value)


def too_large(max_bytes: int) -> HTTPException:
    """Return the error of a file over its limit."""
    return HTTPException(413, f"The file is too large: at most {max_bytes:,} bytes are read.", CLOSE)


def _invalid(location: list[str], kind: str, message: str) -> HTTPException:
    """Return the 422 error of a part of a form."""
    return HTTPException(422, [{"type": kind, "loc": location, "msg": message}], CLOSE)


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
