"""A file in work: chosen, on its way, or done. The bulk tab and the measuring box share it."""

from dataclasses import dataclass, field
from datetime import timedelta

import pandas as pd
import streamlit as st

from ..errors import InputError
from ..table_files import ANSWER_COLUMNS, name_beside_answers
from .file_job import FileJob
from .uploads import ENDINGS, read_upload

_PROGRESS_SECS = 0.5


@dataclass
class Work:
    """One file and its job.

    Attributes:
        name: the file's name.
        table: its rows, and `text_column` the column whose texts the job predicts, in their order.
        truths: the class each row is labelled with, where the model is to be measured.
    """

    name: str
    table: pd.DataFrame
    text_column: str
    job: FileJob
    truths: list[str] = field(default_factory=list)

    def results(self) -> pd.DataFrame:
        """A row for each text done so far: text, sentiment, confidence, and the other columns of the file."""
        answers = self.job.answers
        rows = self.table.iloc[: len(answers)].reset_index(drop=True)
        others = rows.drop(columns=self.text_column).rename(columns=name_beside_answers)
        answered = pd.DataFrame(
            {
                "text": rows[self.text_column],
                "sentiment": [answer and answer.sentiment for answer in answers],
                "confidence": [answer and answer.confidence for answer in answers],
            },
            columns=list(ANSWER_COLUMNS),
        )
        return pd.concat([answered.astype({"confidence": float}), others], axis=1)


@dataclass
class Desk:
    """A place for one file at a time.

    Attributes:
        purpose: what the place is for; it names its widgets.
        chosen: name and table of the file in the upload box; it stays when the box is not drawn.
        complaint: why the file in the box can't be used.
        uploads: how many files it had, since each needs an upload box of its own.
    """

    purpose: str
    chosen: tuple[str, pd.DataFrame] | None = None
    complaint: str = ""
    work: Work | None = None
    uploads: int = 0

    def clear(self) -> None:
        """Ends the work and makes room for another file."""
        if self.work:
            self.work.job.cancel()
        self.chosen = self.work = None
        self.uploads += 1

    def ask_for_file(self) -> tuple[str, pd.DataFrame] | None:
        """Draws the upload box; the name and the table of the file in it, None before there is a usable one."""
        key = f"{self.purpose}_file_{self.uploads}"
        st.file_uploader("A table with a column of texts", type=ENDINGS, key=key, on_change=self._read, args=(key,))
        if self.complaint:
            st.error(self.complaint, icon=":material/error:")
        return self.chosen

    def _read(self, key: str) -> None:
        self.chosen, self.complaint = None, ""
        if upload := st.session_state[key]:
            try:
                self.chosen = upload.name, read_upload(upload.name, upload.getvalue())
            except InputError as error:
                self.complaint = str(error)


@st.fragment(run_every=_PROGRESS_SECS)
def show_progress(desk: Desk) -> None:
    """How far the job is, with a button to end it; runs the page again when it has ended."""
    work = desk.work
    if work is None or not work.job.running:
        st.rerun()
    job = work.job
    done, left = len(job.answers), job.remaining_seconds
    told = f"{done:,} of {job.total:,} rows"
    if left is not None:
        told += f" · {job.rate:,.0f} rows/s · {_duration(left)} left"
    st.progress(done / max(1, job.total), text=told)
    if job.waiting_for:
        st.warning(f"{job.waiting_for} The work goes on by itself when it is back.", icon=":material/cloud_off:")
    st.button("Cancel", on_click=job.cancel, key=f"{desk.purpose}_cancel", icon=":material/cancel:")


def _duration(seconds: float) -> str:
    whole = timedelta(seconds=round(seconds))
    return f"{whole.seconds} s" if whole < timedelta(minutes=1) else str(whole)
