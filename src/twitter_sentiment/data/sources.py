"""The data sets that `preprocess` can read, each as one or two tables of `text` and `label`."""

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from tqdm import tqdm

from ..errors import InputError
from ..files.conventions import require_file
from ..files.formats import FORMAT_OF_ENDING, is_table_name
from ..labels import NEGATIVE, POSITIVE, mapping_for
from .labeled import Columns, read_labeled

RAW_DATA_DIR = Path("data/raw")

# name → (hub data set, its configuration, how to use a local copy)
HUB_SOURCES = {
    "imdb": ("stanfordnlp/imdb", None, "--source aclImdb_v1.tar.gz"),
    "tweets": ("cardiffnlp/tweet_eval", "sentiment", "--source tweets.csv with the columns text and label"),
}
_IMDB_CLASSES = {"neg": NEGATIVE, "pos": POSITIVE}
_IMDB_FILES = 50_000


class Split(NamedTuple):
    """A data set; a part that the source does not bring is None."""

    train: pd.DataFrame
    test: pd.DataFrame | None
    validation: pd.DataFrame | None = None


@dataclass(frozen=True)
class Source:
    """A data set to load: a hub data set by name, an IMDB archive or folder, or a table.

    Attributes:
        name: name or path of the data set.
        test_file: a separate table for testing, where `name` is a table.
        columns: how to read the tables.
    """

    name: str = "imdb"
    test_file: Path | None = None
    columns: Columns = field(default_factory=Columns)

    def load(self) -> Split:
        """Load the data set.

        Raises:
            InputError: the hub is out of reach, a file is missing, or a table can't be used.
        """
        path = Path(self.name)
        is_imdb = path.name.endswith((".tar.gz", ".tgz")) or (path / "train").is_dir()
        is_table = not is_imdb and (is_table_name(self.name) or path.is_dir())
        if is_table:
            return self._tables(path)
        if self.test_file is not None:
            raise InputError(f"--test-file goes with a table only; {self.name} brings its own test part.")
        if self.name in HUB_SOURCES:
            return _from_hub(self.name)
        if path.is_dir():
            return _split_imdb(_folder_reviews(path), path)
        if is_imdb:
            return _split_imdb(_archive_reviews(path), path)
        raise InputError(
            f"--source {self.name} is neither imdb nor tweets, nor an aclImdb folder or archive, "
            f"nor a table ({', '.join(FORMAT_OF_ENDING)}, also with .gz or .zst)."
        )

    def _tables(self, path: Path) -> Split:
        paths = [path, self.test_file] if self.test_file else [path]
        train, *test = read_labeled(paths, self.columns)
        return Split(train, test[0] if test else None)


def _from_hub(name: str) -> Split:
    import datasets  # only here: it takes a second to import

    hub_name, configuration, local_copy = HUB_SOURCES[name]
    try:
        loaded = datasets.load_dataset(hub_name, configuration, cache_dir=str(RAW_DATA_DIR))
    except Exception as error:  # the hub's client raises a dozen types for "out of reach"
        raise InputError(
            f"The data set {hub_name} can't be loaded from the Hugging Face hub ({type(error).__name__}). "
            f"Check the network, or use a local copy: {local_copy}."
        ) from None
    validation = _hub_table(loaded["validation"]) if "validation" in loaded else None
    return Split(_hub_table(loaded["train"]), _hub_table(loaded["test"]), validation)


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
    """Sort reviews by their folders: …/train/pos/0_9.txt."""
    rows: dict[str, list[tuple[str, str]]] = {"train": [], "test": []}
    for name, text in tqdm(reviews, total=_IMDB_FILES, desc=f"Reading {path.name}", unit=" reviews", disable=None):
        part, sentiment = name.parts[-3:-1] if len(name.parts) >= 3 else ("", "")
        if part in rows and sentiment in _IMDB_CLASSES:
            rows[part].append((text, _IMDB_CLASSES[sentiment]))
    if not rows["train"]:
        raise InputError(f"{path} holds no reviews: train/pos/*.txt and train/neg/*.txt are expected in it.")
    train = pd.DataFrame(rows["train"], columns=["text", "label"])
    test = pd.DataFrame(rows["test"], columns=["text", "label"])
    return Split(train, test if len(test) else None)
