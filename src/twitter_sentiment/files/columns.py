"""Names of columns, and which column holds the texts or the labels."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..errors import InputError
from ..labels import is_label_word
from .options import Note

TEXT_NAMES = ("text", "tweet", "full_text", "content", "review", "body", "comment", "message", "sentence")
LABEL_NAMES = ("label", "sentiment", "target", "polarity", "class", "stars", "rating")

_SHOWN_NAMES = 20


@dataclass(frozen=True)
class Layout:
    """A well-known table without a header.

    Attributes:
        name: what it is called.
        columns: names of its columns.
        patterns: what the cells of each column look like.
    """

    name: str
    columns: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]

    def fits(self, row: Sequence[str]) -> bool:
        """Return whether a row has this layout."""
        return len(row) == len(self.patterns) and all(
            pattern.fullmatch(cell) for pattern, cell in zip(self.patterns, row, strict=True)
        )


LAYOUTS = (
    Layout(
        "Sentiment140",
        ("target", "id", "date", "flag", "user", "text"),
        tuple(
            re.compile(pattern, re.DOTALL)
            for pattern in (r"[024]", r"\d+", r"\w{3} \w{3} \d\d \d\d:\d\d:\d\d .*\d{4}", r"[^\s]*.*", r"\S+", r".*")
        ),
    ),
)


def unique_names(names: Iterable[object]) -> list[str]:
    """Convert names to strings and number repeated ones: a, a.1, a.2."""
    texts = [str(name) for name in names]
    taken = set(texts)
    counts: Counter[str] = Counter()
    unique = []
    for name in texts:
        candidate = name
        if counts[name]:
            while (candidate := f"{name}.{counts[name]}") in taken:
                counts[name] += 1
            taken.add(candidate)
        counts[name] += 1
        unique.append(candidate)
    return unique


def header_names(cells: Iterable[object]) -> list[str]:
    """Make the names of columns from a header: without white space around them, none empty, each once."""
    names = (str(cell).strip() for cell in cells)
    return unique_names(name or f"column_{number}" for number, name in enumerate(names, start=1))


def numbered_names(count: int) -> list[str]:
    """Name the columns of a table without a header; a single one holds texts."""
    return ["text"] if count == 1 else [f"column_{number}" for number in range(1, count + 1)]


def missing_column(source: str, column: str, columns: Sequence[str], flag: str) -> InputError:
    """Return the error for a missing column, which names the existing ones."""
    return InputError(f"{source} has no column {column!r}; it has: {_listed(columns)}.", f"Choose one with {flag}.")


def find_text_column(source: str, columns: Sequence[str], wanted: str | None) -> tuple[str | None, Note | None]:
    """Find the column that holds the texts.

    Args:
        source: name of the table.
        columns: its columns.
        wanted: the name that the user gave; its case and white space may differ.

    Returns:
        The column, and what to say about the choice. None if no name or more than one fits.

    Raises:
        InputError: there is no column of the wanted name.
    """
    if wanted is not None:
        return find_named(source, columns, wanted, "--text-column"), None
    if "text" in columns:
        return "text", None
    found = [*columns] if len(columns) == 1 else _by_names(columns, TEXT_NAMES[:1]) or _by_names(columns, TEXT_NAMES)
    if len(found) != 1:
        return None, None
    return found[0], Note(f"The texts are in the column {found[0]!r}.", "Choose another with --text-column.")


def require_text_column(source: str, columns: Sequence[str], column: str | None) -> str:
    """Return the column of the texts.

    Raises:
        InputError: none was found; the message names the columns.
    """
    if column is None:
        found = _by_names(columns, TEXT_NAMES)
        if found:
            raise InputError(
                f"{source} has several columns that may hold the texts: {_listed(found)}.",
                "Choose one with --text-column.",
            )
        raise missing_column(source, "text", columns, "--text-column")
    return column


def find_named(source: str, columns: Sequence[str], wanted: str, flag: str) -> str:
    """Find a column by its name, whose case and white space may differ.

    Raises:
        InputError: there is none, or several differ in case alone.
    """
    if wanted in columns:
        return wanted
    found = _by_names(columns, (_plain(wanted),))
    if len(found) != 1:
        raise missing_column(source, wanted, columns, flag)
    return found[0]


def find_label_column(
    source: str, columns: Sequence[str], values: Mapping[str, Iterable[object]], wanted: str | None
) -> tuple[str, Note | None]:
    """Find the column that holds the labels: by its name, or as the only one whose values are all words for classes.

    Args:
        source: name of the table.
        columns: its columns.
        values: some values of each column.
        wanted: the name that the user gave.

    Raises:
        InputError: no column fits, or several do.
    """
    if wanted is not None:
        return find_named(source, columns, wanted, "--label-column"), None
    if "label" in columns:
        return "label", None
    found = _by_names(columns, LABEL_NAMES[:1])
    if len(found) != 1:
        found = [name for name in columns if _are_label_words(values.get(name, ()))]
    if len(found) != 1:
        found = _by_names(columns, LABEL_NAMES)
    if len(found) != 1:
        raise missing_column(source, "label", columns, "--label-column")
    return found[0], Note(f"The labels are in the column {found[0]!r}.", "Choose another with --label-column.")


def longest_column(columns: Sequence[str], lengths: Callable[[str], int]) -> str:
    """Return the column whose cells are longest, the last one of equals."""
    return max(reversed(columns), key=lengths)


def _are_label_words(values: Iterable[object]) -> bool:
    present = [value for value in values if value is not None and str(value).strip()]
    return bool(present) and all(is_label_word(value) for value in present)


def _by_names(columns: Sequence[str], names: Sequence[str]) -> list[str]:
    return [column for column in columns if _plain(column) in names]


def _plain(name: str) -> str:
    return name.strip().casefold()


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN_NAMES
    return ", ".join(names[:_SHOWN_NAMES]) + (f" and {more:,} more" if more > 0 else "")
