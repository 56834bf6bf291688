"""The texts of a view: a table whose rows open their explanation, and downloads."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import streamlit as st

from ...errors import RequestRefusedError, ServiceUnavailableError
from ...files.columns import unique_names
from ...files.conventions import PREDICTION_COLUMNS, input_column_name
from ...files.options import count_of
from ...labels import NEUTRAL
from ..attributions import highlighted_html, summary_html
from ..bulk_job import shorten
from ..downloads import to_csv, to_parquet
from ..job_registry import BulkJobFile
from ..markup import plain_html
from ..resources import api_client
from ..service_client import predict_scored
from ..service_status import mark_unavailable
from ..theme import STYLES, badge_html
from ..uploads import text_column
from .state import ViewState
from .story import Story

_DECIMALS = 4
_MAX_SELECTABLE_ROWS = 5_000
"""A table whose rows can be chosen is sent to the browser as a whole."""

_GUARD = (
    "In CSV, a cell that a spreadsheet would run as a formula gets an apostrophe in front; @names stay as they are. "
    "Parquet holds the texts unchanged."
)


def result_table(file: BulkJobFile, story: Story, *, filtered: bool) -> pa.Table:
    """Return the rows of a file: text, sentiment, confidence, and the other columns.

    Args:
        file: the file.
        story: a view of it.
        filtered: those of the view; otherwise all rows of the job, also those without a text or outside of the texts
            that are looked at.
    """
    codes, confidences = story.file.row_answers(two_classes=story.view.two_classes)
    if filtered:
        rows = story.file.file_rows(story.chosen)
        codes = codes[rows]
        confidences = confidences[rows]
        chosen = file.table.take(pa.array(rows))
    else:
        chosen = file.table.slice(0, len(codes))
    names = pa.array([*story.answers.labels, None], pa.string())
    sentiments = names.take(pa.array(np.where(codes < 0, len(story.answers.labels), codes)))
    texts = text_column(chosen, file.text_column).fill_null("")
    others = chosen.drop_columns(file.text_column)
    columns = unique_names([*PREDICTION_COLUMNS, *map(input_column_name, others.column_names)])
    rounded = pa.array(confidences.round(_DECIMALS), from_pandas=True)
    return pa.table([texts, sentiments, rounded, *others.columns], names=columns)


def show_texts(file: BulkJobFile, story: Story, state: ViewState) -> None:
    """Draw the table of the view and the downloads."""
    st.subheader("Texts", anchor=False)
    table = result_table(file, story, filtered=story.view.is_filtered)
    _show_downloads(file, story, table)
    words = {label: f"{STYLES[label].sign} {STYLES[label].word}" for label in story.answers.labels}
    signed = pa.array([words.get(label) for label in table["sentiment"].to_pylist()], pa.string())
    shown = table.set_column(1, "sentiment", signed)
    key = f"analyze_table_{state.clicks}"
    columns = {
        "text": st.column_config.TextColumn("text", width="large"),
        "confidence": st.column_config.NumberColumn("confidence", format="percent"),
    }
    if table.num_rows > _MAX_SELECTABLE_ROWS:
        st.caption(
            f"Click a column's head to sort. Choose at most {_MAX_SELECTABLE_ROWS:,} texts with the filter to open "
            "single rows."
        )
        st.dataframe(shown, lazy=True, hide_index=True, column_config=columns)
        return
    st.caption("Click a column's head to sort. Choose a row, by the box before it, to see which words decide.")
    event = st.dataframe(
        shown, hide_index=True, key=key, on_select="rerun", selection_mode="single-row", column_config=columns
    )
    rows = event["selection"]["rows"]
    if rows and rows[0] < table.num_rows:
        (row,) = table.slice(rows[0], 1).select(list(PREDICTION_COLUMNS)).to_pylist()
        _show_explanation(row["text"], neutral=NEUTRAL in story.answers.labels)


def _show_explanation(text: str, *, neutral: bool) -> None:
    """Predict one text again, with the weight of each word, and draw it."""
    with st.container(border=True):
        if not text.strip():
            st.write("This row has no text.")
            return
        shown = shorten(text)
        place = st.empty()
        place.html(plain_html(shown))
        try:
            with st.spinner("Computing the weight of each word …"):
                prediction = predict_scored(api_client(), shown, neutral=neutral, explain=True)
        except ServiceUnavailableError as error:
            mark_unavailable(error)
            return
        except RequestRefusedError:
            st.write("This text has no content that the model reads.")
            return
        if prediction.explanation:
            badge = f"{badge_html(prediction.sentiment)} <span class='faint'>{prediction.confidence:.1%}</span>"
            place.html(f"{badge}{highlighted_html(prediction, prediction.explanation)}")
            st.html(f'<p class="faint">{summary_html(prediction, prediction.explanation)}</p>')


def _show_downloads(file: BulkJobFile, story: Story, table: pa.Table) -> None:
    stem = file.name.rpartition(".")[0] or file.name
    wanted = "filtered"
    with st.container(horizontal=True, vertical_alignment="center"):
        if story.view.is_filtered:
            all_rows = count_of(len(file.job.predictions), "row")
            options = {"filtered": f"Filtered: {count_of(table.num_rows, 'row')}", "all": f"All: {all_rows}"}
            wanted = st.segmented_control(
                "Rows to download",
                list(options),
                default="filtered",
                required=True,
                format_func=options.__getitem__,
                key="analyze_rows",
                label_visibility="collapsed",
            )

        def rows() -> pd.DataFrame:
            found = result_table(file, story, filtered=False) if wanted == "all" else table
            frame: pd.DataFrame = found.to_pandas(date_as_object=False, integer_object_nulls=True)
            return frame

        _download_button("CSV", lambda: to_csv(rows()), f"{stem}_sentiment.csv", "text/csv")
        _download_button(
            "Parquet", lambda: to_parquet(rows()), f"{stem}_sentiment.parquet", "application/vnd.apache.parquet"
        )
        st.caption(_GUARD, width="stretch")


def _download_button(label: str, content: Callable[[], bytes], name: str, kind: str) -> None:
    st.download_button(label, content, name, kind, on_click="ignore", icon=":material/download:")
