"""Finding, checking and opening model folders; manifests."""

import json
import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from twitter_sentiment.errors import ModelError
from twitter_sentiment.files.atomic import sha256
from twitter_sentiment.model.folder import ModelFolder, default_model, folder_to_serve, shipped_model
from twitter_sentiment.model.manifest import MANIFEST_FILE, Manifest

from ..conftest import REPOSITORY


@pytest.fixture
def folder() -> Path:
    return Path(shutil.copytree(default_model(), "model"))


def change_manifest(folder: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    content = json.loads((folder / MANIFEST_FILE).read_text())
    change(content)
    (folder / MANIFEST_FILE).write_text(json.dumps(content))


def test_default_model_has_no_fp32_weights() -> None:
    folder = ModelFolder.open(default_model())
    assert folder.manifest.serve == "model.int8.onnx"
    names = {path.name for path in folder.path.iterdir()}
    assert {"tokenizer.json", "sentiment.json", "model.int8.onnx", "README.md"} <= names
    assert not names & {"model.safetensors", "model.onnx"}


def test_folder_to_serve_falls_back_to_default(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert folder_to_serve(folder) == folder
    assert folder_to_serve(None) == default_model()
    with caplog.at_level(logging.INFO):
        assert folder_to_serve(Path("nowhere")) == default_model()
    assert "There is no nowhere: the default model is used." in caplog.text


def test_shipped_model_is_opened_by_name() -> None:
    assert folder_to_serve(Path("fast")) == Path("fast")
    assert ModelFolder.open(Path("fast")).path == shipped_model("fast")


def test_folder_comes_before_shipped_model_of_its_name(folder: Path) -> None:
    own = folder.rename("fast")
    assert ModelFolder.open(Path("fast")).path == own


def test_missing_shipped_model_is_named() -> None:
    with pytest.raises(ModelError, match="lacks the model accurately"):
        shipped_model("accurately")


def test_manifest_round_trip(folder: Path) -> None:
    manifest = Manifest.read(folder)
    manifest.write(folder)
    assert Manifest.read(folder) == manifest


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda folder: (folder / "sentiment.json").unlink(), "has no sentiment.json.*export --model"),
        (lambda folder: (folder / "sentiment.json").write_text("{"), "can't be used"),
        (lambda folder: (folder / "model.int8.onnx").unlink(), "lacks model.int8.onnx"),
        (lambda folder: (folder / "tokenizer.json").unlink(), "lacks tokenizer.json"),
        (lambda folder: (folder / "model.int8.onnx").write_bytes(b"x"), "SHA-256 differs"),
        (lambda folder: (folder / "tokenizer.json").write_text("{}"), "tokenizer.json is not the file"),
        (lambda folder: change_manifest(folder, lambda m: m.update(format_version=3)), "can't be used"),
        (lambda folder: change_manifest(folder, lambda m: m.update(labels=["neutral", "positive"])), "labels must be"),
        (lambda folder: change_manifest(folder, lambda m: m.update(normalizer="tweets-v9")), "normalizers tweets-v1"),
        (lambda folder: change_manifest(folder, lambda m: m.update(labels=["good", "bad"])), "labels must be"),
        (lambda folder: change_manifest(folder, lambda m: m.update(temperature=0)), "greater than or equal to 0.01"),
        (lambda folder: change_manifest(folder, lambda m: m.update(surprise=1)), "not permitted"),
        (shutil.rmtree, "no model folder"),
    ],
)
def test_open_names_what_is_wrong(folder: Path, damage: Callable[[Path], Any], words: str) -> None:
    damage(folder)
    with pytest.raises(ModelError, match=words):
        ModelFolder.open(folder)


def test_load_refuses_damaged_tokenizer_and_graph(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{}")
    (folder / "model.int8.onnx").write_bytes(b"not a graph")
    digests = {name: sha256(folder / name) for name in ("tokenizer.json", "model.int8.onnx")}
    change_manifest(folder, lambda manifest: manifest["files"].update(digests))
    opened = ModelFolder.open(folder)
    with pytest.raises(ModelError, match="tokenizer"):
        opened.load_tokenizer()
    with pytest.raises(ModelError, match="ONNX Runtime can't load"):
        opened.load_onnx_model()


def test_manifest_version_1_is_upgraded() -> None:
    manifest = Manifest.read(REPOSITORY / "tests" / "model" / "version_1")
    assert manifest.format_version == 2
    assert manifest.normalizer == "tweets-v1"
    assert manifest.metrics is not None
    assert manifest.metrics.accuracy == 0.731
    assert manifest.calibration == {}
    assert manifest.behavior["typos"].kind == "INV"
    assert manifest.quantization is not None
    assert manifest.quantization.label_agreement == 0.984


def test_manifest_version_1_without_training(tmp_path: Path) -> None:
    content = json.loads((REPOSITORY / "tests" / "model" / "version_1" / MANIFEST_FILE).read_text())
    (tmp_path / MANIFEST_FILE).write_text(json.dumps(content | {"metrics": {"accuracy": 0.9}}))
    assert Manifest.read(tmp_path).metrics is None
