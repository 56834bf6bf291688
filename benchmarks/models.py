"""The model folders of the other servers, made once and cached in `.cache`."""

import hashlib
import subprocess
from pathlib import Path

from twitter_sentiment.files.atomic import staging_dir

from servers import DEFAULT_MODEL, PEERS

_CACHE = Path(__file__).resolve().parent / ".cache"
_MAKER = PEERS / "make_models.py"


def model_folders(python: str) -> Path:
    """Return the folder of the model folders, made by an interpreter that has torch and transformers.

    Its name is a digest of its inputs, so that another default model or another recipe gets a new one.

    Raises:
        subprocess.CalledProcessError: it can't be made; what the interpreter wrote says why.
    """
    digest = hashlib.sha256()
    for source in (_MAKER, DEFAULT_MODEL / "tokenizer.json", DEFAULT_MODEL / "model.int8.onnx"):
        digest.update(source.read_bytes())
    folder = _CACHE / digest.hexdigest()[:12]
    if not folder.is_dir():
        with staging_dir(folder) as staging:
            subprocess.run(  # noqa: S603 - our own script
                [python, str(_MAKER), str(DEFAULT_MODEL), str(staging)], check=True
            )
            staging.rename(folder)
    return folder
