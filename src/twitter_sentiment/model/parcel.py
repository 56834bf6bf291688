"""Parcels: folders and files cut into small parts, for machines that take and give back little at a time.

A parcel is a tar archive, compressed with xz and cut into numbered parts. Weights travel in half precision (fp16), at
half their size; `train` and `export` read them back as fp32.
"""

import io
import json
import lzma
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from safetensors.numpy import load_file, save_file

from ..errors import InputError
from .manifest import sha256

CONTENTS_FILE = "parcel.json"
_MEGABYTE = 1_000_000


def pack(paths: Sequence[Path], folder: Path, part_megabytes: int) -> list[Path]:
    """Packs files and folders under their own names; returns the parts, the largest of `part_megabytes`.

    Raises:
        InputError: a path is missing, two are called alike, or the folder is not empty.
    """
    names = [path.resolve().name for path in paths]
    for path, name in zip(paths, names, strict=True):
        if not path.exists():
            raise InputError(f"There is no {path} to pack.")
        if names.count(name) > 1:
            raise InputError(f"Two things to pack are called {name}: pack them one by one.")
    if folder.exists() and any(folder.iterdir()):
        raise InputError(f"{folder} is not empty: name a new folder for the parts.")
    folder.mkdir(parents=True, exist_ok=True)
    with _Parts(folder, part_megabytes * _MEGABYTE) as parts, tarfile.open(fileobj=parts, mode="w|xz") as archive:
        for path, name in zip(paths, names, strict=True):
            for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
                if file.is_file():
                    inside = Path(name) / file.relative_to(path) if path.is_dir() else Path(name)
                    with _in_half_precision(file) as packed:
                        archive.add(packed, str(inside))
    contents = {part.name: sha256(part) for part in parts.written}
    (folder / CONTENTS_FILE).write_text(json.dumps(contents, indent=2) + "\n", encoding="utf-8")
    return parts.written


def unpack(folder: Path, target: Path) -> None:
    """Puts the parts in a folder together again and writes what they hold below `target`.

    Raises:
        InputError: a part is missing or damaged.
    """
    try:
        contents: dict[str, str] = json.loads((folder / CONTENTS_FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        raise InputError(f"{folder} is no parcel: it has no sound {CONTENTS_FILE}.") from None
    for name, digest in contents.items():
        part = folder / name
        if not part.is_file():
            raise InputError(f"The part {name} is missing in {folder}: bring it too.")
        if sha256(part) != digest:
            raise InputError(f"The part {name} in {folder} is damaged: bring it again.")
    whole = io.BufferedReader(_Joined([folder / name for name in contents]))
    try:
        with tarfile.open(fileobj=whole, mode="r|xz") as archive:
            archive.extractall(target, filter="data")
    except (tarfile.TarError, lzma.LZMAError, EOFError) as error:
        raise InputError(f"The parcel in {folder} can't be unpacked: {error}.") from None


@contextmanager
def _in_half_precision(file: Path) -> Iterator[Path]:
    """The file itself, or for weights a copy whose fp32 tensors are fp16."""
    if file.suffix != ".safetensors":
        yield file
        return
    with TemporaryDirectory() as folder:
        halved = Path(folder) / file.name
        weights = {
            name: tensor.astype(np.float16) if tensor.dtype == np.float32 else tensor
            for name, tensor in load_file(file).items()
        }
        save_file(weights, halved, metadata={"format": "pt"})
        halved.chmod(file.stat().st_mode)
        yield halved


class _Parts(io.RawIOBase):
    """A file that is written as numbered parts of one size."""

    def __init__(self, folder: Path, size: int) -> None:
        self.written: list[Path] = []
        self._folder = folder
        self._size = size
        self._room = 0

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | memoryview") -> int:  # type: ignore[override]
        rest = memoryview(data)
        while rest:
            if not self._room:
                self.written.append(self._folder / f"part-{len(self.written) + 1:03d}")
                self._room = self._size
            with self.written[-1].open("ab") as part:
                taken = part.write(rest[: self._room])
            self._room -= taken
            rest = rest[taken:]
        return len(data)


class _Joined(io.RawIOBase):
    """Files read one after the other."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._files = iter(paths)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._rest and (file := next(self._files, None)) is not None:
            self._rest = memoryview(file.read_bytes())
        taken = min(len(buffer), len(self._rest))
        buffer[:taken] = self._rest[:taken]
        self._rest = self._rest[taken:]
        return taken
