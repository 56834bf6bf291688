"""Evaluation of models and baselines on labeled data: metrics, slices, behavioral tests, reports, model cards."""

from .compare import Report
from .evaluate import EvaluationOptions, Progress, evaluate

__all__ = ["EvaluationOptions", "Progress", "Report", "evaluate"]
