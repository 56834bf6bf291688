"""Traces of tools in texts, and texts that only look like it."""

import pytest

from twitter_sentiment.text.scars import undo_scars


@pytest.mark.parametrize(
    ("scarred", "expected"),
    [
        ("I donâ€™t love it", "I don’t love it"),
        ("Monday again ðŸ˜¡", "Monday again 😡"),
        ("Monday again <U+0001F621>", "Monday again 😡"),
        ("Monday again <U+1F621>", "Monday again 😡"),
        ("Monday again \\U0001F621", "Monday again 😡"),
        ("Monday again \\u{1F621}", "Monday again 😡"),
        ("Monday again \\xF0\\x9F\\x98\\xA1", "Monday again 😡"),
        ("b'Waiting for the bus \\xf0\\x9f\\x98\\xad'", "Waiting for the bus 😭"),
        ('b"It\'s late"', "It's late"),
        (
            "It was lovely.\\n\\nThe staff were rude.\\r\\nNever again.",
            "It was lovely.  The staff were rude. Never again.",
        ),
        ("Monday again :+1:", "Monday again 👍"),
        ("so tired :weary:", "so tired 😩"),
    ],
)
def test_undo_scars_repairs(scarred: str, expected: str) -> None:
    assert undo_scars(scarred) == expected


@pytest.mark.parametrize(
    "text",
    [
        "naïve café, Ângela said “ok” — fine",
        "from 10:30:45 to 11:00",
        "see :no_such_thing: here",
        "open C:\\new\\table.txt",
        "\\\\server\\notes",
        "not UTF-8: \\xff\\xfe",
        "<U+110000> is no character",
        "b is a letter",
        "in \\LaTeX, \\right",
        "¯\\_(ツ)_/¯",
        "but 'quoted'",
        "Ünïcödé ÀÉÎ",
    ],
)
def test_undo_scars_leaves_sound_texts(text: str) -> None:
    assert undo_scars(text) == text
