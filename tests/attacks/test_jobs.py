"""Jobs that are sent to fill the disk, hold up the service, or reach what they should not."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from twitter_sentiment.bulk.file_lock import FileLock
from twitter_sentiment.service.jobs.form import MAX_OVERHEAD_BYTES
from twitter_sentiment.service.jobs.record import StoredJob
from twitter_sentiment.service.jobs.store import JobStore
from twitter_sentiment.service.jobs.work import work_on

from ..running import Running, free_port, running_api
from ..service.clients import fast_model_settings
from ..service.jobs.sending import files_below, job_store, stored_job
from ..service.processes import assert_healthy
from ..waiting import wait_until
from .hostile_files import zip_bomb_xlsx
from .wire import connect, exchange, read_reply

BOUNDARY = b"-----------------boundary"
PART = b"--%s\r\nContent-Disposition: form-data; name=" % BOUNDARY
FILE = PART + b'"file"; filename="secret-name.csv"\r\n\r\ntext\nsecret text\n\r\n'
END = b"--%s--\r\n" % BOUNDARY
HEAD = b"POST /jobs HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=%s\r\n"
PAUSE_SECS = 1.5


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("jobs")


@pytest.fixture(scope="module")
def api(folder: Path) -> Iterator[Running]:
    """The API with impatient limits; after the attacks, it is healthy, and nothing is left or was logged."""
    lock = FileLock(folder / "runner.lock")
    limits = {"REQUEST_TIMEOUT": str(PAUSE_SECS), "JOB_MAX_BYTES": "3000000"}
    with running_api(free_port(), JOBS_DIR=str(folder), **limits) as api:
        yield api
        assert_healthy(api)
        assert "secret" not in api.log
        assert "boundary" not in api.log
    lock.release()
    assert files_below(folder) <= {"runner.lock", "admission.lock"}


def form(*parts: bytes, boundary: bytes = BOUNDARY) -> bytes:
    body = b"".join(parts)
    return HEAD % boundary + b"Content-Length: %d\r\n\r\n" % len(body) + body


def many(part: bytes, size: int = 2_000_000) -> bytes:
    return part * (size // len(part))


FORMS = {
    "thousands of parts": (form(many(PART + b'"a"\r\n\r\nb\r\n'), FILE, END), 422),
    "two files": (form(FILE, FILE, END), 422),
    "no file": (form(END), 422),
    "long field": (form(PART + b'"scores"\r\n\r\n' + b"t" * 100_000 + b"\r\n", FILE, END), 422),
    "many headers": (form(PART + b'"file"\r\n' + many(b"a: b\r\n") + b"\r\nx\r\n", END), 400),
    "long header": (form(PART + b'"file"\r\nx: ' + b"y" * 2_000_000 + b"\r\n\r\nx\r\n", END), 400),
    "long header name": (form(PART + b'"file"\r\n' + b"y" * 2_000_000), 400),
    "blanks behind boundary": (form(b"--" + BOUNDARY + b" " * 2_000_000 + b"\r\n", FILE, END), 400),
    "blanks behind file": (form(FILE, b"--" + BOUNDARY + b" " * 2_000_000), 413),
    "epilogue": (form(FILE, END, b"x" * (2 * MAX_OVERHEAD_BYTES)), 413),
    "preamble": (form(b"\r\n" * 1_000_000, FILE, END), 413),
    "no end": (form(FILE), 400),
    "empty": (form(b""), 400),
    "no boundary": (form(FILE, END, boundary=b""), 400),
    "short boundary": (form(FILE, END, boundary=b"a"), 400),
    "long boundary": (form(FILE, END, boundary=b"a" * 1_000), 400),
    "other boundary": (form(FILE, END, boundary=b"another-boundary"), 400),
    "file like a form": (form(FILE.rstrip(), many(b"\r\n--" + BOUNDARY + b"x"), b"\r\n", END), 202),
}


@pytest.mark.e2e
@pytest.mark.parametrize("name", FORMS)
def test_hostile_form_is_refused(api: Running, folder: Path, name: str) -> None:
    request_bytes, status = FORMS[name]
    started = time.perf_counter()
    reply = exchange(api, request_bytes)
    assert reply.statuses in ([status], [])  # what the client had not sent yet may discard the response
    assert time.perf_counter() - started < 20
    if status == 202:  # nothing but a file that looks like the form around it
        job_id = reply.text.partition('{"id":"')[2][:32]
        for _ in range(2):  # first it is canceled, then removed
            exchange(api, b"DELETE /jobs/%s HTTP/1.1\r\nHost: x\r\n\r\n" % job_id.encode())
    assert not list(folder.glob(".staging/*"))


@pytest.mark.e2e
@pytest.mark.parametrize(
    "path",
    [
        b"/jobs/../../etc/passwd",
        b"/jobs/..%2f..%2fetc%2fpasswd",
        b"/jobs/%2e%2e",
        b"/jobs/%00",
        b"/jobs/*/result",
        b"/jobs/..%2Fopen/result",
        b"/jobs/" + b"a" * 5_000,
    ],
)
def test_hostile_id_is_404(api: Running, path: bytes) -> None:
    for method in (b"GET", b"DELETE"):
        (status,) = exchange(api, b"%s %s HTTP/1.1\r\nHost: x\r\n\r\n" % (method, path)).statuses
        assert status in (404, 405)


@pytest.mark.e2e
@pytest.mark.slow
def test_upload_that_pauses_or_drips_is_ended(api: Running, folder: Path) -> None:
    paused, dripping = connect(api), connect(api)
    with paused, dripping:
        for connection in (paused, dripping):
            connection.sendall(HEAD % BOUNDARY + b"Content-Length: 2000000\r\n\r\n" + FILE)
        with suppress(ConnectionError):  # refused while it still sends
            for _ in range(20):
                dripping.sendall(b"x")
                time.sleep(PAUSE_SECS / 5)
        assert "Nothing was sent for 1.5 s." in read_reply(paused).text
        assert read_reply(dripping).statuses in ([408], [])
    assert not list(folder.glob(".staging/*"))


@pytest.mark.e2e
def test_half_sent_upload_leaves_nothing(api: Running, folder: Path) -> None:
    for ending in (socket.SHUT_WR, socket.SHUT_RDWR):
        with connect(api) as connection:
            connection.sendall(HEAD % BOUNDARY + b"Content-Length: 2000000\r\n\r\n" + FILE)
            wait_until(lambda: bool(list(folder.glob(".staging/*"))))
            connection.shutdown(ending)
        wait_until(lambda: not list(folder.glob(".staging/*")))


@pytest.mark.e2e
@pytest.mark.slow
def test_result_that_nobody_reads_is_cut_off(api: Running, folder: Path) -> None:
    job = stored_job(JobStore(folder, timedelta(hours=1)))
    job.result.write_bytes(b"x" * 50_000_000)  # more than the kernel takes for a client
    job.end("completed", result_sha256="")
    path = f"/jobs/{job.id}"
    with connect(api) as stalled:
        stalled.sendall(f"GET {path}/result HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        wait_until(lambda: "/result 499 " in api.log)
    assert exchange(api, f"DELETE {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()).statuses == [204]


@pytest.mark.slow
def test_zip_bomb_is_a_sentence() -> None:
    job = stored_job(job_store(), zip_bomb_xlsx(), "bomb.xlsx")
    work_on(job, fast_model_settings(job_max_bytes=100_000_000))
    ended = StoredJob.read(job.folder)
    assert ended
    assert ended.state.status == "failed"
    assert ended.state.error == "bomb.xlsx becomes larger than 400 MB when it is unpacked: split it."
    assert files_below(job.folder) == {"options.json", "state.json"}
