"""The data sets `preprocess` can start from, each as one or two tables of `text` and `label`."""

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from tqdm import tqdm

from ..errors import InputError
from ..labels import NEGATIVE, POSITIVE, mapping_for
from ..table_files import require_file
from .tables import TABLE_ENDINGS, Columns, read_labelled

RAW_DATA_DIR = Path("data/raw")

# name → (hub data set, its configuration, the offline way)
HUB_SOURCES = {
    "imdb": ("stanfordnlp/imdb", None, "--source aclImdb_v1.tar.gz"),
    "tweets": ("cardiffnlp/tweet_eval", "sentiment", "--source tweets.csv with the columns text and label"),
}
_IMDB_CLASSES = {"neg": NEGATIVE, "pos": POSITIVE}
_IMDB_FILES = 50_000


class Split(NamedTuple):
    """A data set: `test` is None where the source has no test part of its own."""

    train: pd.DataFrame
    test: pd.DataFrame | None


@dataclass(frozen=True)
class Source:
    """What to load: a hub data set by name, an IMDB archive or folder, or a table."""

    name: str = "imdb"
    test_file: Path | None = None
    columns: Columns = field(default_factory=Columns)

    def load(self) -> Split:
        """Loads the data set.

        Raises:
            InputError: the hub is out of reach, a file is missing, or a table can't be used.
        """
        path = Path(self.name)
        if path.suffix.lower() in TABLE_ENDINGS:
            return self._tables(path)
        if self.test_file is not None:
            raise InputError(f"--test-file goes with a table only; {self.name} brings its own test part.")
        if self.name in HUB_SOURCES:
            return _from_hub(self.name)
        if path.is_dir():
            return _split_imdb(_folder_reviews(path), path)
        if path.name.endswith((".tar.gz", ".tgz")):
            return _split_imdb(_archive_reviews(path), path)
        raise InputError(
            f"--source {self.name} is neither imdb nor tweets, nor an aclImdb folder or archive, "
            f"nor a table ({', '.join(TABLE_ENDINGS)})."
        )

    def _tables(self, path: Path) -> Split:
        paths = [path, self.test_file] if self.test_file else [path]
        train, *test = read_labelled(paths, self.columns)
        return Split(train, test[0] if test else None)


def _from_hub(name: str) -> Split:
    import datasets  # only here: it takes a second to import

    hub_name, configuration, offline_way = HUB_SOURCES[name]
    try:
        loaded = datasets.load_dataset(hub_name, configuration, cache_dir=str(RAW_DATA_DIR))
    except Exception as error:  # the hub's client raises a dozen types for "out of reach"
        raise InputError(
            f"The data set {hub_name} can't be had from the Hugging Face hub ({type(error).__name__}). "
            f"Check the network, or use a local copy: {offline_way}."
        ) from None
    return Split(_hub_table(loaded["train"]), _hub_table(loaded["test"]))


def _hub_table(part: "datasets.Dataset") -> pd.DataFrame:  # type: ignore[name-defined]  # noqa: F821
    names = part.features["label"].names
    classes = mapping_for(names)
    return pd.DataFrame({"text": part["text"], "label": [classes[names[label]] for label in part["label"]]})


def _archive_reviews(path: Path) -> Iterator[tuple[Path, str]]:
    require_file(path)
    try:
        with tarfile.open(path, "r:gz") as archive:
            for member in archive:
                name = Path(member.name)
                if name.suffix == ".txt" and member.isfile() and (file := archive.extractfile(member)):
                    yield name, file.read().decode("utf-8", errors="replace")
    except (tarfile.TarError, EOFError, OSError) as error:
        raise InputError(f"{path} is not a whole .tar.gz archive ({error}): download it again.") from None


def _folder_reviews(path: Path) -> Iterator[tuple[Path, str]]:
    for file in sorted(path.rglob("*.txt")):
        yield file, file.read_text(encoding="utf-8", errors="replace")


def _split_imdb(reviews: Iterator[tuple[Path, str]], path: Path) -> Split:
    """Sorts reviews by their folders: …/train/pos/0_9.txt."""
    rows: dict[str, list[tuple[str, str]]] = {"train": [], "test": []}
    for name, text in tqdm(reviews, total=_IMDB_FILES, desc=f"Reading {path.name}", unit=" reviews", disable=None):
        part, sentiment = name.parts[-3:-1] if len(name.parts) >= 3 else ("", "")
        if part in rows and sentiment in _IMDB_CLASSES:
            rows[part].append((text, _IMDB_CLASSES[sentiment]))
    if not rows["train"]:
        raise InputError(f"{path} holds no reviews: train/pos/*.txt and train/neg/*.txt are expected in it.")
    train, test = (pd.DataFrame(rows[part], columns=["text", "label"]) for part in ("train", "test"))
    return Split(train, test if len(test) else None)
