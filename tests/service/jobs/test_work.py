"""What is done for a job, in the process of the test: the results and the errors are those of `batch`."""

import random
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from twitter_sentiment.errors import InputError
from twitter_sentiment.files.options import ReadOptions
from twitter_sentiment.files.table import open_table
from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.job_types import JobOptions
from twitter_sentiment.service.jobs.record import StoredJob
from twitter_sentiment.service.jobs.work import work_on

from ...small_disk import mounted_disk
from ..clients import fast_model_settings
from .sending import batch_result, files_below, job_store, stored_job

pytestmark = pytest.mark.slow

TYPED = "id,text,n,day,price\n007,=1+1 is good,1,2024-01-02,1.50\n008,,2,2024-01-03,2.25\n009,bad “quotes”,,,x\n"


def run(content: bytes, name: str, options: JobOptions) -> StoredJob:
    """Run a job to its end."""
    job = stored_job(job_store(), content, name, options)
    work_on(job, fast_model_settings())
    ended = StoredJob.read(job.folder)
    assert ended
    assert not ended.work.exists()
    return ended


def batch_error(name: str, text_column: str | None) -> str | None:
    """Return what `batch` says about a file."""
    try:
        open_table(name, ReadOptions(text_column=text_column)).require_text_column()
    except InputError as error:
        return str(error)
    return None


def test_result_equals_batch(classifier: SentimentClassifier) -> None:
    Path("in.csv").write_text(TYPED)
    job = run(TYPED.encode(), "in.csv", JobOptions(scores=True, keep_columns=True))
    assert job.state.counts.model_dump() == {"total": 3, "completed": 2, "failed": 1}
    expected = batch_result(classifier, Path("in.csv"), "out.csv", scores=True)
    assert job.result.read_bytes() == expected


def test_typed_table_keeps_its_types(classifier: SentimentClassifier) -> None:
    pq.write_table(pa.table({"n": [1.0, 2.5], "text": ["good", "bad"], "tags": [["a"], []]}), "in.parquet")
    job = run(Path("in.parquet").read_bytes(), "in.parquet", JobOptions(format="jsonl", keep_columns=True))
    assert job.result.read_bytes() == batch_result(classifier, Path("in.parquet"), "out.jsonl")


@pytest.mark.parametrize(
    ("name", "content", "text_column"),
    [
        ("in.csv", b"a,b\n1,2\n", None),
        ("in.csv", b"text,b\n1,2\n", "tweet"),
        ("in.csv", b"", None),
        ("in.pdf", b"%PDF-1.7 \x00\x01", None),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + random.Random(0).randbytes(2_000), None),
    ],
)
def test_unusable_file_fails_with_the_sentence_of_batch(name: str, content: bytes, text_column: str | None) -> None:
    Path(name).write_bytes(content)
    job = run(content, name, JobOptions(text_column=text_column))
    assert (job.state.status, job.state.error) == ("failed", batch_error(name, text_column))
    assert job.state.error
    assert files_below(job.folder) == {"options.json", "state.json"}


def test_full_disk_fails_the_job_with_a_sentence() -> None:
    draw = random.Random(1)
    rows = b"".join(b"%d,%s\n" % (row, draw.randbytes(400).hex().encode()) for row in range(180))
    with mounted_disk(Path("jobs")):
        job = stored_job(job_store(), b"id,text\n" + rows)
        work_on(job, fast_model_settings())
        ended = StoredJob.read(job.folder)
        assert ended
        assert ended.state.status == "failed"
        assert re.search("The disk of the service is full|No space left on device", str(ended.state.error))
        assert str(job.folder) not in str(ended.state.error)
        assert not ended.work.exists()


def test_job_that_is_cancelled_in_work_keeps_no_text() -> None:
    store = job_store()
    job = stored_job(store)
    lock = job.locked()
    store.remove(job)  # the runner has the lock: it has to see to it
    work_on(job, fast_model_settings())
    lock.release()
    ended = StoredJob.read(job.folder)
    assert ended
    assert (ended.state.status, ended.state.error) == ("cancelled", "The job was cancelled.")
    assert files_below(job.folder) == {"cancel", "lock", "options.json", "state.json"}
