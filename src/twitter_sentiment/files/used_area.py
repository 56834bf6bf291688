"""The used part of a sheet, found without building the sheet.

The library that reads workbooks makes room for every cell between the first used one and the last. One cell far away is
enough to make it end the whole process, where Python can't catch anything.
"""

import re
import zipfile
from collections.abc import Iterable
from typing import IO, BinaryIO

from .limits import ReadLimits

_CHUNK = 1 << 20
_CELL = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")
_OVERLAP = 64
"""More bytes than a match has; so many of each chunk are looked at again with the next one."""


def check_workbook(name: str, file: BinaryIO, limits: ReadLimits) -> None:
    """Raise `InputError` if an XLSX workbook becomes too large; `file` is at its start again afterwards."""
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            limits.check_unpacked(name, sum(info.file_size for info in archive.infolist()))
            for member in archive.namelist():
                if member.startswith("xl/worksheets/"):
                    with archive.open(member) as sheet:
                        limits.check_sheet(name, *_used_area(sheet))
    file.seek(0)


def _used_area(sheet: IO[bytes]) -> tuple[int, int]:
    """Return the numbers of rows and columns from the first used cell to the last one."""
    columns: set[bytes] = set()
    rows: set[bytes] = set()
    end = b""
    while chunk := sheet.read(_CHUNK):
        found = _CELL.findall(end + chunk)
        columns.update(letters.upper() for letters, _ in found)
        rows.update(digits for _, digits in found)
        end = chunk[-_OVERLAP:]
    return _extent(map(int, rows)), _extent(map(_column_number, columns))


def _extent(numbers: Iterable[int]) -> int:
    known = list(numbers)
    return max(known) - min(known) + 1 if known else 0


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number
