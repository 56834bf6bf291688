"""Loading the pretrained encoder that is fine-tuned."""

from collections.abc import Sequence
from pathlib import Path

from safetensors import SafetensorError
from transformers import (
    AutoConfig,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    PreTrainedModel,
    PreTrainedTokenizerFast,
)
from transformers.utils import logging as transformers_logging

from ..errors import InputError, TrainingError

# Each architecture calls the dropout of its attention weights by one of these names.
_ATTENTION_DROPOUT = ("attention_probs_dropout_prob", "attention_dropout")


def load_encoder(
    name: str, labels: Sequence[str], attention_dropout: float | None = None
) -> tuple[PreTrainedModel, PreTrainedTokenizerFast]:
    """Loads an encoder with a new classification head, and its tokenizer.

    Only safetensors weights are read and no code of the hub is run.

    Raises:
        InputError: the name is neither a folder nor on the hub, or the hub is out of reach.
        TrainingError: the folder holds no encoder we can train.
    """
    folder = Path(name).is_dir()
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # its report of the new head's weights is no news
    try:
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
        tokenizer = AutoTokenizer.from_pretrained(name, use_fast=True)
        model = AutoModelForSequenceClassification.from_pretrained(
            name, config=config, use_safetensors=True, ignore_mismatched_sizes=True
        )
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        if folder:
            raise TrainingError(f"The folder {name} holds no encoder that can be trained: {error}") from None
        raise InputError(
            f"The model {name} can't be had from the Hugging Face hub ({type(error).__name__}). Check the name and the "
            "network, or set MODEL_NAME to a folder that holds the model."
        ) from None
    if not isinstance(tokenizer, PreTrainedTokenizerFast):
        raise TrainingError(f"{name} has no fast tokenizer (tokenizer.json): serving needs one.")
    return model, tokenizer
