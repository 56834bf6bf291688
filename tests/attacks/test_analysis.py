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
                assert not [text for text in texts if text.lstrip().startswith(("=", "+", "-", "@SUM("))]
    done = invoke("analyze", name, "--group-column", column)
    assert done.exit_code == 0, done.stderr
    assert not {"\x1b", "\u202e", "\u2066"} & set(done.stdout)


GROUPS = ("=1+1", "rest", '"rest"', "negative", "", "a" * 5_000, "\u202eevil", "+cmd|' /C calc'!A0")


def test_hostile_names_of_groups_and_files_stay_cells() -> None:
    names = ("=SUM(1).csv", "@cmd(1).csv")
    for name in names:
        with Path(name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["text", "g", "score_negative", "score_positive"])
            for number in range(400):
                group = GROUPS[number % len(GROUPS)]
                text = f"{name} word{number % len(GROUPS)} {number} {'love' if number % 2 else 'hate'}"
                writer.writerow([text, group, 0.2, 0.8])
    files = ["--summary", "s.csv", "--drivers", "d.csv", "--summary", "r.html"]
    done = invoke("analyze", f"./{names[0]}", "--compare", f"./{names[1]}", "--group-column", "g", *files)
    assert done.exit_code == 0, done.stderr
    check(Path("r.html").read_text(encoding="utf-8"))
    for table in ("s.csv", "d.csv"):
        with Path(table).open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.DictReader(file) for key, cell in row.items() if key in ("group", "toward")]
            assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
    with Path("d.csv").open(encoding="utf-8", newline="") as file:
        sides = {row["toward"] for row in csv.DictReader(file) if row["scope"] == "group rest"}
    assert sides == {"rest", '"rest"'}


def test_thousands_of_groups_and_dates_out_of_range_are_cheap() -> None:
    dates = ("99999-01-01", "2024-13-45", "1e308", "-1e18", "9" * 400, "0000-00-00", "2024-05-01")
    with Path("in.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "date", "g", "score_negative", "score_positive"])
        for number in range(10_000):
            writer.writerow([f"text {number}", dates[number % 7], f"group {number}", 0.5, 0.5])
    done = invoke("analyze", "in.csv", "--group-column", "g", "--date-column", "date", "--summary", "r.html")
    assert done.exit_code == 0, done.stderr
    assert "dates can't be read" in done.stderr
    assert len(Path("r.html").read_text(encoding="utf-8")) < 100_000
