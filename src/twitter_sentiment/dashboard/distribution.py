"""The distribution of predictions over classes and confidence: the two charts that files and the history share."""

import pandas as pd
import streamlit as st

from ..labels import in_order
from . import charts
from .chart_view import show_chart
from .markup import percent
from .theme import STYLES, text_color


def show_distribution(table: pd.DataFrame) -> None:
    """Draw both charts side by side.

    Args:
        table: at least one row; columns sentiment and confidence.
    """
    sentiments, confidence = table["sentiment"], table["confidence"]
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**Share of each class**")
        shares = sentiments.value_counts(normalize=True)
        listed = ", ".join(f"{STYLES[label].word} {percent(shares[label])}" for label in in_order(shares.index))
        show_chart(charts.class_shares(sentiments, text_color()), f"Ring of the classes: {listed}")
    with right:
        st.markdown("**Confidence of the predictions**")
        show_chart(
            charts.confidence_histogram(table),
            f"Confidence of the predictions: from {percent(confidence.min())} to {percent(confidence.max())}, "
            f"mean {percent(confidence.mean())}",
        )
