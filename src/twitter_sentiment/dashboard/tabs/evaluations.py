"""What `evaluate --record` measured of the model that serves: data sets, slices, challenge set, behavioral tests."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from ...metrics import BehaviorResult, ChallengeResult, Evaluation, Interval, LanguageMetrics, SliceMetrics
from ...service_types import ModelInfo
from ...text.language import language_name
from ..markup import escape_markdown
from ..wording import share_of, view_name

_SHARE = st.column_config.NumberColumn(format="percent")
_COUNT = st.column_config.NumberColumn(format="localized")
_SLICE_NAME = st.column_config.Column("texts", width="medium")


def show_evaluations(model: ModelInfo) -> None:
    """Draw the tables, as far as the model was evaluated."""
    if model.evaluations:
        _show_data_sets(model.evaluations)
    for each in filter(None, (model, model.multilingual)):
        if each.by_language:
            _show_languages(each)
    if model.challenge:
        _show_challenge(model.challenge)
    if model.behavior:
        _show_behavior(model.behavior)


def data_set_table(evaluations: Sequence[Evaluation]) -> pd.DataFrame:
    """Return a row for each data set and view; an empty cell for what an earlier version did not measure."""
    return pd.DataFrame(
        {
            "data": evaluation.data,
            "classes": ", ".join(evaluation.labels),
            "rows": evaluation.rows,
            "accuracy": evaluation.accuracy,
            "95 % interval": _format_interval(evaluation.accuracy_interval),
            "macro recall": evaluation.macro_recall,
            "macro F1": evaluation.macro_f1,
            "confidence": evaluation.mean_confidence,
            "of neutral": evaluation.neutral_confidence,
            "calibration error": evaluation.expected_calibration_error,
        }
        for evaluation in evaluations
    )


def language_table(languages: Mapping[str, LanguageMetrics]) -> pd.DataFrame:
    """Return a row for each language, by name."""
    return pd.DataFrame(
        {
            "language": language_name(code),
            "rows": metrics.rows,
            "classes": metrics.classes,
            "macro F1": metrics.macro_f1,
            "95 % interval": _format_interval(metrics.macro_f1_interval),
            "calibration error": metrics.expected_calibration_error,
            "of it": _format_interval(metrics.expected_calibration_error_interval),
            "rows of two classes": metrics.two_class_rows,
            "accuracy": metrics.two_class_accuracy,
            "of accuracy": _format_interval(metrics.two_class_accuracy_interval),
        }
        for code, metrics in sorted(languages.items(), key=lambda item: language_name(item[0]))
    )


def slice_table(evaluations: Sequence[Evaluation]) -> pd.DataFrame:
    """Return the accuracy on each slice (rows) of each data set and view (columns), with its number of texts."""
    return pd.DataFrame(
        {
            f"{evaluation.data}, {view_name(len(evaluation.labels))}": {
                name: _format_slice(metrics) for name, metrics in evaluation.slices.items()
            }
            for evaluation in evaluations
        }
    )


def challenge_table(challenge: Mapping[str, ChallengeResult]) -> pd.DataFrame:
    """Return a row for each phenomenon, with the accuracy of each view, its number of texts and its 95 % interval."""
    rows: dict[str, dict[str, str]] = {}
    for name, result in challenge.items():
        row = rows[name] = {}
        for classes, accuracy in ((2, result.two_classes), (3, result.three_classes)):
            if accuracy:
                view = view_name(classes)
                row[view] = share_of(round(accuracy.share * accuracy.rows), accuracy.rows)
                row[f"{view}, 95 % interval"] = f"{accuracy.low:.0%} to {accuracy.high:.0%}"
    return pd.DataFrame.from_dict(rows, orient="index")


def behavior_table(behavior: Mapping[str, BehaviorResult]) -> pd.DataFrame:
    """Return a row for each behavioral test, the lowest pass rate first."""
    weakest_first = sorted(behavior.items(), key=lambda item: item[1].passed / item[1].cases)
    rows = {
        name: {
            "kind": result.kind,
            "view": view_name(result.classes) if result.classes else "",
            "passed": share_of(result.passed, result.cases),
        }
        for name, result in weakest_first
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def _format_slice(metrics: SliceMetrics) -> str:
    return "" if metrics.accuracy is None else share_of(round(metrics.accuracy * metrics.rows), metrics.rows)


def _format_interval(interval: Interval | None) -> str:
    return "" if interval is None else f"{interval[0]:.1%} – {interval[1]:.1%}"


def _show_data_sets(evaluations: Sequence[Evaluation]) -> None:
    st.markdown("**Evaluation on whole data sets**")
    shares = dict.fromkeys(("accuracy", "macro recall", "macro F1", "confidence", "of neutral"), _SHARE)
    st.dataframe(data_set_table(evaluations), hide_index=True, column_config=shares | {"rows": _COUNT}, placeholder="")
    st.caption(
        "Accuracy is the share of correct predictions, and confidence should equal it; macro recall is the mean of the "
        "classes' recalls. Data with neutral texts is measured in three classes, and without these texts in two; the "
        "confidence in them (of neutral) should be near one half then."
    )
    with st.expander("Where is it weaker? Accuracy on slices of the data"):
        st.dataframe(slice_table(evaluations), column_config={"_index": _SLICE_NAME}, placeholder="")
        st.caption("Each cell: how many of the texts were predicted correctly. Below 30 texts, a share says little.")


def _show_languages(model: ModelInfo) -> None:
    st.markdown(f"**By language: {escape_markdown(model.name)}**")
    shares = dict.fromkeys(("macro F1", "accuracy"), _SHARE)
    counts = dict.fromkeys(("rows", "rows of two classes"), _COUNT)
    st.dataframe(language_table(model.by_language), hide_index=True, column_config=shares | counts)
    st.caption("All data of a language together. The accuracy is that of two classes, on negative and positive texts.")


def _show_challenge(challenge: Mapping[str, ChallengeResult]) -> None:
    with st.expander("Challenge set: accuracy on texts written to be hard, by phenomenon"):
        st.dataframe(challenge_table(challenge), placeholder="")


def _show_behavior(behavior: Mapping[str, BehaviorResult]) -> None:
    passed = sum(result.passed for result in behavior.values())
    cases = sum(result.cases for result in behavior.values())
    with st.expander(f"Behavioral tests: {passed / cases:.1%} of {cases:,} cases passed"):
        st.dataframe(behavior_table(behavior))
        st.caption("Where a test was made in both views, the one in which fewer cases passed is shown.")
