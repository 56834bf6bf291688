"""Charts on the page: with a name for screen readers, and with axes that can be read in both themes."""

import altair as alt
import streamlit as st

from .theme import faint_color, text_color


def show_chart(chart: alt.Chart | alt.LayerChart, name: str) -> None:
    """Draw a chart.

    Streamlit's own gray of axes and legends has a contrast of 3.9:1 on white.

    Args:
        chart: the chart.
        name: what it shows, with its most important numbers.
    """
    readable = chart.configure_axis(labelColor=faint_color(), titleColor=faint_color()).configure_legend(
        labelColor=text_color()
    )
    st.altair_chart(readable, alt=name)
