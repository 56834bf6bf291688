"""Where bytes come from: files, standard input and uploads, plain or compressed, read as often as needed."""

import gzip
import io
import shutil
import tempfile
import weakref
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Never, Protocol, cast

import pyarrow as pa

from ..errors import InputError
from .limits import ReadLimits

COMPRESSED_ENDINGS = (".gz", ".zst")

_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_IN_MEMORY_BYTES = 32 << 20


class ByteSource(Protocol):
    """Bytes with a name.

    Attributes:
        name: what messages call it.
        path: path or URL of the file, or of the archive, that it is read from; None where there is none.
    """

    name: str
    path: str | None

    def open(self) -> BinaryIO:
        """Open it from the start, decompressed."""


class FileSource:
    """A file."""

    def __init__(self, path: Path) -> None:
        """Check that there is such a file.

        Raises:
            InputError: there is none.
        """
        if not path.is_file():
            raise InputError(f"There is no file {path}.")
        self.path: str | None = str(path)
        self.name = str(path)
        self._path = path

    def open(self) -> BinaryIO:
        """Open it from the start, decompressed."""
        return decompressed(lambda: self._path.open("rb"))


class MemorySource:
    """Bytes in memory, for example an upload."""

    path: str | None = None

    def __init__(self, name: str, content: bytes) -> None:
        self.name = name
        self._content = content

    def open(self) -> BinaryIO:
        """Open it from the start, decompressed."""
        return decompressed(lambda: io.BytesIO(self._content))


class TemporarySource:
    """A temporary copy of a stream that can be read once only: standard input, or a file in an archive."""

    def __init__(self, name: str, stream: BinaryIO, path: str | None = None) -> None:
        self.name = name
        self.path = path
        self._file = tempfile.NamedTemporaryFile(prefix="twitter-sentiment-")  # noqa: SIM115 - it lives as long as we
        weakref.finalize(self, self._file.close)
        shutil.copyfileobj(stream, self._file)
        self._file.flush()

    def open(self) -> BinaryIO:
        """Open it from the start, decompressed."""
        return decompressed(lambda: Path(self._file.name).open("rb"))

    def __reduce__(self) -> Never:
        """Refuse to be sent to another process, which would not find the temporary file."""
        raise InputError(f"{self.name} can't be read by several processes: name a file that is not inside of another.")


class BoundedSource:
    """A source whose compressed content is refused where it becomes too large."""

    def __init__(self, source: ByteSource, limits: ReadLimits) -> None:
        self.name = source.name
        self.path = source.path
        self._source = source
        self._limits = limits

    def open(self) -> BinaryIO:
        """Open it from the start, decompressed."""
        file = self._source.open()
        return file if _is_plain(file) else cast(BinaryIO, io.BufferedReader(_BoundedStream(self, file, self._limits)))


@contextmanager
def reading(source: ByteSource) -> Iterator[BinaryIO]:
    """Open a source, and turn what goes wrong while reading it into a sentence.

    Raises:
        InputError: the file can't be read, or its compressed data is damaged.
    """
    try:
        with source.open() as file:
            yield file
    except MemoryError:  # of Arrow too, which is one of its exceptions
        raise
    except (EOFError, gzip.BadGzipFile, zlib.error, pa.ArrowException) as error:
        raise InputError(f"{source.name} is damaged: {first_line(error)}.") from None
    except OSError as error:
        raise InputError(f"{source.name} can't be read: {error.strerror or first_line(error)}.") from None


@contextmanager
def random_access(file: BinaryIO) -> Iterator[BinaryIO]:
    """Give a stream random access: as it is, or as a copy if it is decompressed on the fly."""
    if _is_plain(file):
        yield file
        return
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as copy:
        shutil.copyfileobj(file, copy)
        copy.seek(0)
        yield cast(BinaryIO, copy)


def first_line(error: BaseException) -> str:
    """Return the first line of an error message, without a full stop."""
    return (str(error).strip().splitlines() or ["it ends too early"])[0].rstrip(".")


def decompressed(open_file: Callable[[], BinaryIO]) -> BinaryIO:
    """Open a file from the start, decompressed if it is compressed."""
    file = open_file()
    start = file.read(4)
    file.seek(0)
    if start == _ZSTD_MAGIC:
        return cast(BinaryIO, io.BufferedReader(pa.CompressedInputStream(pa.PythonFile(file, "r"), "zstd")))
    if start.startswith(_GZIP_MAGIC):
        return cast(BinaryIO, io.BufferedReader(_OwningGzipFile(fileobj=file, mode="rb")))
    return file


def _is_plain(file: BinaryIO) -> bool:
    """Return whether a stream is a file or bytes, and not decompressed on the fly."""
    raw = file.raw if isinstance(file, io.BufferedReader) else file
    return isinstance(raw, io.BytesIO | io.FileIO) or (isinstance(raw, pa.NativeFile) and raw.seekable())


class _BoundedStream(io.RawIOBase):
    def __init__(self, source: ByteSource, file: BinaryIO, limits: ReadLimits) -> None:
        self._source = source
        self._file = file
        self._limits = limits
        self._size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count: int = self._file.readinto(buffer)  # type: ignore[attr-defined]
        self._size += count
        self._limits.check_unpacked(self._source.name, self._size)
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


class _OwningGzipFile(gzip.GzipFile):
    """Closes the file that it reads."""

    def close(self) -> None:
        file = cast(BinaryIO | None, self.fileobj)
        super().close()
        if file is not None:
            file.close()
