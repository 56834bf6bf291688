"""Cuts a body into lines while it arrives, and holds no more of it than one line may have."""

from collections.abc import Iterator


class LineSplitter:
    """Splits parts of any size at the ends of lines (`\\n`); the lines do not depend on how the body was cut."""

    def __init__(self, max_bytes: int) -> None:
        """Begin a body.

        Args:
            max_bytes: longest line; of a longer one, nothing is kept.
        """
        self._max_bytes = max_bytes
        self._line = bytearray()
        self._too_long = False

    def feed(self, part: bytes) -> Iterator[bytes | None]:
        """Add the next part of the body; yield the lines that are complete now, None for one that is too long."""
        *ends, rest = part.split(b"\n")
        for end in ends:
            self._extend(end)
            yield self._take()
        self._extend(rest)

    def end(self) -> Iterator[bytes | None]:
        """Yield what follows the last end of a line, if anything does."""
        if self._line or self._too_long:
            yield self._take()

    def _extend(self, piece: bytes) -> None:
        if len(self._line) + len(piece) > self._max_bytes:
            self._too_long = True
            self._line.clear()
        if not self._too_long:
            self._line += piece

    def _take(self) -> bytes | None:
        line = None if self._too_long else bytes(self._line)
        self._line.clear()
        self._too_long = False
        return line
