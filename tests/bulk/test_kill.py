"""Processes that are killed: the same command goes on, and gives byte for byte the file of an unbroken run."""

import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from ..waiting import wait_until
from .processes import UNFINISHED, commits, finish_batch, start_batch
from .runs import write_table

KEPT = ("--keep-columns", "--scores", "--id-column", "id")


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


@pytest.mark.slow
@pytest.mark.parametrize(
    "moment",
    [
        pytest.param("at its start", marks=pytest.mark.stress),
        "between commits",
        pytest.param("at a commit", marks=pytest.mark.stress),
    ],
)
def test_killed_run_is_continued(moment: str) -> None:
    write_table("in.csv", 4000)
    process = start_batch(*KEPT)
    match moment:
        case "at its start":
            wait_until(UNFINISHED.exists)
        case "between commits":
            wait_until(lambda: commits() == 1)
            time.sleep(0.4)  # the next commit comes after a second
        case "at a commit":
            seen = commits()
            wait_until(lambda: commits() > seen + 1)
    assert process.poll() is None
    kill(process)
    assert not Path("out.csv").exists()
    message = finish_batch(*KEPT)
    assert ("rows are done: the run goes on" in message) == (moment != "at its start")
    finish_batch(*KEPT, output="unbroken.csv")
    assert Path("out.csv").read_bytes() == Path("unbroken.csv").read_bytes()
    assert {path.name for path in Path().iterdir()} == {"in.csv", "out.csv", "unbroken.csv"}


@pytest.mark.slow
def test_interrupted_run_is_continued() -> None:
    write_table("in.csv", 12_000)  # some seconds, so that the signal finds it at work
    process = start_batch()
    wait_until(lambda: commits() > 0)
    process.send_signal(signal.SIGINT)
    _, message = process.communicate(timeout=60)
    assert process.returncode == 130, message
    assert "of 12,000 rows are kept: the same command goes on behind them." in message
    assert "Traceback" not in message
    assert not Path("out.csv").exists()
    finish_batch()
    finish_batch(output="unbroken.csv")
    assert Path("out.csv").read_bytes() == Path("unbroken.csv").read_bytes()


@pytest.mark.slow
def test_second_process_on_the_same_output_is_refused() -> None:
    write_table("in.csv", 4000)
    first = start_batch()
    wait_until(lambda: commits() > 0)
    first.send_signal(signal.SIGSTOP)
    second = start_batch("--restart")
    _, message = second.communicate(timeout=60)
    assert second.returncode == 1
    assert "Error: Another run is writing out.csv: wait for its end, or name another output file.\n" in message
    kill(first)
    assert "rows are done: the run goes on" in finish_batch()


@pytest.mark.stress
def test_run_killed_at_thirty_random_moments() -> None:
    """Kill runs that share the cores with another one, in three formats that are written differently."""
    draw = random.Random(30)
    write_table("in.csv", 20_000)
    for output in ("out.csv", "out.parquet", "out.jsonl.gz"):
        for _ in range(10):
            load = start_batch("--restart", output="load.csv")
            process = start_batch(*KEPT, output=output)
            time.sleep(draw.uniform(0.5, 8))
            kill(load)
            kill(process)
        finish_batch(*KEPT, output=output)
        finish_batch(*KEPT, output=f"unbroken.{output.removeprefix('out.')}")
        assert Path(output).read_bytes() == Path(f"unbroken.{output.removeprefix('out.')}").read_bytes()
