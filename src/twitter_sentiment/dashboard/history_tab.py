"""The tab for what was asked before: charts, search, download, delete."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from . import charts
from .distribution import show_distribution
from .downloads import to_csv
from .history import Entry, HistoryError, HistoryStore
from .look import LOOKS, badge, percent, plain, tell_error
from .resources import history_id, history_store

_CHARTED = 20_000
"""The newest predictions of a history, which the charts are drawn from."""
_PROBLEM = "history_problem"
_PAGE = 10


def show_history_tab() -> None:
    """Draws the tab."""
    store, history = history_store(), history_id()
    if problem := st.session_state.pop(_PROBLEM, None):
        tell_error(problem)
    answers = store.answers(history, _CHARTED)
    if not answers:
        st.info("Nothing yet: what you analyse in the Predict tab is kept here.", icon=":material/history:")
        _tell_where_it_is_kept(store)
        return
    table = pd.DataFrame(answers, columns=["at", "sentiment", "confidence"])
    table["at"] = table["at"].dt.tz_convert(_time_zone())
    _show_figures(table, store.count(history))
    _show_charts(table)
    _show_entries(store, history)
    _tell_where_it_is_kept(store)


def _time_zone() -> str:
    """The time zone of the person's browser."""
    return st.context.timezone or "UTC"


def _tried(change: Callable[..., None], *arguments: object) -> None:
    """Changes the history; what goes wrong is told when the page is drawn."""
    try:
        change(*arguments)
    except HistoryError as error:
        st.session_state[_PROBLEM] = str(error)


def _show_figures(table: pd.DataFrame, total: int) -> None:
    with st.container(horizontal=True):
        st.metric("Texts", f"{total:,}", border=True)
        st.metric("Positive", percent((table["sentiment"] == "positive").mean()), border=True)
        st.metric("Confidence", percent(table["confidence"].mean()), border=True, help="The mean of all answers")


def _show_charts(table: pd.DataFrame) -> None:
    show_distribution(table)
    st.markdown("**Over time**")
    st.altair_chart(charts.trend(table))


def _show_entries(store: HistoryStore, history: str) -> None:
    search = st.text_input("Search the texts", key="history_search", persist_state="session", icon=":material/search:")
    found = store.count(history, search)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{found:,} {'text' if found == 1 else 'texts'}**", width="stretch")
        st.download_button(
            "CSV",
            lambda: to_csv(_as_downloaded(store.entries(history, search))),
            "sentiment_history.csv",
            "text/csv",
            on_click="ignore",
            icon=":material/download:",
        )
        with st.popover("Clear all", icon=":material/delete_sweep:"):
            st.write("Delete the whole history of this page? It can't be undone.")
            st.button("Delete everything", type="primary", on_click=_tried, args=(store.clear, history))
    pages = max(1, -(-found // _PAGE))
    page = st.pagination(pages, key=f"history_page_{pages}_{search}") if pages > 1 else 1
    for entry in store.entries(history, search, limit=_PAGE, offset=(page - 1) * _PAGE):
        _show_entry(store, history, entry)


def _show_entry(store: HistoryStore, history: str, entry: Entry) -> None:
    at = pd.Timestamp(entry.at).tz_convert(_time_zone())
    with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
        st.html(
            f'{badge(entry.sentiment)} <span class="faint">{entry.confidence:.1%} · {at:%d %b %Y, %H:%M}</span>'
            f"{plain(entry.text, clamped=True)}"
        )
        st.button(
            ":material/delete:",
            key=f"delete_{entry.id}",
            type="tertiary",
            help=f"Delete this {LOOKS[entry.sentiment].word.lower()} text",
            on_click=_tried,
            args=(store.delete, history, entry.id),
        )


def _as_downloaded(entries: list[Entry]) -> pd.DataFrame:
    rows = [(entry.at.isoformat(timespec="seconds"), *_answer(entry)) for entry in entries]
    return pd.DataFrame(rows, columns=["time", "text", "sentiment", "confidence"])


def _answer(entry: Entry) -> tuple[str, str, float]:
    return entry.text, entry.sentiment, entry.confidence


def _tell_where_it_is_kept(store: HistoryStore) -> None:
    kept = (
        "It is kept in a database and found by this page's address: bookmark it to come back."
        if store.lasting
        else "It is kept in memory only, and gone when the interface is restarted."
    )
    st.caption(f"This history belongs to this page's address, and nobody else can guess that. {kept}")
