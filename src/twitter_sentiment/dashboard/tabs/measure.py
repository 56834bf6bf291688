"""The section that measures the model that serves on a labeled file."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import streamlit as st

from ...errors import InputError, ServiceUnavailableError, UnknownLabelsError
from ...labels import BINARY_LABELS, LABELS, LEFT_OUT, NEUTRAL, has_both_poles, in_order, label_key, mapping_for
from ...metrics import ClassificationMetrics, ClassMetrics
from ...scoring import classification_metrics
from .. import charts
from ..bulk_job import BulkJob
from ..downloads import to_csv
from ..job_registry import BulkJobFile
from ..markup import escape_markdown, plain_html
from ..resources import api_client, served_model, upload_session
from ..service_status import mark_unavailable
from ..theme import badge_html, show_error
from ..upload_session import UploadSession, show_progress
from ..uploads import ColumnTexts, guess_label_column, text_column

_PURPOSE = "measure"
_SHOWN_MISTAKES = 8
_MOST_LABEL_VALUES = 12


def show_measurement() -> None:
    """Draw the section."""
    st.subheader("Measure on my file", anchor=False)
    session = upload_session(_PURPOSE)
    file = session.file
    if file is None:
        _show_upload(session)
    elif file.job.running:
        show_progress(session)
    else:
        _show_results(session, file)


@dataclass(frozen=True)
class LabeledRows:
    """The rows of a table to measure with.

    Attributes:
        table: the texts of the rows that have a text and a label.
        labels: the class of each.
        left_out: number of rows without a label, or with one that is left out.
    """

    table: pa.Table
    labels: list[str]
    left_out: int


def labeled_rows(table: pa.Table, texts: str, labels: str, given: Mapping[str, str] | None = None) -> LabeledRows:
    """Find the rows that have a text and a label.

    Args:
        table: the whole table.
        texts: the column of texts.
        labels: the column of labels.
        given: the classes of label values that the user named.

    Raises:
        InputError: the columns are the same, no row has both, or the labels are of one class alone.
        UnknownLabelsError: the labels can't be mapped to classes.
    """
    if texts == labels:
        raise InputError("The texts and the labels must be in two different columns.")
    has_text = np.array([bool(text.strip()) for text in ColumnTexts(table, texts)])
    values = text_column(table, labels).fill_null("").combine_chunks().dictionary_encode()
    keys = np.array([label_key(value) for value in values.dictionary.to_pylist()], dtype=object)
    codes = values.indices.to_numpy()
    present = has_text & (keys != "")[codes]
    if not present.any():
        raise InputError("No row has both a text and a label.")
    classes = mapping_for(dict.fromkeys(keys[np.unique(codes[present])]), given)
    class_of_row = np.array([classes.get(key, LEFT_OUT) for key in keys], dtype=object)[codes]
    usable = present & (class_of_row != LEFT_OUT)
    found = class_of_row[usable].tolist()
    if not has_both_poles(found):
        only = " and ".join(in_order(found)) or "left out"
        raise InputError(f"The labels are all {only}: measuring needs negative and positive texts.")
    left_out = int((has_text & ~usable).sum())
    return LabeledRows(table.select([texts]).filter(pa.array(usable)), found, left_out)


def measure(file: BulkJobFile) -> tuple[ClassificationMetrics, pd.DataFrame]:
    """Compare the predictions of a labeled file with its labels.

    Args:
        file: a file with true labels, of which at least one row was predicted.

    Returns:
        The metrics, and the rows that were predicted wrongly, highest confidence first.
    """
    labels = LABELS if file.job.neutral else BINARY_LABELS
    predicted = {row: prediction for row, prediction in enumerate(file.job.predictions) if prediction}
    true_labels = [file.true_labels[row] for row in predicted]
    metrics = classification_metrics(
        np.array([[prediction.scores[label] for label in labels] for prediction in predicted.values()]),
        np.array([labels.index(label) for label in true_labels]),
        labels,
    )
    rows = file.results().loc[list(predicted)].assign(label=true_labels)
    mistakes = rows[rows["sentiment"] != rows["label"]].sort_values("confidence", ascending=False)
    return metrics, mistakes[["text", "label", "sentiment", "confidence"]]


def show_class_table(per_class: Mapping[str, ClassMetrics]) -> None:
    """Draw the table of precision, recall and F1 score of each class."""
    table = pd.DataFrame.from_dict(
        {
            label: {
                "precision": metrics.precision,
                "recall": metrics.recall,
                "F1 score": metrics.f1_score,
                "texts": metrics.support,
            }
            for label, metrics in per_class.items()
        },
        orient="index",
    )
    share = st.column_config.NumberColumn(format="percent")
    columns = dict.fromkeys(("precision", "recall", "F1 score"), share)
    st.dataframe(table.astype({"texts": int}), column_config=columns | {"_index": "class"})


def _show_upload(session: UploadSession) -> None:
    st.write("Upload texts with their labels, and see how often the model that serves predicts them correctly.")
    upload = session.show_uploader()
    if upload is None:
        return
    table = upload.table
    columns = table.column_names
    left, right = st.columns(2)
    texts = left.selectbox("Column with the texts", columns, columns.index(upload.text_column))
    labels = right.selectbox("Column with the labels", columns, columns.index(guess_label_column(table)))
    try:
        labeled = _choose_labels(table, texts, labels)
        neutral = NEUTRAL in labeled.labels
        if neutral and NEUTRAL not in served_model().labels:
            raise InputError("The file has neutral texts, but the model that serves has no neutral class.")
    except InputError as error:
        show_error(str(error))
        return
    except ServiceUnavailableError as error:
        mark_unavailable(error)
        return
    if labeled.left_out:
        st.info(f"{labeled.left_out:,} rows without a class are left out.", icon=":material/info:")

    def start() -> None:
        job = BulkJob(api_client(), ColumnTexts(labeled.table, texts), neutral=neutral)
        session.start(BulkJobFile(upload.name, labeled.table, texts, job, labeled.labels))

    st.button(f"Measure on {len(labeled.labels):,} rows", type="primary", on_click=start, icon=":material/play_arrow:")


def _choose_labels(table: pa.Table, texts: str, labels: str) -> LabeledRows:
    """Find the labeled rows; where the classes of the labels aren't known, the user chooses them.

    Raises:
        InputError: as `labeled_rows`.
    """
    try:
        return labeled_rows(table, texts, labels)
    except UnknownLabelsError as error:
        if len(error.suggestion) > _MOST_LABEL_VALUES:
            raise InputError(f"{error} The column has {len(error.suggestion):,} different values.") from None
        st.warning(escape_markdown(str(error)), icon=":material/help:")
        options = [*LABELS, LEFT_OUT]
        given = {}
        with st.container(horizontal=True):
            for value, label in error.suggestion.items():
                given[value] = st.selectbox(
                    f"“{escape_markdown(value)}” is",
                    options,
                    options.index(label),
                    format_func=lambda option: option or "left out",
                    key=f"measure_label_{labels}_{value}",
                )
        return labeled_rows(table, texts, labels, given)


def _show_results(session: UploadSession, file: BulkJobFile) -> None:
    job = file.job
    st.button("Another file", on_click=session.reset, icon=":material/upload_file:", key="measure_again")
    if job.error:
        show_error(f"The job ended early: {job.error}")
    if not any(job.predictions):
        st.info("No row was measured.", icon=":material/info:")
        return
    metrics, mistakes = measure(file)
    unfinished = f" of {job.total:,} (the job ended before the others)" if len(job.predictions) < job.total else ""
    st.write(f"{metrics.rows:,} texts{unfinished}, {len(mistakes):,} wrong predictions.")
    with st.container(horizontal=True):
        st.metric("Accuracy", f"{metrics.accuracy:.1%}", border=True)
        st.metric("Macro recall", f"{metrics.macro_recall:.1%}", border=True)
        if metrics.expected_calibration_error is not None:
            st.metric("Calibration error", f"{metrics.expected_calibration_error:.3f}", border=True)
    left, right = st.columns(2, gap="large")
    left.altair_chart(charts.confusion_matrix(metrics))
    if metrics.calibration_bins:
        right.altair_chart(charts.reliability(metrics.calibration_bins))
    show_class_table(metrics.per_class)
    if not mistakes.empty:
        _show_mistakes(mistakes)


def _show_mistakes(mistakes: pd.DataFrame) -> None:
    st.markdown("**Worst mistakes**: wrong with high confidence")
    for text, label, sentiment, confidence in mistakes.head(_SHOWN_MISTAKES).itertuples(index=False, name=None):
        st.html(
            f"{badge_html(sentiment)} <span class='faint'>{confidence:.1%} sure, but it is</span> {badge_html(label)}"
            f"{plain_html(text, clamped=True)}"
        )
    st.download_button(
        "All mistakes as CSV",
        lambda: to_csv(mistakes),
        "mistakes.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
    )
