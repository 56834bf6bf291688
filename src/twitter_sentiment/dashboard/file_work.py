"""A file in work: chosen, on its way, or done. The bulk tab and the measuring box share it."""

import threading
from dataclasses import dataclass, field
from datetime import timedelta

import pandas as pd
import streamlit as st

from ..errors import InputError
from ..table_files import ANSWER_COLUMNS, name_beside_answers, unique_names
from .file_job import FileJob
from .look import escaped, tell_error
from .uploads import ENDINGS, read_upload

_PROGRESS_SECS = 0.5

Place = tuple[str, str]
"""Where a file in work is found: the id of the page's history, and the purpose."""


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
        results = pd.concat([answered.astype({"confidence": float}), others], axis=1)
        return results.set_axis(unique_names(results.columns), axis=1)


class Works:
    """The files in work of all pages. Each belongs to a page's address, and so outlives a refresh of the page."""

    MOST_KEPT = 40
    """Files in memory at once; of those that are done, the oldest make room for new ones."""

    def __init__(self) -> None:
        """Starts with none."""
        self._works: dict[Place, Work] = {}
        self._lock = threading.Lock()

    def find(self, place: Place) -> Work | None:
        """The file in work at a place."""
        return self._works.get(place)

    def begin(self, place: Place, work: Work) -> None:
        """Starts the work, unless there is one at this place already.

        Raises:
            InputError: so many files are on their way that another must wait.
        """
        with self._lock:
            if place in self._works:
                return
            done = [place for place, kept in self._works.items() if not kept.job.running]
            if len(self._works) >= self.MOST_KEPT:
                if not done:
                    raise InputError(f"{self.MOST_KEPT} files are in work at the moment: try again in a few minutes.")
                del self._works[done[0]]
            self._works[place] = work
            work.job.start()

    def clear(self, place: Place) -> None:
        """Ends the work at a place, and forgets it."""
        with self._lock:
            work = self._works.pop(place, None)
        if work:
            work.job.cancel()


@dataclass
class Desk:
    """Where one page chooses a file for one purpose.

    Attributes:
        works: where the file is found once it is in work.
        chosen: name and table of the file in the upload box; it stays when the box is not drawn.
        complaint: why the file in the box can't be used.
        uploads: how many files there were, since each needs an upload box of its own.
    """

    works: Works
    place: Place
    chosen: tuple[str, pd.DataFrame] | None = None
    complaint: str = ""
    uploads: int = 0

    @property
    def purpose(self) -> str:
        """What the file is for; it names the widgets."""
        return self.place[1]

    @property
    def work(self) -> Work | None:
        """The file in work here."""
        return self.works.find(self.place)

    def begin(self, work: Work) -> None:
        """Starts the work, unless another window of the same address was quicker."""
        try:
            self.works.begin(self.place, work)
        except InputError as error:
            self.complaint = str(error)
        else:
            self.chosen, self.complaint = None, ""

    def clear(self) -> None:
        """Ends the work and makes room for another file."""
        self.works.clear(self.place)
        self.chosen, self.complaint = None, ""
        self.uploads += 1

    def ask_for_file(self) -> tuple[str, pd.DataFrame] | None:
        """Draws the upload box; the name and the table of the file in it, None before there is a usable one."""
        key = f"{self.purpose}_file_{self.uploads}"
        st.file_uploader("A table with a column of texts", type=ENDINGS, key=key, on_change=self._read, args=(key,))
        if self.complaint:
            tell_error(self.complaint)
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
        told = f"{job.waiting_for} The work goes on by itself as soon as it can."
        st.warning(escaped(told), icon=":material/cloud_off:")
    st.button("Cancel", on_click=job.cancel, key=f"{desk.purpose}_cancel", icon=":material/cancel:")


def _duration(seconds: float) -> str:
    whole = timedelta(seconds=round(seconds))
    return f"{whole.seconds} s" if whole < timedelta(minutes=1) else str(whole)
