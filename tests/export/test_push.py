"""Pushing a model folder to a stand-in for the Hub."""

from pathlib import Path

import huggingface_hub.constants
import pytest

from twitter_sentiment.errors import InputError, SentimentError
from twitter_sentiment.export.push import push, require_pushable

from ..fake_hub import FakeHub
from ..running import free_port

TOKEN = "hf_token_of_this_test"  # noqa: S105


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "my model"
    (folder / "onnx").mkdir(parents=True)
    for name in ("sentiment.json", "README.md", "onnx/model_quantized.onnx"):
        (folder / name).write_text(f"content of {name}")
    return folder


def use(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", url)  # the library reads HF_ENDPOINT at import
    monkeypatch.setenv("HF_TOKEN", TOKEN)


@pytest.mark.parametrize("public", [False, True])
def test_push_commits_every_file(folder: Path, monkeypatch: pytest.MonkeyPatch, public: bool) -> None:
    with FakeHub() as hub:
        use(monkeypatch, hub.url)
        assert push(folder, "me/model", public=public) == f"{hub.url}/me/model"
    (created,) = hub.created
    assert (created["organization"], created["name"]) == ("me", "model")
    assert created.get("private", created.get("visibility") == "private") is not public
    assert hub.files == {name: f"content of {name}".encode() for name in hub.files}
    assert set(hub.files) == {"sentiment.json", "README.md", "onnx/model_quantized.onnx"}
    assert hub.tokens == {f"Bearer {TOKEN}"}


def test_refused_push_says_how_to_push_later(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeHub(refuse=True) as hub:
        use(monkeypatch, hub.url)
        with pytest.raises(SentimentError, match="could not be pushed to me/model") as error:
            push(folder, "me/model", public=False)
    assert f"Push it later with `hf upload --private me/model '{folder}' .`." in str(error.value)
    assert "You may not" in str(error.value)
    assert TOKEN not in str(error.value)
    assert (folder / "sentiment.json").exists()


def test_hub_out_of_reach_is_one_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, f"http://127.0.0.1:{free_port()}")
    with pytest.raises(SentimentError, match="could not be pushed") as error:
        push(folder, "me/model", public=True)
    assert f"`hf upload me/model '{folder}' .`" in str(error.value)


def test_push_needs_a_token_and_a_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_TOKEN_PATH", str(tmp_path / "none"))
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(InputError, match="needs a token that may write: set HF_TOKEN"):
        require_pushable("me/model")
    with pytest.raises(InputError, match="'me/model/x' can't be the name of a repository"):
        require_pushable("me/model/x")
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    require_pushable("me/model")
