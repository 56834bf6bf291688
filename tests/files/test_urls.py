"""Tables at URLs; `file://` stands for every file system that Arrow has."""

import gzip
import zipfile
from pathlib import Path

import pytest

from twitter_sentiment.errors import InputError
from twitter_sentiment.files.table import open_table

from .reading import texts_of


@pytest.fixture
def url() -> str:
    """The URL of the working folder, with three tables in a folder."""
    Path("tables").mkdir()
    for name, text in (("a-1.csv", "good"), ("a-2.csv", "bad"), ("b.csv", "late")):
        Path("tables", name).write_text(f"text\n{text}\n")
    Path("tables/notes.md").write_text("# no table")
    return f"file://{Path.cwd()}"


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("tables/b.csv", ["late"]),
        ("tables/a-*.csv", ["good", "bad"]),
        ("tables", ["good", "bad", "late"]),
        ("tables/", ["good", "bad", "late"]),
    ],
)
def test_url_of_file_pattern_or_folder(url: str, name: str, texts: list[str]) -> None:
    table = open_table(f"{url}/{name}")
    assert texts_of(table) == texts
    assert all(path.startswith(f"{url}/tables/") for path in table.paths)


def test_url_of_compressed_files(url: str) -> None:
    Path("in.csv.gz").write_bytes(gzip.compress(b"text\ngood\n"))
    with zipfile.ZipFile("in.zip", "w") as archive:
        archive.write("tables/b.csv", "b.csv")
    assert texts_of(open_table(f"{url}/in.csv.gz")) == ["good"]
    assert texts_of(open_table(f"{url}/in.zip")) == ["late"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nowhere.csv", "There is no file"),
        ("nowhere/*.csv", "There is no file that matches"),
        ("", "There is no table in the folder"),
    ],
)
def test_url_of_nothing_is_refused(url: str, name: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        open_table(f"{url}/{name}")
