"""Measure the model that serves on a labelled file."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from ..errors import InputError
from ..labels import BINARY_LABELS, LABELS, NEUTRAL, has_both_poles, in_order, label_key, mapping_for
from ..metrics import classification_metrics
from . import charts
from .api_client import ServiceUnavailableError
from .connection import note_away
from .downloads import to_csv
from .file_job import FileJob
from .file_work import Desk, Work, show_progress
from .look import badge, plain, tell_error
from .resources import api_client, desk, served_model
from .uploads import likely_label_column, likely_text_column, texts_of

_PURPOSE = "measure"
_WORST = 8


def show_measure_box() -> None:
    """Draws the box."""
    st.subheader("Measure on my file", anchor=False)
    place = desk(_PURPOSE)
    work = place.work
    if work is None:
        _start_with_a_file(place)
    elif work.job.running:
        show_progress(place)
    else:
        _show_measures(place, work)


def _start_with_a_file(place: Desk) -> None:
    st.write("Upload texts whose sentiment you know, and see how often the model that serves is right.")
    chosen = place.ask_for_file()
    if chosen is None:
        return
    name, table = chosen
    columns = list(table.columns)
    left, right = st.columns(2)
    text_column = left.selectbox("Column with the texts", columns, columns.index(likely_text_column(table)))
    label_column = right.selectbox("Column with the labels", columns, columns.index(likely_label_column(table)))
    try:
        rows, truths = labelled_rows(table, text_column, label_column)
        neutral = NEUTRAL in truths
        if neutral and NEUTRAL not in served_model().labels:
            raise InputError("The file has neutral texts, but the model that serves knows negative and positive only.")
    except InputError as error:
        tell_error(str(error))
        return
    except ServiceUnavailableError as error:
        note_away(error)
        return

    def start() -> None:
        texts = texts_of(rows, text_column)
        rows[text_column] = texts
        place.begin(Work(name, rows, text_column, FileJob(api_client(), texts, neutral=neutral), truths))

    st.button(f"Measure on {len(rows):,} rows", type="primary", on_click=start, icon=":material/play_arrow:")


def labelled_rows(table: pd.DataFrame, text_column: str, label_column: str) -> tuple[pd.DataFrame, list[str]]:
    """The rows that have a text and a label, and the class of each.

    Raises:
        InputError: the columns are the same, no row has both, or the labels are not ones we know.
    """
    if text_column == label_column:
        raise InputError("The texts and the labels must stand in two different columns.")
    texts = pd.Series(texts_of(table, text_column), index=table.index).str.strip()
    keys = pd.Series(texts_of(table, label_column), index=table.index).map(label_key)
    usable = (texts != "") & (keys != "")
    if not usable.any():
        raise InputError("No row has both a text and a label.")
    try:
        classes = mapping_for(keys[usable].unique())
    except InputError:
        found = ", ".join(sorted(keys[usable].unique())[:5])
        raise InputError(
            f"The labels in this column are {found}, …: we know the words negative, neutral and positive, and the "
            "numbers 0/1, 0/1/2 and -1/0/1."
        ) from None
    if not has_both_poles(classes.values()):
        found = " and ".join(in_order(classes.values()))
        raise InputError(f"The labels are all {found}: a measure needs negative and positive texts.")
    return table[usable].reset_index(drop=True), [classes[key] for key in keys[usable]]


def measures(work: Work) -> tuple[dict[str, Any], pd.DataFrame]:
    """The figures of metrics.json, and the rows that were answered wrongly, the surest first."""
    labels = LABELS if work.job.neutral else BINARY_LABELS
    answered = [row for row, answer in enumerate(work.job.answers) if answer]
    scores = [answer.scores for answer in work.job.answers if answer]
    probabilities = np.array([[score[label] for label in labels] for score in scores])
    truths = [work.truths[row] for row in answered]
    figures = classification_metrics(probabilities, np.array([labels.index(truth) for truth in truths]), labels)
    rows = work.results().loc[answered].assign(label=truths)
    wrong = rows[rows["sentiment"] != rows["label"]].sort_values("confidence", ascending=False)
    return figures, wrong[["text", "label", "sentiment", "confidence"]]


def _show_measures(place: Desk, work: Work) -> None:
    job = work.job
    st.button("Another file", on_click=place.clear, icon=":material/upload_file:", key="measure_again")
    if job.failure:
        tell_error(f"The work ended early: {job.failure}")
    if not any(job.answers):
        st.info("No row was measured.", icon=":material/info:")
        return
    figures, wrong = measures(work)
    cut = f" of {job.total:,} (the rest was not reached)" if len(job.answers) < job.total else ""
    st.write(f"{figures['rows']:,} texts{cut}, {len(wrong):,} wrong answers.")
    with st.container(horizontal=True):
        st.metric("Accuracy", f"{figures['accuracy']:.1%}", border=True)
        st.metric("Mean recall", f"{figures['macro_recall']:.1%}", border=True)
        st.metric("Calibration error", f"{figures['expected_calibration_error']:.3f}", border=True)
    left, right = st.columns(2, gap="large")
    left.altair_chart(charts.confusion(figures["confusion_matrix"], figures["labels"]))
    right.altair_chart(charts.reliability(figures["calibration_bins"]))
    show_classes(figures["per_class"])
    if wrong.empty:
        return
    st.markdown("**The worst mistakes**: wrong, and sure of it")
    for text, label, sentiment, confidence in wrong.head(_WORST).itertuples(index=False, name=None):
        st.html(
            f"{badge(sentiment)} <span class='faint'>{confidence:.1%} sure, but it is</span> {badge(label)}"
            f"{plain(text, clamped=True)}"
        )
    st.download_button(
        "All mistakes as CSV",
        lambda: to_csv(wrong),
        "mistakes.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
    )


def show_classes(per_class: Mapping[str, Mapping[str, float]]) -> None:
    """Draws the table of precision, recall and F1 score of each class."""
    table = pd.DataFrame(per_class).T.rename(columns={"f1_score": "F1 score", "support": "texts"})
    share = st.column_config.NumberColumn(format="percent")
    names = ("precision", "recall", "F1 score")
    st.dataframe(table.astype({"texts": int}), column_config=dict.fromkeys(names, share) | {"_index": "class"})
