"""The labelled data that contenders are measured on."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..data.tables import Columns, read_labelled
from ..errors import InputError
from ..labels import NEUTRAL, has_both_poles, in_order


@dataclass(frozen=True)
class DataSet:
    """Texts whose sentiment is known.

    Attributes:
        name: what reports call it.
        path: the file it is from.
        truths: the class of each text.
    """

    name: str
    path: Path
    texts: list[str]
    truths: list[str]

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes it has, in the order of models; they decide in which view contenders answer."""
        return in_order(self.truths)

    @property
    def has_neutral(self) -> bool:
        """Whether it is measured in three classes."""
        return NEUTRAL in self.truths


def read_data_sets(paths: Sequence[Path], names: Sequence[str] = (), columns: Columns | None = None) -> list[DataSet]:
    """Reads each file as a data set of its own: what its label values mean, its own values decide.

    Args:
        names: one for each path; none at all call each data set like its file.

    Raises:
        InputError: a file can't be used, or two data sets have the same name.
    """
    if names and len(names) != len(paths):
        raise InputError(
            f"--name stands {len(names)} times and --data {len(paths)} times: name each data set, in order."
        )
    names = names or [path.stem for path in paths]
    for name in names:
        if names.count(name) > 1:
            raise InputError(f"Two data sets are called {name!r}: tell them apart with --name, once for each --data.")
    return [_read(path, name, columns) for path, name in zip(paths, names, strict=True)]


def _read(path: Path, name: str, columns: Columns | None) -> DataSet:
    (table,) = read_labelled([path], columns)
    data = DataSet(name, path, table["text"].tolist(), table["label"].tolist())
    if not has_both_poles(data.labels):
        found = f"only {' and '.join(data.labels)} rows" if data.truths else "no rows with a label"
        raise InputError(f"{path} has {found}: a measure needs negative and positive texts.")
    return data
