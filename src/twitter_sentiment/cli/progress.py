"""The progress bar that several commands show while they go through many rows."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def row_progress(doing: str, total: int) -> Iterator[Callable[[int], None]]:
    """Shows a bar on standard error, if that is a terminal; the function takes how many rows were done since last."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(doing), BarColumn(), MofNCompleteColumn(), TextColumn("rows"),
        TextColumn("{task.fields[rate]} rows/s"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=total, rate="")

        def advance(rows: int) -> None:
            speed = progress.tasks[task].speed
            progress.update(task, advance=rows, rate=f"{speed:,.0f}" if speed else "")

        yield advance
