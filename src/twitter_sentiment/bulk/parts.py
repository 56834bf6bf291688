"""What a run on a cluster has done, beside its output, on storage that all machines of the cluster see.

    s3://bucket/predictions.csv                            the output: it appears when it is complete
    s3://bucket/.predictions.csv.unfinished/journal.jsonl  what the run was begun with
    s3://bucket/.predictions.csv.unfinished/parts          the rows of the output: a Parquet file for each block
    s3://bucket/.predictions.csv.unfinished/checkpoint     Ray's record of the blocks that are done

On a path of this machine, the folder also has the lock of `workspace`.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.fs import FileSelector, FileType, LocalFileSystem

from ..errors import BulkError
from ..files.conventions import PREDICTION_COLUMNS
from ..files.urls import locate
from .identity import RunIdentity
from .journal import Journal, identity_record
from .ray_worker import BLOCK_COLUMN, ROWS_COLUMN
from .row_stream import write_output
from .summary import WITHOUT_TEXT

_PENDING = ".pending."
_PARQUET = ".parquet"


class Parts:
    """The rows of an unfinished run, and their place.

    Attributes:
        filesystem: where they are.
        output: path of the output there.
        folder: path of the folder beside it.
        rows_folder: path of the parts.
        checkpoint: path of Ray's record.
    """

    def __init__(self, output: str) -> None:
        """Name the paths for an output, a path or a URL.

        Raises:
            InputError: there is no file system for it.
        """
        self.filesystem, self.output = locate(output)
        parent, _, name = self.output.rpartition("/")
        self.folder = f"{parent}/.{name}.unfinished"
        self.rows_folder = f"{self.folder}/parts"
        self.checkpoint = f"{self.folder}/checkpoint"
        self._journal = f"{self.folder}/journal.jsonl"

    @property
    def is_local(self) -> bool:
        """Whether they are on a path of this machine."""
        return isinstance(self.filesystem, LocalFileSystem)

    def begin(self, identity: RunIdentity, block_rows: int, *, restart: bool) -> None:
        """Continue the unfinished run, or begin one.

        Args:
            identity: what the run is begun with.
            block_rows: rows of a block.
            restart: drop what an unfinished run has done.

        Raises:
            InputError: the unfinished run was begun with something else.
        """
        if not restart and self._exists(self._journal):
            with self.filesystem.open_input_stream(self._journal) as file:
                journal = Journal.parse(file.read(), self._journal)
            if journal:
                done = journal.progress.rows or self.done_blocks() * block_rows
                journal.require_same_run(self.folder, identity, min(done, identity.rows))
                return
        for folder in (self.rows_folder, self.checkpoint):
            if self._exists(folder):
                self.filesystem.delete_dir(folder)
        self.filesystem.create_dir(self.folder)
        with self.filesystem.open_output_stream(self._journal) as file:
            file.write(identity_record(identity))

    def done_blocks(self) -> int:
        """Count the blocks that are done."""
        files = self._files(self.checkpoint)
        return sum(path.endswith(_PARQUET) and _PENDING not in path for path in files)

    def publish(self, schema: pa.Schema, blocks: int) -> Counter[str]:
        """Write the output from the parts, let it appear under its name, and remove the parts.

        Args:
            schema: names and types of the columns of the output.
            blocks: number of blocks.

        Returns:
            How many rows have each predicted class.

        Raises:
            BulkError: there are not all of them.
        """
        counts: Counter[str] = Counter()
        batches = self._batches(self._paths_in_order(blocks), counts)
        # An object store shows a file when it is complete, and has no cheap way to rename one.
        written = f"{self.folder}/result" if self.is_local else self.output
        try:
            with self.filesystem.open_output_stream(written, compression=None) as file:
                write_output(file, Path(self.output), schema, batches)
        except BaseException:
            with suppress(OSError):
                self.filesystem.delete_file(written)
            raise
        if self.is_local:
            self.filesystem.move(written, self.output)
        self.remove()
        return counts

    def remove(self) -> None:
        """Remove the folder."""
        if self._exists(self.folder):
            self.filesystem.delete_dir(self.folder)

    def _paths_in_order(self, blocks: int) -> list[str]:
        paths: dict[int, str] = {}
        for path in self._files(self.rows_folder):
            for block in pq.read_table(path, columns=[BLOCK_COLUMN], filesystem=self.filesystem)[BLOCK_COLUMN]:
                paths[block.as_py()] = path
        if missing := blocks - len(paths):
            raise BulkError(
                f"{missing:,} of {blocks:,} parts are not in {self.rows_folder}: all machines of the cluster must see "
                "it. Name an --output-file on storage that they share, or begin again with --restart."
            )
        return [paths[block] for block in range(blocks)]

    def _batches(self, paths: list[str], counts: Counter[str]) -> Iterator[pa.RecordBatch]:
        _, sentiment, _ = PREDICTION_COLUMNS
        for path in paths:
            for rows in pq.read_table(path, columns=[ROWS_COLUMN], filesystem=self.filesystem)[ROWS_COLUMN]:
                with pa.ipc.open_stream(rows.as_buffer()) as stream:
                    for batch in stream:
                        counts.update(label or WITHOUT_TEXT for label in batch.column(sentiment).to_pylist())
                        yield batch

    def _files(self, folder: str) -> list[str]:
        found = self.filesystem.get_file_info(FileSelector(folder, allow_not_found=True))
        return [file.path for file in found if file.type is FileType.File]

    def _exists(self, path: str) -> bool:
        return self.filesystem.get_file_info(path).type is not FileType.NotFound
