"""Uploads that are made to crash, fill or hold up whoever reads them."""

import os
import signal
import threading
from pathlib import Path

import pyarrow as pa
import pytest

from twitter_sentiment.dashboard.uploads import READ_OPTIONS, UploadReader
from twitter_sentiment.errors import InputError
from twitter_sentiment.files.byte_source import MemorySource
from twitter_sentiment.files.isolated import IsolatedReader
from twitter_sentiment.files.limits import NO_LIMITS
from twitter_sentiment.files.options import ReadOptions
from twitter_sentiment.files.table import open_table

from ..waiting import wait_until
from .hostile_files import SENTENCES, sparse_xlsx, wide_parquet

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")]

GROWTH = 100_000_000


def peak_memory() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


@pytest.mark.parametrize("name", SENTENCES)
def test_hostile_upload_is_refused_with_a_sentence(name: str) -> None:
    make, sentence = SENTENCES[name]
    content = make()
    Path("/proc/self/clear_refs").write_text("5")  # the peak of memory is measured from here on
    before = peak_memory()
    with pytest.raises(InputError, match=name) as caught:
        UploadReader(Path("uploads")).read(name, content)
    assert sentence in str(caught.value)
    assert len(str(caught.value)) < 400
    assert "\n" not in str(caught.value)
    assert peak_memory() - before < GROWTH
    assert list(Path("uploads").iterdir()) == []


@pytest.mark.parametrize("name", ["sparse.xlsx", "wide.parquet", "nested.jsonl", "dupcols.csv"])
def test_command_line_refuses_hostile_file(name: str) -> None:
    Path(name).write_bytes(SENTENCES[name][0]())
    with pytest.raises(InputError, match=name) as caught:
        open_table(name)
    assert "--no-limits" in caught.value.hint


def test_no_limits_reads_what_is_refused() -> None:
    table = open_table(MemorySource("wide.parquet", wide_parquet()), ReadOptions(limits=NO_LIMITS))
    assert len(table.columns) == 2_000


def test_killed_reader_is_a_sentence() -> None:
    content = b"id,text\n" + b"1,a text of some length\n" * 1_000_000
    errors: list[str] = []

    def read() -> None:
        try:
            UploadReader(Path("uploads")).read("mine.csv", content)
        except InputError as error:
            errors.append(str(error))

    thread = threading.Thread(target=read)
    thread.start()
    wait_until(lambda: any(Path("uploads").glob("*/upload")) and bool(reader_processes()))
    os.kill(reader_processes()[0], signal.SIGKILL)
    thread.join()
    assert "mine.csv can't be read" in errors[0]


def reader_processes() -> list[int]:
    """Return the child processes of this one that read a file."""
    children = [pid for path in Path("/proc/self/task").glob("*/children") for pid in path.read_text().split()]
    return [int(pid) for pid in children if b"isolated_child" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def test_busy_reader_says_so() -> None:
    reader = IsolatedReader(Path("uploads"), memory_bytes=1 << 30, table_bytes=1 << 20, slots=1, wait_secs=0.01)
    with reader.slot(), pytest.raises(InputError, match="Other files are being read"):
        reader.read("mine.csv", b"text\na\n", READ_OPTIONS)


def test_reader_without_room_says_so() -> None:
    reader = IsolatedReader(Path("uploads"), memory_bytes=1 << 30, table_bytes=1 << 60)
    with pytest.raises(InputError, match="no room for more files"):
        reader.read("mine.csv", b"text\na\n", READ_OPTIONS)


def test_reader_stops_at_the_largest_table() -> None:
    reader = IsolatedReader(Path("uploads"), memory_bytes=400_000_000, table_bytes=1_000_000)
    with pytest.raises(InputError, match="becomes larger than 1 MB as a table"):
        reader.read("mine.csv", b"text\n" + b"a text of some length\n" * 90_000, READ_OPTIONS)


def test_reader_stops_what_takes_too_long() -> None:
    reader = IsolatedReader(
        Path("uploads"), memory_bytes=400_000_000, table_bytes=400_000_000, cpu_secs=1, cpu_secs_per_mb=0
    )
    with pytest.raises(InputError, match="or 1 seconds, or is damaged"):
        reader.read("mine.csv", b"text\n" + b"a text of some length\n" * 4_000_000, READ_OPTIONS)


def test_honest_upload_is_mapped_and_not_held() -> None:
    content = b"id,text\n" + b"1,a text of some length\n" * 500_000
    before = pa.total_allocated_bytes()
    upload = UploadReader(Path("uploads")).read("mine.csv", content)
    assert upload.table.num_rows == 500_000
    assert upload.table["text"][499_999].as_py() == "a text of some length"
    assert pa.total_allocated_bytes() - before < 100_000
    assert list(Path("uploads").iterdir()) == []


def test_leftovers_of_a_killed_page_are_removed() -> None:
    for name in ("reading-old", "reading-new", "other"):
        Path("uploads", name).mkdir(parents=True)
    os.utime("uploads/reading-old", (0, 0))
    UploadReader(Path("uploads"))
    assert {path.name for path in Path("uploads").iterdir()} == {"reading-new", "other"}


def test_sparse_workbook_is_small() -> None:
    assert len(sparse_xlsx()) < 2_000
