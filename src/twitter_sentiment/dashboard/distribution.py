"""How answers are spread, over the classes and over confidence: the two charts that files and the history share."""

import pandas as pd
import streamlit as st

from . import charts
from .look import ink


def show_distribution(table: pd.DataFrame) -> None:
    """Draws both charts side by side; `table` has sentiment and confidence, and at least one row."""
    shares, levels = st.columns(2, gap="large")
    with shares:
        st.markdown("**Share of each class**")
        st.altair_chart(charts.class_shares(table["sentiment"], ink()))
    with levels:
        st.markdown("**How sure the answers are**")
        st.altair_chart(charts.confidence_histogram(table))
