"""The numbers of a view: shares, trend, groups and drivers, each computed once for a file and a choice of texts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ...insight.analysis import REST, Comparison, Scope, without_name
from ...insight.answers import Answers, Filter, Mask, distinct, select
from ...insight.dates import Dates
from ...insight.drivers import drivers, sentiment_drivers
from ...insight.examples import examples
from ...insight.groups import GroupColumn, GroupShares, group_shares
from ...insight.shares import Shares
from ...insight.trend import Cell, Period, Trend, trend
from .prepared import PreparedFile
from .view import View

SHOWN_GROUPS = 12
"""Groups that are drawn, the largest ones; the filter has the others too."""

_PICKED = "picked"


@dataclass(frozen=True, eq=False)
class PickedDrivers:
    """What sets the picked texts apart.

    Attributes:
        comparison: the drivers.
        picked: whether a part is compared with the rest; otherwise the classes are.
    """

    comparison: Comparison
    picked: bool


class Story:
    """What a file says in a view.

    The choice by class and confidence does not change shares, since it is made by the model's own answers. A chart does
    not follow the choice that is made in it, so that the other periods or groups can still be picked.
    """

    def __init__(self, file: PreparedFile, view: View) -> None:
        """Find the texts of the view.

        Args:
            file: the file.
            view: what to show of it.

        Raises:
            AmbiguousDatesError: nothing tells whether the day or the month comes first.
            InputError: the column of dates has none.
        """
        self.file = file
        self.view = view
        columns = view.columns
        self.answers: Answers = file.answers(two_classes=view.two_classes)
        self.dates: Dates | None = file.dates(columns.date, columns.day_first) if columns.date else None
        self.groups: GroupColumn | None = file.groups(columns.group) if columns.group else None

    @property
    def chosen(self) -> Mask:
        """(texts,), the texts of the view."""
        return self._mask(self.view)

    @property
    def shares(self) -> Shares:
        """The shares of the classes, whatever class and confidence are chosen."""
        view = self.view.without_answers()

        def compute() -> Shares:
            chosen = self._mask(view)
            estimator = self.file.estimator(two_classes=view.two_classes)
            return estimator.estimate(*self.answers.share_inputs(chosen))

        return self.file.kept(("shares", view), compute)

    @property
    def whole_trend(self) -> Trend | None:
        """The trend of all texts and of each group, whatever is chosen; it says which periods are marked.

        Raises:
            InputError: there would be too many periods.
        """
        view = self._whole_view
        return None if self.dates is None else self._trend(view, self.groups, view.columns.period)

    @property
    def trend(self) -> Trend | None:
        """The trend of the texts of the view, whatever period is chosen."""
        whole = self.whole_trend
        view = replace(self.view.without_answers(), since=None, until=None)
        return whole if whole is None or view == self._whole_view else self._trend(view, None, whole.period)

    @property
    def marked(self) -> list[Cell]:
        """The periods of the whole file that differ beyond chance; those of all texts come first."""
        whole = self.whole_trend
        cells = [cell for cell in whole.cells if cell.marked] if whole else []
        return sorted(cells, key=lambda cell: (cell.group is not None, cell.start, cell.group or ""))

    @property
    def group_shares(self) -> list[GroupShares]:
        """The shares of the largest groups, whatever group is chosen; the largest of the file come first."""
        groups = self.groups
        view = replace(self.view.without_answers(), group=None)
        if groups is None:
            return []

        def compute() -> list[GroupShares]:
            estimator = self.file.estimator(two_classes=view.two_classes)
            shown = GroupColumn(groups.name, groups.values[:SHOWN_GROUPS], groups.codes, groups.left_out)
            return group_shares(self.answers, estimator, shown, self._mask(view))

        return self.file.kept(("groups", view), compute)

    @property
    def drivers(self) -> PickedDrivers:
        """What sets the picked texts apart: a period, a group or what was searched for, otherwise the classes.

        They don't follow the choice of a term, so that another one can still be picked.
        """
        view = replace(self.view, term="")
        return self.file.kept(("drivers", view), lambda: self._drivers(view))

    def surest(self, limit: int) -> list[int]:
        """Return the distinct texts of the view that the model is most sure of."""
        found = self.file.kept(("surest", self.view, limit), lambda: examples(self.answers, self.chosen, limit=limit))
        return [example.index for example in found]

    def least_sure(self, limit: int) -> list[int]:
        """Return the distinct texts of the view that the model is least sure of."""
        indices = distinct(self.answers, self.chosen)
        found: list[int] = indices[np.argsort(self.answers.confidence[indices], kind="stable")[:limit]].tolist()
        return found

    def copies_of(self, index: int) -> int:
        """Return how many texts of the view are near-copies of one, itself included."""
        return int(np.count_nonzero(self.chosen & (self.answers.copies == self.answers.copies[index])))

    def period_of(self, moment: np.datetime64) -> tuple[np.datetime64, np.datetime64]:
        """Return when the period of a moment begins, and when the next one does."""
        whole = self.whole_trend
        period = whole.period if whole else Period.DAY
        number = int(period.number(np.array([moment]))[0])
        return period.start(number), period.start(number + 1)

    @property
    def _whole_view(self) -> View:
        """The view of all texts, without other languages if they are left out."""
        return replace(self.view.without_filter(), english_only=self.view.english_only)

    def _trend(self, view: View, groups: GroupColumn | None, period: Period | None) -> Trend:
        def compute() -> Trend:
            if self.dates is None:  # the callers have checked it
                raise ValueError("There are no dates.")
            estimator = self.file.estimator(two_classes=view.two_classes)
            return trend(
                self.answers, estimator, self.dates.times, self._mask(view), groups, period, total=groups is not None
            )

        return self.file.kept(("trend", view, period), compute)

    def _drivers(self, view: View) -> PickedDrivers:
        among = replace(view, since=None, until=None)
        if self.dates is not None and view != among:
            return self._compare(view, among, ~np.isnat(self.dates.times))
        among = replace(view, group=None)
        if view != among:
            return self._compare(view, among)
        among = replace(view, search="")
        if view != among:
            return self._compare(view, among)
        if view.labels and len(view.labels) < len(self.answers.labels):
            return self._compare(view, replace(view, labels=frozenset()))
        found = sentiment_drivers(self.answers, self.file.terms, self._mask(view))
        return PickedDrivers(Comparison(Scope(), tuple(found)), picked=False)

    def _compare(self, view: View, among: View, usable: Mask | None = None) -> PickedDrivers:
        """Compare the texts of a view with the others of a wider one."""
        inside = self._mask(view)
        rest = self._mask(among) & ~inside
        if usable is not None:
            rest &= usable
        found = drivers(self.answers, self.file.terms, (inside, rest), (_PICKED, REST))
        words = " ".join(filter(None, (view.group, view.search)))
        # A scope whose name is that of the picked part: `surest` then leaves out the terms of the rest.
        comparison = Comparison(Scope(group=_PICKED), tuple(without_name(found, words)))
        return PickedDrivers(comparison, picked=True)

    def _mask(self, view: View) -> Mask:
        return self.file.kept(("mask", view), lambda: self._select(view))

    def _select(self, view: View) -> Mask:
        low, high = view.confidence
        groups = {self.groups.name: self.groups} if self.groups else {}
        wanted = Filter(
            labels=view.labels & frozenset(self.answers.labels),
            confidence=(low / 100, high / 100 if high < 100 else 1.0),
            since=view.since,
            until=view.until,
            groups={name: view.group for name in groups if view.group is not None},
            search=view.search,
        )
        chosen = select(self.answers, wanted, self.dates.times if self.dates else None, groups)
        if view.labels and not wanted.labels:  # neutral texts of two classes
            chosen = np.zeros_like(chosen)
        if view.english_only:
            chosen = chosen & ~self.file.not_english
        if view.language is not None:
            chosen = chosen & self.file.languages.is_value(view.language)
        return chosen & self._has_term(view.term) if view.term else chosen

    def _has_term(self, name: str) -> NDArray[np.bool_]:
        terms = self.file.terms
        found = np.zeros(len(self.answers.texts), dtype=bool)
        if name in terms.names:
            found[terms.texts_with(terms.names.index(name))] = True
        return found


def period_starts(trend: Trend) -> Sequence[np.datetime64]:
    """Return the starts of all periods, in order."""
    return sorted({cell.start for cell in trend.cells})
