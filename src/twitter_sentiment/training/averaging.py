"""Averaging what was learned with what was there: a training that goes on from a model forgets less of it.

The mean of the weights before and after fine-tuning keeps most of what fine-tuning gave, and loses less on other data
(Wortsman et al. 2022, "Robust fine-tuning of zero-shot models", WiSE-FT).
"""

import torch
from transformers import PreTrainedModel

from ..errors import InputError
from ..model.folder import folder_to_train_on
from ..model.manifest import Manifest
from .config import TrainingConfig
from .encoder import load_encoder
from .inputs import TrainingInputs


def require_start(config: TrainingConfig, inputs: TrainingInputs) -> None:
    """Check before a training that there will be something to average with.

    Raises:
        InputError: the training begins with an encoder, or with a model of other classes.
    """
    folder = folder_to_train_on(config.model_name)
    if folder is None or Manifest.read(folder).labels != inputs.data.labels:
        raise InputError(
            f"--start-share needs a MODEL_NAME that predicts {', '.join(inputs.data.labels)} already: accurate, fast, "
            "multilingual or your own model folder."
        )


def average_with_start(model: PreTrainedModel, config: TrainingConfig, inputs: TrainingInputs) -> None:
    """Move the weights of a trained model toward those that it began with, by `config.start_share`."""
    start = load_encoder(config, inputs.data.labels)
    if inputs.vocabulary:
        inputs.vocabulary.keep_embeddings(start)
    with torch.no_grad():
        for trained, begun in zip(model.parameters(), start.parameters(), strict=True):
            trained.lerp_(begun.to(trained.device), config.start_share)
