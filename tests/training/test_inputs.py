"""The tokenized rows and the encoder of a training."""

import shutil
from dataclasses import replace
from pathlib import Path

import huggingface_hub.constants
import pytest
import torch
from transformers import DataCollatorWithPadding

from twitter_sentiment.errors import InputError, TrainingError
from twitter_sentiment.labels import LABELS
from twitter_sentiment.training.config import TrainingConfig
from twitter_sentiment.training.encoder import load_encoder
from twitter_sentiment.training.inputs import load_inputs
from twitter_sentiment.training.trainer import TwinCollator

from ..examples import write_csv


def test_inputs_need_no_weights(config: TrainingConfig, tmp_path: Path) -> None:
    folder = shutil.copytree(config.model_name, tmp_path / "without-weights")
    (folder / "model.safetensors").unlink()
    inputs = load_inputs(replace(config, model_name=str(folder), train_max_len=10, max_len=1000))
    assert len(inputs.train) == 900
    assert len(inputs.validation) == 300
    assert inputs.eval_tokenizer.max_len == 128  # the positions of the encoder
    assert max(len(row["input_ids"]) for row in inputs.train) == 10
    assert max(len(row["input_ids"]) for row in inputs.validation) > 10
    assert inputs.train[0]["class_mask"] == [True, True, True]


def test_missing_encoder_names_offline_way(config: TrainingConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)  # the library reads it at import
    with pytest.raises(InputError, match=r"no-such-org/no-such-model can't be loaded.*set MODEL_NAME to a folder"):
        load_inputs(replace(config, model_name="no-such-org/no-such-model"))


def test_folder_without_encoder_is_refused(config: TrainingConfig, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="holds no encoder"):
        load_inputs(replace(config, model_name=str(tmp_path)))


def test_frozen_layers_do_not_train(config: TrainingConfig) -> None:
    model = load_encoder(replace(config, freeze_layers=1), LABELS)
    frozen = {name for name, parameter in model.named_parameters() if not parameter.requires_grad}
    assert any("embeddings" in name for name in frozen)
    assert any("layer.0." in name for name in frozen)
    assert not any("layer.1." in name or "classifier" in name for name in frozen)


def test_freezing_all_layers_is_refused(config: TrainingConfig) -> None:
    with pytest.raises(InputError, match="the encoder has 2 layers"):
        load_encoder(replace(config, freeze_layers=2), LABELS)


def test_attention_dropout_is_set(config: TrainingConfig) -> None:
    assert load_encoder(replace(config, attention_dropout=0.3), LABELS).config.attention_dropout == 0.3


def test_hidden_dropout_is_set_apart_from_that_of_attention(config: TrainingConfig) -> None:
    changed = load_encoder(replace(config, hidden_dropout=0.3), LABELS).config
    assert changed.dropout == 0.3
    assert changed.attention_dropout == load_encoder(config, LABELS).config.attention_dropout


def test_kept_layers_are_those_of_the_encoder(config: TrainingConfig) -> None:
    whole = load_encoder(config, LABELS)
    last = load_encoder(replace(config, keep_layers=(1,)), LABELS)
    assert last.config.n_layers == 1
    name = "distilbert.transformer.layer.{}.ffn.lin1.weight"
    assert torch.equal(whole.state_dict()[name.format(1)], last.state_dict()[name.format(0)])


def test_keeping_a_missing_layer_is_refused(config: TrainingConfig) -> None:
    with pytest.raises(InputError, match="--keep-layers 2 is no layer: the encoder has the layers 0 to 1"):
        load_encoder(replace(config, keep_layers=(0, 2)), LABELS)


def test_twins_are_rows_of_their_batch(config: TrainingConfig, tmp_path: Path) -> None:
    rows = [("my dad is here", "neutral"), ("good", "positive"), ("a bad man", "negative"), ("bad", "negative")] * 100
    for part in ("train", "test"):
        write_csv(tmp_path / f"{part}.csv", rows)
    inputs = load_inputs(replace(config, processed_data_dir=tmp_path, twin_weight=0.5))
    examples = sorted(inputs.train, key=lambda example: example["labels"])
    batch = TwinCollator(DataCollatorWithPadding(inputs.tokenizer))(examples)
    assert len(batch["twin_of"]) == sum("twin_ids" in example for example in examples) > 0
    assert len(batch["input_ids"]) == len(examples) + len(batch["twin_of"])
    assert batch["weight"].tolist() == [1.0] * len(examples)


def test_long_texts_have_no_twins(config: TrainingConfig, tmp_path: Path) -> None:
    long = "a very long story, " * 20 + "told by my dad"
    for part in ("train", "test"):
        write_csv(tmp_path / f"{part}.csv", [("my dad is here", "positive"), (long, "negative")] * 100)
    inputs = load_inputs(replace(config, processed_data_dir=tmp_path, max_len=128, twin_weight=0.5))
    assert {len(row["input_ids"]) > 64 for row in inputs.train if "twin_ids" in row} == {False}
    assert any(len(row["input_ids"]) > 64 for row in inputs.train)
