"""The whole analysis of a file: shares, trend, groups, and what drives each difference."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from ..metrics import ViewCalibration
from .answers import Answers, Mask
from .drivers import Driver, drivers, sentiment_drivers
from .file_comparison import FileComparison
from .groups import GroupColumn, GroupShares, group_shares
from .shares import MIN_TEXTS, ShareEstimator, Shares
from .terms import TermKind, Terms, find_terms
from .trend import Cell, Period, Times, Trend, trend

REST = "rest"
"""What a part is compared with. A group of this name is written in quotes, as `Scope.side` does."""

MAX_MARKED = 60
"""Most marked cells whose drivers are looked for; those with the most texts come first."""


@dataclass(frozen=True)
class Scope:
    """What is compared: by default negative with positive texts, otherwise a part with the rest.

    Attributes:
        period: start of a marked period, compared with the other ones (of the same group).
        group: value of the group column, compared with the others if there is no period.
    """

    period: str | None = None
    group: str | None = None

    @property
    def name(self) -> str:
        """What tables call it."""
        parts = [f"group {self.group}"] if self.group is not None else []
        parts += [f"period {self.period}"] if self.period is not None else []
        return ", ".join(parts) or "sentiment"

    @property
    def side(self) -> str | None:
        """What `Driver.toward` calls the part; None where two classes are compared."""
        name = self.period if self.period is not None else self.group
        return f'"{name}"' if name == REST else name


@dataclass(frozen=True, eq=False)
class Comparison:
    """The drivers of one scope.

    Attributes:
        scope: what is compared.
        drivers: the terms, the surest of each side first.
    """

    scope: Scope
    drivers: tuple[Driver, ...]

    @property
    def surest(self) -> list[Driver]:
        """Those to show: beyond chance, of a part and not of its rest, and no word that only occurs in a pair shown."""
        found = [one for one in self.drivers if not one.could_be_chance and self.scope.side in (None, one.toward)]
        of_pairs = {
            (word, one.n, one.n_rest) for one in found if one.kind is TermKind.PAIR for word in one.term.split()
        }
        return [one for one in found if (one.term, one.n, one.n_rest) not in of_pairs]


@dataclass(frozen=True)
class NotEnglish:
    """The texts that are probably not English.

    Attributes:
        texts: how many there are.
        left_out: whether the analysis is without them.
    """

    texts: int = 0
    left_out: bool = False


@dataclass(frozen=True, eq=False)
class Analysis:
    """What the texts of a file say together.

    Attributes:
        answers: the texts.
        shares: of all texts.
        trend: of all texts, then of each group; None without dates.
        groups: the group column; None without one.
        group_shares: of each group, the largest first.
        comparisons: what drives the sentiment, the marked periods and the groups.
        not_english: texts that are probably not English.
        compared: the comparison with another file; None without one.
    """

    answers: Answers
    shares: Shares
    trend: Trend | None
    groups: GroupColumn | None
    group_shares: tuple[GroupShares, ...]
    comparisons: tuple[Comparison, ...]
    not_english: NotEnglish = NotEnglish()
    compared: FileComparison | None = None

    def without_text(self, rows: int) -> int:
        """Return how many of the rows of the file have no text or no scores."""
        left_out = self.not_english.texts if self.not_english.left_out else 0
        return rows - len(self.answers.texts) - left_out

    @property
    def marked(self) -> list[Cell]:
        """The periods that differ from the others beyond chance, of all texts and of groups."""
        return [cell for cell in self.trend.cells if cell.marked] if self.trend else []


def analyze(
    answers: Answers,
    calibration: ViewCalibration | None,
    times: Times | None = None,
    groups: GroupColumn | None = None,
    period: Period | None = None,
    not_english: NotEnglish = NotEnglish(),
) -> Analysis:
    """Analyze the texts of a file.

    Args:
        answers: the texts.
        calibration: that of the view with these classes; None if the model folder has none.
        times: (texts,), when each was written; None for no trend.
        groups: the column to group by; None for none.
        period: length of the periods; None chooses it.
        not_english: texts that are probably not English.

    Raises:
        InputError: there would be too many periods.
    """
    everything = np.ones(len(answers.texts), dtype=bool)
    estimator = ShareEstimator(answers.labels, answers.probabilities, calibration)
    periods = None
    if times is not None:
        periods = trend(answers, estimator, times, everything, groups, period, total=True)
    found: list[GroupShares] = []
    if groups is not None:
        found = group_shares(answers, estimator, groups, everything)
    terms = find_terms(answers.texts, answers.copies)
    comparisons = [
        Comparison(Scope(), tuple(sentiment_drivers(answers, terms, everything))),
        *_period_comparisons(answers, terms, times, groups, periods),
        *_group_comparisons(answers, terms, groups, found),
    ]
    shares = estimator.estimate(*answers.share_inputs(everything))
    return Analysis(answers, shares, periods, groups, tuple(found), tuple(comparisons), not_english)


def _group_comparisons(
    answers: Answers, terms: Terms, groups: GroupColumn | None, found: list[GroupShares]
) -> Iterator[Comparison]:
    if groups is None or len(found) < 2:
        return
    for group in found:
        if group.shares.texts >= MIN_TEXTS:
            inside = groups.is_value(group.value)
            compared = _compare(answers, terms, Scope(group=group.value), inside, ~inside)
            yield replace(compared, drivers=tuple(without_name(compared.drivers, group.value)))


def without_name(found: Iterable[Driver], name: str) -> Iterator[Driver]:
    """Leave out the terms with the name of the group: that it is in texts about the group says nothing."""
    words = {*name.casefold().split()}
    return (driver for driver in found if not words & {word.lstrip("#@") for word in driver.term.split()})


def _period_comparisons(
    answers: Answers, terms: Terms, times: Times | None, groups: GroupColumn | None, periods: Trend | None
) -> Iterator[Comparison]:
    if periods is None or times is None:
        return
    dated = ~np.isnat(times)
    numbers = periods.period.number(np.where(dated, times, np.datetime64(0, "s")))
    marked = sorted((cell for cell in periods.cells if cell.marked), key=lambda cell: -cell.shares.texts)
    for cell in marked[:MAX_MARKED]:
        among = dated
        if groups is not None and cell.group is not None:
            among = dated & groups.is_value(cell.group)
        inside = among & (numbers == periods.period.number(np.array([cell.start]))[0])
        yield _compare(answers, terms, Scope(periods.name(cell.start), cell.group), inside, among & ~inside)


def _compare(answers: Answers, terms: Terms, scope: Scope, inside: Mask, rest: Mask) -> Comparison:
    return Comparison(scope, tuple(drivers(answers, terms, (inside, rest), (scope.side or "", REST))))
