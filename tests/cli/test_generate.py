"""`twitter-sentiment generate` as a person types it."""

import csv
from pathlib import Path

from .test_commands import command


def test_generate_writes_a_table_that_training_reads() -> None:
    done = command("generate.py", "--rows", "90", "--output-file", "made/generated.csv")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Written: made/generated.csv (90 texts)\n"
    with Path("made/generated.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["text", "label"]
    assert [row["label"] for row in rows] == ["negative", "neutral", "positive"] * 30
    assert [path.name for path in Path("made").iterdir()] == ["generated.csv"]


def test_the_same_seed_writes_the_same_file() -> None:
    for name, seed in (("a.csv", "7"), ("b.csv", "7"), ("c.csv", "8")):
        assert command("generate", "--rows", "30", "--seed", seed, "--output-file", name).returncode == 0
    first, second, third = (Path(name).read_bytes() for name in ("a.csv", "b.csv", "c.csv"))
    assert first == second != third


def test_a_file_that_can_t_be_written_is_one_sentence() -> None:
    done = command("generate", "--rows", "3", "--output-file", ".")
    assert done.returncode == 2
    assert ". can't be written: it is a folder." in done.stderr
    assert command("generate", "--rows", "0").returncode == 2
