"""What one or more trainings learn from: the rows, tokenized, and the tokenizers."""

from dataclasses import dataclass

import torch
from transformers import PreTrainedTokenizerFast

from ..export.hub import max_input_tokens
from ..model.tokenization import TextTokenizer
from ..text import DEFAULT_NORMALIZER, NORMALIZERS
from .config import TrainingConfig
from .dataset import Example, TrainingData, encode, load_data
from .distillation import mean_teacher_logits
from .encoder import load_tokenizer_and_config
from .loss import class_weights
from .twins import twins
from .vocabulary import CutTokenizer, cut_tokenizer

_MAX_TWIN_TOKENS = 64
"""The longest texts that get a twin: that of a long one says little more, and costs the most memory of all."""


@dataclass(frozen=True)
class TrainingInputs:
    """The inputs of one or more trainings, with the teacher's logits where there is a teacher.

    Attributes:
        data: the rows as tables.
        train: the tokenized training rows.
        validation: the tokenized validation rows.
        class_weights: (classes,), the weights of the classes in the loss.
        tokenizer: the tokenizer as transformers saves it.
        eval_tokenizer: normalizer, tokenizer and truncation of evaluation and serving.
        vocabulary: what is kept of the encoder's vocabulary; None if it is kept whole.
    """

    data: TrainingData
    train: list[Example]
    validation: list[Example]
    class_weights: torch.Tensor
    tokenizer: PreTrainedTokenizerFast
    eval_tokenizer: TextTokenizer
    vocabulary: CutTokenizer | None = None


def load_inputs(config: TrainingConfig) -> TrainingInputs:
    """Load and tokenize the rows of a training.

    Raises:
        InputError: the data, the encoder or the teacher can't be used, or its vocabulary can't be cut.
        TrainingError: the folder contains no encoder that can be trained.
    """
    data = load_data(config)
    tokenizer, encoder_config = load_tokenizer_and_config(config.model_name, data.labels)
    max_len = max_input_tokens(encoder_config, tokenizer, config.max_len)
    train_max_len = min(max_len, config.train_max_len or max_len)
    normalize = NORMALIZERS[DEFAULT_NORMALIZER]
    vocabulary = None
    if data.vocabulary:
        vocabulary = cut_tokenizer(tokenizer, data.vocabulary, normalize)
        tokenizer = vocabulary.tokenizer
    eval_tokenizer = TextTokenizer(tokenizer.backend_tokenizer, normalize, max_len)
    train_tokenizer = TextTokenizer(tokenizer.backend_tokenizer, normalize, train_max_len)
    train = encode(data.train, data.labels, train_tokenizer)
    texts = data.train["text"].tolist()
    if config.distillation:
        logits = mean_teacher_logits(config.distillation.teachers, texts, data.labels, config.teacher_dir)
        for example, row in zip(train, logits.tolist(), strict=True):
            example["teacher"] = row
    if config.twin_weight:
        _add_twins(train, texts, train_tokenizer, config.seed)
    return TrainingInputs(
        data=data,
        train=train,
        validation=encode(data.validation, data.labels, eval_tokenizer),
        class_weights=class_weights(data.train, data.labels, config.class_weights),
        tokenizer=tokenizer,
        eval_tokenizer=eval_tokenizer,
        vocabulary=vocabulary,
    )


def _add_twins(examples: list[Example], texts: list[str], tokenizer: TextTokenizer, seed: int) -> None:
    """Add to the short examples that have a twin its token ids."""
    twin_of = {
        row: twin
        for row, twin in enumerate(twins(texts, seed))
        if twin is not None and len(examples[row]["input_ids"]) <= _MAX_TWIN_TOKENS
    }
    encoded = tokenizer.encode(list(twin_of.values()))
    for row, text in zip(twin_of, encoded, strict=True):
        examples[row]["twin_ids"] = text.ids
