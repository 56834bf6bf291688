"""Finding, checking and opening a model folder."""

import logging
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from ..errors import ModelError
from ..text import NORMALISERS
from .encoding import Encoder
from .manifest import TOKENIZER_FILE, Manifest, sha256
from .runtime import OnnxModel

logger = logging.getLogger(__name__)

_PACKAGE = Path(__file__).resolve().parents[1]
# In an installed package the embedded model lies inside it, in a clone beside the sources.
_EMBEDDED = (_PACKAGE / "embedded", _PACKAGE.parents[1] / "models" / "default")


@dataclass(frozen=True)
class ModelFolder:
    """A model folder whose manifest was read and whose files were verified."""

    path: Path
    manifest: Manifest

    @classmethod
    def open(cls, path: Path) -> "ModelFolder":
        """Reads the manifest and compares the served files with their SHA-256.

        Raises:
            ModelError: the folder is missing, foreign or damaged.
        """
        if not path.is_dir():
            raise ModelError(f"There is no model folder {path}. Train a model, or leave MODEL_PATH empty.")
        manifest = Manifest.read(path)
        for name in (manifest.serve, TOKENIZER_FILE):
            if not (path / name).is_file():
                raise ModelError(f"{path} lacks {name}: make it again with `twitter-sentiment export`.")
            if sha256(path / name) != manifest.files.get(name):
                raise ModelError(
                    f"{path / name} is not the file that {path} was made with (its SHA-256 differs). "
                    "Copy the folder again, or make it again with `twitter-sentiment export`."
                )
        return cls(path, manifest)

    def encoder(self, max_len: int | None = None) -> Encoder:
        """The text side: normaliser, tokenizer and truncation; `max_len` can only shorten what is read."""
        try:
            tokenizer = Tokenizer.from_file(str(self.path / TOKENIZER_FILE))
        except Exception as error:  # the library raises bare Exception
            raise ModelError(f"{self.path / TOKENIZER_FILE} can't be read: {error}") from None
        manifest = self.manifest
        return Encoder(tokenizer, NORMALISERS[manifest.normaliser], min(manifest.max_len, max_len or manifest.max_len))

    def runtime(self) -> OnnxModel:
        """The numbers side: the ONNX graph, ready to run."""
        return OnnxModel(self.path / self.manifest.serve)


def embedded_model() -> Path:
    """Folder of the model that comes with the package.

    Raises:
        ModelError: this installation lacks it.
    """
    for folder in _EMBEDDED:
        if folder.is_dir():
            return folder
    raise ModelError("This installation lacks the embedded model: install twitter-sentiment again.")


def folder_to_serve(model_path: Path | None) -> Path:
    """`model_path` if that folder exists, otherwise the embedded model."""
    if model_path is not None and model_path.exists():
        return model_path
    embedded = embedded_model()
    if model_path is not None:
        logger.info("There is no %s: the embedded model is used.", model_path)
    return embedded
