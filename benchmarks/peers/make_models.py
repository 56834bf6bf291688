"""Make the model folders that the other servers load.

The weights of the two torch models are random: the speed of a forward pass depends on the shapes alone, not on what was
learned. The tokenizer is that of the default model, so that every server reads the same tokens.
"""

import json
import shutil
import sys
from pathlib import Path

import torch
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    DistilBertConfig,
    DistilBertForSequenceClassification,
)

SEED = 42
LABELS = {0: "negative", 1: "neutral", 2: "positive"}
MAX_TOKENS = 512

# Written by hand: the newer transformers names a class here that the older one of infinity-emb does not know.
TOKENIZER_SETTINGS = {
    "tokenizer_class": "PreTrainedTokenizerFast",
    "model_max_length": MAX_TOKENS,
    "model_input_names": ["input_ids", "attention_mask"],
    "pad_token": "[PAD]",
    "unk_token": "[UNK]",
    "cls_token": "[CLS]",
    "sep_token": "[SEP]",
    "mask_token": "[MASK]",
}


def main(default_model: Path, output: Path) -> None:
    """Write three folders.

    `distilbert` has 66 million parameters, `encoder` has the size of the default model, and `onnx` is the default
    model itself, under the names that optimum expects.
    """
    vocabulary = len(json.loads((default_model / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"])
    labels = {"id2label": LABELS, "label2id": {label: number for number, label in LABELS.items()}}
    torch.manual_seed(SEED)
    DistilBertForSequenceClassification(DistilBertConfig(**labels)).save_pretrained(output / "distilbert")
    encoder = BertConfig(
        vocab_size=vocabulary,
        hidden_size=384,
        num_hidden_layers=6,
        num_attention_heads=12,
        intermediate_size=1536,
        **labels,
    )
    torch.manual_seed(SEED)
    BertForSequenceClassification(encoder).save_pretrained(output / "encoder")
    (output / "onnx").mkdir()
    shutil.copy(default_model / "config.json", output / "onnx" / "config.json")
    shutil.copy(default_model / "model.int8.onnx", output / "onnx" / "model_quantized.onnx")
    for name in ("distilbert", "encoder", "onnx"):
        shutil.copy(default_model / "tokenizer.json", output / name / "tokenizer.json")
        settings = json.dumps(TOKENIZER_SETTINGS, indent=2)
        (output / name / "tokenizer_config.json").write_text(settings, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
