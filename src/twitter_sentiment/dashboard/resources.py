"""What the page works with: the service, the history, and the files in work, each made once."""

import streamlit as st

from ..settings import settings
from .api_client import ApiClient, ModelCard
from .file_work import Desk
from .history import HistoryStore, is_history_id, new_history_id

HISTORY = "history"
_DESKS_KEPT = 100
_SECONDS_KEPT = 6 * 3600


@st.cache_resource(show_spinner=False, on_release=ApiClient.close)
def api_client() -> ApiClient:
    """The service at API_URL."""
    return ApiClient(settings().api_url)


@st.cache_data(ttl=30, show_spinner=False)
def served_model() -> ModelCard:
    """What serves at present, at most half a minute old; raises as `ApiClient.model`."""
    return api_client().model()


@st.cache_resource(show_spinner=False, on_release=HistoryStore.close)
def history_store() -> HistoryStore:
    """The database of HISTORY_URL."""
    return HistoryStore(settings().history_url)


def history_id() -> str:
    """The history this page shows: the one its address names, else a new one, which the address names from now on."""
    named = st.query_params.get(HISTORY, "")
    if not is_history_id(named):
        named = st.query_params[HISTORY] = new_history_id()
    return named


def desk(purpose: str) -> Desk:
    """The file in work for one purpose; it belongs to the page's address, and so outlives a refresh."""
    return _desk(history_id(), purpose)


@st.cache_resource(
    max_entries=_DESKS_KEPT, ttl=_SECONDS_KEPT, show_spinner=False, on_release=lambda released: released.clear()
)
def _desk(history: str, purpose: str) -> Desk:  # noqa: ARG001 - it tells desks apart
    return Desk(purpose)
