"""Charts on the page: with a name for screen readers, and with axes that can be read in both themes."""

from collections.abc import Callable

import altair as alt
import streamlit as st

from .theme import faint_color, text_color

PICK = "pick"
"""The selection that a click makes, in charts that have one."""


def show_chart(
    chart: alt.Chart | alt.LayerChart, name: str, *, key: str | None = None, on_pick: Callable[[], None] | None = None
) -> None:
    """Draw a chart.

    Streamlit's own gray of axes and legends has a contrast of 3.9:1 on white.

    Args:
        chart: the chart.
        name: what it shows, with its most important numbers.
        key: where the session keeps what was picked.
        on_pick: called after a click on something that the selection `PICK` holds.
    """
    readable = chart.configure_axis(labelColor=faint_color(), titleColor=faint_color()).configure_legend(
        labelColor=text_color()
    )
    if on_pick is None:
        st.altair_chart(readable, alt=name)
    else:
        st.altair_chart(readable, key=key, on_select=on_pick, selection_mode=PICK, alt=name)
