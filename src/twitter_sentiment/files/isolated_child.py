"""The process that reads a stranger's file: `python -m twitter_sentiment.files.isolated_child`.

It gets its limits as arguments and what to read as a pickled `Task` on standard input, and answers with a line of JSON:
`missing`, what could not be limited, and where the file can't be read `error` and `hint`, or `failed`.
"""

import json
import os
import pickle
import sys

from .confinement import ProcessLimits, confine

_SHOWN_CHARACTERS = 2_000


def main() -> None:
    """Read one file and write it as an Arrow file."""
    answer: dict[str, object] = {"missing": confine(ProcessLimits(*map(int, sys.argv[1:])))}
    from ..errors import InputError  # from here on within the limits
    from .byte_source import FileSource
    from .stored_table import store_table

    task = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent
    source = FileSource(task.path)
    source.name = task.name
    try:
        store_table(source, task.options, task.output, task.max_bytes, require_rows=task.require_rows)
    except InputError as error:
        answer |= {"error": str(error)[:_SHOWN_CHARACTERS], "hint": error.hint}
    except OSError as error:
        answer["error"] = f"{task.name} can't be stored: {error.strerror}."
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    os._exit(0)  # the memory of a large file need not be freed piece by piece


if __name__ == "__main__":
    main()
