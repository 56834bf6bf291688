"""The command `twitter-sentiment`: its sub-commands, and how their errors reach the person."""

import logging
import sys
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from .. import __version__
from ..errors import InputError, SentimentError

INTERRUPTED = 130


class _Commands(TyperGroup):
    """Shows our own errors as one sentence, and Ctrl-C as a short good-bye."""

    def invoke(self, ctx: Any) -> Any:
        """Runs a sub-command."""
        try:
            return super().invoke(ctx)
        except SentimentError as error:
            _fail(str(error), error.exit_code)
        except ModuleNotFoundError as error:
            _fail(
                f"the package {error.name} is not installed. `predict`, `batch` and `serve` need "
                "pip install -r requirements.api.txt, `start` also -r requirements.ui.txt, and the other commands "
                "pip install -r requirements.txt.",
                SentimentError.exit_code,
            )
        except OSError as error:
            if error.filename is None:
                raise
            _fail(f"{error.filename} can't be used: {error.strerror}.", InputError.exit_code)
        except KeyboardInterrupt:
            typer.secho("Stopped.", err=True)
            sys.exit(INTERRUPTED)


def _fail(message: str, exit_code: int) -> NoReturn:
    typer.secho(f"Error: {message}", err=True, fg=typer.colors.RED)
    sys.exit(exit_code)


app = typer.Typer(
    cls=_Commands,
    name="twitter-sentiment",
    help="Sentiment analysis for tweets and reviews: train it, serve it, run it over files.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def start(version: bool = typer.Option(False, "--version", help="Show the version and exit.")) -> None:
    """Sets up what all commands share: messages go to standard error."""
    if version:
        typer.echo(__version__)
        raise typer.Exit
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)


def run_script(command: str) -> None:
    """Runs one sub-command with the arguments of the process: what the files in scripts/ do."""
    app(args=[command, *sys.argv[1:]], prog_name="twitter-sentiment")
