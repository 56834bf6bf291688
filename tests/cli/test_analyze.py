"""`twitter-sentiment analyze`, and `batch` with --summary and --drivers."""

import csv
import json
from pathlib import Path

import pytest

from twitter_sentiment.bulk.options import BulkOptions
from twitter_sentiment.bulk.predict_file import open_run
from twitter_sentiment.files.table import open_table
from twitter_sentiment.inference import SentimentClassifier

from ..examples import labeled
from ..insight.crisis import CRISIS_PRODUCT, CRISIS_WEEK, write_crisis
from .commands import invoke

Row = dict[str, str]

SHARES = [f"{name}{end}" for name in ("negative", "neutral", "positive", "net") for end in ("", "_low", "_high")]


def read(path: str) -> list[Row]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_tweets(path: str, rows: int = 45) -> None:
    """Write texts of two brands, one a day, and a row without text."""
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "created_at", "brand"])
        for number, row in enumerate(labeled(rows)):
            writer.writerow([row.text, f"2024-01-{number % 28 + 1:02}", "ab"[number % 2]])
        writer.writerow(["", "2024-01-05", "a"])


@pytest.mark.slow
def test_planted_crisis_from_texts_to_its_cause() -> None:
    write_crisis(Path("tweets.csv"))
    files = ["--summary", "summary.csv", "--summary", "report.html", "--drivers", "drivers.csv"]
    done = invoke("analyze", "tweets.csv", "--group-column", "product", *files)
    assert done.exit_code == 0, done.stderr
    assert "Note: The dates are in the column 'created_at'. Choose another with --date-column." in done.stderr
    assert "Written: report.html" in done.stderr
    rows = read("summary.csv")
    kinds = [row["kind"] for row in rows]
    assert [kinds.count(kind) for kind in ("all", "period", "group", "period_group")] == [1, 10, 5, 50]
    marked = [row for row in rows if row["marked"] == "true" and row["kind"] == "period_group"]
    assert [(row["period"], row["group"]) for row in marked] == [(str(CRISIS_WEEK), CRISIS_PRODUCT)]
    assert float(marked[0]["negative_low"]) > 0.5
    scope = f"group {CRISIS_PRODUCT}, period {CRISIS_WEEK}"
    crisis = [row for row in read("drivers.csv") if row["scope"] == scope and row["toward"] == str(CRISIS_WEEK)]
    assert {"battery", "swollen"} <= {row["term"] for row in crisis[:3]}
    for row in crisis:
        assert row["term"].split()[0] in row["example_1"].lower()
    report = Path("report.html").read_text(encoding="utf-8")
    assert "battery" in report
    assert f"<strong>{CRISIS_WEEK}" in report

    # The scores in the output of batch give the same, without predicting again.
    predicted = ["--output-file", "predicted.csv", "--neutral", "--scores", "--keep-columns"]
    done = invoke("batch", "--input-file", "tweets.csv", *predicted)
    assert done.exit_code == 0, done.stderr
    done = invoke("analyze", "predicted.csv", "--group-column", "product", "--summary", "again.csv")
    assert done.exit_code == 0, done.stderr
    assert "Predicting" not in done.stderr
    assert Path("again.csv").read_text() == Path("summary.csv").read_text()


def test_analyze_prints_shares_groups_and_drivers() -> None:
    write_tweets("in.csv", 240)
    done = invoke("analyze", "in.csv", "--group-column", "brand", "--drivers", "drivers.json", "--period", "month")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("in.csv: 240 texts. 1 row without text left out.\n")
    for words in ("negative ", "neutral ", "positive ", "net ", "Trend: 1 month, from 2024-01-01.", "brand texts"):
        assert words in done.stdout
    assert "No period differs from the others beyond chance." in done.stdout
    drivers = json.loads(Path("drivers.json").read_text())
    columns = ["scope", "term", "kind", "toward", "n", "n_rest", "log_odds", "z"]
    assert list(drivers[0]) == [*columns, "example_1", "example_2", "example_3"]
    assert drivers[0]["scope"] == "sentiment"


def test_analyze_of_few_texts_prints_counts() -> None:
    Path("in.csv").write_text("text\nI love it\nIt broke\n")
    done = invoke("analyze", "in.csv", "--summary", "summary.json")
    assert done.exit_code == 0, done.stderr
    assert done.stdout == ""
    (row,) = json.loads(Path("summary.json").read_text())
    assert (row["kind"], row["n"], row["positive"], row["net_high"]) == ("all", 2, None, None)
    done = invoke("analyze", "in.csv", "--binary")
    assert "Below 30 texts there are counts and no shares." in done.stdout
    assert "neutral" not in done.stdout


def test_analyze_prints_hostile_names_as_text() -> None:
    hostile = "[red]\x1b[31m\u202ex[/red]"
    rows = "".join(f'"text number {number} is good",{hostile}\n' for number in range(3))
    Path("in.csv").write_text(f"text,group {hostile}\n{rows}", encoding="utf-8")
    done = invoke("analyze", "in.csv", "--group-column", f"group {hostile}")
    assert done.exit_code == 0, done.stderr
    assert "group [red] [31m x[/red]" in done.stdout
    assert not {"\x1b", "\u202e"} & set(done.stdout)


def test_analyze_reads_standard_input() -> None:
    done = invoke("analyze", "-", "--summary", "summary.csv", stdin='{"tweet": "I love it"}\n')
    assert done.exit_code == 0, done.stderr
    assert "The texts are in the column 'tweet'." in done.stderr
    assert [row["n"] for row in read("summary.csv")] == ["1"]


@pytest.mark.slow
def test_analyze_binary_leaves_neutral_out_of_scores() -> None:
    write_tweets("in.csv")
    for flags in (["--neutral"], ["--binary"]):
        done = invoke("batch", "--input-file", "in.csv", "--output-file", f"{flags[0]}.csv", "--scores", *flags)
        assert done.exit_code == 0, done.stderr
    summaries = []
    for file in ("in.csv", "./--neutral.csv", "./--binary.csv"):
        done = invoke("analyze", file, "--binary", "--summary", "summary.csv")
        assert done.exit_code == 0, done.stderr
        summaries.append(read("summary.csv")[0])
        assert summaries[-1]["neutral"] == summaries[-1]["neutral_low"] == ""
    for summary in summaries[1:]:
        assert float(summary["positive"]) == pytest.approx(float(summaries[0]["positive"]), abs=0.005)


@pytest.mark.parametrize(
    ("content", "arguments", "words"),
    [
        ("a,b\n1,2\n", [], "no column 'text'; it has: a, b. Choose one with --text-column."),
        (
            "text,a\ngood,1\n",
            ["--date-column", "when"],
            "no column 'when'; it has: text, a. Choose one with --date-col",
        ),
        ("text,a\ngood,1\n", ["--group-column", "brand"], "no column 'brand'; it has: text, a. Choose one with --gro"),
        ("text,a\ngood,soon\n", ["--date-column", "a"], "has no dates that can be read"),
        ("text,date\ngood,05/06/2024\nbad,04/06/2024\n", [], "Add --day-first or --month-first."),
        ("text,sentiment,confidence\ngood,positive,0.9\n", [], "write them with `batch --neutral --scores`."),
        ("text,a\n", [], "in.csv has a header, but no rows."),
        ("text,a\n ,1\n", [], "in.csv has no row with a text: there is nothing to analyze."),
        ("", [], "in.csv"),
        ("text\ngood\n", ["--summary", "/proc/nowhere/out.csv"], "can't be written"),
        ("text\ngood\n", ["--summary", "."], "its name must end in .csv or .json or .html."),
        ("text\ngood\n", ["--summary", "out.xlsx"], "its name must end in .csv or .json or .html."),
        ("text\ngood\n", ["--drivers", "out.html"], "its name must end in .csv or .json."),
        ("text\ngood\n", ["--summary", "in.csv"], "in.csv is another file of this command"),
        ("text\ngood\n", ["--summary", "a.csv", "--drivers", "./a.csv"], "a.csv is another file of this command"),
        ("text\ngood\n", ["--period", "year"], "Invalid value for '--period'"),
    ],
)
def test_analyze_bad_input_is_one_sentence(content: str, arguments: list[str], words: str) -> None:
    Path("in.csv").write_text(content, encoding="utf-8")
    done = invoke("analyze", "in.csv", *arguments)
    assert done.exit_code == 2
    assert words in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert {path.name for path in Path().iterdir()} == {"in.csv"}


def test_analyze_compares_two_files() -> None:
    write_tweets("may.csv", 60)
    write_tweets("june.csv", 40)
    files = ["--summary", "summary.csv", "--summary", "report.html", "--drivers", "drivers.json"]
    done = invoke("analyze", "may.csv", "--compare", "june.csv", *files)
    assert done.exit_code == 0, done.stderr
    rows = {row["kind"]: row for row in read("summary.csv")}
    assert (rows["other_file"]["n"], rows["other_file"]["group"]) == ("40", "june.csv")
    assert float(rows["difference"]["negative_low"]) < 0 < float(rows["difference"]["negative_high"])
    assert rows["difference"]["marked"] == "false"
    assert "could be chance" in Path("report.html").read_text(encoding="utf-8")
    done = invoke("analyze", "may.csv", "--compare", "june.csv")
    assert "Compared with june.csv: 40 texts." in done.stdout
    assert "could be chance" in done.stdout


def test_analyze_compares_scores_of_two_and_three_classes_in_two() -> None:
    write_tweets("in.csv", 40)
    for flag in ("--neutral", "--binary"):
        batch = ["--input-file", "in.csv", "--output-file", f"{flag[2:]}.csv", "--scores", flag]
        assert invoke("batch", *batch).exit_code == 0
    done = invoke("analyze", "neutral.csv", "--compare", "binary.csv", "--summary", "summary.csv")
    assert done.exit_code == 0, done.stderr
    rows = {row["kind"]: row for row in read("summary.csv")}
    assert rows["all"]["neutral"] == rows["other_file"]["neutral"] == ""
    assert abs(float(rows["difference"]["positive"])) < 0.01


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ("a,b\n1,2\n", "no column 'text'"),
        ("text\n", "other.csv has a header, but no rows."),
        ("text,a\n ,1\n", "other.csv has no row with a text"),
        ("text,sentiment,confidence\ngood,positive,0.9\n", "write them with `batch --neutral --scores`."),
    ],
)
def test_analyze_bad_other_file_is_one_sentence(other: str, words: str) -> None:
    Path("in.csv").write_text("text\ngood\n")
    Path("other.csv").write_text(other)
    done = invoke("analyze", "in.csv", "--compare", "other.csv")
    assert done.exit_code == 2
    assert words in " ".join(done.stderr.split())
    assert "Predicting" not in done.stderr


def test_analyze_counts_and_leaves_out_other_languages() -> None:
    Path("in.csv").write_text(
        "text,lang\n" + 40 * "I really love it,en\n" + "no me gusta para nada,\nLisboa,pt\n,pt\n", encoding="utf-8"
    )
    done = invoke("analyze", "in.csv")
    assert "in.csv: 42 texts. 1 row without text left out. 2 texts are probably not English;" in done.stdout
    done = invoke("analyze", "in.csv", "--english-only", "--summary", "summary.csv", "--summary", "report.html")
    assert done.exit_code == 0, done.stderr
    assert [(row["kind"], row["n"]) for row in read("summary.csv")] == [("all", "40"), ("not_english", "2")]
    report = Path("report.html").read_text(encoding="utf-8")
    assert "2 texts are probably not English and left out" in report
    assert "1 row without text left out" in report
    done = invoke("batch", "--input-file", "in.csv", "--output-file", "out.csv")
    assert "Rows without text: 1. Texts probably not English: 2." in done.stdout


def test_analyze_english_only_of_no_english_is_one_sentence() -> None:
    Path("in.csv").write_text("text\nno me gusta para nada\n", encoding="utf-8")
    done = invoke("analyze", "in.csv", "--english-only")
    assert done.exit_code == 2
    assert "run it without --english-only" in " ".join(done.stderr.split())


def test_batch_summary_has_three_classes_beside_output_of_two() -> None:
    write_tweets("in.csv")
    files = ["--output-file", "out.csv", "--summary", "summary.csv", "--drivers", "drivers.csv"]
    done = invoke("batch", "--input-file", "in.csv", *files, "--date-column", "created_at", "--group-column", "brand")
    assert done.exit_code == 0, done.stderr
    assert {row["sentiment"] for row in read("out.csv")} == {"negative", "positive", ""}
    rows = read("summary.csv")
    assert (rows[0]["n"], bool(rows[0]["neutral"])) == ("45", True)
    assert [row["group"] for row in rows if row["kind"] == "group"] == ["a", "b"]
    done = invoke("batch", "--input-file", "in.csv", *files, "--binary")
    assert done.exit_code == 0, done.stderr
    assert [read("summary.csv")[0][name] for name in SHARES[3:6]] == ["", "", ""]


def test_batch_summary_of_two_class_model(two_class_folder: Path) -> None:
    write_tweets("in.csv")
    done = invoke(
        "batch",
        "--input-file",
        "in.csv",
        "--output-file",
        "o.csv",
        "--model",
        str(two_class_folder),
        "--summary",
        "s.csv",
    )
    assert done.exit_code == 0, done.stderr
    assert read("s.csv")[0]["neutral"] == ""
    assert read("s.csv")[0]["negative"] != ""


@pytest.mark.slow
def test_batch_summary_of_continued_run_is_that_of_all_rows(classifier: SentimentClassifier) -> None:
    write_tweets("in.csv", 80)
    table = open_table("in.csv")
    options = BulkOptions(neutral=False)
    with open_run(classifier, table, Path("out.csv"), options, commit_secs=0, window_rows=32) as run:

        def stop(rows: int) -> None:
            if Path(".out.csv.unfinished/rows.arrows").stat().st_size:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt, match="rows are kept"):
            run.predict(stop)
    done = invoke("batch", "--input-file", "in.csv", "--output-file", "out.csv", "--summary", "summary.csv")
    assert done.exit_code == 0, done.stderr
    assert "rows are done: the run goes on behind them" in done.stderr
    assert read("summary.csv")[0]["n"] == "80"
    done = invoke("analyze", "in.csv", "--summary", "whole.csv")
    assert done.exit_code == 0, done.stderr
    assert Path("whole.csv").read_text() == Path("summary.csv").read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--group-column", "brand"], "add --summary FILE or --drivers FILE"),
        (["--summary", "s.csv", "--engine", "ray"], "`analyze` on its output"),
        (["--summary", "s.csv", "--group-column", "product"], "no column 'product'"),
        (["--summary", "out.csv"], "out.csv is another file of this command"),
        (["--summary", "s.csv", "--period", "hour", "--date-column", "day"], "periods of one hour"),
    ],
)
def test_batch_refuses_analysis_before_predicting(arguments: list[str], words: str) -> None:
    Path("in.csv").write_text("text,brand,day\ngood,a,2000-01-01\nbad,a,2024-01-01\n")
    done = invoke("batch", "--input-file", "in.csv", "--output-file", "out.csv", *arguments)
    assert done.exit_code == 2
    assert words in done.stderr
    assert {path.name for path in Path().iterdir()} == {"in.csv"}
