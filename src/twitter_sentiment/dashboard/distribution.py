"""The distribution of predictions over classes and confidence: the two charts that files and the history share."""

import pandas as pd
import streamlit as st

from . import charts
from .theme import text_color


def show_distribution(table: pd.DataFrame) -> None:
    """Draw both charts side by side.

    Args:
        table: at least one row; columns sentiment and confidence.
    """
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**Share of each class**")
        st.altair_chart(charts.class_shares(table["sentiment"], text_color()))
    with right:
        st.markdown("**Confidence of the predictions**")
        st.altair_chart(charts.confidence_histogram(table))
