"""Jobs on the disk: who ends and removes them, and which one is next."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from twitter_sentiment.service.jobs.record import StoredJob
from twitter_sentiment.service.jobs.runner import MAX_ATTEMPTS, claim
from twitter_sentiment.service.jobs.store import JobStore

from .sending import files_below, job_store, stored_job


def read(job: StoredJob) -> StoredJob:
    current = StoredJob.read(job.folder)
    assert current
    return current


def test_next_job_is_one_that_was_begun_else_the_oldest() -> None:
    store = job_store()
    jobs = [stored_job(store) for _ in range(3)]
    jobs[2].write_state(jobs[2].state.model_copy(update={"status": "in_progress"}))
    with claim(store) as begun, claim(store) as oldest:  # what one has locked, the other leaves alone
        assert begun
        assert oldest
        assert (begun.id, oldest.id) == (jobs[2].id, jobs[0].id)
        begun.end("completed")
        oldest.end("failed", "It is no table.")
    with claim(store) as last:
        assert last
        assert last.id == jobs[1].id
        assert read(last).state.status == "in_progress"


def test_job_that_ends_its_runner_three_times_is_failed() -> None:
    store = job_store()
    stored_job(store)
    for _ in range(MAX_ATTEMPTS):
        with claim(store) as job:  # a runner that is killed leaves it as it is
            assert job
    with claim(store) as job:
        assert job is None
    (failed,) = store.list("open")
    assert failed.state.status == "failed"
    assert "has ended 3 times at the same place" in str(failed.state.error)
    assert not failed.work.exists()


def test_job_that_gets_further_is_tried_again() -> None:
    store = job_store()
    waiting = stored_job(store)
    for rows in range(1, 8):
        with claim(store) as job:
            assert job
            counts = job.state.counts.model_copy(update={"total": 100, "completed": rows})
            job.write_state(read(job).state.model_copy(update={"counts": counts}))
    assert read(waiting).state.attempts == 1


def test_job_in_work_is_cancelled_by_its_runner() -> None:
    store = job_store()
    stored_job(store)
    with claim(store) as job:
        assert job
        store.remove(job)
        store.remove(job)  # asking again changes nothing
        assert read(job).view(store.retention).status == "cancelled"
        assert job.upload.exists()
        job.result.write_text("text\n")
        job.end("completed")  # it had just come to its end
    assert read(job).state.status == "cancelled"
    assert not job.result.exists()
    assert not job.work.exists()


def test_cancelled_job_of_a_killed_runner_is_not_run() -> None:
    store = job_store()
    stored_job(store)
    with claim(store) as job:
        assert job
        store.remove(job)
    with claim(store) as next_job:
        assert next_job is None
    assert read(job).state.status == "cancelled"


def test_expired_jobs_and_leftovers_are_removed() -> None:
    store = job_store(timedelta(hours=1))
    waiting, kept, expired = (stored_job(store) for _ in range(3))
    for job, hours in ((kept, 0.9), (expired, 1.1)):
        job.end("completed", ended_at=datetime.now(UTC) - timedelta(hours=hours))
    upload, old_upload = (store.stage() / "work" / "upload" for _ in range(2))
    broken = store.folder / "open" / "broken-broken-broken"
    broken.mkdir()
    for file in (upload, old_upload):
        file.touch()
    for path in (old_upload, old_upload.parent.parent, broken):
        os.utime(path, (0, 0))
    store.remove_expired()
    assert {job.id for job in store.list("open")} == {waiting.id, kept.id}
    assert not broken.exists()
    assert set((store.folder / ".staging").iterdir()) == {upload.parent.parent}


def test_half_written_jobs_are_nobodys() -> None:
    store = job_store()
    job = stored_job(store)
    (job.folder / "state.json").write_text('{"status": "qu')
    assert store.find("open", job.id) is None
    assert store.list("open") == []
    with claim(store) as claimed:
        assert claimed is None
    store.remove(job)
    assert files_below(Path("jobs")) == set()


def test_unknown_ids_are_not_paths() -> None:
    store = JobStore(Path("jobs"), timedelta(hours=1))
    job = stored_job(store)
    for wrong in ("", ".", "..", f"../open/{job.id}", f"{job.id}/", "*" * 32, job.id[:-1]):
        assert store.find("open", wrong) is None
    assert store.find("other", job.id) is None
