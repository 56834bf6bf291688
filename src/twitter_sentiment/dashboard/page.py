"""The page: its head, its tabs, and what to say when a setting can't be used."""

import streamlit as st

from ..errors import SentimentError
from ..settings import settings
from .connection import watch_service
from .files_tab import show_files_tab
from .history_tab import show_history_tab
from .look import apply_style, tell_error
from .performance_tab import show_performance_tab
from .predict_tab import show_predict_tab
from .resources import history_id

_TABS = {
    "Predict": show_predict_tab,
    "Bulk": show_files_tab,
    "History & Charts": show_history_tab,
    "Model Performance": show_performance_tab,
}


def show_page() -> None:
    """Draws the whole page; Streamlit calls it again after each click."""
    st.set_page_config(page_title="Twitter sentiment", page_icon="💬", layout="wide", menu_items={})
    apply_style()
    st.title("Twitter sentiment", anchor=False)
    st.caption("Is a tweet or a review positive or negative, and how sure is that?")
    try:
        settings()  # a bad one is told here, once
        history_id()
        watch_service()
        tabs = st.tabs(list(_TABS), key="tab", on_change="rerun", bind="query-params")
        for tab, show_tab in zip(tabs, _TABS.values(), strict=True):
            if tab.open:  # the others are drawn when they are opened
                with tab:
                    show_tab()
    except SentimentError as error:
        tell_error(str(error))
