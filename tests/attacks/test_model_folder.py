"""Attacks on a model folder: whatever is in it, it is refused in a sentence when it is loaded, or serves every text."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import onnx
import pytest

from twitter_sentiment.errors import ModelError
from twitter_sentiment.files.atomic import sha256
from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.model.manifest import MANIFEST_FILE, TOKENIZER_FILE

from ..models import FAST
from ..running import Running, free_port
from ..waiting import wait_until

GRAPH_FILE = "model.int8.onnx"
Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def folder() -> Path:
    return Path(shutil.copytree(FAST, "model"))


def change_json(file: Path, change: Change) -> None:
    content = json.loads(file.read_text(encoding="utf-8"))
    change(content)
    file.write_text(json.dumps(content), encoding="utf-8")


def forge_hashes(folder: Path) -> None:
    """Write the SHA-256 of the files as they are now into the manifest."""
    digests = {name: sha256(folder / name) for name in (GRAPH_FILE, TOKENIZER_FILE)}
    change_json(folder / MANIFEST_FILE, lambda manifest: manifest["files"].update(digests))


def change_tokenizer(folder: Path, change: Change) -> None:
    change_json(folder / TOKENIZER_FILE, change)
    forge_hashes(folder)


def change_graph(folder: Path, change: Callable[[onnx.ModelProto], object]) -> None:
    graph = onnx.load(folder / GRAPH_FILE)
    change(graph)
    onnx.save(graph, folder / GRAPH_FILE)
    forge_hashes(folder)


def refusal(folder: Path) -> str:
    """Load a folder that can't be used and return why."""
    with pytest.raises(ModelError) as refused:
        SentimentClassifier.load(folder)
    message = str(refused.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    "serve",
    [
        "../outside.onnx",
        "{absolute}/outside.onnx",
        "part/graph.onnx",
        "part\\graph.onnx",
        "C:graph.onnx",
        "..",
        "x.ort",
    ],
)
def test_graph_outside_of_the_folder_is_refused(folder: Path, serve: str) -> None:
    (folder / "part").mkdir()
    name = serve.format(absolute=Path.cwd())
    for copy in (Path("outside.onnx"), folder / "part/graph.onnx", folder / "part\\graph.onnx", folder / "x.ort"):
        shutil.copyfile(folder / GRAPH_FILE, copy)
    change_json(folder / MANIFEST_FILE, lambda manifest: manifest.update(serve=name))
    change_json(folder / MANIFEST_FILE, lambda manifest: manifest["files"].update({name: sha256(folder / GRAPH_FILE)}))
    assert "plain name of an .onnx file" in refusal(folder)


def test_weights_in_another_file_are_refused(folder: Path) -> None:
    graph = onnx.load(folder / GRAPH_FILE)
    onnx.save_model(graph, folder / GRAPH_FILE, save_as_external_data=True, location="weights.bin", size_threshold=64)
    forge_hashes(folder)
    assert "keeps weights in another file" in refusal(folder)


def test_name_with_location_is_no_external_data(folder: Path) -> None:
    change_graph(folder, lambda graph: setattr(graph, "doc_string", "allocation location"))
    assert SentimentClassifier.load(folder).predict("I love it").sentiment == "positive"


@pytest.mark.parametrize("max_len", [4096, 1_000_000_000_000])
def test_max_len_beyond_the_graph_is_refused(folder: Path, max_len: int) -> None:
    change_json(folder / MANIFEST_FILE, lambda manifest: manifest.update(max_len=max_len))
    message = refusal(folder)
    assert "graph can't run 4096 tokens" in message or "less than or equal to 8192" in message
    assert max_len > 8192 or SentimentClassifier.load(folder, max_len=256).tokenizer.max_len == 256


@pytest.mark.parametrize("word", ["love", "[PAD]"])
def test_token_id_beyond_the_graph_is_refused(folder: Path, word: str) -> None:
    def move(tokenizer: dict[str, Any]) -> None:
        tokenizer["model"]["vocab"][word] = 99_999
        for token in tokenizer["added_tokens"]:
            token["id"] = tokenizer["model"]["vocab"][token["content"]]

    change_tokenizer(folder, move)
    assert "ids up to 99999" in refusal(folder)


def test_added_token_beyond_the_graph_is_refused(folder: Path) -> None:
    def add(tokenizer: dict[str, Any]) -> None:
        tokenizer["added_tokens"].append(tokenizer["added_tokens"][0] | {"id": 30_522, "content": "[NEW]"})

    change_tokenizer(folder, add)
    assert "ids up to 30522" in refusal(folder)


@pytest.mark.parametrize("missing", ["all", "[CLS]", "[SEP]"])
def test_tokenizer_without_special_tokens_is_refused(folder: Path, missing: str) -> None:
    def remove(tokenizer: dict[str, Any]) -> None:
        template = tokenizer["post_processor"]["single"]
        template[:] = [part for part in template if part.get("SpecialToken", {}).get("id") != missing]
        if missing == "all":
            tokenizer["post_processor"] = None

    change_tokenizer(folder, remove)
    assert "does not put [CLS] and [SEP] around a text" in refusal(folder)


@pytest.mark.parametrize(("pattern", "content"), [("(a+)+$", ""), (".", ""), ("(a+)+b", "a"), ("a", "a" * 10_000)])
def test_tokenizer_with_a_nasty_rule_is_refused_or_serves(folder: Path, pattern: str, content: str) -> None:
    rule = {"type": "Replace", "pattern": {"Regex": pattern}, "content": content}
    change_tokenizer(folder, lambda tokenizer: tokenizer.update(normalizer=rule))
    if content:
        assert SentimentClassifier.load(folder).predict("a" * 100 + "c").scores
    else:
        assert "The tokenizer removes all of a text" in refusal(folder)


@pytest.mark.parametrize("content", ["{}", "[]", "null", "", "\0"])
def test_damaged_tokenizer_is_refused(folder: Path, content: str) -> None:
    (folder / TOKENIZER_FILE).write_text(content)
    forge_hashes(folder)
    assert "tokenizer.json can't be read" in refusal(folder)


def test_labels_that_do_not_fit_are_named(folder: Path) -> None:
    change_json(folder / MANIFEST_FILE, lambda manifest: manifest.update(labels=["negative", "positive"]))
    assert "its labels are negative, positive, but its graph gives 3 logits" in refusal(folder)


def test_logits_that_are_no_numbers_are_refused(folder: Path) -> None:
    def spoil(model: onnx.ModelProto) -> None:
        (output,) = model.graph.output
        for node in model.graph.node:
            node.output[:] = ["before" if name == output.name else name for name in node.output]
        model.graph.initializer.append(onnx.numpy_helper.from_array(np.array(np.nan, np.float32), "nan"))
        model.graph.node.append(onnx.helper.make_node("Add", ["before", "nan"], [output.name]))

    change_graph(folder, spoil)
    assert "logits that aren't numbers" in refusal(folder)


@pytest.mark.parametrize("share", [0, 0.5, 0.999])
def test_truncated_graph_is_refused(folder: Path, share: float) -> None:
    content = (folder / GRAPH_FILE).read_bytes()
    (folder / GRAPH_FILE).write_bytes(content[: int(len(content) * share)])
    assert "its SHA-256 differs" in refusal(folder)
    forge_hashes(folder)
    assert "ONNX Runtime can't load" in refusal(folder)


def test_manifest_that_is_none_is_refused(folder: Path) -> None:
    for content in ("[]", "null", "1", "{", '{"serve": {}}'):
        (folder / MANIFEST_FILE).write_text(content)
        assert "sentiment.json can't be used" in refusal(folder)
    (folder / MANIFEST_FILE).unlink()
    (folder / MANIFEST_FILE).symlink_to("/etc/passwd")
    assert "root:" not in refusal(folder)
    assert "There is no model folder" in refusal(folder / GRAPH_FILE)


@pytest.mark.slow
def test_serve_names_a_folder_it_refuses(folder: Path) -> None:
    change_json(folder / MANIFEST_FILE, lambda manifest: manifest.update(labels=["negative", "positive"]))
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    arguments = ("twitter_sentiment", "serve", "--port", str(port))
    with Running(*arguments, ready=f"{url}/health", MODEL_PATH=str(folder)) as api:
        wait_until(lambda: "No model is served" in api.log)
        assert httpx2.get(f"{url}/ready").status_code == 503
        assert httpx2.post(f"{url}/predict", json={"text": "good"}).status_code == 503
        assert "its graph gives 3 logits" in api.log
        assert "Traceback" not in api.log
