"""What a page shows of an analysis: how it is computed and which texts are chosen. All of it is in the address."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from ...insight.file_columns import ColumnChoice
from ...insight.trend import Period
from ...labels import LABELS, in_order
from .columns import group_options

ANALYSIS_PARAMETER = "analysis"
"""The parameter of an address that names an analysis, by an id that nobody can guess."""

MAX_SEARCH_CHARACTERS = 200

_MAX_CHARACTERS = 2_000
"""Longer parameters are not looked at."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d)?", re.ASCII)


class Parameters(Protocol):
    """The parameters of an address, as Streamlit has them."""

    def get_all(self, key: str) -> Sequence[str]: ...  # noqa: D102 - of Streamlit
    def __contains__(self, key: str) -> bool: ...
    def __setitem__(self, key: str, value: str | Iterable[str]) -> None: ...
    def __delitem__(self, key: str) -> None: ...


@dataclass(frozen=True)
class View:
    """What is shown; the default is all texts in the model's own classes.

    Attributes:
        columns: dates, groups and the length of periods.
        two_classes: leave the neutral class out.
        labels: chosen classes; empty for all.
        confidence: lowest and highest confidence, in percent.
        since, until: first moment, and the first one after the last, in the wall-clock time of the texts.
        group: chosen value of the group column.
        term: a term that the texts must have, as drivers are named.
        search: what the texts must contain.
        english_only: leave out texts that are probably not English.
        language: chosen language, by its code.
    """

    columns: ColumnChoice = field(default_factory=ColumnChoice)
    two_classes: bool = False
    labels: frozenset[str] = frozenset()
    confidence: tuple[int, int] = (0, 100)
    since: np.datetime64 | None = None
    until: np.datetime64 | None = None
    group: str | None = None
    term: str = ""
    search: str = ""
    english_only: bool = False
    language: str | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether it leaves anything out."""
        return self != self.without_filter()

    @property
    def chooses_by_answer(self) -> bool:
        """Whether it chooses texts by what the model says of them."""
        return bool(self.labels) or self.confidence != (0, 100)

    def without_filter(self) -> "View":
        """Return the view of all texts."""
        return View(self.columns, self.two_classes)

    def without_dates(self) -> "View":
        """Return the view without dates, for a file whose dates can't be read."""
        return replace(self, columns=replace(self.columns, date=None), since=None, until=None)

    def without_answers(self) -> "View":
        """Return the view that does not choose by what the model says: shares of such a choice would mean nothing."""
        return replace(self, labels=frozenset(), confidence=(0, 100))

    def parameters(self, default: ColumnChoice) -> dict[str, list[str]]:
        """Write it as parameters of an address; what is as by default is left out.

        Args:
            default: the columns of the file.
        """
        columns = self.columns
        return {
            "date": [columns.date or ""] if columns.date != default.date else [],
            "by": [columns.group or ""] if columns.group != default.group else [],
            "period": [str(columns.period)] if columns.period else [],
            "order": [] if columns.day_first is None else ["day" if columns.day_first else "month"],
            "classes": ["2"] if self.two_classes else [],
            "class": list(in_order(self.labels)),
            "confidence": ["-".join(map(str, self.confidence))] if self.confidence != (0, 100) else [],
            "since": [str(self.since)] if self.since is not None else [],
            "until": [str(self.until)] if self.until is not None else [],
            "group": [self.group] if self.group is not None else [],
            "word": [self.term] if self.term else [],
            "search": [self.search] if self.search else [],
            "english": ["only"] if self.english_only else [],
            "language": [self.language] if self.language is not None else [],
        }


def read_view(parameters: Parameters, default: ColumnChoice, columns: Sequence[str]) -> View:
    """Read a view from an address; what can't be used there is left out.

    Args:
        parameters: those of the address.
        default: the columns of the file, where the address names no others.
        columns: the names that it may name.
    """
    given = {
        name: [value for value in parameters.get_all(name) if len(value) <= _MAX_CHARACTERS]
        for name in View().parameters(default)
    }
    first = {name: values[0] for name, values in given.items() if values}
    return View(
        columns=ColumnChoice(
            _column(first.get("date"), default.date, columns),
            _column(first.get("by"), default.group, group_options(columns)),
            {"day": True, "month": False}.get(first.get("order", "")),
            next((period for period in Period if period == first.get("period")), None),
        ),
        two_classes=first.get("classes") == "2",
        labels=frozenset(LABELS) & frozenset(given["class"]),
        confidence=_confidence(first.get("confidence", "")),
        since=_moment(first.get("since", "")),
        until=_moment(first.get("until", "")),
        group=first.get("group"),
        term=first.get("word", ""),
        search=first.get("search", "")[:MAX_SEARCH_CHARACTERS],
        english_only=first.get("english") == "only",
        language=first.get("language"),
    )


def write_parameters(parameters: Parameters, wanted: Mapping[str, Sequence[str]]) -> None:
    """Change the parameters of an address where they differ."""
    for name, values in wanted.items():
        if not values:
            if name in parameters:
                del parameters[name]
        elif list(parameters.get_all(name)) != list(values):
            parameters[name] = list(values)


def clear_parameters(parameters: Parameters) -> None:
    """Remove an analysis and its view from an address."""
    for name in (ANALYSIS_PARAMETER, *View().parameters(ColumnChoice())):
        if name in parameters:
            del parameters[name]


def _column(given: str | None, default: str | None, columns: Sequence[str]) -> str | None:
    if given is None:
        return default
    return given if given in columns else None


def _confidence(given: str) -> tuple[int, int]:
    low, _, high = given.partition("-")
    if not (low.isdecimal() and high.isdecimal() and low.isascii() and high.isascii()):
        return (0, 100)
    bounds = (int(low[:4]), int(high[:4]))
    return bounds if 0 <= bounds[0] <= bounds[1] <= 100 else (0, 100)


def _moment(given: str) -> np.datetime64 | None:
    try:
        return np.datetime64(given, "s") if _MOMENT.fullmatch(given) else None
    except ValueError:
        return None
