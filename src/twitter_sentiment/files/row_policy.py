"""What becomes of rows that don't have the cells of their header: filled up, refused, repaired or left out."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from ..errors import InputError
from .options import BadRow, BadRowPolicy, BadRowReport, count_of, lines_in_words
from .records import STRAY_QUOTE, Record

UNQUOTED_LINE_END = "a line end that is not in quotes"


@dataclass
class RowPolicy:
    """Makes rows of equal length from records.

    Attributes:
        width: number of cells of the header.
        text: index of the column of texts.
        delimiter: what separates cells.
        policy: what to do about bad rows.
        one_column: whether each line is one cell.
        report: the bad rows so far.
        reject: takes the rejected rows.
    """

    width: int
    text: int
    delimiter: str
    policy: BadRowPolicy
    one_column: bool = False
    report: BadRowReport = field(default_factory=BadRowReport)
    reject: Callable[[BadRow], object] = lambda _row: None

    def rows(self, records: Iterable[Record]) -> Iterator[list[str]]:
        """Yield the rows that stay, each with as many cells as the header; bad ones are reported."""
        held: Record | None = None  # a row may go on in the next record
        for record in records:
            if record.lines > 1:
                self.report.add_long(record.line)
            if self.one_column:
                yield [self.delimiter.join(record.cells)]
                continue
            if not record.cells:
                continue
            joined = self._joined(held, record)
            if joined is not None:
                held = joined
                continue
            if held is not None:
                yield from self._finish(held)
            held = record
        if held is not None:
            yield from self._finish(held)

    def _joined(self, held: Record | None, record: Record) -> Record | None:
        """Join a record that ends before its text with the one before it, whose text it continues."""
        if held is None or len(record.cells) > self.text or record.problem or len(held.cells) <= self.text:
            return None
        last_is_text = self.text == self.width - 1
        cells = [self.delimiter.join(record.cells)] if last_is_text else record.cells
        if len(held.cells) + len(cells) - 1 > self.width or (len(held.cells) == self.width and not last_is_text):
            return None
        joined = [*held.cells[:-1], f"{held.cells[-1]} {cells[0]}", *cells[1:]]
        return Record(held.line, joined, UNQUOTED_LINE_END)

    def _finish(self, record: Record) -> Iterator[list[str]]:
        cells = record.cells
        surplus = len(cells) - self.width
        problem = record.problem
        if not problem:
            if surplus == 0:
                yield cells
                return
            if surplus > 0 and not any(cells[self.width :]):
                yield cells[: self.width]  # nothing but delimiters behind the last cell
                return
            if surplus < 0 and len(cells) > self.text:
                self.report.add_padded(record.line)
                yield self._fitted(cells)
                return
            problem = f"{count_of(len(cells), 'cell')} instead of {self.width}"
        row = BadRow(record.line, problem, tuple(cells))
        self.report.add(row)
        if self.policy is BadRowPolicy.REPAIR:
            yield self._fitted(cells)
        elif self.policy is BadRowPolicy.REJECT:
            self.reject(row)

    def _fitted(self, cells: list[str]) -> list[str]:
        """Fill a short row up; in a long one, what is too much is text whose delimiters were not quoted."""
        surplus = len(cells) - self.width
        if surplus <= 0:
            return cells + [""] * -surplus
        end = self.text + surplus + 1
        return [*cells[: self.text], self.delimiter.join(cells[self.text : end]), *cells[end:]]


def refusal(name: str, report: BadRowReport) -> InputError:
    """Return the error that refuses a file for its bad rows."""
    lines = [row.line for row in report.rows]
    first = report.rows[0]
    subject = "the first" if report.count > 1 else "it"
    fix = (
        'A quote in a quoted cell must be doubled: "He said ""no""."'
        if first.reason == STRAY_QUOTE
        else "Put cells with delimiters or line ends in quotes."
    )
    return InputError(
        f"{name} has {count_of(report.count, 'row')} that can't be read with certainty "
        f"({lines_in_words(lines, report.count)}): {subject} has {first.reason}. {fix}",
        "--bad-rows repair reads on with the likely meaning, --bad-rows reject FILE leaves such rows out.",
    )
