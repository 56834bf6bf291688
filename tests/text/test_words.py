"""Words that are written without spaces, and cuts between whole characters."""

import time

import pytest

from twitter_sentiment.text.words import cut, split_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("don't!", ["don't!"]),
        ("这部电影太好看了，我非常喜欢！", ["这", "部", "电影", "太好", "看了，", "我", "非常", "喜欢！"]),
        ("バッテリーがすぐ切れる。", ["バッテリー", "が", "すぐ", "切れる。"]),
        ("พระเอกแสดงไม่ดีเลย", ["พระเอก", "แสดง", "ไม่", "ดี", "เลย"]),
        ("សៀវភៅនេះល្អណាស់", ["សៀវភៅ", "នេះ", "ល្អ", "ណាស់"]),
        ("\U00020b9f飯好吃", ["\U00020b9f飯", "好", "吃"]),
        ("#北京iPhone15", ["#北京", "iPhone15"]),
        ("，。！", ["，。！"]),
        ("बैटरी", ["बैटरी"]),
        ("سيّئ", ["سيّئ"]),
    ],
)
def test_words_of_a_part(text: str, words: list[str]) -> None:
    framed = f"a {text} b"
    spans = list(split_words(framed, 2, 2 + len(text)))
    assert [framed[start:end] for start, end in spans] == words
    assert [2, *(end for _, end in spans)] == [*(start for start, _ in spans), 2 + len(text)]


def test_hostile_part_is_split_in_time() -> None:
    started = time.perf_counter()
    for part in ("好" * 10_000, "ก" * 10_000, "ก" + "\u0e31" * 9_999, "好\ud800" * 5_000, "\U00020000" * 5_000):
        assert "".join(part[start:end] for start, end in split_words(part, 0, len(part))) == part
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("abc", 2, "ab"),
        ("abc", 5, "abc"),
        ("cafe\u0301!", 4, "caf"),
        ("की बात", 1, ""),
        ("a👍🏽b", 2, "a"),
        ("a👨\u200d👩\u200d👧b", 3, "a"),
        ("a👨\u200d👩\u200d👧b", 6, "a👨\u200d👩\u200d👧"),
    ],
)
def test_cut_keeps_characters_whole(text: str, limit: int, shown: str) -> None:
    assert cut(text, limit) == shown
