"""The section that measures the model that serves on a labeled file."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import streamlit as st

from ...errors import InputError, ServiceUnavailableError, UnknownLabelsError
from ...files.options import count_of
from ...insight.shares import MIN_TEXTS
from ...labels import BINARY_LABELS, LABELS, LEFT_OUT, NEUTRAL, has_both_poles, in_order, label_key, mapping_for
from ...metrics import ClassificationMetrics
from ...scoring import classification_metrics
from .. import charts
from ..bulk_job import BulkJob
from ..chart_names import name_of_matrix, name_of_reliability
from ..chart_view import show_chart
from ..downloads import to_csv
from ..job_registry import BulkJobFile
from ..markup import escape_markdown, plain_html
from ..resources import api_client, served_model, upload_session
from ..service_status import mark_unavailable
from ..theme import badge_html, show_error
from ..upload_session import UploadSession, show_progress
from ..uploads import ColumnTexts, guess_label_column, text_column
from ..wording import share_of, share_or_count, view_name

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
        classes: the class of each value of the labels, or `LEFT_OUT`.
    """

    table: pa.Table
    labels: list[str]
    left_out: int
    classes: Mapping[str, str]


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
        raise InputError("No row has both a text and a label: choose other columns.")
    classes = mapping_for(dict.fromkeys(keys[np.unique(codes[present])]), given)
    class_of_row = np.array([classes.get(key, LEFT_OUT) for key in keys], dtype=object)[codes]
    usable = present & (class_of_row != LEFT_OUT)
    found = class_of_row[usable].tolist()
    if not has_both_poles(found):
        only = " and ".join(in_order(found)) or "left out"
        raise InputError(
            f"The labels are all {only}: measuring needs negative and positive texts. Choose another column "
            "of labels, or another file."
        )
    left_out = int((has_text & ~usable).sum())
    return LabeledRows(table.select([texts]).filter(pa.array(usable)), found, left_out, classes)


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


def class_table(metrics: ClassificationMetrics) -> pd.DataFrame:
    """Return precision, recall and F1 score of each class, and its number of texts; of few texts, counts."""
    counts = np.array(metrics.confusion_matrix)
    rows: dict[str, dict[str, str | int]] = {}
    for index, label in enumerate(metrics.labels):
        of_class = metrics.per_class[label]
        rows[label] = {
            "precision": share_or_count(counts[index, index], counts[:, index].sum()),
            "recall": share_or_count(counts[index, index], counts[index].sum()),
            "F1 score": f"{of_class.f1_score:.1%}" if of_class.support >= MIN_TEXTS else "",
            "texts": of_class.support,
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def show_class_table(metrics: ClassificationMetrics) -> None:
    """Draw the table of precision, recall and F1 score of each class."""
    st.dataframe(class_table(metrics), column_config={"_index": "class"})


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
            raise InputError(
                "The file has neutral texts, but the model that serves has no neutral class: leave them out, under "
                "“What the labels mean”."
            )
    except InputError as error:
        show_error(str(error))
        return
    except ServiceUnavailableError as error:
        mark_unavailable(error)
        return
    if labeled.left_out:
        those = "is" if labeled.left_out == 1 else "are"
        st.info(f"{count_of(labeled.left_out, 'row')} without a class {those} left out.", icon=":material/info:")

    def start() -> None:
        job = BulkJob(api_client(), ColumnTexts(labeled.table, texts), neutral=neutral)
        session.start(BulkJobFile(upload.name, labeled.table, texts, job, labeled.labels))

    st.button(
        f"Measure on {count_of(len(labeled.labels), 'row')}",
        type="primary",
        on_click=start,
        icon=":material/play_arrow:",
    )


def _choose_labels(table: pa.Table, texts: str, labels: str) -> LabeledRows:
    """Find the labeled rows, with the classes that the labels mean: the usual ones, unless the visitor changes them.

    Raises:
        InputError: as `labeled_rows`.
    """
    try:
        usual: Mapping[str, str] = dict(labeled_rows(table, texts, labels).classes)
        message = ""
    except UnknownLabelsError as error:
        usual = error.suggestion
        message = str(error)
        if len(usual) > _MOST_LABEL_VALUES:
            raise InputError(f"{message} The column has {len(usual):,} different values: choose another one.") from None
    if len(usual) > _MOST_LABEL_VALUES:  # words that need no explanation
        return labeled_rows(table, texts, labels)
    if message:
        st.warning(escape_markdown(message), icon=":material/help:")
    given = _show_meanings(labels, usual, expanded=bool(message))
    return labeled_rows(table, texts, labels, given)


def _show_meanings(labels: str, usual: Mapping[str, str], *, expanded: bool) -> dict[str, str]:
    """Draw a choice of class for each value of the labels, and return what is chosen."""
    options = [*LABELS, LEFT_OUT]
    given = {}
    with st.expander("What the labels mean", expanded=expanded), st.container(horizontal=True):
        for value, label in usual.items():
            given[value] = st.selectbox(
                f"“{escape_markdown(value)}” is",
                options,
                options.index(label),
                format_func=lambda option: option or "left out",
                key=f"measure_label_{labels}_{value}",
            )
    return given


def _show_results(session: UploadSession, file: BulkJobFile) -> None:
    job = file.job
    st.button("Another file", on_click=session.reset, icon=":material/upload_file:", key="measure_again")
    if job.error:
        show_error(f"The job ended early: {job.error}")
    if not any(job.predictions):
        st.info("No row was measured: choose “Another file”, and let it run to the end.", icon=":material/info:")
        return
    metrics, mistakes = measure(file)
    unfinished = f" of {job.total:,} (the job ended before the others)" if len(job.predictions) < job.total else ""
    view = view_name(len(metrics.labels))
    wrong = count_of(len(mistakes), "wrong prediction")
    st.write(f"{count_of(metrics.rows, 'text')}{unfinished} in {view}, {wrong}.")
    if metrics.rows < MIN_TEXTS:
        st.write(
            f"Right: {share_of(metrics.rows - len(mistakes), metrics.rows)}. Shares need {MIN_TEXTS} texts or more."
        )
        _show_mistakes(mistakes)
        return
    with st.container(horizontal=True):
        st.metric("Accuracy", f"{metrics.accuracy:.1%}", border=True)
        st.metric("Macro recall", f"{metrics.macro_recall:.1%}", border=True)
        if metrics.expected_calibration_error is not None:
            st.metric("Calibration error", f"{metrics.expected_calibration_error:.3f}", border=True)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**Confusion matrix, {view}**")
        show_chart(charts.confusion_matrix(metrics), name_of_matrix(metrics))
    if metrics.calibration_bins:
        with right:
            st.markdown(f"**Calibration, {view}**")
            show_chart(charts.reliability(metrics.calibration_bins), name_of_reliability(metrics.calibration_bins))
    st.markdown(f"**Class by class, {view}**")
    show_class_table(metrics)
    _show_mistakes(mistakes)


def _show_mistakes(mistakes: pd.DataFrame) -> None:
    if mistakes.empty:
        return
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
