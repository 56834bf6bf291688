"""Addresses that name a history: links to a shared one, and bookmarks of earlier versions."""

import streamlit as st

from ..errors import HistoryError
from ..files.options import count_of
from .history_store import is_old_history_id
from .resources import history_id, history_store
from .tabs.history import SHARED_PARAMETER, show_history
from .theme import show_error

_OLD_PARAMETER = "history"
_MOVE_ERROR = "move_error"


def show_shared_history() -> bool:
    """Draw the history that the address shares, read-only; return whether the address is such a link."""
    token = st.query_params.get(SHARED_PARAMETER)
    if not token:
        return False
    st.header("A shared history", anchor=False)
    st.link_button("Open my own page", st.context.url or "/", icon=":material/home:")
    store = history_store()
    history = store.shared_history(token)
    if history is None:
        show_error(
            "This link opens no history: it is not shared any more, or the link is incomplete. Ask for a new link."
        )
    elif not show_history(store, history, read_only=True):
        st.info("This history is empty.", icon=":material/history:")
    return True


def offer_old_history() -> None:
    """Offer to move the history of an address of an earlier version to this browser.

    Such an address opens nothing by itself: somebody else may have sent it, to read what is typed here. So its texts
    move to the history of this browser, and only if the visitor says so; nothing that is typed here goes the other way.
    """
    old = st.query_params.get(_OLD_PARAMETER, "")
    if not old:
        return
    try:
        texts = history_store().count(old) if is_old_history_id(old) else 0
    except HistoryError:
        return  # the History tab reports it
    if not texts:
        del st.query_params[_OLD_PARAMETER]
        return

    def move() -> None:
        try:
            history_store().move(old, history_id())
        except HistoryError as error:
            st.session_state[_MOVE_ERROR] = str(error)
        else:
            del st.query_params[_OLD_PARAMETER]

    def leave() -> None:
        del st.query_params[_OLD_PARAMETER]

    with st.container(border=True):
        st.markdown(
            f"This address names a history of an earlier version, with {count_of(texts, 'text')}. "
            "Histories now belong to a browser, not to an address. If it is yours, move its texts to this browser; "
            "if somebody sent you the address, don't."
        )
        if error := st.session_state.pop(_MOVE_ERROR, None):
            show_error(error)
        with st.container(horizontal=True):
            st.button("Move to this browser", type="primary", on_click=move, icon=":material/move_item:")
            st.button("It is not mine", on_click=leave)
