"""Progress of many rows."""

import sys

import pytest

from twitter_sentiment.cli.progress import row_progress


class Clock:
    """A clock that goes on when it is told."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_progress_without_terminal_prints_a_line_a_minute(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    with row_progress("Predicting", 10_000, 1_000, clock=clock) as advance:
        for clock.seconds in (0.5, 1, 30, 60, 61, 90):
            advance(100)
    assert capsys.readouterr().err.splitlines() == [
        "Predicting: 1,200 of 10,000 rows, 200 rows/s, 0:00:44 left.",
        "Predicting: 1,500 of 10,000 rows, 8 rows/s, 0:17:17 left.",
    ]


def test_progress_on_terminal_shows_rate_from_the_start(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    clock = Clock()
    with row_progress("Predicting", 400, clock=clock) as advance:
        clock.seconds = 2
        advance(100)
    shown = capsys.readouterr().err
    for words in ("0/400", " 0 rows/s, ? left", "100/400", " 50 rows/s, 0:00:06 left"):
        assert words in shown
