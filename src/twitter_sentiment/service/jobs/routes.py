"""The endpoints of jobs."""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import anyio
from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Header, HTTPException, Query, Request, Response
from fastapi.responses import FileResponse
from pydantic import ValidationError
from starlette.requests import ClientDisconnect

from ...api_types import NDJSON, Problem, ValidationProblem
from ...files.atomic import DISK_FULL
from ...job_types import Job, JobList, JobOptions
from ..dependencies import ClassifierDep, StateDep
from ..middleware.auth import API_CLIENT
from ..middleware.timeout import CLIENT_DISCONNECTED
from ..problems import validation_details
from ..refusals import describe_problem
from ..state import AppState
from .form import CLOSE, FILE_PART
from .intake import Sender, disk_full, key_hash
from .jobs import Jobs
from .record import JobRequest, StoredJob
from .store import OPEN_CLIENT
from .upload import FORM, Upload, UploadLimits, receive_upload, require_declared_size

POLL_SECS = 2
"""What `Retry-After` says about a result that is not there yet."""

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "json": "application/json",
    "jsonl": NDJSON,
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

_RANGE = re.compile(r"bytes=(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))")

_BINARY = {"type": "string", "format": "binary"}
_FIELDS = JobOptions.model_json_schema()["properties"]
_REQUEST_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        FORM: {
            "schema": {
                "type": "object",
                "properties": {FILE_PART: _BINARY | {"description": "A table of any format that `batch` reads"}}
                | _FIELDS,
                "required": [FILE_PART],
                "additionalProperties": False,
            }
        },
        NDJSON: {"schema": _BINARY | {"description": "A JSON object a line; options are in the query"}},
    },
}
_NO_JOBS: dict[int | str, dict[str, Any]] = {501: describe_problem("This service takes no jobs")}
_UNKNOWN = _NO_JOBS | {404: describe_problem("There is no such job of this key")}
_FILES: dict[str, Any] = {media_type.partition(";")[0]: {"schema": _BINARY} for media_type in MEDIA_TYPES.values()}

jobs_router = APIRouter(tags=["jobs"])
"""Endpoints that need a key if API_KEYS is set."""


async def require_jobs(state: StateDep) -> Jobs:
    """Return what the service has for jobs.

    Raises:
        HTTPException: 501, since it has nothing.
    """
    if state.jobs is None:
        detail = "This service takes no jobs: its JOBS_DIR is none, since it has no folder that its replicas share."
        raise HTTPException(501, detail, CLOSE)
    return state.jobs


JobsDep = Annotated[Jobs, Depends(require_jobs)]


async def require_job(http: Request, jobs: JobsDep, job_id: str) -> StoredJob:
    """Return a job of the client.

    Raises:
        HTTPException: 404, since there is none of this id, or it belongs to another key.
    """
    job = await run_sync(jobs.store.find, http.scope.get(API_CLIENT, OPEN_CLIENT), job_id)
    if job is None:
        raise HTTPException(404, "There is no such job: its id is wrong, or its time is over.")
    return job


JobDep = Annotated[StoredJob, Depends(require_job)]


@jobs_router.post(
    "/jobs",
    status_code=202,
    openapi_extra={"requestBody": _REQUEST_BODY},
    responses=_NO_JOBS
    | {
        202: {"headers": {"Location": {"description": "Path of the job", "schema": {"type": "string"}}}},
        400: describe_problem("The form can't be read"),
        408: describe_problem("The file was sent too slowly"),
        409: describe_problem("The Idempotency-Key was used for another job"),
        413: describe_problem("The file is too large"),
        415: describe_problem("The body is neither a form nor NDJSON"),
        422: {"model": ValidationProblem, "description": "An option is invalid, or the form has no file"},
        429: describe_problem("This key has too many jobs, or too many requests"),
        503: {"model": Problem, "description": "Too many jobs are waiting, or the service is not ready"},
        507: describe_problem("The disk has no room for the file"),
    },
)
async def create_job(
    http: Request,
    response: Response,
    query: Annotated[JobOptions, Query()],
    classifier: ClassifierDep,
    jobs: JobsDep,
    state: StateDep,
    idempotency_key: Annotated[
        str | None,
        Header(
            pattern=r"^[\x21-\x7e]{1,255}$",
            description="Makes it safe to send a job again: the same key gives the same job",
        ),
    ] = None,
) -> Job:
    """Accept a file to predict in the background: as a form, or as rows of JSON with the options in the query.

    Where both name an option, that of the form counts. The rate limit counts a job as one text, however many it has.
    """
    declared_bytes = require_declared_size(http, jobs.intake.limits.max_bytes)
    sender = _sender(http, idempotency_key)
    with state.shutdown.track_request(), jobs.intake.uploading():
        staged = await run_sync(jobs.intake.stage, sender, declared_bytes)
        try:
            upload = await _receive(http, jobs, staged / "work" / "upload", state)
            options = _options(query, upload)
            request = JobRequest(
                name=upload.name,
                size=upload.size,
                sha256=upload.sha256,
                options=options,
                neutral=state.use_neutral(classifier, options.neutral),
                created_at=datetime.now(UTC),
            )
            job = await run_sync(jobs.intake.admit, staged, sender, request)
        except OSError as error:
            if error.errno not in DISK_FULL:
                raise
            raise disk_full() from None
        finally:
            with anyio.CancelScope(shield=True):
                await run_sync(shutil.rmtree, staged, True)  # if it was not admitted
    jobs.supervisor.notify()
    response.headers["Location"] = f"/jobs/{job.id}"
    return job.view(jobs.store.retention)


@jobs_router.get("/jobs", responses=_NO_JOBS | {404: describe_problem("This service has no keys, and so no lists")})
async def list_jobs(http: Request, jobs: JobsDep) -> JobList:
    """List the jobs of this key, the newest first."""
    if (client := http.scope.get(API_CLIENT)) is None:
        raise HTTPException(404, "Jobs are listed by key, and this service has none: keep the ids of your jobs.")
    found = await run_sync(jobs.store.list, client)
    return JobList(jobs=[job.view(jobs.store.retention) for job in found])


@jobs_router.get("/jobs/{job_id}", responses=_UNKNOWN)
async def get_job(job: JobDep, jobs: JobsDep) -> Job:
    """How far a job has come."""
    return job.view(jobs.store.retention)


@jobs_router.get(
    "/jobs/{job_id}/result",
    response_class=FileResponse,
    responses=_UNKNOWN
    | {
        200: {"content": _FILES, "description": "The predictions, in the format of the job"},
        206: {"content": _FILES, "description": "The range that `Range` names"},
        304: {"description": "The client has it already, as `If-None-Match` says"},
        409: describe_problem("There is no result yet, or there will be none"),
        416: describe_problem("The range is behind the end of the result"),
    },
)
async def get_job_result(http: Request, job: JobDep, jobs: JobsDep) -> Response:
    """Fetch the predictions of a completed job, or a range of their bytes."""
    view = job.view(jobs.store.retention)
    if view.status != "completed":
        raise _no_result(view)
    etag = f'"{job.state.result_sha256}"'
    known = {each.strip().removeprefix("W/") for each in http.headers.get("If-None-Match", "").split(",")}
    if known & {etag, "*"}:
        return Response(status_code=304, headers={"ETag": etag})
    try:
        status = await run_sync(job.result.stat)
    except FileNotFoundError:
        raise HTTPException(404, "The job was removed.") from None
    _limit_ranges(http, status.st_size)
    kind = job.request.options.format
    return FileResponse(
        job.result,
        media_type=MEDIA_TYPES[kind],
        filename=f"predictions.{kind}",
        stat_result=status,
        headers={"ETag": etag},
    )


@jobs_router.delete("/jobs/{job_id}", status_code=204, responses=_UNKNOWN)
async def delete_job(job: JobDep, jobs: JobsDep) -> None:
    """Cancel a job that has not ended, or remove one that has; its texts and its result are removed in both cases."""
    await run_sync(jobs.store.remove, job)


def _sender(http: Request, idempotency_key: str | None) -> Sender:
    client = http.scope.get(API_CLIENT)
    # Without keys, strangers must not meet in the same Idempotency-Key by chance.
    address = (http.scope.get("client") or ("unknown",))[0]
    hashed = key_hash(client or address, idempotency_key) if idempotency_key else None
    return Sender(client or OPEN_CLIENT, client is not None, hashed)


async def _receive(http: Request, jobs: Jobs, path: Path, state: AppState) -> Upload:
    limits = UploadLimits(jobs.intake.limits.max_bytes, state.settings.request_timeout)
    try:
        return await receive_upload(http, path, limits, lambda: jobs.intake.require_disk(path.parent, 0))
    except ClientDisconnect:
        http.scope[CLIENT_DISCONNECTED] = True
        raise HTTPException(400, "The client has left.") from None


def _options(query: JobOptions, upload: Upload) -> JobOptions:
    """Join the options of the query and of the form.

    Raises:
        HTTPException: 422, since one of the form is invalid.
    """
    try:
        return JobOptions.model_validate(query.model_dump(exclude_unset=True) | upload.fields)
    except ValidationError as error:
        problems = error.errors(include_input=False, include_url=False, include_context=False)
        details = validation_details({**problem, "loc": ("body", *problem["loc"])} for problem in problems)
        raise HTTPException(422, details) from None


def _no_result(view: Job) -> HTTPException:
    if view.error:
        return HTTPException(409, view.error)
    words = {"queued": "The job waits for its turn", "in_progress": "The job is not completed yet"}[view.status]
    counts = view.counts
    progress = f", {counts.completed + counts.failed:,} of {counts.total:,} rows are done" if counts.total else ""
    return HTTPException(409, f"{words}{progress}: ask again later.", {"Retry-After": str(POLL_SECS)})


def _limit_ranges(http: Request, size: int) -> None:
    """Ignore a header `Range` that is not one range of bytes, as RFC 9110 allows; several could ask for the file often.

    Raises:
        HTTPException: 416, since the range is behind the end.
    """
    sent = http.headers.get("Range")
    if sent is None:
        return
    match = _RANGE.fullmatch(sent.strip().lower())
    start, end, last = match.groups() if match else (None, None, None)
    if not match or (start and end and int(start) > int(end)):
        http.scope["headers"] = [header for header in http.scope["headers"] if header[0] != b"range"]
    elif (start and int(start) >= size) or (last and not min(int(last), size)):
        raise HTTPException(416, f"The result has {size:,} bytes.", {"Content-Range": f"bytes */{size}"})
