"""The tab "Analyze a file": upload a file, predict every row, and see what its texts say together."""

import streamlit as st

from ..analysis.intake import show_intake
from ..analysis.results import show_results
from ..analysis.view import ANALYSIS_PARAMETER, clear_parameters
from ..job_registry import BulkJobFile
from ..markup import escape_markdown
from ..resources import job_registry, second_upload_session, upload_session
from ..theme import show_error
from ..upload_session import UploadSession, show_progress

PURPOSE = "analyze"


def show_analyze_tab() -> None:
    """Draw the tab: the analysis that the address names, otherwise the file of this browser, otherwise the upload."""
    session = upload_session(PURPOSE)
    file = session.file
    share_id = st.query_params.get(ANALYSIS_PARAMETER)
    if share_id and not (file and file.share_id == share_id):
        _show_shared(share_id)
    elif file is None:
        show_intake(session)
    elif file.job.running:
        st.header(f"Predicting {escape_markdown(file.name)}", anchor=False)
        show_progress(session)
    else:
        with st.container(horizontal=True):
            st.button("Another file", on_click=_reset, args=(session,), icon=":material/upload_file:")
        show_results(file, second_upload_session(file, PURPOSE))


def _show_shared(share_id: str) -> None:
    """Draw the analysis of an address of somebody else, read-only."""
    file: BulkJobFile | None = job_registry().shared(share_id, PURPOSE)
    if file is None:
        show_error(
            "This address opens no analysis: its file was replaced by another one, or nobody has looked at it for 12 "
            "hours, or the address is incomplete. Ask whoever sent it for a new one."
        )
    st.button("Analyze my own file", on_click=clear_parameters, args=(st.query_params,), icon=":material/upload_file:")
    if file is not None:
        st.caption("A shared analysis: you can look at everything and filter it, and change nothing for others.")
        show_results(file)


def _reset(session: UploadSession) -> None:
    clear_parameters(st.query_params)
    session.reset()
