"""Files that are small on disk and large, deep or endless when they are read."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MEGABYTE = b" " * (1 << 20)


def workbook(cells: str, shared_string: str = "", padding_mb: int = 0) -> bytes:
    """Make an XLSX file of one sheet.

    Args:
        cells: the XML of the rows.
        shared_string: the only string that cells may refer to.
        padding_mb: megabytes of blanks at the end of the sheet.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
            'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
            '.main+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets>'
            "</workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/worksheet" '
            f'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" '
            'Target="sharedStrings.xml"/></Relationships>',
        )
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{_MAIN}"><si><t>{shared_string}</t></si></sst>')
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'<worksheet xmlns="{_MAIN}"><sheetData>{cells}</sheetData>'.encode())
            for _ in range(padding_mb):
                sheet.write(_MEGABYTE)
            sheet.write(b"</worksheet>")
    return file.getvalue()


def cell(reference: str, value: int = 1) -> str:
    return f'<row><c r="{reference}"><v>{value}</v></c></row>'


def sparse_xlsx() -> bytes:
    """One cell in the first corner of a sheet and one in the last."""
    return workbook(cell("A1") + cell("A2") + cell("XFD1048576"))


def shared_xlsx() -> bytes:
    """70,000 cells that refer to one string of 100,000 characters: 7 GB."""
    cells = "".join(f'<row><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 70_001))
    return workbook(cells, "x" * 100_000)


def zip_bomb_xlsx() -> bytes:
    return workbook(cell("A1") + cell("A2"), padding_mb=450)


def zip_bomb() -> bytes:
    file = io.BytesIO()
    archive = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with archive, archive.open("a.csv", "w") as member:
        for _ in range(450):
            member.write(_MEGABYTE)
    return file.getvalue()


def gzip_bomb() -> bytes:
    file = io.BytesIO()
    with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=1) as stream:
        for _ in range(450):
            stream.write(_MEGABYTE)
    return file.getvalue()


def repeated_parquet() -> bytes:
    """30,000 rows of the same text of a million characters: 30 GB."""
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * 30_000, pa.int32()), pa.array(["x" * 1_000_000]))
    return parquet(pa.table({"text": texts}))


def long_parquet() -> bytes:
    return parquet(pa.table({"text": pa.array(np.zeros(30_000_000, np.int8))}))


def wide_parquet() -> bytes:
    return parquet(pa.table({f"c{number}": [1] for number in range(2_000)}))


def deep_parquet() -> bytes:
    kind = pa.string()
    for _ in range(60):
        kind = pa.struct([("inner", kind)])
    return parquet(pa.table({"text": ["a"], "deep": pa.array([None], kind)}))


def not_utf8_parquet() -> bytes:
    """A column of texts that are no UTF-8."""
    data = pa.py_buffer(b"\xff\xfe\xfd")
    offsets = pa.py_buffer(np.array([0, 3], np.int32).tobytes())
    return parquet(pa.table({"text": pa.StringArray.from_buffers(1, offsets, data)}))


def parquet(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    content: bytes = sink.getvalue().to_pybytes()
    return content


def deep_json(levels: int) -> Callable[[], bytes]:
    return lambda: b'{"text": "a", "deep": ' + b"[" * levels + b"]" * levels + b"}\n"


def deep_lists() -> bytes:
    return b"[" * 900 + b'{"text": "a"}' + b"]" * 900


def many_keys() -> bytes:
    rows = ({f"key{row}_{number}": number for number in range(500)} for row in range(20))
    return "\n".join(json.dumps(row) for row in rows).encode()


SENTENCES: dict[str, tuple[Callable[[], bytes], str]] = {
    "sparse.xlsx": (sparse_xlsx, "1,048,576 rows and 16,384 columns"),
    "shared.xlsx": (shared_xlsx, "takes more than 400 MB of memory"),
    "bomb.xlsx": (zip_bomb_xlsx, "becomes larger than 400 MB"),
    "bomb.zip": (zip_bomb, "becomes larger than 400 MB"),
    "bomb.csv.gz": (gzip_bomb, "becomes larger than 400 MB"),
    "rep.parquet": (repeated_parquet, "takes more than 400 MB of memory"),
    "rows30M.parquet": (long_parquet, "30,000,000 rows; at most 5,000,000"),
    "wide.parquet": (wide_parquet, "2,000 columns; at most 1,000"),
    "deep.parquet": (deep_parquet, "nested more than 50 levels deep"),
    "bytes.parquet": (not_utf8_parquet, "is damaged: "),
    "dupcols.csv": (lambda: b",".join([b"a"] * 20_000) + b"\n", "20,000 columns; at most 1,000"),
    "cols.csv": (lambda: ",".join(map(str, range(100_000))).encode() + b"\n", "columns; at most 1,000"),
    "name.csv": (lambda: b"a" * 2_000_000 + b"\nb\n", "at most 1,000 can be read"),
    "rows.csv": (lambda: b"text\n" + b"a\n" * 5_000_001, "5,000,001 rows; at most 5,000,000"),
    "deep.jsonl": (deep_json(100_000), "can't be read as JSON"),
    "nested.jsonl": (deep_json(60), "nested more than 50 levels deep"),
    "lists.json": (deep_lists, "can't be read as JSON"),
    "keys.jsonl": (many_keys, "1,001 columns; at most 1,000"),
}
"""What makes each file, and what is said about it."""
