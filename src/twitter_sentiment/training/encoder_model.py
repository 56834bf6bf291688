"""Loading the pretrained encoder that is fine-tuned."""

from collections.abc import Sequence

from transformers import (
    AutoConfig,
    AutoModelForSequenceClassification,
    PreTrainedModel,
    PreTrainedTokenizerFast,
)
from transformers.utils import logging as transformers_logging

from ..errors import TrainingError
from ..model.pretrained import load_fast_tokenizer, loading

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
            name, config=config, use_safetensors=True, ignore_mismatched_sizes=True
        )
        return model, load_fast_tokenizer(name, TrainingError)
