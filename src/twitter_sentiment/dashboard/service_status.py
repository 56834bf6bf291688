"""Whether the service is available: shown on the page, and checked again automatically."""

import streamlit as st

from ..errors import ServiceUnavailableError
from ..service_types import ModelInfo
from .markup import escape_markdown
from .resources import api_client, served_model

_POLL_SECS = 10.0
"""Poll interval of an idle page. Long: under heavy load, a poll that met a click once left a page half drawn."""
_UNAVAILABLE_POLL_SECS = 2.0
_UNAVAILABLE = "service_unavailable"
_PROMISE = "This page retries automatically; nothing you typed is lost."


def watch_service() -> None:
    """Show a warning while the service is unavailable; rerun the page whenever that changes."""
    unavailable = st.session_state.get(_UNAVAILABLE, False)
    st.fragment(_check_service, run_every=_UNAVAILABLE_POLL_SECS if unavailable else _POLL_SECS)()


def show_answering_model() -> None:
    """Show which model answers, while the service is available."""
    if st.session_state.get(_UNAVAILABLE):
        return
    model = model_if_available()
    if model is None:
        return
    others = f"; **{escape_markdown(model.multilingual.name)}** for other languages" if model.multilingual else ""
    st.caption(
        f"Model: **{escape_markdown(model.name)}** ({escape_markdown(model.base_model)}){others}",
        help="MODEL_PATH of the API chooses it.",
    )


def model_if_available() -> ModelInfo | None:
    """Return the model that serves; None while the service is unavailable, which is recorded and said."""
    try:
        return served_model()
    except ServiceUnavailableError as error:
        mark_unavailable(error)
        return None


def mark_unavailable(error: ServiceUnavailableError) -> None:
    """Record that a request failed because the service is unavailable: the page reruns as soon as it is back."""
    first_notice = not st.session_state.get(_UNAVAILABLE)
    st.session_state[_UNAVAILABLE] = True
    if first_notice:  # from the next poll on, `watch_service` shows it
        _show_warning(str(error))


def _check_service() -> None:
    problem = _service_problem()
    if bool(problem) != st.session_state.get(_UNAVAILABLE, False):
        st.session_state[_UNAVAILABLE] = bool(problem)
        st.rerun()
    if problem:
        _show_warning(problem)


def _show_warning(problem: str) -> None:
    st.warning(escape_markdown(f"{problem} {_PROMISE}"), icon=":material/cloud_off:")


@st.cache_data(ttl=_UNAVAILABLE_POLL_SECS / 2, show_spinner=False)
def _service_problem() -> str | None:
    """Return why the service is unavailable, or None; requested once for all open pages."""
    try:
        api_client().check_ready()
    except ServiceUnavailableError as error:
        return str(error)
    return None
