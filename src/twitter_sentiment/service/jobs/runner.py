"""The process that works on one job: `python -m twitter_sentiment.service.jobs.runner`.

The service writes the settings as a line of JSON to its standard input, and holds that open: its end is the end of the
service. Nothing heavy is imported before there is a job.
"""

import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

from ...errors import ModelError
from ...settings import ServingSettings
from ..logs import configure_logs, describe_unexpected
from .record import CANCELLED, StoredJob
from .store import JobStore
from .supervisor import NOTHING_TO_DO

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
"""A job that ends its runner so often at the same place is not tried again."""

_NICENESS = 19
_OOM_SCORE = "500"
"""If memory runs out, this process ends before the service does."""


class Stopped(BaseException):
    """The service stops: the job is continued after its next start."""


def main() -> int:
    """Work on the next job; return the exit code."""
    settings = ServingSettings(**json.loads(sys.stdin.buffer.readline()))
    configure_logs(settings)
    _end_with_service()
    lower_priority()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes of a terminal
    signal.signal(signal.SIGTERM, _raise_stopped)  # with this, the service stops its runner
    with claim(JobStore(settings.jobs_dir, timedelta(hours=settings.job_retention))) as job:
        if job is None:
            return NOTHING_TO_DO
        logger.info("Job %s begins, or goes on.", job.log_name)
        try:
            from .work import work_on

            work_on(job, settings)
        except Stopped:
            _requeue(job)
        except ModelError as error:
            logger.error("Job %s can't go on: %s", job.log_name, error)
            return 1
        except Exception as error:
            logger.error("Job %s: unexpected %s", job.log_name, describe_unexpected(error))
            return 1
    return 0


def lower_priority() -> None:
    """Let this process run only where nobody else needs a core, and end first where memory is short."""
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    if sys.platform == "linux":
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(_OOM_SCORE)


@contextmanager
def claim(store: JobStore) -> Iterator[StoredJob | None]:
    """Lock the next job: one that was begun, else the oldest; None if there is none.

    What needs no work is ended here: a job that was canceled, and one that has ended too many runners.
    """
    jobs = list(filter(None, map(StoredJob.read, store.unfinished())))
    jobs.sort(key=lambda job: (job.state.status != "in_progress", job.request.created_at))
    for waiting in jobs:
        try:
            lock = waiting.locked()
        except BlockingIOError:
            continue
        try:
            if job := _begin(waiting):
                yield job
                return
        finally:
            lock.release()
    yield None


def _begin(waiting: StoredJob) -> StoredJob | None:
    """Record that a runner begins with a job; None if there is nothing to do any more."""
    job = StoredJob.read(waiting.folder)
    if job is None:
        return None
    if job.state.ended:  # and the runner that ended it was killed before it had cleaned up
        job.clean()
        return None
    if job.cancel_requested:
        job.end("cancelled", CANCELLED)
        return None
    counts = job.state.counts
    reached = counts.completed + counts.failed + bool(counts.total)
    attempts = 1 if reached > job.state.furthest else job.state.attempts + 1
    if attempts > MAX_ATTEMPTS:
        logger.error("Job %s has ended its process %d times at the same place.", job.log_name, MAX_ATTEMPTS)
        job.end(
            "failed",
            f"The process that reads and predicts this file has ended {MAX_ATTEMPTS} times at the same place: "
            "check the file, or split it.",
        )
        return None
    furthest = max(reached, job.state.furthest)
    job.write_state(job.state.model_copy(update={"status": "in_progress", "attempts": attempts, "furthest": furthest}))
    return job


def _requeue(job: StoredJob) -> None:
    """Let the next runner go on with a job, unless it has just ended."""
    current = StoredJob.read(job.folder)
    if current and not current.state.ended:
        job.write_state(current.state.model_copy(update={"status": "queued", "attempts": 0}))


def _raise_stopped(*_: object) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Stopped


def _end_with_service() -> None:
    def watch() -> None:
        while sys.stdin.buffer.read(1):
            pass
        os._exit(1)

    threading.Thread(target=watch, name="service-watch", daemon=True).start()


if __name__ == "__main__":
    try:
        exit_code = main()
    except Stopped:  # before it had a job
        exit_code = NOTHING_TO_DO
    logging.shutdown()
    os._exit(exit_code)  # threads of the model need not be waited for
