"""The Model Performance tab: metrics of the last training, or those of the model that serves."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from pydantic import ValidationError

from ...api_types import ModelInfo
from ...errors import ServiceUnavailableError
from ...metrics import ClassificationMetrics, TrainingMetrics
from .. import charts
from ..markup import escape_markdown
from ..resources import served_model, settings
from ..service_status import mark_unavailable
from ..theme import text_color
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
    report = read_training_report(settings().results_dir)
    try:
        model = served_model()
    except ServiceUnavailableError as error:
        mark_unavailable(error)
        model = None
    if model and report is None:
        report = model_report(model)
    if report:
        _show_report(report)
    if model:
        show_evaluations(model)
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
    trained = f"the last training, of {model_name}" if model_name else "the last training"
    try:
        metrics = TrainingMetrics.model_validate(values, extra="ignore")
    except ValidationError:  # the four documented values alone, or a file of another version
        metrics = None
    return TrainingReport(
        f"These are the metrics of {trained} (from {results_dir}).",
        headline=_headline(values),
        metrics=metrics,
        history=summary.get("history", []),
        hyperparameters=hyperparameters,
    )


def model_report(model: ModelInfo) -> TrainingReport:
    """Return the report of the model that serves."""
    origin = f"No model has been trained here yet. The model that serves is based on {model.base_model}"
    if model.metrics is None:
        return TrainingReport(f"{origin}. It was exported without a training, so it has no metrics.")
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
    left, right = st.columns(2, gap="large")
    if report.headline:
        with left:
            st.markdown("**Metrics**")
            bars = {HEADLINE_METRICS[key]: value for key, value in report.headline.items()}
            st.altair_chart(charts.metric_bars(bars, text_color()))
    if metrics:
        with right:
            st.markdown("**Class by class**")
            show_class_table(metrics.per_class)
        _show_matrix_and_calibration(metrics)
    _show_training(report)


def _describe_view(metrics: ClassificationMetrics) -> str:
    """Say of how many texts and classes the metrics are, and how good confidence is."""
    error = metrics.expected_calibration_error
    calibration = "" if error is None else f", calibration error {error:.3f}"
    return f"{metrics.rows:,} texts in {len(metrics.labels)} classes: accuracy {metrics.accuracy:.1%}{calibration}"


def _show_matrix_and_calibration(metrics: ClassificationMetrics) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**Confusion matrix**")
        st.altair_chart(charts.confusion_matrix(metrics))
    if metrics.calibration_bins:
        with right:
            st.markdown("**Calibration**")
            st.altair_chart(charts.reliability(metrics.calibration_bins))
            st.caption(
                "On the dashed line, confidence equals accuracy. The larger a dot, the more texts it stands for."
            )


def _show_training(report: TrainingReport) -> None:
    left, right = st.columns(2, gap="large")
    if report.history:
        with left:
            st.markdown("**Loss in training**")
            st.altair_chart(charts.loss_curves(report.history))
    if report.hyperparameters:
        with right:
            st.markdown("**Hyperparameters**")
            rows = [(name, _format_value(value)) for name, value in report.hyperparameters.items()]
            st.dataframe(pd.DataFrame(rows, columns=["name", "value"]), hide_index=True)


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
    except (OSError, ValueError) as error:
        st.warning(
            escape_markdown(f"{path} can't be read ({error}): train again to replace it."), icon=":material/error:"
        )
        return {}
    return content if isinstance(content, dict) else {}
