"""The upload of a file on one page and the progress of its job, for the analysis and the measurement."""

from datetime import timedelta

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import DeletedFile, UploadedFile

from ..errors import InputError
from ..files.options import count_of
from .job_registry import BulkJobFile, JobKey, JobRegistry
from .markup import escape_markdown
from .theme import show_error
from .uploads import FILE_TYPES, Upload, UploadReader

_PROGRESS_SECS = 0.5


class UploadSession:
    """One page's upload for one purpose: first a file in the upload box, then the job of that file.

    Attributes:
        key: identifies the job in the registry.
        upload: the file in the upload box; it stays while the box is not drawn.
        error: why the file in the box can't be used; otherwise empty.
        uploads: number of files so far, since each needs its own upload box.
        other_label: the button that takes the file in the box away.
    """

    other_label = "Another file"

    def __init__(self, registry: JobRegistry, reader: UploadReader, key: JobKey) -> None:
        """Start with an empty upload box, or with the job that the registry holds for the key."""
        self.key = key
        self.upload: Upload | None = None
        self.error = ""
        self.uploads = 0
        self._registry = registry
        self._reader = reader

    @property
    def purpose(self) -> str:
        """What the file is for; part of the keys of the widgets."""
        return self.key.purpose

    @property
    def file(self) -> BulkJobFile | None:
        """The file with its job; None before it is started."""
        return self._registry.get(self.key)

    def start(self, file: BulkJobFile) -> None:
        """Start the job of a file, unless another window with the same address was faster."""
        try:
            self._start_job(file)
        except InputError as error:
            self.error = str(error)
        else:
            self._clear_upload()

    def reset(self) -> None:
        """Cancel the job and show an empty upload box."""
        self._remove_job()
        self._clear_upload()
        self.uploads += 1

    def read(self, name: str, content: bytes | memoryview) -> None:
        """Read a file; where it can't be used, `error` says why."""
        self._clear_upload()
        try:
            self.upload = self._reader.read(name, content)
        except InputError as error:
            self.error = str(error)
        finally:
            self.uploads += 1

    def offer(self, upload: Upload) -> None:
        """Take a table that needs no reading as the upload."""
        self._clear_upload()
        self.upload = upload
        self.uploads += 1

    def show_uploader(self) -> Upload | None:
        """Draw the upload box, or the file and what must be said about it; return the file, None without a usable one.

        The box goes once its file was read, and the bytes of the file with it.
        """
        if self.upload is None:
            widget = f"{self.purpose}_file_{self.uploads}"
            st.file_uploader(
                "A table with a column of texts", type=FILE_TYPES, key=widget, on_change=self._read, args=(widget,)
            )
        else:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f":material/description: {escape_markdown(self.upload.name)}", width="content")
                st.button(self.other_label, on_click=self.reset, key=f"{self.purpose}_other")
        if self.error:
            show_error(self.error)
        if self.upload:
            for note in self.upload.notes:
                st.info(escape_markdown(note), icon=":material/info:")
        return self.upload

    def _read(self, widget: str) -> None:
        upload = st.session_state[widget]
        if upload is None:
            self._clear_upload()
            return
        if isinstance(upload, DeletedFile):  # it was read already; the browser has sent the box once more
            return
        try:
            self.read(upload.name, upload.getbuffer())
        finally:
            _forget(upload)

    def _start_job(self, file: BulkJobFile) -> None:
        self._registry.start(self.key, file)

    def _remove_job(self) -> None:
        self._registry.remove(self.key)

    def _clear_upload(self) -> None:
        self.upload = None
        self.error = ""


class SecondUploadSession(UploadSession):
    """One page's upload of a file to compare with another one, whose job has ended.

    Attributes:
        share_id: names the first file; a session is of no use for its successor.
    """

    other_label = "Choose another"

    def __init__(self, registry: JobRegistry, reader: UploadReader, first_key: JobKey, share_id: str) -> None:
        """Start with an empty upload box, or with the job that the registry holds beside the first one."""
        super().__init__(registry, reader, first_key)
        self.share_id = share_id

    @property
    def purpose(self) -> str:
        """What the file is for; part of the keys of the widgets."""
        return f"{self.key.purpose}_second"

    @property
    def file(self) -> BulkJobFile | None:
        """The second file with its job; None before it is started."""
        first = self._registry.get(self.key)
        return first.second if first and first.share_id == self.share_id else None

    def _start_job(self, file: BulkJobFile) -> None:
        self._registry.start_second(self.key, file)

    def _remove_job(self) -> None:
        self._registry.remove_second(self.key)


def _forget(upload: UploadedFile) -> None:
    """Make Streamlit drop the bytes of an upload, which it holds in memory for as long as the page is open."""
    context = get_script_run_ctx()
    if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, upload.file_id)


@st.fragment(run_every=_PROGRESS_SECS)
def show_progress(session: UploadSession) -> None:
    """Draw the progress of the job with a cancel button; rerun the page when the job has ended."""
    file = session.file
    if file is None or not file.job.running:
        st.rerun()
    job = file.job
    done = len(job.predictions)
    progress = f"{done:,} of {count_of(job.total, 'row')}"
    remaining_secs = job.remaining_secs
    if remaining_secs is not None:
        progress += f" · {job.texts_per_sec:,.0f} rows/s · {_duration(remaining_secs)} left"
    st.progress(done / max(1, job.total), text=progress)
    if job.outage:
        st.warning(
            escape_markdown(f"{job.outage} The job continues as soon as the service is back."),
            icon=":material/cloud_off:",
        )
    st.button("Cancel", on_click=job.cancel, key=f"{session.purpose}_cancel", icon=":material/cancel:")


def _duration(seconds: float) -> str:
    whole = timedelta(seconds=round(seconds))
    return f"{whole.seconds} s" if whole < timedelta(minutes=1) else str(whole)
