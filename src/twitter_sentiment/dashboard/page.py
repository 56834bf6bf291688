"""The page: its head, its tabs, and the message about a setting that can't be used."""

import streamlit as st

from ..errors import SentimentError
from .history_links import offer_old_history, show_shared_history
from .resources import history_id, settings
from .service_status import show_answering_model, watch_service
from .tabs.analyze import show_analyze_tab
from .tabs.history import show_history_tab
from .tabs.performance import show_performance_tab
from .tabs.predict import save_predictions, show_predict_tab
from .tabs.review import show_review_tab
from .theme import apply_style_sheet, hidden_heading, show_error

_TABS = {
    "Predict": show_predict_tab,
    "Analyze a file": show_analyze_tab,
    "History & Charts": show_history_tab,
    "Review": show_review_tab,
    "Model Performance": show_performance_tab,
}


def show_page() -> None:
    """Draw the whole page; Streamlit calls it again after each click."""
    st.set_page_config(page_title="Twitter sentiment", page_icon="💬", layout="wide", menu_items={})
    apply_style_sheet()
    st.title("Twitter sentiment", anchor=False)
    st.caption("Is a tweet or a review positive or negative, and how sure is the model?")
    try:
        settings()  # first, so that a bad setting is reported here, once
        history_id()
        if show_shared_history():
            return
        offer_old_history()
        watch_service()
        show_answering_model()
        tabs = st.tabs(list(_TABS), key="tab", on_change="rerun", bind="query-params")
        if not tabs[0].open:
            save_predictions()
        for tab, (name, show_tab) in zip(tabs, _TABS.items(), strict=True):
            if tab.open:  # the others are drawn when they are opened
                with tab:
                    hidden_heading(name)
                    show_tab()
    except SentimentError as error:
        show_error(str(error))
