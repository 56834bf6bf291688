"""What travels over HTTP about jobs: files that are predicted in the background."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, WithJsonSchema

JobStatus = Literal["queued", "in_progress", "completed", "failed", "cancelled"]


def _parse_flag(value: Any) -> Any:
    """Read a flag of a form or of a query, which has no types; pydantic alone would also take `on`, `y`, `1` …"""
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


Flag = Annotated[StrictBool, BeforeValidator(_parse_flag, json_schema_input_type=bool)]


class JobOptions(BaseModel):
    """What a job may be told beside its file."""

    model_config = ConfigDict(extra="forbid")

    # A form and a query hold no null: an option that is not sent has its default.
    text_column: Annotated[str | None, WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 1_000})] = Field(
        None,
        min_length=1,
        max_length=1_000,
        description="Column that holds the texts; `text` by default, or the only one that is named like it",
    )
    neutral: Annotated[Flag | None, WithJsonSchema({"type": "boolean"})] = Field(
        None, description="Choose from three classes; the default is the setting NEUTRAL"
    )
    scores: Flag = Field(False, description="Write the probability of each class too")
    keep_columns: Flag = Field(False, description="Copy the other columns too")
    format: Literal["csv", "tsv", "json", "jsonl", "parquet", "xlsx"] = Field("csv", description="Format of the result")


class JobCounts(BaseModel):
    """The rows of a job's file."""

    total: int = Field(0, ge=0, description="All rows; 0 until the file is read", examples=[100_000])
    completed: int = Field(0, ge=0, description="Rows with a prediction", examples=[41_984])
    failed: int = Field(0, ge=0, description="Rows without text, whose prediction is empty", examples=[16])


class Job(BaseModel):
    """A file that is predicted in the background."""

    id: str = Field(examples=["kq3v0ZL3mXo2zPp7bY1rT8dGf5uQeJ9s"])
    status: JobStatus
    counts: JobCounts
    created_at: datetime
    expires_at: datetime | None = Field(
        description="When an ended job is removed, with its result; null before its end"
    )
    error: str | None = Field(description="Why there is no result", examples=["tweets.csv has no column 'text'."])


class JobList(BaseModel):
    """The jobs of a key, the newest first."""

    jobs: list[Job]
