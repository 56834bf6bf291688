"""Character encodings of tables."""

import codecs
import random

import pytest

from twitter_sentiment.errors import InputError

from .reading import read, said, texts_of

GERMAN = "Die Größe paßt überhaupt nicht, schöne Grüße aus München"
FRENCH = "Le café était très bon, où êtes-vous allés ?"
POLISH = "Zażółć gęślą jaźń, to było świetne. Obsługa była miła, jedzenie pyszne, a ceny niskie."
RUSSIAN = (
    "Это было очень плохо, никогда больше сюда не приду. Персонал грубый, еда холодная, а ждать пришлось почти час. "
    "Зато вид из окна прекрасный, и кофе неплохой."
)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
def test_encoding_is_found(encoding: str) -> None:
    table = read(f"text\n{GERMAN}\nnaïve café\n".encode(encoding))
    assert texts_of(table) == [GERMAN, "naïve café"]


@pytest.mark.parametrize(("encoding", "text"), [("latin-1", FRENCH), ("cp1250", POLISH), ("cp1251", RUSSIAN)])
def test_other_encoding_is_guessed_and_told(encoding: str, text: str) -> None:
    table = read(f"text\n{text}\n".encode(encoding))
    assert texts_of(table) == [text]
    assert "which was guessed" in said(table)


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + random.Random(0).randbytes(2_000),
        b"\x7fELF\x02\x01\x01" + bytes(3_000) + b"\xff\xfe",
        b"text\n" + random.Random(1).randbytes(2_000),
    ],
    ids=["picture", "program", "noise"],
)
def test_binary_content_is_refused(content: bytes) -> None:
    for name in ("in.csv", "in.jsonl", "in.txt"):
        with pytest.raises(InputError, match=f"{name} is no table: its content is binary"):
            read(content, name)


def test_doubled_byte_order_mark_is_skipped() -> None:
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le")):
        assert read(mark * 2 + "text\né\n".encode(encoding)).columns == ["text"]


def test_broken_bytes_of_utf8_are_replaced_and_told() -> None:
    good = "text\n" + "".join(f"naïve {number}\n" for number in range(10))
    table = read(good.encode() + b"caf\xe9\n" + "ok 😡".encode()[:-1] + b"\n")
    assert texts_of(table)[-2:] == ["caf\ufffd", "ok \ufffd"]
    assert "UTF-8 but for 2 places (lines 12, 13)" in said(table)


def test_broken_utf16_is_replaced_and_told() -> None:
    table = read(codecs.BOM_UTF16_LE + "text\na\n".encode("utf-16-le") + b"\x00\xd8b\x00\n\x00")
    assert table.rows == 2
    assert "not UTF-16-LE" in said(table)


def test_given_encoding_counts_alone() -> None:
    assert texts_of(read("text\ncafé\n".encode("cp850"), encoding="cp850")) == ["café"]
    assert texts_of(read("text\ncafé\n".encode("utf-16"), encoding="utf-16")) == ["café"]
    assert texts_of(read("\ufefftext\ncafé\n".encode(), encoding="utf-8")) == ["café"]
    with pytest.raises(InputError, match=r"not ascii text \(line 2\)") as caught:
        read("text\ncafé\n", encoding="ascii")
    assert "ascii" not in caught.value.hint
    with pytest.raises(InputError, match="no encoding 'klingon'"):
        read("text\n", encoding="klingon")
