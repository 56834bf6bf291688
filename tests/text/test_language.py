"""Whether texts are probably not English."""

import time

import pytest

from twitter_sentiment.text.language import are_language_codes, not_english


@pytest.mark.parametrize(
    "text",
    [
        "¿Dónde está la batería que compré para mi hijo?",
        "Leider wurde das nicht geliefert, was wir bestellt haben",
        "je suis très déçu de ce téléphone",
        "non mi piace per niente questo telefono",
        "saya tidak suka aplikasi ini karena sangat lambat",
        "バッテリーがすぐ切れる、最悪です",
        "этот телефон просто ужасен",
        "هذا الهاتف سيء جدا",
        "इस फोन की बैटरी बहुत खराब है",
    ],
)
def test_other_language_is_found(text: str) -> None:
    assert not_english([text]).tolist() == [True]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ok",
        "😡😡😡",
        "ಠ_ಠ why though",
        "Lana del Rey in Los Angeles!! #concierto @amigos",
        "lol",
        "http://t.co/abc @user #fútbol #corazón",
        "Dark Souls 3 April Launch Date Confirmed With New Trailer",
        "I love the word schadenfreude, und das war gut",
        "𝐓𝐡𝐢𝐬 phone is 𝐠𝐫𝐞𝐚𝐭",
        "sooo good!!!! best burger in San Francisco",
    ],
)
def test_english_and_unclear_texts_count_as_english(text: str) -> None:
    assert not_english([text]).tolist() == [False]


def test_language_of_the_file_decides_where_it_is_one() -> None:
    text = "Lisbon 2024"
    codes = ["pt", "en", "en-US", "pt_BR", "und", "", "?", "IN"]
    assert not_english([text] * len(codes), codes).tolist() == [True, False, False, True, False, False, False, True]
    assert not_english([""], ["pt"]).tolist() == [False]


def test_language_codes_are_told_from_other_values() -> None:
    assert are_language_codes(["en", "", "pt-BR", "und"])
    assert not are_language_codes(["", " "])
    assert not are_language_codes(["Python", "Go"])


def test_long_text_costs_no_more_than_its_start() -> None:
    started = time.perf_counter()
    not_english(["ж'" * 500_000, "a'" * 500_000, "\u202e" * 1_000_000, "@" * 1_000_000])
    assert time.perf_counter() - started < 1
