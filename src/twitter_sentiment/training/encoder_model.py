"""Loading the pretrained encoder that is fine-tuned."""

from collections.abc import Sequence

import torch
from torch import nn
from transformers import (
    AutoConfig,
    AutoModelForSequenceClassification,
    PreTrainedModel,
    PreTrainedTokenizerFast,
)
from transformers.utils import logging as transformers_logging

from ..errors import InputError, TrainingError
from ..model.pretrained import load_fast_tokenizer, loading

# Each architecture calls the dropout of its attention weights by one of these names.
_ATTENTION_DROPOUT = ("attention_probs_dropout_prob", "attention_dropout")


def load_encoder(
    name: str, labels: Sequence[str], attention_dropout: float | None = None, freeze_layers: int = 0
) -> tuple[PreTrainedModel, PreTrainedTokenizerFast]:
    """Loads an encoder with a classification head, and its tokenizer.

    The head is new, or that of the folder where it has one for as many classes. Only safetensors weights are read and
    no code of the hub is run.

    Raises:
        InputError: the name is neither a folder nor on the hub, the hub is out of reach, or there are not so many
            layers to freeze.
        TrainingError: the folder holds no encoder we can train.
    """

    def unusable(error: Exception) -> TrainingError:
        return TrainingError(f"The folder {name} holds no encoder that can be trained: {error}")

    out_of_reach = (
        f"The model {name} can't be had from the Hugging Face hub ({{reason}}). Check the name and the network, or set "
        "MODEL_NAME to a folder that holds the model."
    )
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # its report of the new head is no news
    with loading(name, unusable, out_of_reach):
        config = AutoConfig.from_pretrained(
            name,
            num_labels=len(labels),
            id2label=dict(enumerate(labels)),
            label2id={label: index for index, label in enumerate(labels)},
            problem_type="single_label_classification",
        )
        for key in _ATTENTION_DROPOUT:
            if attention_dropout is not None and hasattr(config, key):
                setattr(config, key, attention_dropout)
        model = AutoModelForSequenceClassification.from_pretrained(
            name, config=config, use_safetensors=True, ignore_mismatched_sizes=True, dtype=torch.float32
        )
        tokenizer = load_fast_tokenizer(name, TrainingError)
    _freeze(model, freeze_layers)
    return model, tokenizer


def _freeze(model: PreTrainedModel, layers: int) -> None:
    """Keeps the embeddings and the lowest layers from learning."""
    if not layers:
        return
    stacks = [part for part in model.base_model.modules() if isinstance(part, nn.ModuleList)]
    if not stacks or not hasattr(model.base_model, "embeddings"):
        raise InputError(f"--freeze-layers does not know where the layers of a {model.config.model_type} are.")
    stack = max(stacks, key=len)
    if layers >= len(stack):
        raise InputError(f"--freeze-layers {layers} leaves nothing to train: the encoder has {len(stack)} layers.")
    for part in (model.base_model.embeddings, *stack[:layers]):
        part.requires_grad_(False)
