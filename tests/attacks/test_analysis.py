"""Hostile files for `analyze`: what they hold becomes text, in the report, in the tables and on the terminal."""

import csv
from pathlib import Path

import pytest

from ..cli.commands import invoke
from ..insight.test_report import HOSTILE, check


@pytest.mark.slow
@pytest.mark.parametrize("hostile", [*HOSTILE, "-1+2", "@SUM(1)", "\t=1"], ids=range(len(HOSTILE) + 3))
def test_hostile_file_is_only_text(hostile: str) -> None:
    name = "<img src=x onerror=alert(1)>.csv"
    with Path(name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "date", f"group {hostile[:200]}"])
        for number in range(70):
            text = f"{hostile} I {'love' if number % 2 else 'hate'} it {number}"
            writer.writerow([text.replace("\x00", ""), f"2024-01-{number % 9 + 1:02}", hostile.replace("\x00", "")])
    with Path(name).open(encoding="utf-8", newline="") as file:
        column = next(csv.reader(file))[2]
    files = ["--summary", "report.html", "--summary", "summary.csv", "--drivers", "drivers.csv"]
    done = invoke("analyze", name, "--group-column", column, *files)
    assert done.exit_code == 0, done.stderr
    check(Path("report.html").read_text(encoding="utf-8"))
    for table in ("summary.csv", "drivers.csv"):
        with Path(table).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                texts = [row[key] for key in ("group", "scope", "term", "toward", "example_1") if row.get(key)]
                assert not [text for text in texts if text.lstrip().startswith(("=", "+", "-", "@"))]
    done = invoke("analyze", name, "--group-column", column)
    assert done.exit_code == 0, done.stderr
    assert not {"\x1b", "\u202e", "\u2066"} & set(done.stdout)
