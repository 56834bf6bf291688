"""Export: only graphs that answer like their source are kept."""

import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from tokenizers import Tokenizer
from transformers import AutoModelForSequenceClassification

from twitter_sentiment.errors import ExportError, InputError, ModelError
from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.model import bert_graph, onnx_graph, quantise
from twitter_sentiment.model import export as export_module
from twitter_sentiment.model.convert import export
from twitter_sentiment.model.encoding import Encoder
from twitter_sentiment.model.manifest import Manifest
from twitter_sentiment.model.onnx_graph import write_onnx
from twitter_sentiment.model.quantise import VARIANTS, write_int8
from twitter_sentiment.model.runtime import OnnxModel
from twitter_sentiment.text import NORMALISERS

from ..examples import labelled
from ..tiny_encoder import write_tiny_encoder

TEXTS = [row.text for row in labelled(1100)]


@pytest.fixture(scope="module")
def classifier_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A two-class classifier as the hub holds them, with weights large enough for clear answers."""
    folder = write_tiny_encoder(tmp_path_factory.mktemp("hub") / "classifier")
    torch.manual_seed(3)
    model = AutoModelForSequenceClassification.from_pretrained(folder, num_labels=2)
    torch.nn.init.normal_(model.classifier.weight, std=2.0)
    torch.nn.init.normal_(model.pre_classifier.weight, std=0.5)
    model.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def exported(classifier_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("ours") / "model"
    export(str(classifier_folder), output, TEXTS)
    return output


def test_a_hub_classifier_becomes_a_folder_of_ours(exported: Path) -> None:
    manifest = Manifest.read(exported)
    assert (manifest.labels, manifest.normaliser, manifest.temperature) == (("negative", "positive"), "clean-v1", 1.0)
    assert manifest.max_len == 128
    assert SentimentClassifier.load(exported).predict("hello").sentiment in manifest.labels


def test_the_fp32_graph_gives_the_logits_of_torch_for_any_shape(classifier_folder: Path, exported: Path) -> None:
    model = AutoModelForSequenceClassification.from_pretrained(classifier_folder).eval()
    graph = OnnxModel(exported / "model.onnx")
    for ids in ([7], [5] * 127, list(range(6, 40))):
        with torch.no_grad():
            expected = model(input_ids=torch.tensor([ids])).logits.numpy()
        assert np.abs(graph.logits([ids]) - expected).max() < 1e-4
        assert np.abs(graph.logits([ids, [9] * 100])[:1] - expected).max() < 1e-4


@pytest.mark.parametrize(
    ("by_hand", "variant", "matrices"),
    # Query, key and value are one matrix by hand, two in the last layer.
    [(True, VARIANTS[0], 9), (True, VARIANTS[1], 7), (False, VARIANTS[0], 12), (False, VARIANTS[1], 10)],
)
def test_int8_answers_do_not_depend_on_their_neighbours(
    classifier_folder: Path, tmp_path: Path, by_hand: bool, variant: str, matrices: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bert_graph, "is_supported", lambda model: by_hand)
    monkeypatch.setattr(quantise, "_LARGE_TABLE", 10_000)  # so that the small table counts as large
    model = AutoModelForSequenceClassification.from_pretrained(classifier_folder).eval()
    encoder = Encoder(Tokenizer.from_file(str(classifier_folder / "tokenizer.json")), NORMALISERS["clean-v1"], 128)
    ids = [tokens.ids for tokens in encoder.encode(TEXTS[:64])]
    write_onnx(model, tmp_path / "model.onnx", ids)
    write_int8(model, tmp_path / "model.onnx", tmp_path / "int8.onnx", ids, variant)
    weights = onnx.load(tmp_path / "int8.onnx").graph.initializer
    found = [weight for weight in weights if weight.data_type == onnx.TensorProto.INT8 and len(weight.dims) == 2]
    assert len(found) == matrices + 1  # and the table of word embeddings
    graph = OnnxModel(tmp_path / "int8.onnx")
    alone = np.concatenate([graph.logits([one]) for one in ids])
    assert np.abs(graph.logits(ids) - alone).max() < 1e-4
    fp32 = np.concatenate([OnnxModel(tmp_path / "model.onnx").logits([one]) for one in ids])
    assert (alone.argmax(axis=1) == fp32.argmax(axis=1)).mean() > 0.9


def test_a_graph_that_differs_from_torch_is_refused_and_nothing_is_left(
    classifier_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = onnx_graph._torch_logits
    monkeypatch.setattr(onnx_graph, "_torch_logits", lambda *args: right(*args) + 2e-4)
    with pytest.raises(ExportError, match="was refused"):
        export(str(classifier_folder), tmp_path / "model", TEXTS)
    assert list(tmp_path.iterdir()) == []


def test_int8_that_changes_labels_is_refused_and_fp32_served(
    classifier_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(export_module, "LEAST_AGREEMENT", 1.01)
    manifest = export(str(classifier_folder), tmp_path / "model", TEXTS)
    assert (manifest.serve, manifest.quantisation) == ("model.onnx", None)
    assert not (tmp_path / "model" / "model.int8.onnx").exists()
    assert "int8 was refused" in caplog.text


def test_exporting_a_folder_of_ours_keeps_its_manifest_and_can_leave_out_training_files(
    exported: Path, tmp_path: Path
) -> None:
    before = Manifest.read(exported).model_copy(update={"temperature": 1.5, "normaliser": "tweets-v1", "max_len": 40})
    before.write(exported)
    manifest = export(str(exported), tmp_path / "m", TEXTS, serving_only=True, base_model="origin")
    assert (manifest.temperature, manifest.normaliser, manifest.max_len) == (1.5, "tweets-v1", 40)
    assert manifest.base_model == "origin"
    names = {path.name for path in (tmp_path / "m").iterdir()}
    assert names == {"config.json", "tokenizer.json", "sentiment.json", manifest.serve}
    SentimentClassifier.load(tmp_path / "m")


def test_a_folder_that_is_no_model_folder_is_never_replaced(classifier_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("precious")
    for target in (tmp_path / "thesis", Path(), Path().resolve().parent):
        with pytest.raises(InputError, match="model folder"):
            export(str(classifier_folder), target, TEXTS)
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "precious"


def test_without_a_text_to_check_with_nothing_is_exported(classifier_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no text to check"):
        export(str(classifier_folder), tmp_path / "m", [" "])


def test_a_damaged_weights_file_is_refused(classifier_folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(classifier_folder, tmp_path / "copy"))
    (copy / "model.safetensors").write_bytes((copy / "model.safetensors").read_bytes()[:100])
    with pytest.raises(ModelError, match="no classifier that can be exported"):
        export(str(copy), tmp_path / "m", TEXTS)


def test_labels_that_are_no_sentiments_need_a_mapping(classifier_folder: Path, tmp_path: Path) -> None:
    config = classifier_folder / "config.json"
    kept = config.read_text()
    content = json.loads(kept)
    config.write_text(json.dumps(content | {"id2label": {"0": "spam", "1": "ham"}, "label2id": {"spam": 0, "ham": 1}}))
    try:
        with pytest.raises(InputError, match="Unknown label 'ham', 'spam'.*--labels"):
            export(str(classifier_folder), tmp_path / "m", TEXTS[:20])
        mapping = {"spam": "positive", "ham": "negative"}
        assert export(str(classifier_folder), tmp_path / "m", TEXTS[:20], labels=mapping).labels == (
            "positive",
            "negative",
        )
    finally:
        config.write_text(kept)


def test_a_folder_without_a_classifier_and_a_hub_out_of_reach_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match="holds no classifier"):
        export(str(tmp_path), tmp_path / "m", TEXTS)
    with pytest.raises(InputError, match="Hugging Face hub"):
        export("no-such-org/no-such-model", tmp_path / "m", TEXTS)
