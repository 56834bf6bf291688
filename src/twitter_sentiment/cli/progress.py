"""The progress of commands that process many rows: a bar on a terminal, a line a minute anywhere else."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Lock

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn
from rich.text import Text

from ..files.options import count_of

FIRST_LINE_SECS = 1.0
LINE_SECS = 60.0


@contextmanager
def row_progress(
    title: str,
    total: int,
    done: int = 0,
    *,
    line_secs: float = LINE_SECS,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Callable[[int], None]]:
    """Show rows, rows per second and the remaining time on standard error.

    Args:
        title: what is in progress.
        total: number of rows.
        done: rows that were done before; they don't count for the speed.
        line_secs: how often to print a line where there is no terminal, in seconds; the first comes after a second.
        clock: returns the time in seconds.

    Yields:
        A function to call with the number of rows that were done since the last call, from any thread.
    """
    console = Console(stderr=True)
    pace = _Pace(total, done, clock)
    if console.is_terminal and not console.is_dumb_terminal:
        columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), _PaceColumn(pace))
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("", total=total, completed=done)

            def advance(rows: int) -> None:
                progress.update(task, completed=pace.add(rows))

            yield advance
    else:
        yield _LinePrinter(title, pace, line_secs).advance


class _Pace:
    """Counts rows; safe to use from several threads."""

    def __init__(self, total: int, done: int, clock: Callable[[], float]) -> None:
        self._total = total
        self._done_before = done
        self._done = done
        self._clock = clock
        self._started = clock()
        self._lock = Lock()

    @property
    def elapsed_secs(self) -> float:
        """Seconds since the start."""
        return self._clock() - self._started

    def add(self, rows: int) -> int:
        """Count rows; return how many are done."""
        with self._lock:
            self._done += rows
            return self._done

    def __str__(self) -> str:
        rate = (self._done - self._done_before) / max(self.elapsed_secs, 1e-3)
        left = "?" if not rate else str(timedelta(seconds=round((self._total - self._done) / rate)))
        return f"{rate:,.0f} rows/s, {left} left"

    @property
    def rows(self) -> str:
        """How many rows are done, in words."""
        return f"{self._done:,} of {count_of(self._total, 'row')}"


class _PaceColumn(ProgressColumn):
    """Shows the speed and the remaining time."""

    def __init__(self, pace: _Pace) -> None:
        super().__init__()
        self._pace = pace

    def render(self, task: Task) -> Text:  # noqa: ARG002 - the signature of rich
        """Render the column."""
        return Text(str(self._pace))


class _LinePrinter:
    """Prints a line now and then."""

    def __init__(self, title: str, pace: _Pace, line_secs: float) -> None:
        self._title = title
        self._pace = pace
        self._line_secs = line_secs
        self._next_secs = min(FIRST_LINE_SECS, line_secs)
        self._lock = Lock()

    def advance(self, rows: int) -> None:
        """Count rows, and print a line if it is time."""
        self._pace.add(rows)
        with self._lock:
            if self._pace.elapsed_secs >= self._next_secs:
                self._next_secs = self._pace.elapsed_secs + self._line_secs
                typer.echo(f"{self._title}: {self._pace.rows}, {self._pace}.", err=True)
