"""Compare the engines of `batch` on generated texts: whole processes, from their start to their end."""

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
from twitter_sentiment.files.writing import table_writer

from server import RunningServer

FORMATS = ("csv", "parquet")

WORDS = """
the a this that my your it was is and but so with for at on new old phone flight movie coffee service staff queue update
battery screen song game match team ticket train hotel room food pizza price deal love hate like great bad awful lovely
slow fast broken late happy sad angry tired never always again today finally honestly just really 😍 😡
"""

_BATCH_ROWS = 10_000


def engine_table(count: int, model: Path) -> str:
    """Measure each engine with that many texts and with a tenth of them; Ray where it is installed."""
    engines = ("local", "ray") if find_spec("ray") else ("local",)
    lines = ["| engine | table | rows | seconds | rows/s | peak MB |", "| --- | --- | ---: | ---: | ---: | ---: |"]
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        for rows in (count // 10, count):
            for ending in FORMATS:
                table = _write_texts(Path(folder, f"{rows}.{ending}"), rows)
                for engine in engines:
                    seconds, peak = _measure(engine, table, Path(folder, f"out.{ending}"), model)
                    measured = f"{seconds:,.1f} | {rows / seconds:,.0f} | {peak / 1e6:,.0f}"
                    lines.append(f"| {engine} | {ending} | {rows:,} | {measured} |")
    return "\n".join(lines)


def _write_texts(path: Path, rows: int) -> Path:
    """Write different texts of 5 to 40 words."""
    schema = pa.schema([("text", pa.string())])
    with path.open("wb") as file, table_writer(file, path, schema) as writer:
        for texts in _texts(rows):
            writer.write(pa.record_batch([texts], schema=schema))
    return path


def _texts(rows: int) -> Iterator[list[str]]:
    draw = random.Random(1)
    words = WORDS.split()
    for first in range(0, rows, _BATCH_ROWS):
        numbers = range(first, min(first + _BATCH_ROWS, rows))
        yield [" ".join([*draw.choices(words, k=draw.randint(5, 40)), str(number)]) for number in numbers]


def _measure(engine: str, table: Path, output: Path, model: Path) -> tuple[float, int]:
    started = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own program
        [
            *[sys.executable, "-m", "twitter_sentiment", "batch", "--engine", engine, "--model", str(model)],
            *["--input-file", str(table), "--output-file", str(output)],
        ],
        start_new_session=True,
    )
    watch = RunningServer(process, port=0, startup=0)  # it serves nothing, but its memory is watched all the same
    if process.wait() != 0:
        raise RuntimeError(f"--engine {engine} failed")
    seconds = time.perf_counter() - started
    return seconds, watch.peak_memory()
