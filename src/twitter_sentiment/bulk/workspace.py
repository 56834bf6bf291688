"""The folder beside an output file that holds the rows of an unfinished run.

    results/predictions.csv                             the output: it appears when it is complete
    results/.predictions.csv.unfinished/lock            held by the process that works on it
    results/.predictions.csv.unfinished/journal.jsonl   what the run was begun with, and how far it has come
    results/.predictions.csv.unfinished/rows.arrows     the predicted rows, as Arrow streams

The output is written from the rows at the end. So every format can be continued, also one that can't be appended to,
and its bytes depend on the rows alone, not on where a run was stopped.
"""

import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pyarrow as pa

from ..errors import BulkError, InputError
from ..files.atomic import DISK_FULL
from .file_lock import FileLock
from .identity import RunIdentity
from .journal import AppendOnlyFile, Journal, Progress, identity_record, progress_record
from .row_stream import to_stream, write_output

COMMIT_SECS = 1.0
"""How often rows are committed: `kill -9` loses no more work than that, and waiting for the disk costs little."""


class Workspace:
    """The rows of an unfinished run; `open_workspace` opens it for one process at a time.

    Attributes:
        progress: all rows so far, also those that are not committed yet.
    """

    def __init__(
        self,
        folder: Path,
        output: Path,
        schema: pa.Schema,
        identity: RunIdentity | None,
        journal: Journal | None,
        commit_secs: float,
    ) -> None:
        """Open the files.

        Args:
            folder: where they are.
            output: the file to write.
            schema: its columns.
            identity: what the run is begun with; None for one that can't be continued, which has no journal.
            journal: of the run to continue; None to begin.
            commit_secs: how often rows are committed, in seconds.
        """
        self.progress = journal.progress if journal else Progress()
        self._folder = folder
        self._output = output
        self._schema = schema
        self._commit_secs = commit_secs
        self._committed = self.progress
        self._committed_at = time.monotonic()
        self._published = False
        self._rows_path = folder / "rows.arrows"
        self._journal = AppendOnlyFile(_journal_path(folder), journal.end if journal else 0) if identity else None
        if self._journal and identity and not journal:
            self._journal.append(identity_record(identity))
        self._rows = AppendOnlyFile(self._rows_path, self.progress.bytes)
        _sync_folder(folder)
        _sync_folder(folder.parent)

    def append(self, batch: pa.RecordBatch, counts: Counter[str]) -> None:
        """Add rows of the output, and commit them if it is time.

        Args:
            batch: the rows.
            counts: how many of them have each predicted class.
        """
        self._rows.append(to_stream([batch], self._schema))
        self.progress = Progress(self._rows.end, self.progress.counts + counts)
        if time.monotonic() - self._committed_at >= self._commit_secs:
            self.commit()

    def commit(self) -> None:
        """Record all rows so far in the journal, after they have reached the disk."""
        progress = self.progress
        if self._journal and progress.rows > self._committed.rows:
            self._rows.sync()
            self._journal.append(progress_record(progress.bytes, progress.counts))
            self._journal.sync()
            self._committed = progress
        self._committed_at = time.monotonic()

    def publish(self) -> None:
        """Write the output from the rows, and let it appear under its name."""
        self.commit()
        result = self._folder / "result"
        try:
            with result.open("wb") as file:
                write_output(file, self._output, self._schema, self._read_rows())
            with result.open("r+b") as written:
                os.fsync(written.fileno())
            result.replace(self._output)
        finally:
            result.unlink(missing_ok=True)
        _sync_folder(self._output.parent)
        self._published = True

    def close(self) -> None:
        """Close the files; remove them if the output is written, or if they hold nothing that can be continued."""
        self._rows.close()
        if self._journal:
            self._journal.close()
        if self._published or not self._committed.rows:
            # First the journal: without it the next run begins again, whatever else of the folder may be left.
            _journal_path(self._folder).unlink(missing_ok=True)
            shutil.rmtree(self._folder, ignore_errors=True)

    def _read_rows(self) -> Iterator[pa.RecordBatch]:
        with self._rows_path.open("rb") as file:
            while file.tell() < self.progress.bytes:
                with pa.ipc.open_stream(file) as stream:
                    yield from stream


@contextmanager
def open_workspace(
    output: Path,
    schema: pa.Schema,
    identity: RunIdentity | None,
    *,
    restart: bool = False,
    commit_secs: float = COMMIT_SECS,
) -> Iterator[Workspace]:
    """Lock the workspace of an output, and continue the unfinished run in it, if there is one.

    When the block ends with an error, the rows so far are committed. All `OSError`s in the block are taken for those of
    writing.

    Args:
        output: the file to write.
        schema: its columns.
        identity: what the run is begun with; None for one that can't be continued.
        restart: drop the rows of an unfinished run.
        commit_secs: how often rows are committed, in seconds.

    Raises:
        InputError: the output can't be written, or the unfinished run was begun with something else.
        BulkError: another process works on the same output, or the disk is full.
    """
    if output.exists() and not output.is_file():  # a device such as /dev/null would be replaced by a file
        raise InputError(f"{output} can't be written: it is {'a folder' if output.is_dir() else 'not a regular file'}.")
    target = output.resolve() if output.is_symlink() else output  # a link stays, and its target is replaced
    folder = _workspace_folder(target)
    with (
        as_sentences(str(output), "it goes on where it stopped" if identity else "it begins again"),
        locked(folder, output),
    ):
        journal = None if restart else _continued_journal(folder, identity)
        workspace = Workspace(folder, target, schema, identity, journal, commit_secs)
        try:
            yield workspace
        except BaseException:
            with suppress(OSError):
                workspace.commit()
            raise
        finally:
            workspace.close()


def has_other_run(output: Path, identify: Callable[[], RunIdentity]) -> bool:
    """Return whether an output has an unfinished run that was begun with something else, and can't be continued.

    Args:
        output: the file to write.
        identify: describes the run that would continue it; called only if there is one.
    """
    try:
        journal = Journal.read(_journal_path(_workspace_folder(output)))
    except InputError:  # of another version
        return True
    return journal is not None and journal.identity.difference(identify()) is not None


def _workspace_folder(output: Path) -> Path:
    return output.with_name(f".{output.name}.unfinished")


def _continued_journal(folder: Path, identity: RunIdentity | None) -> Journal | None:
    journal = Journal.read(_journal_path(folder))
    if journal:
        journal.require_same_run(str(folder), identity, journal.progress.rows)
    return journal


@contextmanager
def locked(folder: Path, output: Path) -> Iterator[None]:
    """Hold the lock of a workspace.

    Raises:
        BulkError: another process holds it.
    """
    try:
        lock = FileLock(folder / "lock")
    except BlockingIOError:
        raise BulkError(f"Another run is writing {output}: wait for its end, or name another output file.") from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def as_sentences(output: str, next_run: str) -> Iterator[None]:
    """Turn the errors of writing into sentences.

    Args:
        output: the file to write, for messages.
        next_run: what the same command does when it is run again.

    Raises:
        InputError: the output can't be written.
        BulkError: the disk is full.
    """
    try:
        yield
    except OSError as error:
        if error.errno in DISK_FULL:
            raise BulkError(
                f"The disk is full, so that {output} can't be written. Free some space and run the same command again: "
                f"{next_run}."
            ) from None
        raise InputError(f"{output} can't be written: {error.strerror or error}.") from None


def _journal_path(folder: Path) -> Path:
    return folder / "journal.jsonl"


def _sync_folder(folder: Path) -> None:
    """Wait until the disk knows the new name of a file; Windows can't."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
