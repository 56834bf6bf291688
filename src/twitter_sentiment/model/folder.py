"""Finding, checking and opening a model folder."""

import hashlib
import logging
import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tokenizers import Tokenizer

from ..errors import ModelError
from ..settings import MULTILINGUAL_MODEL
from ..text import NORMALIZERS
from .manifest import MANIFEST_FILE, TOKENIZER_FILE, Manifest
from .onnx_model import OnnxModel
from .tokenization import TextTokenizer

logger = logging.getLogger(__name__)

SHIPPED_MODELS = ("accurate", "fast")
"""Names of the models that come with the package, which stand for their folders."""

DEFAULT_MODEL = "accurate"
"""The one that answers where none is named."""

MULTILINGUAL_PACKAGE = "twitter_sentiment_multilingual"
"""The package that holds the multilingual model where it is installed; a wheel of its own."""

_PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class ModelFolder:
    """A model folder whose manifest was read and whose files were verified.

    Attributes:
        path: the folder.
        manifest: its manifest.
    """

    path: Path
    manifest: Manifest

    @classmethod
    def open(cls, path: Path) -> "ModelFolder":
        """Read the manifest and compare the served files with their SHA-256.

        Args:
            path: the folder, or the name of a shipped model; a folder of that name comes first.

        Raises:
            ModelError: the folder is missing, foreign or damaged.
        """
        path = find_folder(path)
        manifest = Manifest.read(path)
        for name in (manifest.serve, TOKENIZER_FILE):
            if not (path / name).is_file():
                raise ModelError(f"{path} lacks {name}: make it again with `twitter-sentiment export`.")
            content = (path / name).read_bytes()
            if hashlib.sha256(content).hexdigest() != manifest.files.get(name):
                raise ModelError(
                    f"{path / name} is not the file that {path} was made with (its SHA-256 differs). "
                    "Copy the folder again, or make it again with `twitter-sentiment export`."
                )
            if name == manifest.serve and _has_external_data(content):
                raise ModelError(
                    f"{path / name} keeps weights in another file, which its SHA-256 does not cover. Make the folder "
                    "again with `twitter-sentiment export`, which writes one file."
                )
        return cls(path, manifest)

    @property
    def name(self) -> str:
        """The name of the folder, which is that of the model where it came with the package."""
        return self.path.resolve().name

    def load_tokenizer(self, max_len: int | None = None) -> TextTokenizer:
        """Load normalizer, tokenizer and truncation.

        Args:
            max_len: most tokens of a text; it can only be lower than that of the manifest, which is the default.

        Raises:
            ModelError: the tokenizer can't be loaded.
        """
        try:
            tokenizer = Tokenizer.from_file(str(self.path / TOKENIZER_FILE))
        except Exception as error:  # the library raises bare Exception
            raise ModelError(f"{self.path / TOKENIZER_FILE} can't be read: {error}") from None
        manifest = self.manifest
        return TextTokenizer(
            tokenizer, NORMALIZERS[manifest.normalizer], min(manifest.max_len, max_len or manifest.max_len)
        )

    def load_onnx_model(self) -> OnnxModel:
        """Load the ONNX graph.

        Raises:
            ModelError: the graph can't be loaded.
        """
        return OnnxModel(self.path / self.manifest.serve)


def _has_external_data(graph: bytes) -> bool:
    """Return whether a tensor of a graph names a file: its protobuf has the key `location` (onnx.proto, external_data).

    The byte before the key is its length, 8 or the last byte of a longer spelling of 8; other words have another.
    """
    return b"location" in graph and re.search(rb"[\x00\x08]location", graph) is not None


def find_folder(path: Path) -> Path:
    """Return a folder that exists, or that of the shipped model of this name.

    Raises:
        ModelError: there is neither.
    """
    if shipped := _shipped_of(path):
        return shipped
    if not path.is_dir():
        raise ModelError(f"There is no model folder {path}. Train a model, or name {' or '.join(SHIPPED_MODELS)}.")
    return path


def folder_to_train_on(name: str) -> Path | None:
    """Return the model folder that a training goes on from, shipped or not; None where the name is that of an encoder.

    Raises:
        ModelError: it is a shipped model, and this installation lacks it.
    """
    path = _shipped_of(Path(name)) or Path(name)
    return path if (path / MANIFEST_FILE).is_file() else None


def _shipped_of(path: Path) -> Path | None:
    """Return the folder of the shipped model of this name, unless there is something else of the name."""
    is_name = not path.exists() and str(path) in (*SHIPPED_MODELS, MULTILINGUAL_MODEL)
    return shipped_model(str(path)) if is_name else None


def is_shipped(path: Path) -> bool:
    """Return whether this names a model that comes with the package, by its name or by its folder."""
    named = not path.exists() and str(path) in SHIPPED_MODELS
    return named or path.resolve().parent in {folder.resolve() for folder in _models_dirs()}


def shipped_model(name: str) -> Path:
    """Return the folder of a model that comes with the package.

    Raises:
        ModelError: this installation lacks it.
    """
    for folder in _models_dirs():
        if (folder / name).is_dir():
            return folder / name
    package = "twitter-sentiment-multilingual" if name == MULTILINGUAL_MODEL else "twitter-sentiment again"
    raise ModelError(f"This installation lacks the model {name}: install {package}.")


def _models_dirs() -> list[Path]:
    """Return the folders with models: in an installed package they are inside of it, in a clone beside the sources."""
    spec = find_spec(MULTILINGUAL_PACKAGE)
    others = spec.submodule_search_locations if spec else None
    return [_PACKAGE / "models", _PACKAGE.parents[1] / "models", *map(Path, others or ())]


def default_model() -> Path:
    """Return the folder of the model that answers where none is named.

    Raises:
        ModelError: this installation lacks it.
    """
    return shipped_model(DEFAULT_MODEL)


def folder_to_serve(model_path: Path | None) -> Path:
    """Choose what to serve: `model_path` if it exists or is the name of a shipped model, otherwise the default model.

    Raises:
        ModelError: it is the default model, and this installation lacks it.
    """
    if model_path is not None and (model_path.exists() or str(model_path) in SHIPPED_MODELS):
        return model_path
    folder = default_model()
    if model_path is not None:
        logger.info("There is no %s: the default model is used.", model_path)
    return folder
