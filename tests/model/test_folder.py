"""Finding and checking model folders."""

import json
import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from twitter_sentiment.errors import ModelError
from twitter_sentiment.model.folder import ModelFolder, embedded_model, folder_to_serve
from twitter_sentiment.model.manifest import MANIFEST_FILE, Manifest, sha256


@pytest.fixture
def folder() -> Path:
    return Path(shutil.copytree(embedded_model(), "model"))


def change_manifest(folder: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    content = json.loads((folder / MANIFEST_FILE).read_text())
    change(content)
    (folder / MANIFEST_FILE).write_text(json.dumps(content))


def test_the_embedded_folder_holds_what_serving_needs_and_no_fp32_weights() -> None:
    folder = ModelFolder.open(embedded_model())
    assert folder.manifest.serve == "model.int8.onnx"
    names = {path.name for path in folder.path.iterdir()}
    assert {"tokenizer.json", "sentiment.json", "model.int8.onnx", "README.md"} <= names
    assert not names & {"model.safetensors", "model.onnx"}


def test_an_existing_model_path_is_served_and_an_absent_one_falls_back(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert folder_to_serve(folder) == folder
    assert folder_to_serve(None) == embedded_model()
    with caplog.at_level(logging.INFO):
        assert folder_to_serve(Path("nowhere")) == embedded_model()
    assert "There is no nowhere: the embedded model is used." in caplog.text


def test_a_manifest_survives_writing_and_reading(folder: Path) -> None:
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
        (lambda folder: change_manifest(folder, lambda m: m.update(format_version=2)), "can't be used"),
        (lambda folder: change_manifest(folder, lambda m: m.update(labels=["neutral", "positive"])), "labels must be"),
        (lambda folder: change_manifest(folder, lambda m: m.update(normaliser="tweets-v9")), "normalisers tweets-v1"),
        (lambda folder: change_manifest(folder, lambda m: m.update(labels=["good", "bad"])), "labels must be"),
        (lambda folder: change_manifest(folder, lambda m: m.update(temperature=0)), "greater than 0"),
        (lambda folder: change_manifest(folder, lambda m: m.update(surprise=1)), "not permitted"),
        (shutil.rmtree, "no model folder"),
    ],
)
def test_a_damaged_or_foreign_folder_is_refused_with_what_is_wrong(
    folder: Path, damage: Callable[[Path], Any], words: str
) -> None:
    damage(folder)
    with pytest.raises(ModelError, match=words):
        ModelFolder.open(folder)


def test_a_damaged_tokenizer_or_graph_is_refused_when_loaded(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{}")
    (folder / "model.int8.onnx").write_bytes(b"not a graph")
    digests = {name: sha256(folder / name) for name in ("tokenizer.json", "model.int8.onnx")}
    change_manifest(folder, lambda manifest: manifest["files"].update(digests))
    opened = ModelFolder.open(folder)
    with pytest.raises(ModelError, match="tokenizer"):
        opened.encoder()
    with pytest.raises(ModelError, match="ONNX Runtime can't load"):
        opened.runtime()
