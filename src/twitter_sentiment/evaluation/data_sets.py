"""The labeled data sets that systems are evaluated on."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..data.labeled import Columns, read_labeled
from ..errors import InputError
from ..labels import NEUTRAL, has_both_poles, in_order
from ..text.language import languages_of, named_language


@dataclass(frozen=True)
class DataSet:
    """Texts with their true classes.

    Attributes:
        name: name in reports.
        path: the file that holds the data set.
        texts: the texts, as they are in the file.
        targets: the true class of each text.
        languages: the language of each text; empty if nothing is measured by language.
    """

    name: str
    path: Path
    texts: list[str]
    targets: list[str]
    languages: list[str] = field(default_factory=list)

    def part(self, rows: Sequence[int]) -> "DataSet":
        """Return the data set of these rows only."""
        return replace(
            self,
            texts=[self.texts[row] for row in rows],
            targets=[self.targets[row] for row in rows],
            languages=[self.languages[row] for row in rows] if self.languages else [],
        )

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes that occur, in the order of models."""
        return in_order(self.targets)

    @property
    def has_neutral(self) -> bool:
        """Whether neutral texts occur: then the data set is evaluated in both views, otherwise in two classes."""
        return NEUTRAL in self.targets


def read_data_sets(
    paths: Sequence[Path],
    names: Sequence[str] = (),
    columns: Columns | None = None,
    languages: Sequence[str] | None = None,
) -> list[DataSet]:
    """Read each file as a data set; the meaning of its label values is decided by that file alone.

    Args:
        paths: labeled tables.
        names: one for each path; if empty, each data set is named after its file.
        columns: where the texts and labels are in the tables.
        languages: the language of each path's texts; if empty, that of the column of languages, or detected in
            each text; None to leave it out.

    Raises:
        InputError: a file can't be used, or two data sets have the same name.
    """
    if languages and len(languages) != len(paths):
        raise InputError(f"There are {len(languages)} --language and {len(paths)} --data: give one for each, in order.")
    if languages and columns and columns.language:
        raise InputError("--language and --language-column both name the languages: give one of them.")
    for code in languages or ():
        if named_language(code) is None:
            raise InputError(f"--language {code}: no code of a language is called so; Portuguese, for example, is pt.")
    if names and len(names) != len(paths):
        raise InputError(f"There are {len(names)} --name and {len(paths)} --data: name each data set, in order.")
    if columns:
        columns.check_reject_file(len(paths))
    names = names or [path.stem for path in paths]
    for name in names:
        if names.count(name) > 1:
            raise InputError(f"Two data sets are called {name!r}: give each its own name with --name.")
    data_sets = [_read_data_set(path, name, columns) for path, name in zip(paths, names, strict=True)]
    if languages is None:
        return data_sets
    if not languages:
        return [replace(data, languages=languages_of(data.texts, data.languages or None)) for data in data_sets]
    return [
        replace(data, languages=[language] * len(data.texts))
        for data, language in zip(data_sets, languages, strict=True)
    ]


def _read_data_set(path: Path, name: str, columns: Columns | None) -> DataSet:
    (table,) = read_labeled([path], columns)
    named = table["language"].tolist() if "language" in table else []
    data = DataSet(name, path, table["text"].tolist(), table["label"].tolist(), named)
    if not has_both_poles(data.labels):
        content = f"only {' and '.join(data.labels)} rows" if data.targets else "no rows with a label"
        raise InputError(f"{path} has {content}: an evaluation needs negative and positive texts.")
    return data
