"""The labeled data sets that systems are evaluated on."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..data.labeled import Columns, read_labeled
from ..errors import InputError
from ..labels import NEUTRAL, has_both_poles, in_order


@dataclass(frozen=True)
class DataSet:
    """Texts with their true classes.

    Attributes:
        name: name in reports.
        path: the file that holds the data set.
        texts: the texts, as they are in the file.
        targets: the true class of each text.
    """

    name: str
    path: Path
    texts: list[str]
    targets: list[str]

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes that occur, in the order of models."""
        return in_order(self.targets)

    @property
    def has_neutral(self) -> bool:
        """Whether neutral texts occur: then the data set is evaluated in both views, otherwise in two classes."""
        return NEUTRAL in self.targets


def read_data_sets(paths: Sequence[Path], names: Sequence[str] = (), columns: Columns | None = None) -> list[DataSet]:
    """Read each file as a data set; the meaning of its label values is decided by that file alone.

    Args:
        paths: labeled tables.
        names: one for each path; if empty, each data set is named after its file.
        columns: where the texts and labels are in the tables.

    Raises:
        InputError: a file can't be used, or two data sets have the same name.
    """
    if names and len(names) != len(paths):
        raise InputError(f"There are {len(names)} --name and {len(paths)} --data: name each data set, in order.")
    if columns:
        columns.check_reject_file(len(paths))
    names = names or [path.stem for path in paths]
    for name in names:
        if names.count(name) > 1:
            raise InputError(f"Two data sets are called {name!r}: give each its own name with --name.")
    return [_read_data_set(path, name, columns) for path, name in zip(paths, names, strict=True)]


def _read_data_set(path: Path, name: str, columns: Columns | None) -> DataSet:
    (table,) = read_labeled([path], columns)
    data = DataSet(name, path, table["text"].tolist(), table["label"].tolist())
    if not has_both_poles(data.labels):
        content = f"only {' and '.join(data.labels)} rows" if data.targets else "no rows with a label"
        raise InputError(f"{path} has {content}: an evaluation needs negative and positive texts.")
    return data
