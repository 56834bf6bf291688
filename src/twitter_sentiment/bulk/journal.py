"""How far an unfinished run has come: an append-only file, and the file of rows that it vouches for.

A record is written behind the last one that is known to be complete, whatever an interrupted write has left there. The
rows reach the disk before the record that counts them, so that even after a power failure no record promises more than
there is.
"""

import json
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from ..errors import InputError
from .identity import RunIdentity

RESUME_HINT = "Run it as it was begun to continue it, or add --restart to begin again."


class AppendOnlyFile:
    """A file that grows by whole records.

    Attributes:
        end: size of its complete records; what an interrupted write left behind it is overwritten.
    """

    def __init__(self, path: Path, end: int = 0) -> None:
        """Open a file, or create it, and drop all behind `end`."""
        self.end = end
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        self._file = open(descriptor, "r+b", buffering=0)  # noqa: SIM115 - it lives as long as this object

    def append(self, record: bytes) -> None:
        """Write one record."""
        self._file.truncate(self.end)
        self._file.seek(self.end)
        rest = memoryview(record)
        while rest:
            rest = rest[self._file.write(rest) :]
        self.end += len(record)

    def sync(self) -> None:
        """Wait until the disk has it."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file."""
        self._file.close()


@dataclass
class Progress:
    """How far a run has come.

    Attributes:
        bytes: size of the file of rows.
        counts: rows of each predicted class.
    """

    bytes: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def rows(self) -> int:
        """Number of predicted rows."""
        return self.counts.total()


@dataclass(frozen=True)
class Journal:
    """The content of a journal.

    Attributes:
        identity: what the run was begun with.
        progress: the last record.
        end: size of the complete records.
    """

    identity: RunIdentity
    progress: Progress
    end: int

    @classmethod
    def read(cls, path: Path) -> "Journal | None":
        """Read a journal; None if there is none, or if it ends before its first record does.

        Raises:
            InputError: another version has written it.
        """
        try:
            return cls.parse(path.read_bytes(), str(path))
        except FileNotFoundError:
            return None

    @classmethod
    def parse(cls, content: bytes, name: str) -> "Journal | None":
        """Parse the content of a journal; None if it ends before its first record does.

        The last line of a process that was killed may be torn: only complete lines count.

        Args:
            content: the whole file.
            name: what messages call it.

        Raises:
            InputError: another version has written it.
        """
        lines = content.splitlines(keepends=True)
        complete = [line for line in lines if line.endswith(b"\n")]
        if not complete:
            return None
        try:
            identity = RunIdentity.model_validate_json(complete[0])
        except ValidationError:
            raise InputError(f"{name} is of another version of this program.", RESUME_HINT) from None
        progress = Progress()
        if len(complete) > 1:
            last = json.loads(complete[-1])
            progress = Progress(last["bytes"], Counter(last["counts"]))
        return cls(identity, progress, sum(map(len, complete)))

    def require_same_run(self, folder: str, identity: RunIdentity | None, done_rows: int) -> None:
        """Check that a run may continue the one of this journal.

        Args:
            folder: where it is, for messages.
            identity: the run; None for one whose input can't be named.
            done_rows: rows that are done, for messages.

        Raises:
            InputError: it was begun with something else.
        """
        difference = self.identity.difference(identity) if identity else "with a file as input"
        if difference:
            raise InputError(
                f"{folder} holds an unfinished run that was begun {difference}: {done_rows:,} of "
                f"{self.identity.rows:,} rows are done.",
                RESUME_HINT,
            )


def identity_record(identity: RunIdentity) -> bytes:
    """Make the first record of a journal."""
    return identity.model_dump_json().encode() + b"\n"


def progress_record(size: int, counts: Mapping[str, int]) -> bytes:
    """Make a record that counts all rows so far."""
    return json.dumps({"bytes": size, "counts": counts}).encode() + b"\n"
