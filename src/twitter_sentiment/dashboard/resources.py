"""What the page works with: the service, the history, and the files in work, each made once."""

import streamlit as st

from ..settings import settings
from .api_client import ApiClient, ModelCard
from .file_work import Desk, Works
from .history import HistoryStore, is_history_id, new_history_id

HISTORY = "history"


@st.cache_resource(show_spinner=False, on_release=ApiClient.close)
def api_client() -> ApiClient:
    """The service at API_URL."""
    return ApiClient(settings().api_url, settings().own_key)


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
    """Where this page chooses a file for one purpose."""
    place = (history_id(), purpose)
    kept: Desk = st.session_state.setdefault(f"{purpose}_desk", Desk(_works(), place))
    if kept.place != place:  # the address was changed by hand
        kept = st.session_state[f"{purpose}_desk"] = Desk(_works(), place)
    return kept


@st.cache_resource(show_spinner=False)
def _works() -> Works:
    return Works()
