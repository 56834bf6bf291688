"""The data sets that can be started from."""

import tarfile
from pathlib import Path

import pandas as pd
import pytest

from twitter_sentiment.data.sources import Source
from twitter_sentiment.data.tables import Columns
from twitter_sentiment.errors import InputError

REVIEWS = {
    "train/pos/0_9.txt": "Great.<br />Go!", "train/neg/0_2.txt": "Dull é", "test/pos/0_8.txt": "Fine",
    "test/neg/0_1.txt": "No", "train/unsup/0_0.txt": "Unlabelled", "README": "not a review",
}  # fmt: skip


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


def test_an_imdb_folder_and_its_archive_give_the_same(imdb_folder: Path) -> None:
    with tarfile.open("aclImdb_v1.tar.gz", "w:gz") as archive:
        archive.add(imdb_folder)
    for name in ("aclImdb", "aclImdb_v1.tar.gz"):
        train, test = Source(name).load()
        assert rows_of(train) == {("Great.<br />Go!", "positive"), ("Dull é", "negative")}
        assert rows_of(test) == {("Fine", "positive"), ("No", "negative")}


@pytest.mark.parametrize("ending", ["csv", "tsv", "parquet", "jsonl"])
def test_tables_of_each_kind_give_the_same(ending: str) -> None:
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
    train, test = Source(name, columns=Columns("tweet", "mood", {"0": "negative", "4": "positive"})).load()
    assert rows_of(train) == {("a, b", "negative"), ('say "x"', "positive"), ("001", "positive")}
    assert test is None


def test_a_test_file_of_its_own_is_read() -> None:
    Path("train.csv").write_text("text,label\na,pos\nb,neg\n")
    Path("test.csv").write_text("text,label\nc,pos\n")
    assert rows_of(Source("train.csv", Path("test.csv")).load().test) == {("c", "positive")}


@pytest.mark.parametrize("name", ["imdb", "tweets"])
def test_a_hub_out_of_reach_names_the_offline_way(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets.config
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    with pytest.raises(InputError, match=r"can't be had from the Hugging Face hub .* use a local copy: --source"):
        Source(name).load()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("nowhere.csv", None, "There is no file"),
        ("nowhere.tar.gz", None, "There is no file"),
        ("mnist", None, "neither imdb nor tweets"),
        ("data.xyz", "text", "neither imdb nor tweets"),
        ("data.csv", "", "is empty"),
        ("data.csv", "tweet,label\na,pos\n", "no column 'text'; it has: tweet, label. Choose one with --text-column"),
        ("data.csv", "text,mood\na,pos\n", "no column 'label'.*--label-column"),
        ("data.csv", "text,label\na,angry\n", "Unknown label 'angry'"),
        ("data.csv", b"text,label\ncaf\xe9,pos\n", "not utf-8 text: name its encoding"),
        ("data.csv", "text,label\nwell, yes,pos\nno, no,neg\n", "more cells than its header"),
        ("data.jsonl", "not json", "can't be read as JSON Lines"),
        ("data.parquet", "not parquet", "can't be read as PARQUET"),
        ("data.tar.gz", "not an archive", "not a whole .tar.gz archive"),
    ],
)
def test_an_unusable_source_is_refused_in_one_sentence(name: str, content: str | bytes | None, words: str) -> None:
    if content is not None:
        Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError, match=words):
        Source(name).load()


def test_a_test_file_beside_a_source_with_its_own_test_part_is_refused() -> None:
    with pytest.raises(InputError, match="--test-file goes with a table only"):
        Source("imdb", Path("test.csv")).load()


def test_a_folder_without_reviews_is_refused() -> None:
    Path("empty").mkdir()
    with pytest.raises(InputError, match="holds no reviews"):
        Source("empty").load()


@pytest.mark.parametrize(
    ("name", "hub_name", "configuration", "classes"),
    [
        ("imdb", "stanfordnlp/imdb", "plain_text", ["neg", "pos"]),
        ("tweets", "cardiffnlp/tweet_eval", "sentiment", ["negative", "neutral", "positive"]),
    ],
)
def test_a_hub_data_set_is_read_in_the_shape_the_hub_has(
    name: str, hub_name: str, configuration: str, classes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The datasets library takes a local folder of that name for the repository."""
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
    train, test = Source(name).load()
    written = {"neg": "negative", "pos": "positive"}
    assert rows_of(train) == {(f"train {label}", written.get(label, label)) for label in classes}
    assert rows_of(test) == {(f"test {label}", written.get(label, label)) for label in classes}
    assert any(Path("data/raw").iterdir())
