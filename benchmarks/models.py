"""The model folders of the peers, made once and kept in `.cache`."""

import hashlib
import shutil
import subprocess
from pathlib import Path

from contenders import EMBEDDED_MODEL, PEERS

_CACHE = Path(__file__).resolve().parent / ".cache"
_MAKER = PEERS / "make_models.py"


def model_folders(python: str) -> Path:
    """The folder of the model folders; it is made by an interpreter that has torch and transformers.

    Its name says what it was made from, so that another embedded model or another recipe gets a new one.

    Raises:
        subprocess.CalledProcessError: it can't be made; what the interpreter wrote says why.
    """
    digest = hashlib.sha256()
    for source in (_MAKER, EMBEDDED_MODEL / "tokenizer.json", EMBEDDED_MODEL / "model.int8.onnx"):
        digest.update(source.read_bytes())
    folder = _CACHE / digest.hexdigest()[:12]
    if not folder.is_dir():
        unfinished = folder.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        subprocess.run(  # noqa: S603 - our own script
            [python, str(_MAKER), str(EMBEDDED_MODEL), str(unfinished)], check=True
        )
        unfinished.rename(folder)
    return folder
