"""The options of all commands that read tables, and what the reader says about them."""

import functools
import inspect
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from ..errors import InputError
from ..files.limits import NO_LIMITS, ReadLimits
from ..files.options import BadRowPolicy, Note, Quoting, ReadOptions, TableFormat

_PANEL = "How to read the table"
_FOUND = "found by reading"


def read_options(
    *,
    kind: Annotated[
        TableFormat | None, typer.Option("--format", help="Format.", show_default=_FOUND, rich_help_panel=_PANEL)
    ] = None,
    delimiter: Annotated[
        str | None,
        typer.Option(help="Character between cells, or the word tab.", show_default=_FOUND, rich_help_panel=_PANEL),
    ] = None,
    quoting: Annotated[
        Quoting | None,
        typer.Option(
            help="Whether quotes enclose cells or are ordinary characters.", show_default=_FOUND, rich_help_panel=_PANEL
        ),
    ] = None,
    escapechar: Annotated[
        str | None,
        typer.Option(
            help="Character in front of a quote in a quoted cell.", show_default=_FOUND, rich_help_panel=_PANEL
        ),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Character encoding.", show_default=_FOUND, rich_help_panel=_PANEL)
    ] = None,
    sheet: Annotated[
        str | None,
        typer.Option(help="Sheet of a workbook.", show_default="the first with a table", rich_help_panel=_PANEL),
    ] = None,
    no_header: Annotated[
        bool, typer.Option("--no-header", help="The first line is a row.", rich_help_panel=_PANEL)
    ] = False,
    missing: Annotated[
        str | None,
        typer.Option(
            help="Texts that count as missing, such as NaN,null.", show_default="none", rich_help_panel=_PANEL
        ),
    ] = None,
    bad_rows: Annotated[
        str,
        typer.Option(
            metavar="refuse|repair|reject FILE",
            help="What to do about rows that can't be read with certainty: refuse the table, read on with the likely "
            "meaning, or write them to a CSV file and go on without them.",
            rich_help_panel=_PANEL,
        ),
    ] = BadRowPolicy.REFUSE,
    no_limits: Annotated[
        bool,
        typer.Option("--no-limits", help="Read a table of any size, however far it unpacks.", rich_help_panel=_PANEL),
    ] = False,
) -> ReadOptions:
    """Make the options of the table reader from those of a command.

    Raises:
        InputError: one of them can't be used.
    """
    policy, _, reject_file = bad_rows.partition(":")
    if policy not in list(BadRowPolicy) or (policy == BadRowPolicy.REJECT) != bool(reject_file):
        raise InputError(f"--bad-rows {bad_rows} can't be read: write refuse, repair, or reject FILE.")
    if delimiter in ("tab", "\\t"):
        delimiter = "\t"
    for flag, character in (("--delimiter", delimiter), ("--escapechar", escapechar)):
        if character is not None and (len(character) != 1 or character in '"\r\n'):
            raise InputError(f"{flag} must be one character, and no quote.")
    return ReadOptions(
        format=kind,
        delimiter=delimiter,
        quoting=quoting,
        escapechar=escapechar,
        encoding=encoding,
        sheet=sheet,
        header=not no_header,
        missing=frozenset(missing.split(",")) if missing else frozenset(),
        bad_rows=BadRowPolicy(policy),
        reject_file=Path(reject_file) if reject_file else None,
        limits=NO_LIMITS if no_limits else ReadLimits(),
    )


def takes_options(
    parameter: str, make_options: Callable[..., object]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a decorator that gives a command the options of a function in place of one of its parameters.

    Args:
        parameter: name of the parameter, which gets what the function returns.
        make_options: has one parameter for each option.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        own = inspect.signature(command).parameters
        shared = inspect.signature(make_options).parameters
        parameters = [
            each.replace(kind=inspect.Parameter.KEYWORD_ONLY)
            for each in [*own.values(), *shared.values()]
            if each.name != parameter
        ]

        @functools.wraps(command)
        def wrapper(**values: Any) -> None:
            options = make_options(**{name: values.pop(name) for name in shared})
            command(**values, **{parameter: options})

        wrapper.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        wrapper.__annotations__ = {each.name: each.annotation for each in parameters}
        return wrapper

    return decorate


takes_read_options = takes_options("reading", read_options)
"""Gives a command the options of `read_options` in place of its parameter `reading`."""


def show_notes(notes: Iterable[Note]) -> None:
    """Print what must be said about a table, to standard error."""
    for note in notes:
        typer.echo(f"Note: {note.message} {note.hint}".rstrip(), err=True)
