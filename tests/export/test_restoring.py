"""A served graph turns back into the classifier that it was made from."""

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from transformers import AutoConfig, PretrainedConfig, PreTrainedModel

from twitter_sentiment.errors import ModelError
from twitter_sentiment.export.bert_graph import build, input_ranges
from twitter_sentiment.export.restoring import restore_classifier, restore_tokenizer
from twitter_sentiment.model.folder import ModelFolder, shipped_model
from twitter_sentiment.model.manifest import Manifest

from .tiny_classifiers import BERT, DISTILBERT, MPNET, tiny_classifier

LABELS = ("negative", "neutral", "positive")
IDS = [[0, 7, 8, 2], [5, 5, 9, 40, 41, 42, 3]]


@pytest.fixture
def graph_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose graph counts as that of a verified model folder."""
    manifest = Manifest(
        labels=LABELS,
        normalizer="tweets-v2",
        max_len=32,
        temperature=1.0,
        base_model="tiny",
        serve="model.onnx",
        files={},
    )
    monkeypatch.setattr(ModelFolder, "open", lambda path: ModelFolder(path, manifest))
    return tmp_path


def logits(model: PreTrainedModel) -> list[list[float]]:
    model.eval()  # type: ignore[no-untyped-call]
    with torch.no_grad():
        return [model(input_ids=torch.tensor([ids])).logits[0].tolist() for ids in IDS]


@pytest.mark.parametrize("config", [BERT, DISTILBERT, MPNET])
def test_fp32_graph_gives_back_the_weights(config: PretrainedConfig, graph_folder: Path) -> None:
    model = tiny_classifier(config, num_labels=3)
    onnx.save(build(model), graph_folder / "model.onnx")
    restored = restore_classifier(graph_folder, model.config, LABELS)
    np.testing.assert_allclose(logits(restored), logits(model), atol=1e-5)


@pytest.mark.parametrize("apart", [0, 8])
def test_int8_graph_gives_back_the_weights_nearly(apart: int, graph_folder: Path) -> None:
    model = tiny_classifier(MPNET, num_labels=3)
    onnx.save(build(model, input_ranges(model, IDS, apart=apart)), graph_folder / "model.onnx")
    restored = restore_classifier(graph_folder, model.config, LABELS)
    wanted = logits(model)
    assert np.abs(np.array(logits(restored)) - wanted).max() < 0.1 * np.abs(wanted).max()


def test_two_classes_keep_their_part_of_the_head(graph_folder: Path) -> None:
    model = tiny_classifier(BERT)
    onnx.save(build(model), graph_folder / "model.onnx")
    two = type(model.config)(**{**model.config.to_dict(), "num_labels": 2, "id2label": None, "label2id": None})
    restored = restore_classifier(graph_folder, two, ("negative", "positive"))
    np.testing.assert_allclose(logits(restored), np.array(logits(model))[:, [0, 2]], atol=1e-5)


def test_traced_graph_is_refused(graph_folder: Path) -> None:
    onnx.save(onnx.helper.make_model(onnx.helper.make_graph([], "traced", [], [])), graph_folder / "model.onnx")
    with pytest.raises(
        ModelError, match=r"can only serve: to train on, name the folder that has its model.safetensors"
    ):
        restore_classifier(graph_folder, BERT, LABELS)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["accurate", "fast", "multilingual"])
def test_shipped_model_answers_alike_after_restoring(name: str) -> None:
    folder = ModelFolder.open(shipped_model(name))
    config = AutoConfig.from_pretrained(folder.path)
    model = restore_classifier(folder.path, config, folder.manifest.labels)
    model.eval()  # type: ignore[no-untyped-call]
    tokenizer = restore_tokenizer(folder.path, config)
    texts = ["I love it!", "The worst phone I ever had.", "The train leaves at nine."]
    encoded = tokenizer(texts, padding=True, return_tensors="pt")
    with torch.no_grad():
        restored = model(input_ids=encoded["input_ids"], attention_mask=encoded["attention_mask"]).logits.numpy()
    rows = [
        ids[mask.astype(bool)].tolist()
        for ids, mask in zip(encoded["input_ids"].numpy(), encoded["attention_mask"].numpy(), strict=True)
    ]
    np.testing.assert_allclose(restored, folder.load_onnx_model().logits(rows), atol=0.2)
