"""Whether the service answers: told on the page, tried again by itself."""

import streamlit as st

from .api_client import ServiceUnavailableError
from .resources import api_client

_POLL_SECS = 2.0
_AWAY = "service_away"
_PROMISE = "This page tries again by itself; nothing you typed is lost."


@st.fragment(run_every=_POLL_SECS)
def watch_service() -> None:
    """Shows a line while the service is away; runs the page again when it is back."""
    problem = _problem()
    if problem:
        st.session_state[_AWAY] = True
        st.warning(f"{problem} {_PROMISE}", icon=":material/cloud_off:")
    elif st.session_state.pop(_AWAY, False):
        st.rerun()


def note_away(error: ServiceUnavailableError) -> None:
    """Takes note that a request found the service away: the page is run again as soon as it answers."""
    first_notice = not st.session_state.get(_AWAY)
    st.session_state[_AWAY] = True
    if first_notice:  # from the next poll on, `watch_service` says it
        st.warning(f"{error} {_PROMISE}", icon=":material/cloud_off:")


@st.cache_data(ttl=_POLL_SECS / 2, show_spinner=False)
def _problem() -> str | None:
    """Why the service can't answer; asked once for all open pages."""
    try:
        api_client().check_ready()
    except ServiceUnavailableError as error:
        return str(error)
    return None
