"""Where the metrics of each epoch are reported to, beside the log."""

import os

from transformers.integrations.integration_utils import get_available_reporting_integrations

from ..errors import InputError
from .config import TrainingConfig

TENSORBOARD_FOLDER = "tensorboard"


def prepare_reporting(config: TrainingConfig) -> None:
    """Check that the integrations are here, before any work; TensorBoard's files go to a folder of `results_dir`.

    TENSORBOARD_LOGGING_DIR, which transformers reads, names another folder.

    Raises:
        InputError: transformers does not find one of them.
    """
    available: list[str] = get_available_reporting_integrations()  # type: ignore[no-untyped-call]
    missing = [name for name in config.report_to if name not in available]
    if missing and config.report_to not in (("all",), ("none",)):
        raise InputError(
            f"--report-to {missing[0]} can't be used: transformers has no such integration, or its package is not "
            f"installed. Found here: {', '.join(available) or 'none'}."
        )
    if {"all", "tensorboard"} & set(config.report_to):
        # By default they would be among the checkpoints, which are removed at the end.
        os.environ.setdefault("TENSORBOARD_LOGGING_DIR", str(config.results_dir / TENSORBOARD_FOLDER))
