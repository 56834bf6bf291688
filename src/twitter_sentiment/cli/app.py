"""The command `twitter-sentiment`: its sub-commands, renamed flags, and error messages.

A sub-command is imported when it is used, from the module of its name, which holds a function of that name. So
`--help` and `serve` start fast, and no command needs the packages of another.
"""

import logging
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from .. import __version__
from ..errors import InputError, SentimentError

SUMMARIES = {
    "analyze": "Say what the texts of a table say together: shares, trend, groups, drivers.",
    "batch": "Predict every row of a table.",
    "card": "Write the metrics of a model into its README.md.",
    "evaluate": "Evaluate models on labeled data: accuracy, recall, calibration, speed, slices.",
    "export": "Turn a fine-tuned classifier into a model folder: ONNX, int8, manifest.",
    "mcp": "Offer tools to agents over the Model Context Protocol: classify, explain, analyze a file.",
    "predict": "Classify texts, with the confidence of each prediction.",
    "preprocess": "Clean a labeled data set and split it into train.csv and test.csv.",
    "serve": "Serve predictions over HTTP, with WORKERS processes.",
    "start": "Start the API and the web interface together; Ctrl-C stops both.",
    "train": "Fine-tune MODEL_NAME on train.csv and write a model folder that can be served.",
}
"""The sub-commands, each with the first line of its help."""

RENAMED_FLAGS = {
    "evaluate": {"--behaviour": "--behavior"},
    "export": {"--normaliser": "--normalizer"},
    "train": {"--unlabelled": "--unlabeled", "--generated": "--synthetic"},
}
"""Old flags of version 0.1 that still work, by sub-command; --help does not list them."""

REMOVED = {
    "generate": "`generate` was removed, since texts written for the project take the place of generated ones: train "
    "on the files of its folder data/written with `train --synthetic FILE`."
}
"""What to tell users of sub-commands that are gone."""

INTERRUPTED_EXIT_CODE = 130


class LazyGroup(TyperGroup):
    """A group that imports a sub-command when it is invoked, and prints our errors as one sentence."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        # All that the list of sub-commands and "Did you mean …?" need.
        self.commands = {name: TyperCommand(name, help=summary) for name, summary in SUMMARIES.items()}

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Import the sub-command that the first argument names, and prepare the others for its parser."""
        if args[0] in REMOVED:
            raise InputError(REMOVED[args[0]])
        name, command, rest = super().resolve_command(ctx, args)
        if name is None:
            return name, command, rest
        return name, load_command(name), join_reject_file(rename_flags(name, rest))

    def invoke(self, ctx: Any) -> Any:
        """Run a sub-command."""
        try:
            return super().invoke(ctx)
        except SentimentError as error:
            _fail(f"{error} {error.hint}".strip(), error.exit_code)
        except ModuleNotFoundError as error:
            _fail(
                f"the package {error.name} is not installed. `predict`, `batch` and `serve` need "
                "`pip install -r requirements.api.txt`, `start` also needs `-r requirements.ui.txt`, and the other "
                "commands need `pip install -r requirements.txt`.",
                SentimentError.exit_code,
            )
        except OSError as error:
            if error.filename is None:
                raise
            _fail(f"{error.filename} can't be used: {error.strerror}.", InputError.exit_code)
        except KeyboardInterrupt as interrupt:
            typer.secho(f"Stopped. {interrupt}".rstrip(), err=True)
            sys.exit(INTERRUPTED_EXIT_CODE)


def load_command(name: str) -> Any:
    """Import a sub-command from the module of its name."""
    function = getattr(import_module(f".{name}", __package__), name)
    # A Typer app with one command and no callback becomes that command.
    single = typer.Typer(add_completion=False)
    single.command(name)(function)
    return typer.main.get_command(single)


def rename_flags(command: str, arguments: Sequence[str]) -> list[str]:
    """Replace the old flags of a sub-command, as in `--flag value` and `--flag=value`, up to an argument `--`."""
    new_flags = RENAMED_FLAGS.get(command, {})
    end = arguments.index("--") if "--" in arguments else len(arguments)
    renamed = []
    for argument in arguments[:end]:
        flag, equals, value = argument.partition("=")
        renamed.append(new_flags.get(flag, flag) + equals + value)
    return [*renamed, *arguments[end:]]


def join_reject_file(arguments: Sequence[str]) -> list[str]:
    """Join the two values of `--bad-rows reject FILE`, since the parser knows options of one value only."""
    joined: list[str] = []
    for argument in arguments:
        if joined[-1:] == ["--bad-rows=reject"] or joined[-2:] == ["--bad-rows", "reject"]:
            joined[-1] += f":{argument}"
        else:
            joined.append(argument)
    return joined


def _fail(message: str, exit_code: int) -> NoReturn:
    typer.secho(f"Error: {message}", err=True, fg=typer.colors.RED)
    sys.exit(exit_code)


app = typer.Typer(
    cls=LazyGroup,
    name="twitter-sentiment",
    help="Sentiment analysis for tweets and reviews: train it, serve it, run it over files.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def main(version: bool = typer.Option(False, "--version", help="Show the version and exit.")) -> None:
    """Log to standard error, or show the version."""
    if version:
        typer.echo(__version__)
        raise typer.Exit
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)


def run_script(command: str) -> None:
    """Run one sub-command with the arguments of the process, as the files in scripts/ do."""
    app(args=[command, *sys.argv[1:]], prog_name="twitter-sentiment")
