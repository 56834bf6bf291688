"""How far an unfinished run has come."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitter_sentiment.bulk.identity import RunIdentity
from twitter_sentiment.bulk.journal import AppendOnlyFile, Journal, identity_record, progress_record
from twitter_sentiment.errors import InputError

IDENTITY = RunIdentity(version="1", runtime="1", files=(), rows=9, model="m", flags={})
RECORDS = [
    identity_record(IDENTITY),
    progress_record(100, {"positive": 3, "": 1}),
    progress_record(250, {"positive": 5, "": 2, "negative": 1}),
]


def test_journal_last_record_counts() -> None:
    Path("journal").write_bytes(b"".join(RECORDS))
    journal = Journal.read(Path("journal"))
    assert journal is not None
    assert (journal.identity, journal.end) == (IDENTITY, sum(map(len, RECORDS)))
    assert (journal.progress.bytes, journal.progress.rows) == (250, 8)
    assert journal.progress.counts == Counter({"positive": 5, "": 2, "negative": 1})


@given(st.data())
def test_journal_torn_anywhere_keeps_complete_records(data: st.DataObject) -> None:
    content = b"".join(RECORDS)
    size = data.draw(st.integers(0, len(content)))
    path = Path("torn")
    path.write_bytes(content[:size])
    journal = Journal.read(path)
    complete = sum(size >= sum(map(len, RECORDS[: count + 1])) for count in range(len(RECORDS)))
    assert (journal is None) == (complete == 0)
    if journal:
        assert journal.end == sum(map(len, RECORDS[:complete]))
        assert journal.progress.bytes == [0, 100, 250][complete - 1]


def test_journal_of_nothing() -> None:
    assert Journal.read(Path("nowhere")) is None


def test_journal_of_another_version_is_refused() -> None:
    Path("journal").write_bytes(b'{"made": "differently"}\n')
    with pytest.raises(InputError, match="another version"):
        Journal.read(Path("journal"))


def test_append_only_file_overwrites_torn_record() -> None:
    Path("rows").write_bytes(b"complete" + b"a torn record")
    file = AppendOnlyFile(Path("rows"), end=8)
    file.append(b" next")
    file.sync()
    file.close()
    assert (Path("rows").read_bytes(), file.end) == (b"complete next", 13)
