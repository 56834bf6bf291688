"""Runs that stop before their end: the next one goes on, and gives byte for byte the file of an unbroken run."""

import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from twitter_sentiment.bulk.identity import RunIdentity
from twitter_sentiment.bulk.options import BulkOptions
from twitter_sentiment.bulk.predict_file import predict_file
from twitter_sentiment.errors import BulkError, InputError
from twitter_sentiment.files.atomic import sha256
from twitter_sentiment.files.options import ReadOptions
from twitter_sentiment.files.table import open_table
from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.model.manifest import Manifest

from ..models import FAST
from .runs import Interruption, run, write_table

ROWS = 150
ALL_COLUMNS = BulkOptions(neutral=True, scores=True, keep_columns=True, id_column="id")
UNFINISHED = Path(".out.csv.unfinished")


@pytest.fixture
def stopped(classifier: SentimentClassifier) -> None:
    """An unfinished run of in.csv to out.csv."""
    write_table("in.csv", ROWS)
    with pytest.raises(KeyboardInterrupt, match="of 150 rows are kept"):
        run(classifier, "out.csv", advance=Interruption(100))


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "json", "parquet", "csv.gz", "csv.zst", "json.gz", "xlsx"])
def test_resumed_file_equals_unbroken(classifier: SentimentClassifier, ending: str) -> None:
    if ending == "xlsx":
        pytest.importorskip("xlsxwriter")
    write_table("in.csv", ROWS)
    run(classifier, f"unbroken.{ending}", ALL_COLUMNS)
    for stop_after in (20, 1, 60):
        with pytest.raises(KeyboardInterrupt):
            run(classifier, f"out.{ending}", ALL_COLUMNS, advance=Interruption(stop_after))
        assert not Path(f"out.{ending}").exists()
    done: list[int] = []
    summary = run(classifier, f"out.{ending}", ALL_COLUMNS, advance=done.append)
    assert (summary.rows, sum(done)) == (ROWS, ROWS - summary.done_before)
    assert 0 < summary.done_before < ROWS
    assert summary.without_text == ROWS / 10
    assert Path(f"out.{ending}").read_bytes() == Path(f"unbroken.{ending}").read_bytes()
    assert not Path(f".out.{ending}.unfinished").exists()


@pytest.mark.parametrize("name", ["in.parquet", "in.jsonl", "in.csv.zip", "tables"])
def test_resumed_input_of_every_kind_is_read_on(classifier: SentimentClassifier, name: str) -> None:
    write_table("in.csv", ROWS)
    if name == "tables":
        Path("tables").mkdir()
        for part in ("a.csv", "b.csv"):
            write_table(f"tables/{part}", ROWS // 3)
    elif name == "in.csv.zip":
        with zipfile.ZipFile(name, "w") as archive:
            archive.write("in.csv")
    else:
        run(classifier, name, BulkOptions(keep_columns=True))
    run(classifier, "unbroken.csv", ALL_COLUMNS if name != "tables" else None, table=name)
    options = ALL_COLUMNS if name != "tables" else None
    with pytest.raises(KeyboardInterrupt):
        run(classifier, "out.csv", options, table=name, advance=Interruption(70))
    assert run(classifier, "out.csv", options, table=name).done_before > 0
    assert Path("out.csv").read_bytes() == Path("unbroken.csv").read_bytes()


@pytest.mark.usefixtures("stopped")
def test_resumed_file_that_was_only_touched(classifier: SentimentClassifier) -> None:
    shutil.copy("in.csv", "copy.csv")
    os.utime("copy.csv", (1, 1))
    assert run(classifier, "out.csv", table="copy.csv").done_before > 0


def change_last_byte() -> None:
    """Keep size and time of the file."""
    times = Path("in.csv").stat()
    Path("in.csv").write_bytes(Path("in.csv").read_bytes()[:-2] + b"0\n")
    os.utime("in.csv", ns=(times.st_atime_ns, times.st_mtime_ns))


@pytest.mark.usefixtures("stopped")
@pytest.mark.parametrize("change", [lambda: write_table("in.csv", ROWS, seed=2), change_last_byte])
def test_changed_input_is_refused_until_restart(classifier: SentimentClassifier, change: Callable[[], None]) -> None:
    change()
    kept = sorted((path.name, path.read_bytes()) for path in UNFINISHED.iterdir())
    with pytest.raises(InputError, match=r"begun with another content of in.csv: \d+ of 150 rows are done") as caught:
        run(classifier, "out.csv")
    assert "--restart" in caught.value.hint
    assert sorted((path.name, path.read_bytes()) for path in UNFINISHED.iterdir()) == kept
    assert run(classifier, "out.csv", restart=True).done_before == 0
    run(classifier, "unbroken.csv")
    assert Path("out.csv").read_bytes() == Path("unbroken.csv").read_bytes()


@pytest.mark.usefixtures("stopped")
@pytest.mark.parametrize(
    ("options", "flags"),
    [
        (BulkOptions(neutral=True), "--neutral"),
        (BulkOptions(scores=True, keep_columns=True), "--keep-columns, --scores"),
        (BulkOptions(id_column="id"), "--id-column"),
        (BulkOptions(reading=ReadOptions(missing=frozenset({"NaN"}))), "--missing"),
    ],
)
def test_changed_flag_is_refused(classifier: SentimentClassifier, options: BulkOptions, flags: str) -> None:
    with pytest.raises(InputError, match=f"another value of {flags}: "):
        run(classifier, "out.csv", options)


@pytest.mark.usefixtures("stopped")
def test_changed_model_is_refused(tmp_path: Path) -> None:
    shutil.copytree(FAST, tmp_path / "model")
    manifest = Manifest.read(tmp_path / "model")
    manifest.model_copy(update={"temperature": 2 * manifest.temperature}).write(tmp_path / "model")
    with pytest.raises(InputError, match="begun with another model"):
        run(SentimentClassifier.load(tmp_path / "model"), "out.csv")


@pytest.mark.usefixtures("stopped")
def test_changed_version_is_refused(classifier: SentimentClassifier) -> None:
    journal = UNFINISHED / "journal.jsonl"
    identity, rest = journal.read_text().split("\n", 1)
    journal.write_text(json.dumps(json.loads(identity) | {"version": "0.0.1"}) + "\n" + rest)
    with pytest.raises(InputError, match=r"begun by version 0\.0\.1"):
        run(classifier, "out.csv")


def test_input_changed_while_it_is_read_is_refused(classifier: SentimentClassifier) -> None:
    write_table("in.csv", ROWS)
    table = Path("in.csv").absolute()  # rows that were on their way may be reported in the next test's folder

    def append(rows: int) -> None:
        with table.open("a") as file:
            file.write("x,more,1\n")

    with pytest.raises(InputError, match="has changed while it was read"):
        run(classifier, "out.csv", advance=append)
    assert {path.name for path in Path().iterdir()} == {"in.csv"}


@pytest.mark.usefixtures("stopped")
def test_second_run_on_the_same_output_is_refused(classifier: SentimentClassifier) -> None:
    refused: list[str] = []

    def run_another(rows: int) -> None:
        if not refused:
            with pytest.raises(BulkError, match=r"Another run is writing out\.csv") as caught:
                run(classifier, "out.csv")
            refused.append(str(caught.value))

    run(classifier, "out.csv", advance=run_another)
    assert refused
    run(classifier, "unbroken.csv")
    assert Path("out.csv").read_bytes() == Path("unbroken.csv").read_bytes()


def test_identity_hashes_every_byte(classifier: SentimentClassifier) -> None:
    write_table("in.csv", 3)
    (file,) = RunIdentity.of(open_table("in.csv"), classifier, BulkOptions()).files
    assert (file.size, file.sha256) == (Path("in.csv").stat().st_size, sha256(Path("in.csv")))


def test_interrupted_before_any_commit_leaves_nothing(classifier: SentimentClassifier) -> None:
    write_table("in.csv", ROWS)
    with pytest.raises(KeyboardInterrupt, match="Nothing is kept"):
        predict_file(classifier, open_table("in.csv"), Path("out.csv"), advance=Interruption(1))
    assert {path.name for path in Path().iterdir()} == {"in.csv"}
