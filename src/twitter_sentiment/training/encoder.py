"""Loading the pretrained encoder that is fine-tuned."""

from collections.abc import Sequence
from contextlib import AbstractContextManager

import torch
from torch import nn
from transformers import (
    AutoConfig,
    AutoModelForSequenceClassification,
    PretrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerFast,
)
from transformers.utils import logging as transformers_logging

from ..errors import InputError, TrainingError
from ..export.hub import load_fast_tokenizer, translate_loading_errors
from ..export.restoring import only_serves, restore_classifier, restore_tokenizer
from ..model.folder import folder_to_train_on
from .config import TrainingConfig

# Each architecture calls the dropout of its attention weights by one of these names.
_ATTENTION_DROPOUT = ("attention_probs_dropout_prob", "attention_dropout")

# And that of its hidden states by one of these.
_HIDDEN_DROPOUT = ("hidden_dropout_prob", "dropout")

# And counts its layers by one of these.
_LAYER_COUNTS = ("num_hidden_layers", "n_layers")


def load_tokenizer_and_config(name: str, labels: Sequence[str]) -> tuple[PreTrainedTokenizerFast, PretrainedConfig]:
    """Load the tokenizer and the architecture of an encoder, without its weights.

    Raises:
        InputError: the name is neither a folder nor on the hub, or the hub is out of reach.
        TrainingError: the folder contains no encoder that can be trained.
    """
    folder = folder_to_train_on(name)
    name = str(folder or name)
    with _loading(name):
        config = _load_config(name, labels)
        if folder and only_serves(folder):
            return restore_tokenizer(folder, config), config
        return load_fast_tokenizer(name, TrainingError), config


def load_encoder(training: TrainingConfig, labels: Sequence[str]) -> PreTrainedModel:
    """Load an encoder with a classification head.

    The head is new, or that of the folder where it has one for as many classes. Only safetensors weights are read, or
    those of the graph in a model folder that only serves, and no code of the hub is executed.

    Args:
        training: its `model_name`, dropouts, `keep_layers` and `freeze_layers` count.
        labels: the classes, in the order of the logits.

    Raises:
        InputError: the name is neither a folder nor on the hub, the hub is out of reach, or there are not enough
            layers to keep or to freeze.
        TrainingError: the folder contains no encoder that can be trained.
    """
    folder = folder_to_train_on(training.model_name)
    name = str(folder or training.model_name)
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # a new head is expected, not an issue
    with _loading(name):
        config = _load_config(name, labels)
        _set_dropout(config, _ATTENTION_DROPOUT, training.attention_dropout)
        _set_dropout(config, _HIDDEN_DROPOUT, training.hidden_dropout)
        model: PreTrainedModel
        if folder and only_serves(folder):
            model = restore_classifier(folder, config, labels)
        else:
            model = AutoModelForSequenceClassification.from_pretrained(
                name, config=config, use_safetensors=True, ignore_mismatched_sizes=True, dtype=torch.float32
            )
    _keep_layers(model, training.keep_layers)
    _freeze(model, training.freeze_layers)
    return model


def _loading(name: str) -> AbstractContextManager[None]:
    return translate_loading_errors(
        name,
        unusable_folder=lambda error: TrainingError(f"The folder {name} holds no encoder that can be trained: {error}"),
        out_of_reach=(
            f"The model {name} can't be loaded from the Hugging Face hub ({{reason}}). Check the name and the network, "
            "or set MODEL_NAME to a folder that holds the model."
        ),
    )


def _load_config(name: str, labels: Sequence[str]) -> PretrainedConfig:
    config: PretrainedConfig = AutoConfig.from_pretrained(
        name,
        num_labels=len(labels),
        id2label=dict(enumerate(labels)),
        label2id={label: index for index, label in enumerate(labels)},
        problem_type="single_label_classification",
    )
    return config


def _set_dropout(config: PretrainedConfig, names: Sequence[str], dropout: float | None) -> None:
    for name in names:
        if dropout is not None and hasattr(config, name):
            setattr(config, name, dropout)


def _keep_layers(model: PreTrainedModel, kept: Sequence[int]) -> None:
    """Remove all other layers: a student that begins as a part of its teacher (Sanh et al. 2019, DistilBERT)."""
    if not kept:
        return
    stack = encoder_layers(model, "--keep-layers")
    if missing := [layer for layer in kept if layer >= len(stack)]:
        raise InputError(f"--keep-layers {missing[0]} is no layer: the encoder has the layers 0 to {len(stack) - 1}.")
    layers = [stack[layer] for layer in kept]
    del stack[:]
    stack.extend(layers)
    for name in _LAYER_COUNTS:
        if hasattr(model.config, name):
            setattr(model.config, name, len(layers))


def _freeze(model: PreTrainedModel, count: int) -> None:
    """Exclude the embeddings and the lowest layers from training."""
    if not count:
        return
    stack = encoder_layers(model, "--freeze-layers")
    if count >= len(stack):
        raise InputError(f"--freeze-layers {count} leaves nothing to train: the encoder has {len(stack)} layers.")
    for module in (model.base_model.embeddings, *stack[:count]):
        module.requires_grad_(False)


def encoder_layers(model: PreTrainedModel, flag: str) -> nn.ModuleList:
    """Find the layers of an encoder, for the flag that needs them.

    Raises:
        InputError: the architecture has none that are known.
    """
    stacks = [module for module in model.base_model.modules() if isinstance(module, nn.ModuleList)]
    if not stacks or not hasattr(model.base_model, "embeddings"):
        raise InputError(f"{flag} does not support the architecture {model.config.model_type}.")
    return max(stacks, key=len)
