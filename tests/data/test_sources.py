"""The data sets that `preprocess` can read."""

import tarfile
from pathlib import Path

import pandas as pd
import pytest

from twitter_sentiment.data.labeled import Columns
from twitter_sentiment.data.sources import Source
from twitter_sentiment.errors import InputError

REVIEWS = {
    "train/pos/0_9.txt": "Great.<br />Go!",
    "train/neg/0_2.txt": "Dull é",
    "test/pos/0_8.txt": "Fine",
    "test/neg/0_1.txt": "No",
    "train/unsup/0_0.txt": "Unlabeled",
    "README": "not a review",
}


@pytest.fixture
def imdb_folder() -> Path:
    for name, text in REVIEWS.items():
        path = Path("aclImdb") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Path("aclImdb")


def rows_of(table: pd.DataFrame | None) -> set[tuple[str, str]]:
    assert table is not None
    return set(zip(table["text"], table["label"], strict=True))


def test_imdb_folder_and_archive_are_equal(imdb_folder: Path) -> None:
    with tarfile.open("aclImdb_v1.tar.gz", "w:gz") as archive:
        archive.add(imdb_folder)
    for name in ("aclImdb", "aclImdb_v1.tar.gz"):
        train, test, _ = Source(name).load()
        assert rows_of(train) == {("Great.<br />Go!", "positive"), ("Dull é", "negative")}
        assert rows_of(test) == {("Fine", "positive"), ("No", "negative")}


@pytest.mark.parametrize("ending", ["csv", "tsv", "parquet", "jsonl"])
def test_tables_of_each_format_are_equal(ending: str) -> None:
    table = pd.DataFrame({"tweet": ["a, b", 'say "x"', "001"], "mood": [0, 4, 4]})
    name = f"data.{ending}"
    match ending:
        case "csv":
            table.to_csv(name, index=False)
        case "tsv":
            table.to_csv(name, index=False, sep="\t")
        case "parquet":
            table.to_parquet(name)
        case _:
            table.to_json(name, orient="records", lines=True)
    train, test, _ = Source(name, columns=Columns("tweet", "mood", {"0": "negative", "4": "positive"})).load()
    assert rows_of(train) == {("a, b", "negative"), ('say "x"', "positive"), ("001", "positive")}
    assert test is None


def test_separate_test_file_is_read() -> None:
    Path("train.csv").write_text("text,label\na,pos\nb,neg\n")
    Path("test.csv").write_text("text,label\nc,pos\n")
    assert rows_of(Source("train.csv", Path("test.csv")).load().test) == {("c", "positive")}


@pytest.mark.parametrize("name", ["imdb", "tweets"])
def test_hub_out_of_reach_names_offline_way(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets.config
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    with pytest.raises(InputError, match=r"can't be loaded from the Hugging Face hub .* use a local copy: --source"):
        Source(name).load()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("nowhere.csv", None, "There is no file"),
        ("nowhere.tar.gz", None, "There is no file"),
        ("mnist", None, "neither imdb nor tweets"),
        ("data.xyz", "text", "neither imdb nor tweets"),
        ("data.csv", "", "is empty"),
        ("data.csv", "words,label\na,pos\n", "no column 'text'; it has: words, label"),
        ("data.csv", "tweet,body,label\na,b,pos\n", "several columns that may hold the texts: tweet, body"),
        ("data.csv", "text,mood\na,fine\n", "no column 'label'; it has: text, mood"),
        ("data.csv", "text,label\na,angry\n", "Unknown label 'angry'"),
        (
            "data.csv",
            "text,label\nwell, yes,pos\nno, no,neg\n",
            r"2 rows .* \(lines 2, 3\): the first has 3 cells instead",
        ),
        ("data.jsonl", "not json", "can't be read as JSON"),
        ("data.parquet", "not parquet", "can't be read as PARQUET"),
        ("data.tar.gz", "not an archive", "not a whole .tar.gz archive"),
    ],
)
def test_unusable_source_is_refused(name: str, content: str | bytes | None, words: str) -> None:
    if content is not None:
        Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError, match=words):
        Source(name).load()


def test_test_file_beside_hub_source_is_refused() -> None:
    with pytest.raises(InputError, match="--test-file goes with a table only"):
        Source("imdb", Path("test.csv")).load()


@pytest.mark.parametrize(
    ("folder", "words"), [("empty", "no table in the folder"), ("empty/train", "holds no reviews")]
)
def test_folder_without_data_is_refused(folder: str, words: str) -> None:
    Path(folder).mkdir(parents=True)
    with pytest.raises(InputError, match=words):
        Source("empty").load()


def test_folder_of_tables_is_read() -> None:
    Path("parts").mkdir()
    Path("parts/1.csv").write_text("text,label\na,pos\n")
    Path("parts/2.jsonl").write_text('{"label": "neg", "text": "b"}\n')
    assert rows_of(Source("parts").load().train) == {("a", "positive"), ("b", "negative")}


@pytest.mark.parametrize(
    ("name", "hub_name", "configuration", "classes"),
    [
        ("imdb", "stanfordnlp/imdb", "plain_text", ["neg", "pos"]),
        ("tweets", "cardiffnlp/tweet_eval", "sentiment", ["negative", "neutral", "positive"]),
    ],
)
def test_hub_data_set_is_read(
    name: str, hub_name: str, configuration: str, classes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The datasets library reads a local folder of the repository's name."""
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", Path("cache"))
    features = datasets.Features({"text": datasets.Value("string"), "label": datasets.ClassLabel(names=classes)})
    repository = Path(hub_name)
    (repository / configuration).mkdir(parents=True)
    files = "".join(f"  - split: {part}\n    path: {configuration}/{part}-*\n" for part in ("train", "test"))
    (repository / "README.md").write_text(f"---\nconfigs:\n- config_name: {configuration}\n  data_files:\n{files}---\n")
    for part in ("train", "test"):
        rows = {"text": [f"{part} {label}" for label in classes], "label": list(range(len(classes)))}
        table = datasets.Dataset.from_dict(rows, features=features)
        table.to_parquet(str(repository / configuration / f"{part}-00000-of-00001.parquet"))
    train, test, _ = Source(name).load()
    written = {"neg": "negative", "pos": "positive"}
    assert rows_of(train) == {(f"train {label}", written.get(label, label)) for label in classes}
    assert rows_of(test) == {(f"test {label}", written.get(label, label)) for label in classes}
    assert any(Path("data/raw").iterdir())
