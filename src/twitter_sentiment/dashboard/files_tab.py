"""The tab for files: upload, predict every row, look, download."""

import pandas as pd
import streamlit as st

from ..labels import LABELS, NEUTRAL
from ..settings import settings
from .api_client import ServiceUnavailableError
from .connection import note_away
from .distribution import show_distribution
from .downloads import to_csv, to_parquet
from .file_job import FileJob
from .file_work import Desk, Work, show_progress
from .look import LOOKS, badge, escaped, percent, plain, tell_error
from .resources import api_client, desk, served_model
from .uploads import likely_text_column, texts_of

_PURPOSE = "bulk"
_EXTREMES = 5


def show_files_tab() -> None:
    """Draws the tab."""
    place = desk(_PURPOSE)
    work = place.work
    if work is None:
        _start_with_a_file(place)
    elif work.job.running:
        st.subheader(f"Predicting {escaped(work.name)}", anchor=False)
        show_progress(place)
    else:
        _show_results(place, work)


def _start_with_a_file(place: Desk) -> None:
    st.write("Upload a table, choose the column that holds the texts, and get a sentiment for every row.")
    chosen = place.ask_for_file()
    if chosen is None:
        return
    name, table = chosen
    columns = list(table.columns)
    likely = columns.index(likely_text_column(table))
    column = st.selectbox("Column with the texts", columns, index=likely, key=f"bulk_column_{place.uploads}")
    texts = texts_of(table, column)
    st.caption(f"{len(table):,} rows. The first texts of this column:")
    st.html("".join(plain(text, clamped=True) for text in texts[:3]))
    if not any(text.strip() for text in texts):
        st.error("There is no text in this column: choose another.", icon=":material/error:")
        return
    try:
        neutral = NEUTRAL in served_model().labels and st.toggle(
            "Neutral class", settings().neutral, key="bulk_neutral"
        )
    except ServiceUnavailableError as error:
        note_away(error)
        return

    def start() -> None:
        rows = table.copy(deep=False)
        rows[column] = texts
        place.begin(Work(name, rows, column, FileJob(api_client(), texts, neutral=neutral)))

    st.button("Predict all rows", type="primary", on_click=start, icon=":material/play_arrow:")


def _show_results(place: Desk, work: Work) -> None:
    job = work.job
    results = work.results()
    answered = results.dropna(subset="sentiment")
    st.subheader(f"Results for {escaped(work.name)}", anchor=False)
    _tell_how_it_went(work, len(answered))
    _offer_downloads(place, work, results)
    if answered.empty:
        return
    counts = answered["sentiment"].value_counts()
    shown = [label for label in LABELS if label in counts or (label != NEUTRAL or job.neutral)]
    with st.container(horizontal=True):
        for label in shown:
            count, look = int(counts.get(label, 0)), LOOKS[label]
            st.metric(f"{look.sign} {look.word}: {count:,}", percent(count / len(answered)), border=True)
    show_distribution(answered)
    certain, unsure = st.columns(2, gap="large")
    with certain:
        st.markdown("**Most confident**")
        _list_rows(answered.nlargest(_EXTREMES, "confidence"))
    with unsure:
        st.markdown("**Least certain**")
        _list_rows(answered.nsmallest(_EXTREMES, "confidence"))
    _show_table(results, shown)


def _tell_how_it_went(work: Work, answered: int) -> None:
    job = work.job
    done = len(job.answers)
    said = [f"{done:,} rows in {job.seconds:.1f} s ({job.rate:,.0f} rows/s)."]
    if done > answered:
        said.append(f"{done - answered:,} rows have no text and keep an empty answer.")
    if job.shortened:
        said.append(f"{job.shortened:,} texts are longer than 10,000 characters: their two ends were read.")
    st.write(" ".join(said))
    if job.failure:
        tell_error(f"The work ended early: {job.failure} What was done until then is below.")
    elif done < job.total:
        st.info(f"Cancelled: {job.total - done:,} rows were not predicted.", icon=":material/info:")


def _offer_downloads(place: Desk, work: Work, results: pd.DataFrame) -> None:
    stem = work.name.rpartition(".")[0]
    with st.container(horizontal=True):
        st.download_button(
            "CSV",
            lambda: to_csv(results),
            f"{stem}_sentiment.csv",
            "text/csv",
            on_click="ignore",
            icon=":material/download:",
        )
        st.download_button(
            "Parquet",
            lambda: to_parquet(results),
            f"{stem}_sentiment.parquet",
            "application/vnd.apache.parquet",
            on_click="ignore",
            icon=":material/download:",
        )
        st.button("Another file", on_click=place.clear, icon=":material/upload_file:")


def _list_rows(rows: pd.DataFrame) -> None:
    columns = rows[["text", "sentiment", "confidence"]]
    for text, sentiment, confidence in columns.itertuples(index=False, name=None):
        st.html(f"{badge(sentiment)} <span class='faint'>{confidence:.1%}</span>{plain(text, clamped=True)}")


def _show_table(results: pd.DataFrame, labels: list[str]) -> None:
    st.markdown("**All rows**")
    words = {LOOKS[label].word: label for label in labels}
    classes, level, search = st.columns([3, 2, 3], gap="medium")
    wanted = classes.pills("Classes", list(words), selection_mode="multi", default=list(words), key="bulk_classes")
    lowest, highest = level.slider("Confidence", 0, 100, (0, 100), format="%d %%", key="bulk_level")
    term = search.text_input("Search the texts", key="bulk_search")
    rows = results
    if len(wanted) < len(words):
        rows = rows[rows["sentiment"].isin([words[word] for word in wanted])]
    if (lowest, highest) != (0, 100):
        rows = rows[rows["confidence"].between(lowest / 100, highest / 100)]
    if term:
        rows = rows[rows["text"].str.contains(term, case=False, regex=False)]
    st.caption(f"{len(rows):,} of {len(results):,} rows. Click a column's head to sort.")
    signs = {label: f"{LOOKS[label].sign} {LOOKS[label].word}" for label in labels}
    st.dataframe(
        rows.assign(sentiment=rows["sentiment"].map(signs)),
        lazy=True,
        hide_index=True,
        column_config={
            "text": st.column_config.TextColumn("text", width="large"),
            "confidence": st.column_config.NumberColumn("confidence", format="percent"),
        },
    )
