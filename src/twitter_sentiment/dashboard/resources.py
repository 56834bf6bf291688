"""What all pages share, each created once per process: settings, the client, the history, the jobs."""

import streamlit as st

from ..client import SentimentClient
from ..service_types import ModelInfo
from ..settings import DashboardSettings
from .analysis.prepared import PreparedFiles
from .history_cookie import HistoryCookie, session_secret
from .history_store import HistoryStore, new_history_id
from .job_registry import BulkJobFile, JobKey, JobRegistry
from .service_client import open_client
from .upload_session import SecondUploadSession, UploadSession
from .uploads import UploadReader

_HISTORY = "history"


@st.cache_resource(show_spinner=False)
def settings() -> DashboardSettings:
    """Return the settings, read once.

    Raises:
        InputError: a setting can't be used.
    """
    return DashboardSettings.load()


@st.cache_resource(show_spinner=False, on_release=SentimentClient.close)
def api_client() -> SentimentClient:
    """Return the client of the service at API_URL."""
    return open_client(settings().api_url, settings().own_key)


@st.cache_data(ttl=30, show_spinner=False)
def served_model() -> ModelInfo:
    """Return the description of the model that serves, at most half a minute old.

    Raises:
        ServiceUnavailableError: there is no response now.
    """
    return api_client().model()


@st.cache_resource(show_spinner=False, on_release=HistoryStore.close)
def history_store() -> HistoryStore:
    """Return the database of HISTORY_URL.

    Raises:
        HistoryError: it can't be opened.
    """
    return HistoryStore(settings().history_url, retention_days=settings().history_retention_days)


@st.cache_resource(show_spinner=False)
def history_cookie() -> HistoryCookie:
    """Return what signs and verifies the histories of browsers.

    Raises:
        InputError: a setting can't be used.
    """
    return HistoryCookie(session_secret(settings()))


@st.cache_resource(show_spinner=False, on_release=JobRegistry.close)
def job_registry() -> JobRegistry:
    """Return the jobs of all pages."""
    return JobRegistry()


@st.cache_resource(show_spinner=False)
def prepared_files() -> PreparedFiles:
    """Return what is prepared of the files that are analyzed."""
    return PreparedFiles()


@st.cache_resource(show_spinner=False)
def upload_reader() -> UploadReader:
    """Return the reader of the uploads of all pages."""
    return UploadReader(settings().upload_dir)


def history_id() -> str:
    """Return the history of this browser; one that keeps no cookies has a history for each opened page."""
    history: str = history_cookie().verify(st.context.cookies) or st.session_state.setdefault(
        _HISTORY, new_history_id()
    )
    return history


def upload_session(purpose: str) -> UploadSession:
    """Return the upload of this page for one purpose."""
    key = JobKey(history_id(), purpose)
    state_key = f"{purpose}_upload"
    session: UploadSession | None = st.session_state.get(state_key)
    if session is None or session.key != key:  # another key: the browser got another cookie
        session = UploadSession(job_registry(), upload_reader(), key)
        st.session_state[state_key] = session
    return session


def second_upload_session(first: BulkJobFile, purpose: str) -> SecondUploadSession:
    """Return this page's upload of a file to compare with the one of its `upload_session`."""
    state_key = f"{purpose}_second_upload"
    session: SecondUploadSession | None = st.session_state.get(state_key)
    key = JobKey(history_id(), purpose)
    if session is None or session.key != key or session.share_id != first.share_id:
        session = SecondUploadSession(job_registry(), upload_reader(), key, first.share_id)
        st.session_state[state_key] = session
    return session
