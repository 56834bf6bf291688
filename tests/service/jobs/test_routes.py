"""The endpoints of jobs: what is accepted and refused, and who sees what. No job is run here."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.job_types import JobOptions
from twitter_sentiment.service.jobs.store import JobStore

from ..clients import open_client
from .sending import TABLE, files_below, held_runner, send, stored_job

StartClient = Callable[..., TestClient]

FIRST = {"X-API-Key": "first-key"}
SECOND = {"X-API-Key": "second-key"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("jobs")


@pytest.fixture(scope="module")
def client(folder: Path, classifier: SentimentClassifier) -> Iterator[TestClient]:
    """A service with two keys, whose jobs stay queued."""
    settings = {"jobs_dir": folder, "api_keys": "first-key,second-key", "job_queue_per_key": 50}
    with held_runner(folder), open_client(load=lambda _: classifier, **settings) as client:
        client.headers |= FIRST
        yield client


@pytest.fixture
def start(classifier: SentimentClassifier, tmp_path: Path) -> Iterator[StartClient]:
    """Start services with settings of their own, which share a model and a folder; their jobs stay queued."""
    with ExitStack() as stack:
        stack.enter_context(held_runner(tmp_path / "jobs"))

        def start(**settings: Any) -> TestClient:
            arguments = {"jobs_dir": tmp_path / "jobs"} | settings
            return stack.enter_context(open_client(load=lambda _: classifier, **arguments))

        yield start


def test_job_is_accepted_with_its_location(client: TestClient) -> None:
    response = send(client, fields={"format": "parquet", "scores": "true"})
    job = response.json()
    assert response.status_code == 202
    assert response.headers["Location"] == f"/jobs/{job['id']}"
    assert job["status"] == "queued"
    assert job["counts"] == {"total": 0, "completed": 0, "failed": 0}
    assert (job["expires_at"], job["error"]) == (None, None)
    assert client.get(response.headers["Location"]).json() == job


def test_ndjson_takes_its_options_from_the_query(client: TestClient, folder: Path) -> None:
    body = b'{"text": "good"}\n{"text": "bad"}\n'
    headers = {"Content-Type": "application/x-ndjson"}
    response = client.post("/jobs?format=jsonl&neutral=true", content=body, headers=headers)
    assert response.status_code == 202
    (stored,) = folder.glob(f"*/{response.json()['id']}")
    assert (stored / "work" / "upload").read_bytes() == body
    options = json.loads((stored / "options.json").read_text())
    assert (options["options"]["format"], options["neutral"]) == ("jsonl", True)


@pytest.mark.parametrize(
    ("fields", "location"),
    [
        ({"format": "doc"}, ["body", "format"]),
        ({"scores": "yes"}, ["body", "scores"]),
        ({"text_column": ""}, ["body", "text_column"]),
        ({"model": "other"}, ["body", "model"]),
    ],
)
def test_invalid_field_of_form_is_422(
    client: TestClient, folder: Path, fields: dict[str, str], location: list[str]
) -> None:
    response = send(client, fields=fields)
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == location
    assert not list(folder.glob(".staging/*"))


def test_invalid_query_is_422_whatever_the_body(client: TestClient) -> None:
    response = client.post("/jobs?format=doc", content=b"{}", headers={"Content-Type": "application/x-ndjson"})
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["query", "format"]


def test_form_without_file_is_422(client: TestClient) -> None:
    response = client.post("/jobs", files={"scores": (None, "true")})
    assert response.json()["detail"][0] == {"type": "missing", "loc": ["body", "file"], "msg": "The form has no file"}


def test_other_content_type_is_415(client: TestClient) -> None:
    response = client.post("/jobs", content=TABLE, headers={"Content-Type": "text/csv"})
    assert response.status_code == 415
    assert "multipart/form-data" in response.json()["detail"]


def test_same_idempotency_key_gives_same_job(client: TestClient) -> None:
    key = {"Idempotency-Key": "once"}
    first = send(client, headers=key)
    again = send(client, headers=key)
    assert (again.status_code, again.json()) == (202, first.json())
    for response in (
        send(client, TABLE + b"3,other\n", headers=key),
        send(client, headers=key, fields={"scores": "true"}),
    ):
        assert response.status_code == 409
        assert "another file or other options" in response.json()["detail"]
    of_another = send(client, headers=key | SECOND)
    assert (of_another.status_code, of_another.json()["id"] != first.json()["id"]) == (202, True)


def test_job_of_another_key_is_404(client: TestClient) -> None:
    job_id = send(client).json()["id"]
    for method, path in (("GET", ""), ("GET", "/result"), ("DELETE", "")):
        assert client.request(method, f"/jobs/{job_id}{path}", headers=SECOND).status_code == 404
    assert job_id in [job["id"] for job in client.get("/jobs").json()["jobs"]]
    assert job_id not in [job["id"] for job in client.get("/jobs", headers=SECOND).json()["jobs"]]
    assert client.get(f"/jobs/{job_id}").json()["status"] == "queued"


def test_result_of_queued_job_is_409(client: TestClient) -> None:
    response = client.get(f"/jobs/{send(client).json()['id']}/result")
    assert response.status_code == 409
    assert response.json()["detail"] == "The job waits for its turn: ask again later."
    assert response.headers["Retry-After"] == "2"


def test_deleted_job_keeps_no_text(client: TestClient, folder: Path) -> None:
    job_id = send(client).json()["id"]
    (stored,) = folder.glob(f"*/{job_id}")
    assert client.delete(f"/jobs/{job_id}").status_code == 204
    job = client.get(f"/jobs/{job_id}").json()
    assert (job["status"], job["error"]) == ("cancelled", "The job was cancelled.")
    assert job["expires_at"] > job["created_at"]
    assert files_below(stored) == {"lock", "options.json", "state.json"}
    assert client.get(f"/jobs/{job_id}/result").json()["detail"] == "The job was cancelled."
    assert client.delete(f"/jobs/{job_id}").status_code == 204
    assert client.get(f"/jobs/{job_id}").status_code == 404
    assert not stored.exists()


def test_too_many_jobs_are_refused(start: StartClient) -> None:
    client = start(api_keys="first-key,second-key", job_queue_size=3, job_queue_per_key=2)
    key = FIRST | {"Idempotency-Key": "once"}
    assert [send(client, headers=headers).status_code for headers in (FIRST, key, FIRST)] == [202, 202, 429]
    assert send(client, headers=key).status_code == 202  # it is one of them
    assert [send(client, headers=SECOND).status_code for _ in range(2)] == [202, 503]
    refused = send(client, headers=FIRST)
    assert refused.json()["detail"].startswith("2 jobs of this key have not ended")
    assert refused.headers["Retry-After"] == "60"


def test_open_service_lists_no_jobs(start: StartClient) -> None:
    client = start()
    job = send(client).json()
    assert len(job["id"]) == 32
    assert client.get(f"/jobs/{job['id']}").status_code == 200
    assert client.get("/jobs").status_code == 404


def test_upload_over_its_limit_is_413(start: StartClient, tmp_path: Path) -> None:
    client = start(job_max_bytes=100_000)
    declared = send(client, b"x" * 200_000)
    undeclared = client.post(
        "/jobs", content=(b"x" * 10_000 for _ in range(11)), headers={"Content-Type": "application/x-ndjson"}
    )
    for response in (declared, undeclared):
        assert response.status_code == 413
        assert response.json()["detail"] == "The file is too large: at most 100,000 bytes are read."
    assert files_below(tmp_path / "jobs") == {"runner.lock"}


def test_upload_without_room_is_507(start: StartClient, tmp_path: Path) -> None:
    client = start(job_max_bytes=1 << 62)
    headers = {"Content-Type": "application/x-ndjson", "Content-Length": str(1 << 60)}
    response = client.post("/jobs", content=b"", headers=headers)
    assert response.status_code == 507
    assert "no room" in response.json()["detail"]
    assert files_below(tmp_path / "jobs") == {"runner.lock"}


def test_service_without_folder_takes_no_jobs(start: StartClient, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    switched_off = send(start(jobs_dir="none"))
    not_writable = send(start(jobs_dir=tmp_path / "file" / "jobs"))
    assert (switched_off.status_code, not_writable.status_code) == (501, 501)
    assert "JOBS_DIR is none" in switched_off.json()["detail"]
    assert "Not a directory" in not_writable.json()["detail"]


def test_result_is_sent_whole_in_ranges_or_not_again(start: StartClient, tmp_path: Path) -> None:
    client = start()
    job = stored_job(JobStore(tmp_path / "jobs", timedelta(hours=1)), options=JobOptions(format="tsv"))
    job.result.write_text("0123456789")
    job.end("completed", result_sha256="abc")
    path = f"/jobs/{job.id}/result"
    whole = client.get(path)
    assert (whole.status_code, whole.text, whole.headers["ETag"]) == (200, "0123456789", '"abc"')
    assert whole.headers["Content-Type"] == "text/tab-separated-values; charset=utf-8"
    assert whole.headers["Content-Disposition"] == 'attachment; filename="predictions.tsv"'
    assert client.get(path, headers={"If-None-Match": 'W/"other", "abc"'}).status_code == 304
    for sent, text, content_range in (
        ("bytes=8-", "89", "8-9"),
        ("bytes=-3", "789", "7-9"),
        ("bytes=2-3", "23", "2-3"),
    ):
        part = client.get(path, headers={"Range": sent, "If-Range": '"abc"'})
        assert (part.status_code, part.text) == (206, text)
        assert part.headers["Content-Range"] == f"bytes {content_range}/10"
    assert client.get(path, headers={"Range": "bytes=8-", "If-Range": '"other"'}).text == whole.text
