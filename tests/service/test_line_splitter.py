"""A body is cut into the same lines, however it arrives."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from twitter_sentiment.service.line_splitter import LineSplitter

MAX_BYTES = 5
CONTENTS = st.lists(st.sampled_from([b"a", b"\n", b"\r", b"\xff", b"", b"123456", b"12345"]), max_size=20).map(b"".join)


def split(parts: list[bytes]) -> list[bytes | None]:
    splitter = LineSplitter(MAX_BYTES)
    lines = [line for part in parts for line in splitter.feed(part)]
    return [*lines, *splitter.end()]


@given(CONTENTS, st.lists(st.integers(0, 40), max_size=10))
def test_lines_do_not_depend_on_the_parts(body: bytes, cuts: list[int]) -> None:
    places = [0, *sorted(min(cut, len(body)) for cut in cuts), len(body)]
    parts = [body[start:end] for start, end in pairwise(places)]
    *lines, rest = body.split(b"\n")
    expected = [line if len(line) <= MAX_BYTES else None for line in ([*lines, rest] if rest else lines)]
    assert split(parts) == expected
