"""The upload of a job: it goes to the disk while it arrives, whatever its size.

A form is read with python-multipart's parser, in a thread, since a body that is made for it takes it some milliseconds
for each 64 KB. Starlette's `form()` would write a file of any size to a temporary folder and then say how large it is.
"""

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from anyio.to_thread import run_sync
from fastapi import HTTPException, Request
from python_multipart.multipart import parse_options_header

from ...api_types import NDJSON
from ..middleware.limits import MIN_BYTES_PER_SEC
from .form import CLOSE, MAX_OVERHEAD_BYTES, FileSink, Form, too_large

FORM = "multipart/form-data"

_MAX_TYPE_CHARACTERS = 256
_WRITE_BYTES = 262_144


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
        sink = FileSink(file, limits.max_bytes)
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
            raise HTTPException(408, detail, CLOSE)
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
        raise too_large(max_bytes)
    return size


def _body(content_type: str, sink: FileSink) -> _Body:
    media_type, parameters = parse_options_header(content_type[:_MAX_TYPE_CHARACTERS])
    if media_type.decode("latin-1") == FORM:
        return Form(parameters.get(b"boundary", b""), sink)
    if media_type.decode("latin-1") == NDJSON:
        return _Lines(sink)
    raise HTTPException(415, f"Send the file as a form ({FORM}), or rows of JSON as {NDJSON}.", CLOSE)


class _Lines:
    """A body that is the file."""

    def __init__(self, sink: FileSink) -> None:
        self.name = "upload.ndjson"
        self.fields: dict[str, str] = {}
        self._sink = sink

    def write(self, data: bytes) -> None:
        self._sink.write(data)

    def finish(self) -> None:
        pass
