"""Which files a name stands for, and the format of each: by content, otherwise by name."""

import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import BinaryIO, cast

from pyarrow.fs import FileType

from ..errors import InputError
from .byte_source import (
    COMPRESSED_ENDINGS,
    BoundedSource,
    ByteSource,
    FileSource,
    TemporarySource,
    first_line,
    random_access,
    reading,
)
from .limits import ReadLimits
from .options import TableFormat
from .urls import UrlSource, child_url, file_type, is_url, matching_urls, names_in_folder

STANDARD_INPUT = "-"
FORMAT_OF_ENDING = {
    ".csv": TableFormat.CSV,
    ".tsv": TableFormat.TSV,
    ".tab": TableFormat.TSV,
    ".json": TableFormat.JSON,
    ".js": TableFormat.JSON,
    ".jsonl": TableFormat.JSONL,
    ".ndjson": TableFormat.JSONL,
    ".parquet": TableFormat.PARQUET,
    ".xlsx": TableFormat.XLSX,
    ".xlsm": TableFormat.XLSX,
    ".xls": TableFormat.XLSX,
    ".ods": TableFormat.XLSX,
    ".txt": TableFormat.TXT,
}
ARCHIVE_ENDING = ".zip"

_BINARY = (TableFormat.PARQUET, TableFormat.XLSX)
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_FOREIGN_STARTS = (b"%pdf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"sqlite", b"<?xml", b"<html", b"<!doctype")
_START_BYTES = 4096
_JSON_START = re.compile(rb'(?:\xef\xbb\xbf)*\s*(?:window\.YTD\.|[\[{]\s*["{\[\]}])')
_ARCHIVED_TWEETS = re.compile(r"(?:.*/)?data/tweets?(?:-part\d+)?\.js")


def format_of_name(name: str) -> TableFormat | None:
    """Return the format that the ending of a name stands for, also in front of .gz or .zst; None for another."""
    path = PurePath(name)
    if path.suffix.lower() in COMPRESSED_ENDINGS:
        path = path.with_suffix("")
    return FORMAT_OF_ENDING.get(path.suffix.lower())


def is_table_name(name: str) -> bool:
    """Return whether a name looks like that of a table."""
    return format_of_name(name) is not None or name.lower().endswith(ARCHIVE_ENDING)


def sources_of(source: Path | str | ByteSource, limits: ReadLimits) -> list[ByteSource]:
    """Return the files of a name: one file, those of a folder or a pattern, standard input, those of an archive.

    Raises:
        InputError: there are none, an archive doesn't say which of its files is meant, or becomes too large.
    """
    if not isinstance(source, str | Path):
        return list(_unpacked(source, limits))
    if str(source) == STANDARD_INPUT:
        return list(_unpacked(TemporarySource("standard input", sys.stdin.buffer), limits))
    name = str(source)
    files: Iterable[ByteSource] = map(UrlSource, _urls(name)) if is_url(name) else map(FileSource, _paths(Path(name)))
    return [inner for file in files for inner in _unpacked(file, limits)]


def detect(source: ByteSource) -> TableFormat:
    """Find the format of a file.

    Raises:
        InputError: it is no table, or not what its name says.
    """
    with reading(source) as file:
        start = file.read(_START_BYTES)
    named = format_of_name(source.name)
    if start.startswith(b"PAR1"):
        return TableFormat.PARQUET
    if start.startswith((_OLD_WORKBOOK, _ZIP)):
        return TableFormat.XLSX
    if named in _BINARY:
        raise InputError(f"{source.name} can't be read as {named.upper()}: its content is something else.")
    if named:
        return named
    if _is_foreign(start):
        endings = ", ".join(FORMAT_OF_ENDING)
        raise InputError(f"{source.name} is no table we can read: use {endings}, also with .gz or .zst.")
    return TableFormat.JSON if _JSON_START.match(start) else TableFormat.CSV


def _paths(path: Path) -> list[Path]:
    if path.is_dir():
        paths = sorted(file for file in path.iterdir() if file.is_file() and is_table_name(file.name))
        if not paths:
            raise InputError(f"There is no table in the folder {path}.")
        return paths
    if path.exists() or not any(character in str(path) for character in "*?["):
        return [path]
    # From the first folder that is no pattern.
    parts = path.parts
    fixed = next(index for index, part in enumerate(parts) if any(character in part for character in "*?["))
    found = sorted(file for file in Path(*parts[:fixed]).glob(str(Path(*parts[fixed:]))) if file.is_file())
    if not found:
        raise InputError(f"There is no file that matches {path}.")
    return found


def _urls(url: str) -> list[str]:
    if "*" in url:
        urls = matching_urls(url)
        if not urls:
            raise InputError(f"There is no file that matches {url}.")
        return urls
    if file_type(url) is not FileType.Directory:
        return [url]
    names = list(filter(is_table_name, names_in_folder(url)))
    if not names:
        raise InputError(f"There is no table in the folder {url}.")
    return [child_url(url, name) for name in names]


def _unpacked(source: ByteSource, limits: ReadLimits) -> Iterator[ByteSource]:
    """Yield the tables in a .zip: the tweets of an X archive, or its only table; another source as it is."""
    source = BoundedSource(source, limits)
    with reading(source) as file:
        if file.read(len(_ZIP)) != _ZIP:
            yield source
            return
    with reading(source) as file, random_access(file) as seekable:
        try:
            archive = zipfile.ZipFile(seekable)
        except zipfile.BadZipFile as error:
            raise InputError(f"{source.name} is damaged: {first_line(error)}.") from None
        names = archive.namelist()
        if any(name.startswith(("xl/", "word/", "ppt/")) or name == "content.xml" for name in names):
            yield source
            return
        chosen = sorted(name for name in names if _ARCHIVED_TWEETS.fullmatch(name))
        tables = [name for name in names if format_of_name(name) and not name.startswith("__MACOSX")]
        if not chosen and len(tables) != 1:
            content = f"{len(tables)} tables" if tables else "neither tweets.js of an X archive nor a table"
            raise InputError(f"{source.name} holds {content}: unpack it and name the file.")
        limits.check_unpacked(source.name, sum(archive.getinfo(name).file_size for name in chosen or tables))
        for name in chosen or tables:
            with archive.open(name) as member:
                inner = TemporarySource(f"{name} in {source.name}", cast(BinaryIO, member), source.path)
                yield BoundedSource(inner, limits)


def _is_foreign(start: bytes) -> bool:
    """Return whether a file is no table: it has the signature of another format, or zeros that are not UTF-16."""
    if start.lstrip().lower().startswith(_FOREIGN_STARTS):
        return True
    zeros = start.count(0)
    return 0 < zeros < 0.2 * len(start)
