"""Disks that are full or can't be written."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from twitter_sentiment.bulk.options import BulkOptions
from twitter_sentiment.errors import BulkError, InputError
from twitter_sentiment.inference import SentimentClassifier

from ..small_disk import SmallDisk, mounted_disk
from .runs import run

KEPT = BulkOptions(keep_columns=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with mounted_disk(tmp_path / "disk") as mounted:
        yield mounted


def write_wide_table(rows: int) -> None:
    """Write rows of 1,000 characters that can't be compressed, without texts, which take no time to predict."""
    draw = random.Random(1)
    lines = (f"{draw.choice(['good', ''])},{draw.randbytes(500).hex()}\n" for _ in range(rows))
    Path("in.csv").write_text("text,filler\n" + "".join(lines))


# What fills the disk: the rows of the unfinished run, or the output that is written from them.
@pytest.mark.parametrize(("rows", "all_predicted"), [(1500, False), (300, True)])
def test_full_disk_loses_nothing(
    classifier: SentimentClassifier, disk: SmallDisk, rows: int, all_predicted: bool
) -> None:
    write_wide_table(rows)
    with pytest.raises(BulkError, match=r"The disk is full, so that disk/out\.csv can't be written"):
        run(classifier, "disk/out.csv", KEPT)
    assert [path.name for path in Path("disk").iterdir()] == [".out.csv.unfinished"]
    disk.remount("size=8m")
    done_before = run(classifier, "disk/out.csv", KEPT).done_before
    assert done_before > 0
    assert (done_before == rows) == all_predicted
    run(classifier, "unbroken.csv", KEPT)
    assert Path("disk/out.csv").read_bytes() == Path("unbroken.csv").read_bytes()


def test_folder_that_can_not_be_written_is_refused_at_once(classifier: SentimentClassifier, disk: SmallDisk) -> None:
    write_wide_table(10)
    disk.remount("ro")
    predicted: list[int] = []
    with pytest.raises(InputError, match=r"disk/out\.csv can't be written: Read-only file system\."):
        run(classifier, "disk/out.csv", advance=predicted.append)
    assert predicted == []
