"""What `evaluate --record` found out about the model that serves: data sets, parts of them, behaviour."""

import pandas as pd
import streamlit as st

from .api_client import ModelCard

SHARE = st.column_config.NumberColumn(format="percent")
COUNT = st.column_config.NumberColumn(format="localized")
TEXTS = st.column_config.Column("texts", width="medium")


def show_recorded(model: ModelCard) -> None:
    """Draws the tables there is something for."""
    if model.evaluations:
        st.markdown("**Measured on whole data sets**")
        found = data_sets(model)
        shares = dict.fromkeys(("accuracy", "macro recall", "macro F1"), SHARE)
        st.dataframe(found, hide_index=True, column_config=shares | {"rows": COUNT})
        st.caption("Accuracy is the share of right answers; macro recall is the mean share found of each class.")
        with st.expander("Where is it weaker? Accuracy in parts of the data"):
            parts = slices(model)
            st.dataframe(parts, column_config=dict.fromkeys(parts.columns, SHARE) | {"_index": TEXTS})
    if model.behaviour:
        passed, cases = (sum(test[part] for test in model.behaviour.values()) for part in ("passed", "cases"))
        with st.expander(f"Behavioural tests: {passed / cases:.1%} of {cases:,} cases passed"):
            st.dataframe(behaviour(model), column_config={"passed": SHARE})


def data_sets(model: ModelCard) -> pd.DataFrame:
    """A row for each data set."""
    columns = {
        "rows": "rows",
        "accuracy": "accuracy",
        "macro_recall": "macro recall",
        "macro_f1": "macro F1",
        "expected_calibration_error": "calibration error",
    }
    return pd.DataFrame(
        {"data": entry["data"], "classes": ", ".join(entry["labels"])}
        | {name: entry[key] for key, name in columns.items()}
        for entry in model.evaluations
    )


def slices(model: ModelCard) -> pd.DataFrame:
    """A row for each slice, a column for the accuracy on each data set; empty where there are no such texts."""
    return pd.DataFrame(
        {
            entry["data"]: {name: part["accuracy"] for name, part in entry["slices"].items()}
            for entry in model.evaluations
        }
    )


def behaviour(model: ModelCard) -> pd.DataFrame:
    """A row for each capability, the weakest first."""
    rows = {
        name: {"kind": test["kind"], "cases": test["cases"], "passed": test["passed"] / test["cases"]}
        for name, test in model.behaviour.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index").sort_values("passed")
