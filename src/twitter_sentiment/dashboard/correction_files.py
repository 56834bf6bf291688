"""Corrections as files: for `train --extra-data`, and for Label Studio."""

import json
from collections.abc import Sequence
from typing import Any

import pandas as pd

from ..labels import LABELS
from .correction_store import Correction
from .downloads import to_csv

LABELING_CONFIG = f"""\
<View>
  <Text name="text" value="$text"/>
  <Choices name="sentiment" toName="text" choice="single">
    {"".join(f'<Choice value="{label.capitalize()}"/>' for label in LABELS)}
  </Choices>
</View>"""
"""The labeling interface of a Label Studio project that the tasks fit, as its template "Text classification" is."""


def corrections_csv(corrections: Sequence[Correction]) -> bytes:
    """Write the columns `text` and `label`, as `train --extra-data` reads them."""
    rows = [(correction.text, correction.label) for correction in corrections]
    return to_csv(pd.DataFrame(rows, columns=["text", "label"], dtype=object))


def label_studio_tasks(corrections: Sequence[Correction]) -> bytes:
    """Write tasks in Label Studio's JSON format, with the prediction and the person's label as annotation of each."""
    tasks = [
        {
            "data": {"text": correction.text},
            "predictions": [{"score": correction.confidence, "result": [_choice(correction.sentiment)]}],
            "annotations": [{"result": [_choice(correction.label)]}],
        }
        for correction in corrections
    ]
    return json.dumps(tasks, ensure_ascii=False, indent=1).encode()


def _choice(label: str) -> dict[str, Any]:
    return {
        "from_name": "sentiment",
        "to_name": "text",
        "type": "choices",
        "value": {"choices": [label.capitalize()]},
    }
