import csv
import json
from pathlib import Path

import numpy as np
import pytest

from twitter_sentiment.errors import InputError
from twitter_sentiment.insight.analysis import analyze
from twitter_sentiment.insight.groups import GroupColumn
from twitter_sentiment.insight.summary import DRIVERS_SCHEMA, SUMMARY_SCHEMA, driver_rows, summary_rows, write_rows
from twitter_sentiment.insight.trend import Period

from .simulation import answers_of, simulated_answers

SUMMARY_COLUMNS = (
    "kind,period,group,n,negative,negative_low,negative_high,neutral,neutral_low,neutral_high,"
    "positive,positive_low,positive_high,net,net_low,net_high,marked"
)


def written(path: str) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_summary_has_a_row_for_each_part() -> None:
    answers = simulated_answers(np.random.default_rng(2), texts=100)
    times = np.repeat(np.array(["2024-01-05", "2024-03-05"], dtype="datetime64[s]"), [60, 40])
    groups = GroupColumn.of_values("brand", ["=1+1"] * 80 + ["b"] * 20)
    analysis = analyze(answers, None, times, groups, Period.MONTH)
    write_rows(Path("summary.csv"), SUMMARY_SCHEMA, summary_rows(analysis))
    assert Path("summary.csv").read_text().splitlines()[0] == SUMMARY_COLUMNS
    rows = written("summary.csv")
    assert [(row["kind"], row["period"], row["group"], row["n"]) for row in rows] == [
        ("all", "", "", "100"),
        ("period", "2024-01-01", "", "60"),
        ("period", "2024-02-01", "", "0"),
        ("period", "2024-03-01", "", "40"),
        ("group", "", "'=1+1", "80"),
        ("group", "", "b", "20"),
        ("period_group", "2024-01-01", "'=1+1", "60"),
        ("period_group", "2024-02-01", "'=1+1", "0"),
        ("period_group", "2024-03-01", "'=1+1", "20"),
        ("period_group", "2024-01-01", "b", "0"),
        ("period_group", "2024-02-01", "b", "0"),
        ("period_group", "2024-03-01", "b", "20"),
    ]
    for row in rows:
        assert row["marked"] in ("true", "false")
        if int(row["n"]) < 30:
            assert {row[name] for name in SUMMARY_COLUMNS.split(",")[4:-1]} == {""}
            continue
        assert sum(float(row[label]) for label in ("negative", "neutral", "positive")) == pytest.approx(1, abs=2e-4)
        assert float(row["net_low"]) <= float(row["net"]) <= float(row["net_high"])
    write_rows(Path("summary.json"), SUMMARY_SCHEMA, summary_rows(analysis))
    objects = json.loads(Path("summary.json").read_text())
    assert [one["group"] for one in objects[4:6]] == ["=1+1", "b"]
    assert objects[2]["negative"] is None
    assert objects[0]["marked"] is False


def test_summary_of_two_classes_leaves_neutral_empty() -> None:
    answers = simulated_answers(np.random.default_rng(3), (0.5, 0.5), texts=40)
    (row,) = summary_rows(analyze(answers, None))
    assert "neutral" not in row
    assert row["positive"] + row["negative"] == pytest.approx(1, abs=2e-4)


def test_hours_have_their_time_of_day() -> None:
    answers = simulated_answers(np.random.default_rng(4), texts=40)
    times = np.repeat(np.array("2024-01-05T13:45", dtype="datetime64[s]"), 40)
    rows = list(summary_rows(analyze(answers, None, times, period=Period.HOUR)))
    assert rows[1]["period"] == "2024-01-05T13:00"


def test_drivers_have_whole_examples_without_formulas() -> None:
    texts = [f"{start} {number}" for start in ("=broke my screen", "love the sound") for number in range(200)]
    answers = answers_of(texts, ["negative"] * 200 + ["positive"] * 200)
    write_rows(Path("drivers.csv"), DRIVERS_SCHEMA, driver_rows(analyze(answers, None)))
    columns = "scope,term,kind,toward,n,n_rest,log_odds,z,example_1,example_2,example_3"
    assert Path("drivers.csv").read_text().splitlines()[0] == columns
    rows = written("drivers.csv")
    (broke,) = [row for row in rows if row["term"] == "broke"]
    assert (broke["scope"], broke["kind"], broke["toward"], broke["n"], broke["n_rest"]) == (
        "sentiment",
        "word",
        "negative",
        "200",
        "0",
    )
    assert broke["example_1"] == f"'{texts[0]}"
    assert float(broke["z"]) > 1.9


def test_unwritable_file_is_one_sentence() -> None:
    Path("folder.csv").mkdir()
    with pytest.raises(InputError, match=r"folder\.csv can't be written: it is a folder"):
        write_rows(Path("folder.csv"), SUMMARY_SCHEMA, [])
