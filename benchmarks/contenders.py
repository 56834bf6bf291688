"""Who is measured: how each one is started, what it is asked, and what it needs.

All get the same raw tweets. Each runs with the threads and the event loop it chooses itself, without an access log, and
on one machine with the clients.
"""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EMBEDDED_MODEL = ROOT / "models" / "default"
PEERS = Path(__file__).resolve().parent / "peers"

_PEERS_HINT = "pip install -r requirements.txt -r benchmarks/requirements.txt"


@dataclass(frozen=True, eq=False)
class Contender:
    """A service to measure.

    Attributes:
        name: what `--only` and `--python` call it.
        title: what the tables call it.
        packages: the distributions its interpreter must have.
        hint: the command that installs them.
        command: its command line after the interpreter; `{port}` and `{models}` (see `models.py`) are filled in.
        body: the JSON body of a request for a text.
        path: where it predicts.
        environment: variables of its own.
        folder: the folder below the models that it is started in; None for an empty one.
        needs_models: whether it loads anything from there.
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
        """The whole HTTP request for a text."""
        return http_request(self.path, self.body(text), port)


def http_request(path: str, body: object, port: int) -> bytes:
    """A POST request with a JSON body, as it goes over the wire."""
    content = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def _pipeline(name: str, size: str, folder: str) -> Contender:
    return Contender(
        name,
        f"FastAPI and a transformers pipeline, {size}",
        ("fastapi", "uvicorn", "transformers", "torch"),
        _PEERS_HINT,
        (str(PEERS / "pipeline_service.py"), f"{{models}}/{folder}", "{port}"),
        environment={"HF_HUB_OFFLINE": "1"},
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

CONTENDERS = (
    _pipeline("pipeline-distilbert", "DistilBERT's size (66 M)", "distilbert"),
    _pipeline("pipeline-encoder", "our encoder's size (22 M)", "encoder"),
    Contender(
        "litserve",
        "LitServe with dynamic batching, our ONNX file",
        ("litserve", "onnxruntime", "tokenizers"),
        _PEERS_HINT,
        (str(PEERS / "litserve_service.py"), str(EMBEDDED_MODEL), "{port}"),
        needs_models=False,
    ),
    # Its ONNX engine answers twice as many requests here as its torch engine. That engine finds a file in the current
    # folder only. It does not truncate either, and the warm-up, whose texts are too long for the model, would fail.
    Contender(
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
    Contender(
        "ours",
        "twitter-sentiment serve",
        ("twitter-sentiment", "fastapi", "uvicorn"),
        "pip install -r requirements.api.txt && pip install --no-deps -e .",
        ("-m", "twitter_sentiment", "serve", "--port", "{port}"),
        # No folder of this name: the embedded model serves. Without the cache, the model answers every request.
        environment={"MODEL_PATH": "none", "CACHE_SIZE": "0", "LOG_LEVEL": "warning"},
        needs_models=False,
    ),
)

OURS = "ours"
OUR_SERVICE = next(contender for contender in CONTENDERS if contender.name == OURS)
NAMES = tuple(contender.name for contender in CONTENDERS)


def interpreters(options: list[str]) -> dict[str, str]:
    """The interpreter of each contender, from options `NAME=PATH`; without one it is that of this process.

    Raises:
        ValueError: an option is of another form, or names nobody.
    """
    chosen = dict.fromkeys(NAMES, sys.executable)
    for option in options:
        name, separator, path = option.partition("=")
        if not separator or name not in chosen:
            raise ValueError(f"--python takes NAME=PATH with a name of {', '.join(NAMES)}, not {option}.")
        # Absolute, but not resolved: the link is what makes it the interpreter of its virtual environment.
        chosen[name] = str(Path(path).absolute())
    return chosen
