"""Normalization of tweets: its rules, and bugs of other normalizers that it must not have."""

import re
import sys
from typing import Any

import emoji
import pytest

pytest.importorskip("hypothesis")

from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from twitter_sentiment.text import NORMALIZERS, normalize

from ..models import FAST
from .test_cleaning import FRAGMENT_TEXTS

TWEET_PARTS = st.sampled_from(
    [
        "@name",
        "@KamalaHarris",
        ".@x",
        "a@b.com",
        "#LoveThis",
        "##x",
        "#1",
        "https://t.co/x-y?z=1",
        "www.x.org",
        "youtu.be/ab_c",
        "bit.ly",
        ":)",
        ":-(",
        ":/",
        "<3",
        "xD",
        "^_^",
        "-_-",
        "sooooo",
        "!!!!!",
        "....",
        "“quoted”",
        "don’t",
        "😂",
        "👍🏽",
        "🇺🇸",
        "1️⃣",
        "❤️",
        "𝗟𝗼𝘃𝗲",
        "＠full",
        "&lt;3",
        "\\u2019",
        '""',
        '\\"',
        "word",
        " ",
        "\u200d",
        "\ufe0f",
        ":",
        ")",
        "(",
        "/",
    ]
)
TWEETS = st.one_of(st.text(), FRAGMENT_TEXTS, st.lists(TWEET_PARTS, max_size=10).map("".join))


@pytest.mark.parametrize(
    ("tweet", "expected"),
    [
        ("@KamalaHarris hi", "@user hi"),
        (".@name and (@other)", ".@user and (@user)"),
        ("mail me: a.b@mail.example", "mail me: a.b@mail.example"),
        ("https://t.co/x first", "http first"),
        ("see http://a.example/x-y?z=1#top.", "see http."),
        ("(www.example.org)", "(http)"),
        ("youtu.be/abc bit.ly/3xY shop.example.com!", "http http http!"),
        ("the end.Then it began", "the end.Then it began"),
        ("#LoveThisDay #1 #covid19", "Love This Day #1 covid 19"),
        ("#snake_case", "snake case"),
        ("soooo cooool!!!!! 1000 .....", "soo cool!! 1000 ..."),
        ("HAHAHA grahaham", "HAHAHA grahaham"),
        ("I don’t “like” it…", 'I don\'t "like" it...'),
        ('""Wise words"" he \\"said\\"', '"Wise words" he "said"'),
        ("&amp;lt;3 you", "red heart you"),
        ("𝗟𝗼𝘃𝗲 ｉｔ", "Love it"),
        ("the ratio is 10:30 (see note)", "the ratio is 10:30 (see note)"),
        ("C:Drive and/or x", "C:Drive and/or x"),
    ],
)
def test_normalize_tweets(tweet: str, expected: str) -> None:
    assert normalize(tweet) == expected


@pytest.mark.parametrize(
    ("pictograph", "words"),
    [
        ("😂", "face with tears of joy"),
        ("😂😂", "face with tears of joy face with tears of joy"),
        ("👍🏽", "thumbs up"),
        ("🇺🇸", "United States"),
        ("❤️", "red heart"),
        ("☹☹", "frowning face frowning face"),
        ("1️⃣", "1"),
        ("👩‍👩‍👧", "family woman woman girl"),
        (":)", "smiling face"),
        ("thanks:-))", "thanks smiling face"),
        (":(", "frowning face"),
        (":'(", "crying face"),
        (";)", "winking face"),
        (":D", "grinning face"),
        ("xD", "face with tears of joy"),
        (":P", "face with tongue"),
        ("<3", "red heart"),
        ("</3", "broken heart"),
        ("meh :/", "meh confused face"),
        ("-_-", "expressionless face"),
    ],
)
def test_normalize_emoji_and_emoticons(pictograph: str, words: str) -> None:
    assert normalize(pictograph) == words


@pytest.mark.parametrize("name", NORMALIZERS)
@given(tweet=TWEETS)
def test_normalize_is_idempotent(name: str, tweet: str) -> None:
    recipe = NORMALIZERS[name]
    assert recipe(recipe(tweet)) == recipe(tweet)


@given(TWEETS, st.sampled_from(["love", "hate", "Garbage", "naïve", "x"]), TWEETS)
def test_normalize_keeps_words(before: str, word: str, after: str) -> None:
    assert re.search(r"\w", normalize(f"{before} {word} {after}"))


@given(st.from_regex(r"@[A-Za-z0-9_]{1,15}", fullmatch=True))
def test_normalize_masks_whole_user_name(name: str) -> None:
    assert normalize(f"thanks {name}, bye") == "thanks @user, bye"


@given(st.text(alphabet="abcdefghij .,!?", min_size=1))
def test_normalize_keeps_plain_text(text: str) -> None:
    kept = re.sub(r"(.)\1{2,}", r"\1\1", " ".join(text.split()))
    if not re.search(r"\.\.", kept):
        assert normalize(kept) == kept


def test_normalize_leaves_no_unknown_emoji() -> None:
    tokenizer = Tokenizer.from_file(str(FAST / "tokenizer.json"))
    unknown = tokenizer.token_to_id("[UNK]")
    encoded = tokenizer.encode_batch([normalize(one) for one in emoji.EMOJI_DATA], add_special_tokens=False)
    assert sum(unknown in encoding.ids for encoding in encoded) == 0


@pytest.mark.parametrize(
    "part", ["#", "##", "👩\u200d", "#\u200d", "🏽\u200d", "&#", "\\u", "a.", "@a", "^_", "(^", "🇺"]
)
def test_normalize_takes_linear_time(part: str) -> None:
    def work(length: int) -> int:
        """Count the trace events: the same number on every machine."""
        events = 0

        def count(*_: Any) -> Any:
            nonlocal events
            events += 1
            return count

        before = sys.gettrace()
        sys.settrace(count)
        try:
            normalize(part * length)
        finally:
            sys.settrace(before)
        return events

    assert work(400) < 12 * work(100)


def test_normalize_long_run_of_hashes() -> None:
    assert normalize("#" * 100_000) == "##"  # in quadratic time, this would take five minutes
