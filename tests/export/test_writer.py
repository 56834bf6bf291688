"""Exporting a classifier to a model folder."""

import json
import shutil
from pathlib import Path

import huggingface_hub.constants
import numpy as np
import pytest
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from twitter_sentiment.errors import InputError, ModelError
from twitter_sentiment.export.hub import export
from twitter_sentiment.files.atomic import sha256
from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.metrics import BehaviorResult, ChallengeResult, MeasuredShare
from twitter_sentiment.model.manifest import Manifest
from twitter_sentiment.model.onnx_model import OnnxModel

from ..examples import labeled

TEXTS = [row.text for row in labeled(1100)]


@pytest.fixture(scope="module")
def exported(classifier_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model folder of that classifier."""
    output = tmp_path_factory.mktemp("exported") / "model"
    export(str(classifier_folder), output, TEXTS)
    return output


@pytest.fixture
def copied_classifier(classifier_folder: Path, tmp_path: Path) -> Path:
    """A copy of the classifier that a test may change."""
    return Path(shutil.copytree(classifier_folder, tmp_path / "copy"))


@pytest.mark.slow
def test_export_writes_a_model_folder(exported: Path) -> None:
    manifest = Manifest.read(exported)
    assert (manifest.labels, manifest.normalizer, manifest.temperature) == (("negative", "positive"), "clean-v1", 1.0)
    assert manifest.max_len == 128
    assert manifest.base_model == "classifier"
    assert manifest.quantization is not None
    assert manifest.serve == "model.int8.onnx"
    assert set(manifest.files) == {"model.onnx", "model.int8.onnx", "tokenizer.json"}
    assert SentimentClassifier.load(exported).predict("hello").sentiment in manifest.labels


@pytest.mark.slow
def test_fp32_gives_torch_logits_for_any_shape(classifier_folder: Path, exported: Path) -> None:
    model = AutoModelForSequenceClassification.from_pretrained(classifier_folder).eval()
    graph = OnnxModel(exported / "model.onnx")
    for ids in ([7], [5] * 127, list(range(6, 40))):
        with torch.no_grad():
            expected = model(input_ids=torch.tensor([ids])).logits.numpy()
        assert np.abs(graph.logits([ids]) - expected).max() < 1e-4
        assert np.abs(graph.logits([ids, [9] * 100])[:1] - expected).max() < 1e-4


@pytest.mark.slow
def test_int8_that_changes_labels_is_refused(
    classifier_folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    manifest = export(str(classifier_folder), tmp_path / "model", TEXTS, min_label_agreement=1.01)
    assert (manifest.serve, manifest.quantization) == ("model.onnx", None)
    assert not (tmp_path / "model" / "model.int8.onnx").exists()
    assert "int8 was refused" in caplog.text


@pytest.mark.slow
def test_export_of_own_folder_keeps_its_manifest(exported: Path, tmp_path: Path) -> None:
    source = shutil.copytree(exported, tmp_path / "source")
    changes = {
        "temperature": 1.5,
        "normalizer": "tweets-v1",
        "max_len": 40,
        "challenge": {"sarcasm": ChallengeResult(two_classes=MeasuredShare(rows=9, share=0.5, low=0.2, high=0.8))},
        "behavior": {"links": BehaviorResult(kind="INV", cases=10, passed=9)},
    }
    Manifest.read(source).model_copy(update=changes).write(source)
    manifest = export(str(source), tmp_path / "model", TEXTS, serving_only=True, base_model="origin")
    assert (manifest.temperature, manifest.normalizer, manifest.max_len) == (1.5, "tweets-v1", 40)
    assert manifest.base_model == "origin"
    assert not manifest.behavior  # measured with another graph
    assert not manifest.challenge
    names = {path.name for path in (tmp_path / "model").iterdir()}
    assert names == {"config.json", "tokenizer.json", "sentiment.json", manifest.serve}
    assert Manifest.read(tmp_path / "model") == manifest
    SentimentClassifier.load(tmp_path / "model")


@pytest.mark.slow
def test_hub_layout_adds_a_copy_that_serving_does_not_need(classifier_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    manifest = export(str(classifier_folder), folder, TEXTS, serving_only=True, hub_layout=True)
    assert manifest.serve == "model.int8.onnx"
    copy = folder / "onnx/model_quantized.onnx"
    assert copy.read_bytes() == (folder / manifest.serve).read_bytes()
    assert manifest.files["onnx/model_quantized.onnx"] == sha256(copy)
    assert Manifest.read(folder) == manifest
    tokenizer = AutoTokenizer.from_pretrained(folder)  # as libraries of the Hub load it
    assert tokenizer.decode(tokenizer("the coffee")["input_ids"], skip_special_tokens=True) == "the coffee"
    before = SentimentClassifier.load(folder).predict("hello")
    shutil.rmtree(folder / "onnx")
    assert SentimentClassifier.load(folder).predict("hello") == before
    manifest = export(str(classifier_folder), folder, TEXTS[:20], hub_layout=True)  # too few texts for int8
    assert (manifest.serve, "onnx/model.onnx" in manifest.files) == ("model.onnx", True)
    assert [path.name for path in (folder / "onnx").iterdir()] == ["model.onnx"]


@pytest.mark.parametrize("target", ["thesis", ".", ".."])
def test_foreign_folder_is_never_replaced(classifier_folder: Path, target: str) -> None:
    chapter = Path("thesis/chapter.txt")
    chapter.parent.mkdir()
    chapter.write_text("precious")
    with pytest.raises(InputError, match="model folder"):
        export(str(classifier_folder), Path(target).resolve() if target == ".." else Path(target), TEXTS)
    assert chapter.read_text() == "precious"


def test_export_without_texts_is_refused(classifier_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no text to check"):
        export(str(classifier_folder), tmp_path / "model", [" "])


def test_damaged_weights_are_refused(copied_classifier: Path, tmp_path: Path) -> None:
    weights = copied_classifier / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:100])
    with pytest.raises(ModelError, match="no classifier that can be exported"):
        export(str(copied_classifier), tmp_path / "model", TEXTS)


def test_foreign_labels_need_a_mapping(copied_classifier: Path, tmp_path: Path) -> None:
    config = copied_classifier / "config.json"
    labels = {"id2label": {"0": "spam", "1": "ham"}, "label2id": {"spam": 0, "ham": 1}}
    config.write_text(json.dumps(json.loads(config.read_text()) | labels))
    with pytest.raises(InputError, match="Unknown labels 'ham', 'spam'") as error:
        export(str(copied_classifier), tmp_path / "model", TEXTS[:20])
    assert "--labels" in error.value.hint
    mapping = {"spam": "positive", "ham": "negative"}
    manifest = export(str(copied_classifier), tmp_path / "model", TEXTS[:20], labels=mapping)
    assert manifest.labels == ("positive", "negative")


def test_folder_without_classifier_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="holds no classifier"):
        export(str(tmp_path), tmp_path / "model", TEXTS)


def test_hub_out_of_reach_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)  # the library reads it at import
    with pytest.raises(InputError, match="Hugging Face hub"):
        export("no-such-org/no-such-model", tmp_path / "model", TEXTS)
