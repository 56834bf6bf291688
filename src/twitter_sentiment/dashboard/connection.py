"""Whether the service answers: told on the page, tried again by itself."""

import streamlit as st

from .api_client import ServiceUnavailableError
from .resources import api_client

_POLL_SECS = 10.0
"""How often an idle page asks. Rarely: under heavy load, a page was once left half drawn by a poll that met a click."""
_AWAY_POLL_SECS = 2.0
_AWAY = "service_away"
_PROMISE = "This page tries again by itself; nothing you typed is lost."


def watch_service() -> None:
    """Shows a line while the service is away; runs the page again when it went or came back."""
    away = st.session_state.get(_AWAY, False)
    st.fragment(_ask_the_service, run_every=_AWAY_POLL_SECS if away else _POLL_SECS)()


def _ask_the_service() -> None:
    problem = _problem()
    if bool(problem) != st.session_state.get(_AWAY, False):
        st.session_state[_AWAY] = bool(problem)
        st.rerun()
    if problem:
        st.warning(f"{problem} {_PROMISE}", icon=":material/cloud_off:")


def note_away(error: ServiceUnavailableError) -> None:
    """Takes note that a request found the service away: the page is run again as soon as it answers."""
    first_notice = not st.session_state.get(_AWAY)
    st.session_state[_AWAY] = True
    if first_notice:  # from the next poll on, `watch_service` says it
        st.warning(f"{error} {_PROMISE}", icon=":material/cloud_off:")


@st.cache_data(ttl=_AWAY_POLL_SECS / 2, show_spinner=False)
def _problem() -> str | None:
    """Why the service can't answer; asked once for all open pages."""
    try:
        api_client().check_ready()
    except ServiceUnavailableError as error:
        return str(error)
    return None
