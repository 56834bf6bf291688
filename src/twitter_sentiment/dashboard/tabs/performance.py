"""The Model Performance tab: the model that serves, your own training, your reviews, and a labeled file."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from pydantic import ValidationError

from ...errors import HistoryError
from ...files.options import count_of
from ...metrics import ClassificationMetrics, TrainingMetrics
from ...service_types import ModelInfo
from .. import charts
from ..chart_names import name_of_loss, name_of_matrix, name_of_metrics, name_of_reliability
from ..chart_view import show_chart
from ..markup import escape_markdown
from ..resources import history_id, history_store, settings
from ..review_summary import review_headline, review_sentences
from ..service_status import model_if_available
from ..theme import show_error, text_color
from ..wording import view_name
from .evaluations import show_evaluations
from .measure import show_class_table, show_measurement

HEADLINE_METRICS = {
    "accuracy": "Accuracy",
    "precision": "Precision",
    "recall": "Recall",
    "f1_score": "F1 score",
}


@dataclass(frozen=True)
class TrainingReport:
    """The records of a model's training; any part but the origin may be missing.

    Attributes:
        origin: a sentence that says where the metrics come from.
        headline: values of `HEADLINE_METRICS`.
        metrics: all metrics; None for a metrics.json that holds the headline only, and for a model without a training.
        history: metrics of each epoch.
        hyperparameters: settings of the training.
    """

    origin: str
    headline: Mapping[str, float] = field(default_factory=dict)
    metrics: TrainingMetrics | None = None
    history: Sequence[Mapping[str, float]] = ()
    hyperparameters: Mapping[str, Any] = field(default_factory=dict)


def show_performance_tab() -> None:
    """Draw the tab."""
    training = read_training_report(settings().results_dir)
    model = model_if_available()
    if training:
        st.subheader("Your training", anchor=False)
        _show_report(training)
    if model:
        st.subheader("The model that serves", anchor=False)
        if training and training.metrics and training.metrics == model.metrics:
            st.write("It is the model of your training: its metrics are those above.")
        else:
            _show_report(model_report(model))
        show_evaluations(model)
    _show_reviews()
    st.divider()
    show_measurement()


def read_training_report(results_dir: Path) -> TrainingReport | None:
    """Read the report of the last training from metrics.json and run_summary.json; None without a training."""
    values = _read_object(results_dir / "metrics.json")
    if "accuracy" not in values:
        return None
    summary = _read_object(results_dir / "run_summary.json")
    hyperparameters = summary.get("hyperparameters", {})
    model_name = hyperparameters.get("model_name")
    trained = f"your last training, of {model_name}" if model_name else "your last training"
    try:
        metrics = TrainingMetrics.model_validate(values, extra="ignore")
    except ValidationError:  # the four documented values alone, or a file of another version
        metrics = None
    return TrainingReport(
        f"These are the metrics of {trained} (from {results_dir}), whichever model serves.",
        headline=_headline(values),
        metrics=metrics,
        history=summary.get("history", []),
        hyperparameters=hyperparameters,
    )


def model_report(model: ModelInfo) -> TrainingReport:
    """Return the report of the model that serves."""
    origin = f"The model {model.name} answers on this page. It is based on {model.base_model}"
    if model.metrics is None:
        return TrainingReport(
            f"{origin} and was exported without a training, so it has no metrics: measure it on a file of yours below."
        )
    return TrainingReport(
        f"{origin}; these are the metrics of its training.",
        headline=_headline(model.metrics.model_dump(include=set(HEADLINE_METRICS))),
        metrics=model.metrics,
    )


def _headline(values: Mapping[str, Any]) -> dict[str, float]:
    return {key: float(values[key]) for key in HEADLINE_METRICS if isinstance(values.get(key), int | float)}


def _show_report(report: TrainingReport) -> None:
    st.write(escape_markdown(report.origin))
    metrics = report.metrics
    if metrics:
        views = [metrics, metrics.binary] if metrics.binary else [metrics]
        measured = "; ".join(_describe_view(view) for view in views)
        st.caption(f"Measured on {measured}. None of these texts was used for training. Calibration: 0 is perfect.")
    view = f", {view_name(len(metrics.labels))}" if metrics else ""
    left, right = st.columns(2, gap="large")
    if report.headline:
        with left:
            st.markdown(f"**Metrics{view}**")
            bars = {HEADLINE_METRICS[key]: value for key, value in report.headline.items()}
            show_chart(charts.metric_bars(bars, text_color()), name_of_metrics(bars))
            if not metrics:
                st.caption("metrics.json does not say of how many classes they are.")
    if metrics:
        with right:
            st.markdown(f"**Class by class{view}**")
            show_class_table(metrics)
        _show_matrix_and_calibration(metrics, view)
    _show_training(report, view)


def _describe_view(metrics: ClassificationMetrics) -> str:
    """Say of how many texts and classes the metrics are, and how good confidence is."""
    error = metrics.expected_calibration_error
    calibration = "" if error is None else f", calibration error {error:.3f}"
    texts = count_of(metrics.rows, "text")
    return f"{texts} in {view_name(len(metrics.labels))}: accuracy {metrics.accuracy:.1%}{calibration}"


def _show_matrix_and_calibration(metrics: ClassificationMetrics, view: str) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**Confusion matrix{view}**")
        show_chart(charts.confusion_matrix(metrics), name_of_matrix(metrics))
    if metrics.calibration_bins:
        with right:
            st.markdown(f"**Calibration{view}**")
            show_chart(charts.reliability(metrics.calibration_bins), name_of_reliability(metrics.calibration_bins))
            st.caption(
                "On the dashed line, confidence equals accuracy. The larger a dot, the more texts it stands for."
            )


def _show_training(report: TrainingReport, view: str) -> None:
    left, right = st.columns(2, gap="large")
    if report.history:
        with left:
            st.markdown(f"**Loss in training{view}**")
            show_chart(charts.loss_curves(report.history), name_of_loss(report.history))
    if report.hyperparameters:
        with right:
            st.markdown("**Hyperparameters**")
            rows = [(name, _format_value(value)) for name, value in report.hyperparameters.items()]
            st.dataframe(pd.DataFrame(rows, columns=["name", "value"]), hide_index=True)


def _show_reviews() -> None:
    """Say what the visitor's reviews tell about the model, if there are any."""
    try:
        corrections = history_store().corrections.all(history_id())
    except HistoryError as error:
        show_error(str(error))
        return
    if corrections:
        st.subheader("Your reviews", anchor=False)
        st.write("  \n".join([review_headline(corrections), *review_sentences(corrections)]))
        st.caption(
            "You review the texts of which the model was least sure, so it is probably right more often on the others. "
            "Counted are the predictions of whichever model was serving then."
        )


def _format_value(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _read_object(path: Path) -> dict[str, Any]:
    """Read a JSON object; an empty one, with a warning on the page, if the file is damaged."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        st.warning(
            escape_markdown(f"{path} can't be read: train again to replace it, or delete it."), icon=":material/error:"
        )
        return {}
    return content if isinstance(content, dict) else {}
