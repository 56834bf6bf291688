"""Normalisation of tweets, against the rules and against bugs known from other normalisers."""

import re
import sys
from typing import Any

import emoji
import pytest

pytest.importorskip("hypothesis")

from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from twitter_sentiment.model.folder import embedded_model
from twitter_sentiment.text import NORMALISERS, normalise

from .test_cleaning import NASTY

TWEET_PARTS = st.sampled_from(
    ["@name", "@KamalaHarris", ".@x", "a@b.com", "#LoveThis", "##x", "#1", "https://t.co/x-y?z=1",
     "www.x.org", "youtu.be/ab_c", "bit.ly", ":)", ":-(", ":/", "<3", "xD", "^_^", "-_-", "sooooo", "!!!!!", "....",
     "“quoted”", "don’t", "😂", "👍🏽", "🇺🇸",
     "1️⃣", "❤️", "𝗟𝗼𝘃𝗲", "＠full", "&lt;3", "\\u2019", '""', '\\"', "word", " ", "\u200d", "\ufe0f", ":", ")", "(", "/"]
)  # fmt: skip
TWEETS = st.one_of(st.text(), NASTY, st.lists(TWEET_PARTS, max_size=10).map("".join))


@pytest.mark.parametrize(
    ("tweet", "read"),
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
def test_tweets_become_what_the_vocabulary_knows(tweet: str, read: str) -> None:
    assert normalise(tweet) == read


@pytest.mark.parametrize(
    ("shown", "words"),
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
def test_emoji_and_emoticons_become_words(shown: str, words: str) -> None:
    assert normalise(shown) == words


@pytest.mark.parametrize("name", NORMALISERS)
@given(tweet=TWEETS)
def test_normalising_twice_is_normalising_once(name: str, tweet: str) -> None:
    recipe = NORMALISERS[name]
    assert recipe(recipe(tweet)) == recipe(tweet)


@given(TWEETS, st.sampled_from(["love", "hate", "Garbage", "naïve", "x"]), TWEETS)
def test_a_text_with_a_word_keeps_something_to_read(before: str, word: str, after: str) -> None:
    assert re.search(r"\w", normalise(f"{before} {word} {after}"))


@given(st.from_regex(r"@[A-Za-z0-9_]{1,15}", fullmatch=True))
def test_every_name_is_masked_whole(name: str) -> None:
    assert normalise(f"thanks {name}, bye") == "thanks @user, bye"


@given(st.text(alphabet="abcdefghij .,!?", min_size=1))
def test_plain_words_are_left_alone(text: str) -> None:
    kept = re.sub(r"(.)\1{2,}", r"\1\1", " ".join(text.split()))
    if not re.search(r"\.\.", kept):
        assert normalise(kept) == kept


def test_no_emoji_is_left_unknown_to_the_tokenizer() -> None:
    tokenizer = Tokenizer.from_file(str(embedded_model() / "tokenizer.json"))
    unknown = tokenizer.token_to_id("[UNK]")
    encoded = tokenizer.encode_batch([normalise(one) for one in emoji.EMOJI_DATA], add_special_tokens=False)
    assert sum(unknown in encoding.ids for encoding in encoded) == 0


@pytest.mark.parametrize(
    "part", ["#", "##", "👩\u200d", "#\u200d", "🏽\u200d", "&#", "\\u", "a.", "@a", "^_", "(^", "🇺"]
)
def test_a_text_built_to_be_slow_takes_time_by_its_length_alone(part: str) -> None:
    def work(length: int) -> int:
        """Lines of Python that ran: the same number on every machine."""
        events = 0

        def count(*_: Any) -> Any:
            nonlocal events
            events += 1
            return count

        before = sys.gettrace()
        sys.settrace(count)
        try:
            normalise(part * length)
        finally:
            sys.settrace(before)
        return events

    assert work(400) < 12 * work(100)


def test_a_run_of_number_signs_is_searched_once() -> None:
    assert normalise("#" * 100_000) == "##"  # by the square of its length, this would take five minutes
