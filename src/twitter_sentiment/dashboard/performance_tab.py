"""The tab for how good the model is: figures of training, or those that came with the model that serves."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from ..settings import settings
from . import charts
from .api_client import ModelCard, ServiceUnavailableError
from .connection import note_away
from .look import ink
from .measure_box import show_classes, show_measure_box
from .recorded import show_recorded
from .resources import served_model

FIGURES = {
    "accuracy": "Accuracy",
    "precision": "Precision",
    "recall": "Recall",
    "f1_score": "F1 score",
}


@dataclass(frozen=True)
class Report:
    """What is known about a model; any part but the figures may be missing.

    Attributes:
        origin: where the figures come from, in a sentence.
        metrics: as metrics.json has them.
        history: figures of each epoch.
        hyperparameters: what training was told.
    """

    origin: str
    metrics: Mapping[str, Any]
    history: list[dict[str, float]] = field(default_factory=list)
    hyperparameters: Mapping[str, Any] = field(default_factory=dict)


def show_performance_tab() -> None:
    """Draws the tab."""
    report = trained_here(settings().results_dir)
    try:
        serving = served_model()
    except ServiceUnavailableError as error:
        note_away(error)
        serving = None
    if serving and report is None:
        report = that_serves(serving)
    if report:
        show_report(report)
    if serving:
        show_recorded(serving)
    st.divider()
    show_measure_box()


def trained_here(results_dir: Path) -> Report | None:
    """The report of the last training, from metrics.json and run_summary.json; None where nothing was trained."""
    metrics, summary = (_read(results_dir / name) for name in ("metrics.json", "run_summary.json"))
    if "accuracy" not in metrics:
        return None
    hyperparameters = summary.get("hyperparameters", {})
    name = hyperparameters.get("model_name")
    origin = f"These are the figures of the last training here{f', of {name}' if name else ''}"
    return Report(f"{origin} (from {results_dir}).", metrics, summary.get("history", []), hyperparameters)


def that_serves(model: ModelCard) -> Report:
    """The report that came with the model that serves."""
    return Report(
        "Nothing was trained here yet. These are the figures that came with the model that serves, "
        f"made from {model.base_model}.",
        model.metrics,
    )


def show_report(report: Report) -> None:
    """Draws what a report holds."""
    st.write(report.origin)
    metrics = report.metrics
    rows = metrics.get("rows")
    if rows:
        error = metrics.get("expected_calibration_error")
        told = f"Measured on {rows:,} texts that training never saw."
        st.caption(told + (f" Calibration error: {error:.3f} (0 is perfect)." if error is not None else ""))
    figures, classes = st.columns(2, gap="large")
    with figures:
        st.markdown("**Figures of merit**")
        headline = {name: metrics[key] for key, name in FIGURES.items() if key in metrics}
        st.altair_chart(charts.metric_bars(headline, ink()))
    with classes:
        if "per_class" in metrics:
            st.markdown("**Class by class**")
            show_classes(metrics["per_class"])
    matrix, reliability = st.columns(2, gap="large")
    with matrix:
        if "confusion_matrix" in metrics:
            st.markdown("**Confusion matrix**")
            st.altair_chart(charts.confusion(metrics["confusion_matrix"], metrics["labels"]))
    with reliability:
        if metrics.get("calibration_bins"):
            st.markdown("**Does confidence mean what it says?**")
            st.altair_chart(charts.reliability(metrics["calibration_bins"]))
            st.caption("On the dashed line it does. The larger a dot, the more texts it stands for.")
    losses, hyperparameters = st.columns(2, gap="large")
    with losses:
        if report.history:
            st.markdown("**Loss in training**")
            st.altair_chart(charts.loss_curves(report.history))
    with hyperparameters:
        if report.hyperparameters:
            st.markdown("**Hyperparameters**")
            rows = [(name, _shown(value)) for name, value in report.hyperparameters.items()]
            st.dataframe(pd.DataFrame(rows, columns=["name", "value"]), hide_index=True)


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _read(path: Path) -> dict[str, Any]:
    """A JSON object; an empty one where there is no such file, or it is not sound."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        st.warning(f"{path} can't be read ({error}): train again to make it anew.", icon=":material/error:")
        return {}
    return content if isinstance(content, dict) else {}
