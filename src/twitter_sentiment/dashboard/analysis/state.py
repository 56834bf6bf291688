"""The view of one page: it outlives a switch of tabs and is written to the address."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from ..job_registry import BulkJobFile
from .view import ANALYSIS_PARAMETER, View, read_view, write_parameters

_STATE = "analyze_state"


@dataclass
class ViewState:
    """The view of an analysis on one page.

    Attributes:
        share_id: the analysis.
        view: what is shown of it.
        clicks: number of clicks on charts so far: each chart is drawn anew after one, without its selection.
    """

    share_id: str
    view: View
    clicks: int = field(default=0)

    def change(self, **changes: Any) -> None:
        """Change parts of the view."""
        self.view = replace(self.view, **changes)
        self.clicks += 1

    def show_all(self) -> None:
        """Take every choice of texts back."""
        self.view = self.view.without_filter()
        self.clicks += 1

    def from_widget(self, key: str, to_changes: Callable[[Any], dict[str, Any]]) -> None:
        """Change the view as a widget says: a callback of that widget."""
        self.change(**to_changes(st.session_state[key]))


def view_state(file: BulkJobFile) -> ViewState:
    """Return the view of an analysis on this page; at first it is that of the address."""
    state: ViewState | None = st.session_state.get(_STATE)
    if state is None or state.share_id != file.share_id:
        view = View(file.columns)
        if st.query_params.get(ANALYSIS_PARAMETER) == file.share_id:
            view = read_view(st.query_params, file.columns, file.table.column_names)
        state = ViewState(file.share_id, view)
        st.session_state[_STATE] = state
    return state


def write_address(state: ViewState, file: BulkJobFile) -> None:
    """Write the analysis and its view to the address."""
    write_parameters(st.query_params, {ANALYSIS_PARAMETER: [state.share_id], **state.view.parameters(file.columns)})
