"""A lock that one process at a time can hold."""

import shutil
import sys
from pathlib import Path

import pytest

from twitter_sentiment.bulk.file_lock import FileLock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no flock")


def test_lock_excludes_a_second_one_until_release() -> None:
    lock = FileLock(Path("new/lock"))
    with pytest.raises(BlockingIOError):
        FileLock(Path("new/lock"))
    lock.release()
    FileLock(Path("new/lock")).release()


def test_lock_of_removed_folder_is_of_no_account() -> None:
    first = FileLock(Path("new/lock"))
    shutil.rmtree("new")
    second = FileLock(Path("new/lock"))
    with pytest.raises(BlockingIOError):
        FileLock(Path("new/lock"))
    first.release()
    second.release()
