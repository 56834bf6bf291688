"""Files at a URL such as s3://bucket/tweets.csv or gs://bucket/folder: whatever Arrow has a file system for."""

import io
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast
from urllib.parse import urlsplit

import pyarrow as pa
from pyarrow.fs import FileSelector, FileSystem, FileType, LocalFileSystem

from ..errors import InputError
from .byte_source import decompressed, first_line


class UrlSource:
    """A file at a URL."""

    def __init__(self, url: str) -> None:
        """Check that there is such a file.

        Raises:
            InputError: there is none, or it can't be reached.
        """
        if file_type(url) is not FileType.File:
            raise InputError(f"There is no file {url}.")
        self.name = url
        self.path: str | None = url

    def open(self) -> BinaryIO:
        """Open it from the start, decompressed."""
        filesystem, path = locate(self.name)
        return decompressed(lambda: cast(BinaryIO, io.BufferedReader(filesystem.open_input_file(path))))


def is_url(name: str) -> bool:
    """Return whether a name is a URL and no path of this machine."""
    return "://" in name


def locate(name: str) -> tuple[FileSystem, str]:
    """Return the file system of a path or a URL, and the path in it.

    Raises:
        InputError: there is no file system for such a URL.
    """
    if not is_url(name):
        return LocalFileSystem(), Path(name).absolute().as_posix()
    try:
        filesystem, path = FileSystem.from_uri(name)
    except (ImportError, NotImplementedError, OSError, pa.ArrowException) as error:
        raise InputError(f"{name} can't be used: {first_line(error)}.") from None
    return filesystem, path


def file_type(url: str) -> FileType:
    """Return what is at a URL: a file, a folder, or nothing.

    Raises:
        InputError: it can't be reached.
    """
    filesystem, path = locate(url)
    try:
        return filesystem.get_file_info(path).type
    except OSError as error:
        raise InputError(f"{url} can't be reached: {first_line(error)}.") from None


def names_in_folder(url: str) -> list[str]:
    """Return the names of the files in a folder, sorted; none if there is no such folder.

    Raises:
        InputError: it can't be reached.
    """
    filesystem, path = locate(url)
    try:
        found = filesystem.get_file_info(FileSelector(path, allow_not_found=True))
    except OSError as error:
        raise InputError(f"{url} can't be reached: {first_line(error)}.") from None
    return sorted(file.base_name for file in found if file.type is FileType.File)


def matching_urls(pattern: str) -> list[str]:
    """Return the URLs that match a pattern with `*` in the name of the file."""
    name = PurePosixPath(urlsplit(pattern).path).name
    folder = _with_path(pattern, str(PurePosixPath(urlsplit(pattern).path).parent))
    return [child_url(folder, found) for found in names_in_folder(folder) if fnmatch(found, name)]


def child_url(folder: str, name: str) -> str:
    """Return the URL of a file in a folder."""
    return _with_path(folder, f"{urlsplit(folder).path.rstrip('/')}/{name}")


def _with_path(url: str, path: str) -> str:
    return urlsplit(url)._replace(path=path).geturl()
