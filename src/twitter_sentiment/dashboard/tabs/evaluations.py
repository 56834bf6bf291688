"""What `evaluate --record` measured of the model that serves: data sets, slices, challenge set, behavioral tests."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from ...api_types import ModelInfo
from ...metrics import BehaviorResult, ChallengeResult, Evaluation, Interval

_SHARE = st.column_config.NumberColumn(format="percent")
_COUNT = st.column_config.NumberColumn(format="localized")
_SLICE_NAME = st.column_config.Column("texts", width="medium")


def show_evaluations(model: ModelInfo) -> None:
    """Draw the tables, as far as the model was evaluated."""
    if model.evaluations:
        _show_data_sets(model.evaluations)
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


def slice_table(evaluations: Sequence[Evaluation]) -> pd.DataFrame:
    """Return the accuracy on each slice (rows) of each data set and view (columns); empty cells without texts."""
    return pd.DataFrame(
        {
            evaluation.title: {name: metrics.accuracy for name, metrics in evaluation.slices.items()}
            for evaluation in evaluations
        }
    )


def challenge_table(challenge: Mapping[str, ChallengeResult]) -> pd.DataFrame:
    """Return a row for each phenomenon, with the accuracy of each view and its 95 % interval."""
    rows: dict[str, dict[str, float | str]] = {}
    for name, result in challenge.items():
        row = rows[name] = {}
        for view, accuracy in (("two classes", result.two_classes), ("three classes", result.three_classes)):
            if accuracy:
                row[view] = accuracy.share
                row[f"{view}, 95 % interval"] = f"{accuracy.low:.0%} to {accuracy.high:.0%} ({accuracy.rows} texts)"
    return pd.DataFrame.from_dict(rows, orient="index")


def behavior_table(behavior: Mapping[str, BehaviorResult]) -> pd.DataFrame:
    """Return a row for each behavioral test, the lowest pass rate first."""
    rows = {
        name: {
            "kind": result.kind,
            "classes": result.classes,
            "cases": result.cases,
            "passed": result.passed / result.cases,
        }
        for name, result in behavior.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index").sort_values("passed")


def _format_interval(interval: Interval | None) -> str:
    return "" if interval is None else f"{interval[0]:.1%} – {interval[1]:.1%}"


def _show_data_sets(evaluations: Sequence[Evaluation]) -> None:
    st.markdown("**Evaluation on whole data sets**")
    shares = dict.fromkeys(("accuracy", "macro recall", "macro F1", "confidence", "of neutral"), _SHARE)
    st.dataframe(data_set_table(evaluations), hide_index=True, column_config=shares | {"rows": _COUNT})
    st.caption(
        "Accuracy is the share of correct predictions, and confidence should equal it; macro recall is the mean of the "
        "classes' recalls. Data with neutral texts is measured in three classes, and without these texts in two; the "
        "confidence in them (of neutral) should be near one half then."
    )
    with st.expander("Where is it weaker? Accuracy on slices of the data"):
        slices = slice_table(evaluations)
        st.dataframe(slices, column_config=dict.fromkeys(slices.columns, _SHARE) | {"_index": _SLICE_NAME})


def _show_challenge(challenge: Mapping[str, ChallengeResult]) -> None:
    with st.expander("Challenge set: accuracy on texts written to be hard, by phenomenon"):
        st.dataframe(challenge_table(challenge), column_config=dict.fromkeys(("two classes", "three classes"), _SHARE))


def _show_behavior(behavior: Mapping[str, BehaviorResult]) -> None:
    passed = sum(result.passed for result in behavior.values())
    cases = sum(result.cases for result in behavior.values())
    with st.expander(f"Behavioral tests: {passed / cases:.1%} of {cases:,} cases passed"):
        st.dataframe(behavior_table(behavior), column_config={"passed": _SHARE})
