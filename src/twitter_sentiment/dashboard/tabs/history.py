"""The History & Charts tab: past predictions as charts and as a list to search, download, share and delete."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from ...errors import HistoryError
from ...files.options import count_of
from .. import charts
from ..chart_view import show_chart
from ..distribution import show_distribution
from ..downloads import to_csv
from ..history_store import HistoryEntry, HistoryStore
from ..markup import percent, plain_html
from ..resources import history_id, history_store
from ..theme import STYLES, badge_html, show_error

_MAX_CHARTED = 20_000
"""The charts are drawn from so many of the newest predictions."""
_PAGE_ENTRIES = 10
SHARED_PARAMETER = "shared"
"""The parameter of an address that opens the history of somebody else, read-only."""
_ERROR = "history_error"


def show_history_tab() -> None:
    """Draw the tab."""
    store = history_store()
    history = history_id()
    if error := st.session_state.pop(_ERROR, None):
        show_error(error)
    if not show_history(store, history):
        st.info("Nothing yet: what you analyze in the Predict tab is kept here.", icon=":material/history:")
    _show_storage_note(store)


def show_history(store: HistoryStore, history: str, *, read_only: bool = False) -> bool:
    """Draw a history, if there is anything in it.

    Args:
        store: the store of all histories.
        history: id of the history.
        read_only: leave out what changes it.

    Returns:
        Whether there is anything in it.
    """
    predictions = store.predictions(history, _MAX_CHARTED)
    if not predictions:
        return False
    table = pd.DataFrame(predictions, columns=["at", "sentiment", "confidence"])
    table["at"] = table["at"].dt.tz_convert(_time_zone())
    _show_metrics(table, store.count(history))
    _show_charts(table)
    _show_entries(store, history, read_only=read_only)
    return True


def _time_zone() -> str:
    """Return the time zone of the viewer's browser."""
    return st.context.timezone or "UTC"


def _change_history(change: Callable[..., None], *arguments: object) -> None:
    """Call a method that changes the history; an error is shown at the next rerun."""
    try:
        change(*arguments)
    except HistoryError as error:
        st.session_state[_ERROR] = str(error)


def _show_metrics(table: pd.DataFrame, total: int) -> None:
    with st.container(horizontal=True):
        st.metric("Texts", f"{total:,}", border=True)
        st.metric("Positive", percent((table["sentiment"] == "positive").mean()), border=True)
        st.metric("Confidence", percent(table["confidence"].mean()), border=True, help="The mean of all predictions")


def _show_charts(table: pd.DataFrame) -> None:
    show_distribution(table)
    st.markdown("**Over time**")
    first, last = (f"{table['at'].agg(end):%d %b %Y, %H:%M}" for end in ("min", "max"))
    show_chart(charts.trend(table), f"Texts of each class over time, from {first} to {last}")


def _show_entries(store: HistoryStore, history: str, *, read_only: bool) -> None:
    search = st.text_input("Search the texts", key="history_search", persist_state="session", icon=":material/search:")
    count = store.count(history, search)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{count:,} {'text' if count == 1 else 'texts'}**", width="stretch")
        st.download_button(
            "CSV",
            lambda: to_csv(_download_table(store.entries(history, search))),
            "sentiment_history.csv",
            "text/csv",
            on_click="ignore",
            icon=":material/download:",
        )
        if not read_only:
            _show_share(store, history)
            with st.popover("Clear all", icon=":material/delete_sweep:"):
                st.write("Delete the whole history of this browser, and your corrections? It can't be undone.")
                st.button("Delete everything", type="primary", on_click=_change_history, args=(store.clear, history))
    if count == 0:
        st.caption("No text of this history contains that. Search for less, or empty the search box to see all texts.")
    pages = max(1, -(-count // _PAGE_ENTRIES))
    page = st.pagination(pages, key=f"history_page_{pages}_{search}") if pages > 1 else 1
    for entry in store.entries(history, search, limit=_PAGE_ENTRIES, offset=(page - 1) * _PAGE_ENTRIES):
        _show_entry(store, history, entry, read_only=read_only)


def _show_share(store: HistoryStore, history: str) -> None:
    token = store.share_token(history)
    with st.popover("Shared" if token else "Share", icon=":material/share:"):
        if token is None:
            st.write(
                "Make a link to this history? Whoever has it can read all texts, later ones too, but change nothing."
            )
            st.button("Make a link", type="primary", on_click=_change_history, args=(store.share, history))
        else:
            st.write("Whoever has this link can read all texts here, later ones too:")
            st.code(f"{(st.context.url or '').rstrip('/')}/?{SHARED_PARAMETER}={token}", language=None)
            st.button("Stop sharing", on_click=_change_history, args=(store.unshare, history))


def _show_entry(store: HistoryStore, history: str, entry: HistoryEntry, *, read_only: bool) -> None:
    at = pd.Timestamp(entry.at).tz_convert(_time_zone())
    with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
        st.html(
            f"{badge_html(entry.sentiment)} "
            f'<span class="faint">{percent(entry.confidence)} · {at:%d %b %Y, %H:%M}</span>'
            f"{plain_html(entry.text, clamped=True)}"
        )
        if not read_only:
            st.button(  # of its label, the eye sees the icon alone: the style sheet hides the words
                f"Delete the entry of {at:%d %b %Y, %H:%M:%S}",
                key=f"delete_{entry.id}",
                type="tertiary",
                icon=":material/delete:",
                help=f"Delete this {STYLES[entry.sentiment].word.lower()} text",
                on_click=_change_history,
                args=(store.delete, history, entry.id),
            )


def _download_table(entries: list[HistoryEntry]) -> pd.DataFrame:
    rows = [
        (entry.at.isoformat(timespec="seconds"), entry.text, entry.sentiment, entry.confidence) for entry in entries
    ]
    return pd.DataFrame(rows, columns=["time", "text", "sentiment", "confidence"])


def _show_storage_note(store: HistoryStore) -> None:
    if not store.persistent:
        storage = "It is kept in memory only and deleted when the web interface restarts."
    elif store.retention_days:
        storage = f"Each text is deleted after {count_of(store.retention_days, 'day')}."
    else:
        storage = "It is kept in a database until you delete it."
    st.caption(f"This history belongs to this browser, which keeps a cookie for it. {storage}")
