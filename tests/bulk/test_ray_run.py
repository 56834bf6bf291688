"""Runs of `--engine ray` with the real workers, but in this process instead of Ray's: parts, order, resume."""

import pickle
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from twitter_sentiment.bulk.engine import WINDOW_ROWS
from twitter_sentiment.bulk.identity import RunIdentity
from twitter_sentiment.bulk.options import BulkOptions, EngineName
from twitter_sentiment.bulk.parts import Parts
from twitter_sentiment.bulk.predict_file import open_run, predict_file
from twitter_sentiment.bulk.ray_run import open_ray_run
from twitter_sentiment.bulk.ray_worker import BLOCK_COLUMN, BlockWorker
from twitter_sentiment.bulk.summary import BulkSummary
from twitter_sentiment.errors import BulkError, InputError
from twitter_sentiment.files.table import open_table
from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.inference.routed import RoutedClassifier
from twitter_sentiment.model.folder import shipped_model
from twitter_sentiment.model.manifest import Manifest

from ..models import FAST
from .runs import write_table

ROWS = 3 * WINDOW_ROWS + 70
ALL_COLUMNS = BulkOptions(neutral=True, scores=True, keep_columns=True, id_column="id", engine=EngineName.RAY)
UNFINISHED = Path(".out.csv.unfinished")


@pytest.mark.slow  # three processes' worth of two models
def test_workers_with_two_models_write_what_one_machine_does(classifier: SentimentClassifier) -> None:
    texts = ["I love it", "das ist leider nicht so gut wie das alte"] * 3
    Path("in.csv").write_text("text\n" + "\n".join(texts))
    routed = RoutedClassifier(classifier, shipped_model("accurate"), lambda path: SentimentClassifier.load(path))
    options = BulkOptions(language=True, engine=EngineName.RAY)
    with open_ray_run(routed, open_table("in.csv"), "out.csv", options, Workers()) as opened:
        opened.predict()
    predict_file(routed, open_table("in.csv"), Path("local.csv"), BulkOptions(language=True))
    assert Path("out.csv").read_bytes() == Path("local.csv").read_bytes()
    one, two = (RunIdentity.of(open_table("in.csv"), models, options) for models in (classifier, routed))
    assert one.difference(two) == "with another value of LANGUAGES"
    with pytest.raises(InputError, match="not those of this machine"):
        two.require_same_program(classifier)


class Workers:
    """Two workers that take the blocks that are not done in any order, and stop after some."""

    def __init__(self, stop_after: int = 100) -> None:
        self.done: list[int] = []
        self._stop_after = stop_after

    def __call__(self, job: bytes, blocks: int, parts: Parts) -> None:
        workers = [BlockWorker(job), BlockWorker(job)]
        for folder in (parts.rows_folder, parts.checkpoint):
            parts.filesystem.create_dir(folder)
        left = [block for block in range(blocks) if not Path(parts.checkpoint, f"{block}.parquet").exists()]
        for block in random.Random(1).sample(left, len(left)):
            if len(self.done) == self._stop_after:
                raise KeyboardInterrupt
            part = workers[block % 2](pa.table({BLOCK_COLUMN: [block]}))
            pq.write_table(part, f"{parts.rows_folder}/{block}-0.parquet")
            pq.write_table(part.select([BLOCK_COLUMN]), f"{parts.checkpoint}/{block}.parquet")
            self.done.append(block)


def run(
    classifier: SentimentClassifier,
    output: str = "out.csv",
    options: BulkOptions = ALL_COLUMNS,
    workers: Callable[[bytes, int, Parts], None] | None = None,
    *,
    source: str = "in.csv",
    restart: bool = False,
) -> BulkSummary:
    """Predict a table in blocks of one window."""
    with open_ray_run(
        classifier,
        open_table(source),
        output,
        options,
        workers or Workers(),
        restart=restart,
        block_rows=WINDOW_ROWS,
    ) as ray_run:
        return ray_run.predict()


@pytest.fixture
def stopped(classifier: SentimentClassifier) -> None:
    """An unfinished run of in.csv to out.csv."""
    write_table("in.csv", ROWS)
    with pytest.raises(KeyboardInterrupt, match=r"1,024 of 1,606 rows are kept: the same command goes on"):
        run(classifier, workers=Workers(stop_after=2))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["out.csv", "out.parquet", "out.jsonl.gz"])
def test_output_of_workers_equals_local(classifier: SentimentClassifier, name: str) -> None:
    write_table("in.csv", ROWS)
    summary = run(classifier, name)
    local = predict_file(classifier, open_table("in.csv"), Path(f"local.{name.removeprefix('out.')}"), ALL_COLUMNS)
    assert Path(name).read_bytes() == Path(f"local.{name.removeprefix('out.')}").read_bytes()
    assert (summary.counts, summary.done_before) == (local.counts, 0)
    assert {path.name for path in Path().iterdir()} == {"in.csv", name, f"local.{name.removeprefix('out.')}"}


@pytest.mark.slow
@pytest.mark.usefixtures("stopped")
def test_stopped_workers_go_on(classifier: SentimentClassifier) -> None:
    workers = Workers()
    summary = run(classifier, workers=workers)
    assert (summary.rows, summary.done_before, len(workers.done)) == (ROWS, 2 * WINDOW_ROWS, 2)
    predict_file(classifier, open_table("in.csv"), Path("local.csv"), ALL_COLUMNS)
    assert Path("out.csv").read_bytes() == Path("local.csv").read_bytes()
    assert not UNFINISHED.exists()


@pytest.mark.slow
@pytest.mark.usefixtures("stopped")
def test_unfinished_run_of_another_engine_is_refused(classifier: SentimentClassifier) -> None:
    with (
        pytest.raises(InputError, match=r"begun with another value of --engine"),
        open_run(classifier, open_table("in.csv"), Path("out.csv"), BulkOptions()),
    ):
        pass
    with pytest.raises(InputError, match=r"another value of --scores: 1,024 of 1,606 rows are done") as caught:
        run(classifier, options=BulkOptions(engine=EngineName.RAY, neutral=True, keep_columns=True, id_column="id"))
    assert "--restart" in caught.value.hint
    assert run(classifier, restart=True).done_before == 0


@pytest.mark.usefixtures("stopped")
def test_missing_parts_are_noticed(classifier: SentimentClassifier) -> None:
    shutil.rmtree(UNFINISHED / "parts")
    with pytest.raises(BulkError, match=r"2 of 4 parts are not in .*parts: all machines of the cluster must see it"):
        run(classifier)
    assert not Path("out.csv").exists()


def test_url_is_read_and_written(classifier: SentimentClassifier) -> None:
    write_table("in.csv", 20)
    url = f"file://{Path.cwd()}"
    run(classifier, f"{url}/out.csv", source=f"{url}/in.csv")
    assert Path("out.csv").read_text().count("\n") == 21
    with pytest.raises(InputError, match="is the input"):
        run(classifier, f"{url}/in.csv", source=f"{url}/in.csv")


def test_input_changed_while_workers_read_is_refused(classifier: SentimentClassifier) -> None:
    write_table("in.csv", 20)

    def change(job: bytes, blocks: int, parts: Parts) -> None:
        write_table("in.csv", 21)
        Workers()(job, blocks, parts)

    with pytest.raises(InputError, match=r"in\.csv has changed while it was read"):
        run(classifier, workers=change)
    assert {path.name for path in Path().iterdir()} == {"in.csv"}


def test_worker_with_another_model_is_refused(classifier: SentimentClassifier, tmp_path: Path) -> None:
    write_table("in.csv", 20)
    shutil.copytree(FAST, "model")
    local = SentimentClassifier.load("model")

    def change(job: bytes, blocks: int, parts: Parts) -> None:
        manifest = Manifest.read(Path("model"))
        manifest.model_copy(update={"temperature": 2 * manifest.temperature}).write(Path("model"))
        Workers()(job, blocks, parts)

    with pytest.raises(InputError, match="install the same on all machines"):
        run(local, workers=change)


def test_table_without_rows_needs_no_workers(classifier: SentimentClassifier) -> None:
    Path("in.csv").write_text("text\n")
    assert run(classifier, options=BulkOptions(engine=EngineName.RAY), workers=Workers(stop_after=0)).rows == 0
    assert Path("out.csv").read_text() == "text,sentiment,confidence\n"


def test_archive_is_refused(classifier: SentimentClassifier) -> None:
    write_table("in.csv", 5)
    shutil.make_archive("in", "zip", ".", "in.csv")
    with pytest.raises(InputError, match=r"in\.csv in in\.zip can't be read by several processes"):
        run(classifier, source="in.zip")
    assert not UNFINISHED.exists()


def test_job_of_every_format_can_be_sent(classifier: SentimentClassifier) -> None:
    write_table("in.csv", 5)
    for name in ("in.tsv", "in.jsonl", "in.json", "in.parquet", "in.xlsx", "in.csv.gz"):
        predict_file(classifier, open_table("in.csv"), Path(name), BulkOptions(keep_columns=True))
        again = pickle.loads(pickle.dumps(open_table(name)))  # noqa: S301 - our own
        assert next(again.batches()).num_rows == 5
