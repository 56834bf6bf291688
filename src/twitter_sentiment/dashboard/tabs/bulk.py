"""The Bulk tab: upload a file, predict every row, explore and download the results."""

import pandas as pd
import streamlit as st

from ...api_types import MAX_CHARACTERS
from ...errors import ServiceUnavailableError
from ...labels import LABELS, NEUTRAL
from ..bulk_job import BulkJob
from ..distribution import show_distribution
from ..downloads import to_csv, to_parquet
from ..job_registry import BulkJobFile
from ..markup import escape_markdown, percent, plain_html
from ..resources import api_client, served_model, settings, upload_session
from ..service_status import mark_unavailable
from ..theme import STYLES, badge_html, show_error
from ..upload_session import UploadSession, show_progress
from ..uploads import ColumnTexts

_PURPOSE = "bulk"
_PREVIEW_ROWS = 3
_EXTREME_ROWS = 5


def show_bulk_tab() -> None:
    """Draw the tab."""
    session = upload_session(_PURPOSE)
    file = session.file
    if file is None:
        _show_upload(session)
    elif file.job.running:
        st.subheader(f"Predicting {escape_markdown(file.name)}", anchor=False)
        show_progress(session)
    else:
        _show_results(session, file)


def _show_upload(session: UploadSession) -> None:
    st.write("Upload a table, choose the column that holds the texts, and get a sentiment for every row.")
    upload = session.show_uploader()
    if upload is None:
        return
    table = upload.table
    columns = table.column_names
    guess = columns.index(upload.text_column)
    column = st.selectbox("Column with the texts", columns, index=guess, key=f"bulk_column_{session.uploads}")
    texts = ColumnTexts(table, column)
    st.caption(f"{table.num_rows:,} rows. The first texts of this column:")
    st.html("".join(plain_html(text, clamped=True) for text in texts[:_PREVIEW_ROWS]))
    if not any(text.strip() for text in texts):
        show_error("There is no text in this column: choose another.")
        return
    try:
        has_neutral = NEUTRAL in served_model().labels
    except ServiceUnavailableError as error:
        mark_unavailable(error)
        return
    neutral = has_neutral and st.toggle("Neutral class", settings().neutral, key="bulk_neutral")

    def start() -> None:
        session.start(BulkJobFile(upload.name, table, column, BulkJob(api_client(), texts, neutral=neutral)))

    st.button("Predict all rows", type="primary", on_click=start, icon=":material/play_arrow:")


def _show_results(session: UploadSession, file: BulkJobFile) -> None:
    results = file.results()
    predicted = results.dropna(subset="sentiment")
    st.subheader(f"Results for {escape_markdown(file.name)}", anchor=False)
    _show_summary(file, len(predicted))
    _show_downloads(session, file, results)
    if predicted.empty:
        return
    counts = predicted["sentiment"].value_counts()
    labels = [label for label in LABELS if label != NEUTRAL or file.job.neutral]
    with st.container(horizontal=True):
        for label in labels:
            count = int(counts.get(label, 0))
            style = STYLES[label]
            st.metric(f"{style.sign} {style.word}: {count:,}", percent(count / len(predicted)), border=True)
    show_distribution(predicted)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**Most confident**")
        _show_rows(predicted.nlargest(_EXTREME_ROWS, "confidence"))
    with right:
        st.markdown("**Least confident**")
        _show_rows(predicted.nsmallest(_EXTREME_ROWS, "confidence"))
    _show_table(results, labels)


def _show_summary(file: BulkJobFile, predicted_rows: int) -> None:
    """Say how the job went.

    Args:
        file: the file; its job has ended.
        predicted_rows: rows with a prediction; the others have no text.
    """
    job = file.job
    done = len(job.predictions)
    sentences = [f"{done:,} rows in {job.elapsed_secs:.1f} s ({job.texts_per_sec:,.0f} rows/s)."]
    if done > predicted_rows:
        sentences.append(f"{done - predicted_rows:,} rows have no text and get no prediction.")
    if job.shortened_texts:
        sentences.append(
            f"{job.shortened_texts:,} texts are longer than {MAX_CHARACTERS:,} characters: their two ends were read."
        )
    st.write(" ".join(sentences))
    if job.error:
        show_error(f"The job ended early: {job.error} The rows predicted until then are below.")
    elif done < job.total:
        st.info(f"Canceled: {job.total - done:,} rows were not predicted.", icon=":material/info:")


def _show_downloads(session: UploadSession, file: BulkJobFile, results: pd.DataFrame) -> None:
    stem = file.name.rpartition(".")[0]
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
        st.button("Another file", on_click=session.reset, icon=":material/upload_file:")


def _show_rows(rows: pd.DataFrame) -> None:
    columns = rows[["text", "sentiment", "confidence"]]
    for text, sentiment, confidence in columns.itertuples(index=False, name=None):
        st.html(f"{badge_html(sentiment)} <span class='faint'>{confidence:.1%}</span>{plain_html(text, clamped=True)}")


def _show_table(results: pd.DataFrame, labels: list[str]) -> None:
    """Draw all rows with filters by class, confidence and words."""
    st.markdown("**All rows**")
    label_of_word = {STYLES[label].word: label for label in labels}
    words = list(label_of_word)
    left, middle, right = st.columns([3, 2, 3], gap="medium")
    selected_words = left.pills("Classes", words, selection_mode="multi", default=words, key="bulk_classes")
    lowest, highest = middle.slider("Confidence", 0, 100, (0, 100), format="%d %%", key="bulk_level")
    term = right.text_input("Search the texts", key="bulk_search")
    rows = results
    if len(selected_words) < len(words):
        rows = rows[rows["sentiment"].isin([label_of_word[word] for word in selected_words])]
    if (lowest, highest) != (0, 100):
        rows = rows[rows["confidence"].between(lowest / 100, highest / 100)]
    if term:
        rows = rows[rows["text"].str.contains(term, case=False, regex=False)]
    st.caption(f"{len(rows):,} of {len(results):,} rows. Click a column's head to sort.")
    signed_words = {label: f"{STYLES[label].sign} {STYLES[label].word}" for label in labels}
    st.dataframe(
        rows.assign(sentiment=rows["sentiment"].map(signed_words)),
        lazy=True,
        hide_index=True,
        column_config={
            "text": st.column_config.TextColumn("text", width="large"),
            "confidence": st.column_config.NumberColumn("confidence", format="percent"),
        },
    )
