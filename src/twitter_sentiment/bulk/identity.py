"""What a bulk run was begun with: an unfinished one is continued with the same only."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

import onnxruntime
from pyarrow.fs import FileType
from pydantic import BaseModel, ConfigDict

from .. import __version__
from ..errors import InputError
from ..files.table import Table
from ..files.urls import locate
from ..inference.routed import Classifier, RoutedClassifier
from ..model.manifest import TOKENIZER_FILE, Manifest
from .options import BulkOptions

_FLAGS = {"header": "--no-header"}
_LANGUAGES_FLAG = "LANGUAGES"


class InputFile(BaseModel):
    """One file of the input.

    Attributes:
        name: its path or URL.
        size: bytes.
        modified: time of its last change, in nanoseconds since 1970.
        sha256: hash of all its bytes.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    size: int
    modified: int
    sha256: str

    @classmethod
    def of(cls, name: str) -> "InputFile":
        """Describe a file."""
        filesystem, path = locate(name)
        info = filesystem.get_file_info(path)
        with filesystem.open_input_stream(path, compression=None) as file:
            digest = hashlib.file_digest(file, "sha256")
        return cls(name=name, size=info.size, modified=info.mtime_ns, sha256=digest.hexdigest())

    def require_unchanged(self) -> None:
        """Check by size and time that nobody has written to the file since it was described.

        Raises:
            InputError: somebody has, or it is gone.
        """
        filesystem, path = locate(self.name)
        info = filesystem.get_file_info(path)
        if info.type is FileType.NotFound:
            raise InputError(f"{self.name} was removed while it was read.")
        if (info.size, info.mtime_ns) != (self.size, self.modified):
            raise InputError(f"{self.name} has changed while it was read: run the command again.")


class RunIdentity(BaseModel):
    """What determines the bytes of the output.

    Attributes:
        version: version of this package.
        runtime: version of ONNX Runtime, whose results may differ in the last digit from one to the next.
        files: the files of the input, in their order.
        rows: rows of the input.
        model: hash of everything in the model folder that predictions depend on.
        flags: the options, by the name of the flag or variable.
    """

    model_config = ConfigDict(frozen=True)

    version: str
    runtime: str
    files: tuple[InputFile, ...]
    rows: int
    model: str
    flags: dict[str, str]

    @classmethod
    def of(cls, table: Table, classifier: Classifier, options: BulkOptions) -> "RunIdentity":
        """Describe a run; all of the input is hashed, which takes a second for a gigabyte."""
        return cls(
            version=__version__,
            runtime=onnxruntime.__version__,
            files=tuple(map(InputFile.of, table.paths)),
            rows=table.rows,
            model=_model_hash(classifier.manifest),
            flags=_flags(table, classifier, options),
        )

    def require_same_program(self, classifier: Classifier) -> None:
        """Check that a worker predicts with the same program and the same model.

        Raises:
            InputError: it does not.
        """
        same = (__version__, onnxruntime.__version__, _model_hash(classifier.manifest))
        routed = self.flags[_LANGUAGES_FLAG] == _languages_flag(classifier)
        if (self.version, self.runtime, self.model) != same or not routed:
            raise InputError(
                f"A worker has version {__version__} with ONNX Runtime {onnxruntime.__version__} and the model "
                f"{classifier.folder.path}, which are not those of this machine: install the same on all machines."
            )

    def difference(self, other: "RunIdentity") -> str | None:
        """Say in what another run differs from this one, as in "with another model"; None if in nothing.

        Files with the same content are the same, whatever their names and times.
        """
        if [file.sha256 for file in other.files] != [file.sha256 for file in self.files]:
            return f"with another content of {_names(self.files, other.files)}"
        if other.model != self.model:
            return "with another model"
        if (other.version, other.runtime) != (self.version, self.runtime):
            return f"by version {self.version} with ONNX Runtime {self.runtime}"
        flags = sorted(name for name in self.flags | other.flags if self.flags.get(name) != other.flags.get(name))
        if flags or other.rows != self.rows:
            return f"with another value of {', '.join(flags) or 'an option'}"
        return None


def _model_hash(manifest: Manifest) -> str:
    parts = (
        manifest.files[manifest.serve],
        manifest.files[TOKENIZER_FILE],
        manifest.labels,
        manifest.normalizer,
        manifest.truncation,
        manifest.temperature,
        manifest.binary_temperature,
        manifest.language_temperatures,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _languages_flag(classifier: Classifier) -> str:
    """Describe what the language of a text decides: which of two models reads it, by which temperature."""
    if not classifier.needs_languages:
        return "default"
    second = ""
    if isinstance(classifier, RoutedClassifier):
        second = f"auto, {_model_hash(classifier.multilingual_manifest)}, "
    return f"{second}py3langid {version('py3langid')}"


def _flags(table: Table, classifier: Classifier, options: BulkOptions) -> dict[str, str]:
    values = asdict(options)
    values |= values.pop("reading")
    values["reject_file"] = None  # where to write rejected rows changes nothing about the others
    del values["limits"]  # as little
    flags = {_FLAGS.get(name, f"--{name.replace('_', '-')}"): _spelled(value) for name, value in values.items()}
    return flags | {
        "--text-column": str(table.text_column),
        "BATCH_SIZE": str(classifier.batch_size),
        "MAX_LEN": str(classifier.max_len),
        _LANGUAGES_FLAG: _languages_flag(classifier),
    }


def _spelled(value: Any) -> str:
    return ",".join(sorted(value)) if isinstance(value, frozenset) else str(value)


def _names(*groups: Sequence[InputFile]) -> str:
    names = list(dict.fromkeys(file.name for group in groups for file in group))
    return " and ".join(names[:2]) or "the input"
