"""What a service has for its jobs."""

from dataclasses import dataclass
from datetime import timedelta

from ...settings import ServingSettings
from .intake import IntakeLimits, JobIntake
from .store import JobStore
from .supervisor import RunnerSupervisor


@dataclass(frozen=True)
class Jobs:
    """The parts of a service that deal with jobs.

    Attributes:
        store: the jobs on the disk.
        intake: accepts new ones.
        supervisor: has them worked on while the service runs.
    """

    store: JobStore
    intake: JobIntake
    supervisor: RunnerSupervisor

    @classmethod
    def of(cls, settings: ServingSettings) -> "Jobs | None":
        """Build the parts; None where JOBS_DIR says that there are no jobs. Nothing is written or started yet."""
        if settings.jobs_folder is None:
            return None
        store = JobStore(settings.jobs_folder, timedelta(hours=settings.job_retention))
        limits = IntakeLimits(settings.job_queue_size, settings.job_queue_per_key, settings.job_max_bytes)
        return cls(store, JobIntake(store, limits), RunnerSupervisor(store, settings))
