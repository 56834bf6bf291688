"""A DistilBERT small enough to train in seconds: random weights, and the vocabulary of the example texts."""

import string
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import DistilBertConfig, DistilBertForMaskedLM, PreTrainedTokenizerFast

from twitter_sentiment.text import normalize

from .examples import labeled

SPECIAL_TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def write_tiny_encoder(folder: Path) -> Path:
    """Write the encoder as a folder of the hub's format: config, tokenizer, model.safetensors."""
    split = pre_tokenizers.BertPreTokenizer()
    words = {word for row in labeled(1500) for word, _ in split.pre_tokenize_str(normalize(row.text).lower())}
    pieces = [f"{prefix}{letter}" for prefix in ("", "##") for letter in string.ascii_lowercase + string.digits]
    vocabulary = {token: index for index, token in enumerate(dict.fromkeys([*SPECIAL_TOKENS, *pieces, *sorted(words)]))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = split
    cls = SPECIAL_TOKENS.index("[CLS]")
    sep = SPECIAL_TOKENS.index("[SEP]")
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", sep), ("[CLS]", cls))
    fast_tokenizer = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        model_max_length=128,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
        model_input_names=["input_ids", "attention_mask"],
    )
    fast_tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    config = DistilBertConfig(
        vocab_size=tokenizer.get_vocab_size(), dim=48, hidden_dim=96, n_layers=2, n_heads=4, max_position_embeddings=128
    )
    DistilBertForMaskedLM(config).save_pretrained(folder)
    return folder
