"""The character encoding of a file: given, named by its byte order mark, or found by reading."""

import codecs
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO

from ..errors import InputError
from .byte_source import ByteSource, reading
from .options import KEPT_BAD_ROWS, Note, count_of, lines_in_words

_CHUNK = 1 << 20
_SAMPLE_BYTES = 64 << 10
_MIN_BINARY_BYTES = 256
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1b"))
"""Characters that no text has: those below the blank but white space, and escape, which ISO 2022 uses."""
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"  # whole
    rb"|(?P<cut>[\xe0-\xef][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{1,2})"  # without its end
    rb"|(?P<stray>[\x80-\xff])"
)


@dataclass(frozen=True)
class TextEncoding:
    """How to turn the bytes of a file into text.

    Attributes:
        codec: name for `codecs`.
        replace: whether bytes that don't fit become U+FFFD.
        skip: bytes of byte order marks at the start.
    """

    codec: str = "utf-8"
    replace: bool = False
    skip: int = 0

    @contextmanager
    def reading(self, source: ByteSource) -> Iterator[TextIO]:
        """Open a source as text; line ends stay as they are.

        Raises:
            InputError: as `byte_source.reading`.
        """
        with reading(source) as file:
            file.read(self.skip)
            with io.TextIOWrapper(file, self.codec, errors="replace" if self.replace else "strict", newline="") as text:
                yield text


def find_encoding(source: ByteSource, given: str | None = None) -> tuple[TextEncoding, list[Note]]:
    """Find the encoding of a text file; the whole file is read.

    A byte order mark decides. A file that is UTF-8 but for a few bytes is UTF-8. Otherwise charset-normalizer guesses.

    Args:
        source: the file.
        given: the encoding that the user named; no other is tried.

    Raises:
        InputError: the file is not in the given encoding, there is no such encoding, or the file is no text.
    """
    with reading(source) as file:
        start = file.read(4096)
    marked, skip = _byte_order_mark(start)
    if given:
        return _check_given(source, given, marked, skip), []
    if marked is None:
        marked = _wide_encoding(start)
        notes = [Note(f"{source.name} was read as {marked.upper()}.")] if marked else []
    else:
        notes = []
    codec = marked or "utf-8"
    if _first_error(source, codec, skip) is None:
        return TextEncoding(codec, skip=skip), notes
    if codec != "utf-8":
        return TextEncoding(codec, replace=True, skip=skip), [
            Note(f"{source.name} has bytes that are not {codec.upper()}; they became U+FFFD.")
        ]
    if _is_binary(start):
        raise InputError(
            f"{source.name} is no table: its content is binary.", "If it is text, name its encoding with --encoding."
        )
    return _mostly_utf8(source, skip)


def _check_given(source: ByteSource, given: str, marked: str | None, skip: int) -> TextEncoding:
    try:
        name = codecs.lookup(given).name
    except LookupError:
        raise InputError(
            f"There is no encoding {given!r}.", "Leave --encoding out: the encoding is found by reading."
        ) from None
    fits = marked is not None and (name == marked or marked.startswith(name))  # "utf-16" is marked "utf-16-le"
    encoding = TextEncoding(marked if fits and marked else name, skip=skip if fits else 0)
    line = _first_error(source, encoding.codec, encoding.skip)
    if line is not None:
        raise InputError(
            f"{source.name} is not {given} text (line {line:,}).",
            "Leave --encoding out: the encoding is found by reading.",
        )
    return encoding


def _byte_order_mark(start: bytes) -> tuple[str | None, int]:
    for mark, codec in _BYTE_ORDER_MARKS:
        if start.startswith(mark):
            skip = 0
            while start.startswith(mark, skip):  # some programs write it twice
                skip += len(mark)
            return codec, skip
    return None, 0


def _wide_encoding(start: bytes) -> str | None:
    """Recognize UTF-16 without a byte order mark: about every second byte is zero."""
    half = len(start) // 2
    if half and start[1::2].count(0) > 0.4 * half and start[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if half and start[::2].count(0) > 0.4 * half and start[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _is_binary(start: bytes) -> bool:
    """Return whether bytes that are not UTF-8 are no text in another encoding either: 1 in 20 is a control character.

    In a few bytes, chance decides.
    """
    controls = len(start) - len(start.translate(None, _CONTROLS))
    return len(start) >= _MIN_BINARY_BYTES and controls > len(start) / 20


def _first_error(source: ByteSource, codec: str, skip: int) -> int | None:
    """Return the number of the first line that can't be decoded; None if there is none."""
    line = 1
    try:
        decoder = codecs.getincrementaldecoder(codec)()
        with reading(source) as file:
            file.read(skip)
            while chunk := file.read(_CHUNK):
                line += decoder.decode(chunk).count("\n")
            decoder.decode(b"", final=True)
    except UnicodeError as error:
        decoded = error.object[: error.start] if isinstance(error, UnicodeDecodeError) else b""
        return line + decoded.decode(codec, errors="ignore").count("\n")
    return None


def _lines(source: ByteSource, skip: int) -> Iterator[bytes]:
    with reading(source) as file:
        file.read(skip)
        yield from file


def _mostly_utf8(source: ByteSource, skip: int) -> tuple[TextEncoding, list[Note]]:
    """Decide between UTF-8 with a few broken bytes and an encoding of one byte a character."""
    utf8 = stray = broken = 0
    broken_lines: list[int] = []
    sample = bytearray()
    for number, line in enumerate(_lines(source, skip), start=1):
        if line.isascii():
            continue
        if len(sample) < _SAMPLE_BYTES:
            sample += line
        before = broken
        for match in _SEQUENCE.finditer(line):
            stray += match.lastgroup == "stray"
            utf8 += match.lastgroup != "stray"
            broken += match.lastgroup is not None
        if broken > before and len(broken_lines) < KEPT_BAD_ROWS:
            broken_lines.append(number)
    if utf8 >= stray:
        note = Note(
            f"{source.name} is UTF-8 but for {count_of(broken, 'place')} "
            f"({lines_in_words(broken_lines, len(broken_lines))}), where U+FFFD stands now.",
            "Name another encoding with --encoding.",
        )
        return TextEncoding("utf-8", replace=True, skip=skip), [note]
    codec = _guess(bytes(sample))
    note = Note(
        f"{source.name} is not UTF-8; it was read as {codec}, which was guessed.", "Name its encoding with --encoding."
    )
    return TextEncoding(codec, replace=True, skip=skip), [note]


def _guess(sample: bytes) -> str:
    """Guess the encoding with charset-normalizer: cp1252, the usual one, if that makes sense, otherwise the best."""
    import charset_normalizer  # only here: it takes a fifth of a second to import

    for candidates in (["cp1252"], []):
        best = charset_normalizer.from_bytes(sample, cp_isolation=candidates).best()
        if best is not None:
            return best.encoding
    return "latin-1"
