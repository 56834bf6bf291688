"""Encoders small enough to train in seconds: random weights, and the vocabulary of the example texts."""

import string
from pathlib import Path

import torch
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import BertConfig, BertModel, DistilBertConfig, DistilBertForMaskedLM, PreTrainedTokenizerFast

from twitter_sentiment.text import normalize

from .examples import labeled

SPECIAL_TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
_UNIGRAM_PIECES = 600
_OTHER_SCRIPTS = ["очень хорошо, очень плохо", "बहुत अच्छा, बहुत बुरा", "这很好。", "جيد جدا، سيء جدا", "çok güzel, ñandú"]


def write_tiny_encoder(folder: Path) -> Path:
    """Write a DistilBERT with WordPiece as a folder of the hub's format: config, tokenizer, model.safetensors."""
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


def write_tiny_unigram_encoder(folder: Path) -> Path:
    """Write a BERT with the tokenizer of XLM-R (SentencePiece's Unigram), as multilingual-e5-small is, in fp16.

    It has more embeddings than pieces, and its last piece is <mask>, as there.
    """
    fast_tokenizer = unigram_tokenizer()
    fast_tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(fast_tokenizer) + 3,
        hidden_size=48,
        intermediate_size=96,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=128,
        pad_token_id=fast_tokenizer.pad_token_id,
    )
    BertModel(config).half().save_pretrained(folder)  # type: ignore[no-untyped-call]
    return folder


def unigram_tokenizer() -> PreTrainedTokenizerFast:
    """Train a Unigram tokenizer on the example texts and on some of other scripts."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    trainer = trainers.UnigramTrainer(
        vocab_size=_UNIGRAM_PIECES, special_tokens=special, unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator([*(normalize(row.text) for row in labeled(1500)), *_OTHER_SCRIPTS * 100], trainer)
    tokenizer.add_special_tokens([AddedToken("<mask>", special=True)])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        model_max_length=128,
        bos_token="<s>",
        eos_token="</s>",
        cls_token="<s>",
        sep_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        mask_token="<mask>",
        model_input_names=["input_ids", "attention_mask"],
    )
