"""The servers that are compared: how each is started, its requests, and the packages it needs.

All get the same raw tweets. Each runs with its own choice of threads and event loop, without an access log, and on one
machine with the clients.
"""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DEFAULT_MODEL = ROOT / "models" / "fast"
PEERS = Path(__file__).resolve().parent / "peers"

_PEERS_HINT = "pip install -r requirements.txt -r benchmarks/requirements.txt"


@dataclass(frozen=True, eq=False)
class ServerSpec:
    """A server to measure.

    Attributes:
        name: its name in `--only` and `--python`.
        title: its name in the tables.
        packages: distributions that its interpreter must have.
        hint: command that installs them.
        command: command line after the interpreter; `{port}` and `{models}` (see `models.py`) are filled in.
        body: the JSON body of a request for a text.
        path: path of its predictions.
        environment: additional environment variables.
        folder: working folder, below the models; None for an empty one.
        needs_models: whether it loads a folder of the models.
    """

    name: str
    title: str
    packages: tuple[str, ...]
    hint: str
    command: tuple[str, ...]
    body: Callable[[str], object] = lambda text: {"text": text}
    path: str = "/predict"
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: str | None = None
    needs_models: bool = True

    def request(self, text: str, port: int) -> bytes:
        """Build the whole HTTP request for a text."""
        return http_request(self.path, self.body(text), port)


def http_request(path: str, body: object, port: int) -> bytes:
    """Build the bytes of a POST request with a JSON body."""
    content = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def _pipeline(name: str, size: str, folder: str) -> ServerSpec:
    return ServerSpec(
        name,
        f"FastAPI and a transformers pipeline, {size}",
        ("fastapi", "uvicorn", "transformers", "torch"),
        _PEERS_HINT,
        (str(PEERS / "pipeline_service.py"), f"{{models}}/{folder}", "{port}"),
        environment={"HF_HUB_OFFLINE": "1"},
    )


def _ours(name: str, title: str, model: str) -> ServerSpec:
    return ServerSpec(
        name,
        title,
        ("twitter-sentiment", "fastapi", "uvicorn"),
        "pip install -r requirements.api.txt && pip install --no-deps -e .",
        ("-m", "twitter_sentiment", "serve", "--port", "{port}"),
        # Without the cache every request reaches the model.
        environment={"MODEL_PATH": model, "CACHE_SIZE": "0", "LOG_LEVEL": "warning"},
        needs_models=False,
    )


_INFINITY_OPTIONS = {
    "host": "127.0.0.1",
    "port": "{port}",
    "log-level": "warning",
    "device": "cpu",
    "engine": "optimum",
    "model-id": ".",
    "served-model-name": "encoder",
}

SERVERS = (
    _pipeline("pipeline-distilbert", "DistilBERT's size (66 M)", "distilbert"),
    _pipeline("pipeline-encoder", "our encoder's size (22 M)", "encoder"),
    ServerSpec(
        "litserve",
        "LitServe with dynamic batching, our ONNX file",
        ("litserve", "onnxruntime", "tokenizers"),
        _PEERS_HINT,
        (str(PEERS / "litserve_service.py"), str(DEFAULT_MODEL), "{port}"),
        needs_models=False,
    ),
    # Its ONNX engine handles twice as many requests here as its torch engine. It reads a file of the current folder
    # only, and it does not truncate, so that its warm-up, whose texts are too long for the model, would fail.
    ServerSpec(
        "infinity",
        "infinity-emb /classify, our ONNX file",
        ("infinity-emb", "optimum-onnx"),
        "pip install -r benchmarks/requirements.infinity.txt (in a virtual environment of its own, which --python "
        "infinity=PATH names)",
        (
            *("-c", "from infinity_emb.cli import cli; cli()", "v2", "--no-model-warmup"),
            *(f"--{option}={value}" for option, value in _INFINITY_OPTIONS.items()),
        ),
        body=lambda text: {"input": [text], "model": "encoder"},
        path="/classify",
        environment={"HF_HUB_OFFLINE": "1", "DO_NOT_TRACK": "1", "INFINITY_ANONYMOUS_USAGE_STATS": "0"},
        folder="onnx",
    ),
    _ours("ours", "twitter-sentiment serve", "fast"),
    _ours("ours-accurate", "twitter-sentiment serve, accurate", "accurate"),
)

OURS = "ours"
OUR_SERVICE = next(spec for spec in SERVERS if spec.name == OURS)
NAMES = tuple(spec.name for spec in SERVERS)


def interpreters(options: list[str]) -> dict[str, str]:
    """Parse options `NAME=PATH` to the interpreter of each server; the default is that of this process.

    Raises:
        ValueError: an option has another form or an unknown name.
    """
    paths = dict.fromkeys(NAMES, sys.executable)
    for option in options:
        name, separator, path = option.partition("=")
        if not separator or name not in paths:
            raise ValueError(f"--python takes NAME=PATH with a name of {', '.join(NAMES)}, not {option}.")
        # Absolute, but not resolved: the link is what makes it the interpreter of its virtual environment.
        paths[name] = str(Path(path).absolute())
    return paths
