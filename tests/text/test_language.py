"""The language of texts, and whether they are probably not English."""

import time

import pytest

from twitter_sentiment.text.language import are_language_codes, language_of, languages_of, not_english


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
        "see you at the Lana del Rey show in Los Angeles!! #concierto @amigos",
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


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I love this phone so much", "en"),
        ("Never again 😡 three hours on hold", "en"),
        ("¿Dónde está la batería que compré para mi hijo?", "es"),
        ("Ich liebe es!", "de"),
        ("C'EST VRAIMENT NUL, JE SUIS DÉÇU", "fr"),
        ("这部电影太好看了", "zh"),
        ("素晴らしい映画でした", "ja"),
        ("หนังเรื่องนี้ดีมาก", "th"),
        ("هذا الهاتف سيء جدا ولا يعمل", "ar"),
        ("इस फोन की बैटरी बहुत खराब है", "hi"),
        ("@user فيلم رائع جدا http://t.co/abcdef #great", "ar"),
        ("ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ ᏣᎳᎩ", "mis"),
        ("ok", "und"),
        ("hahahahahahahahahahahahahaha", "und"),
        ("@maria @josé #fútbol #corazón 😍😍 http://t.co/abc", "und"),
        ("12345 67890 !!! ???", "und"),
        ("\ud83d", "und"),
        ("", "und"),
    ],
)
def test_language_is_told(text: str, language: str) -> None:
    assert language_of(text) == language


def test_language_of_the_file_decides_where_it_is_one() -> None:
    text = "Lisbon 2024"
    codes = ["pt", "en", "en-US", "pt_BR", "und", "", "?", "IN"]
    assert not_english([text] * len(codes), codes).tolist() == [True, False, False, True, False, False, False, True]
    assert languages_of([text, text], ["iw", "pt_BR"]) == ["he", "pt"]
    assert not_english([""], ["pt"]).tolist() == [False]


def test_language_codes_are_told_from_other_values() -> None:
    assert are_language_codes(["en", "", "pt-BR", "und"])
    assert not are_language_codes(["", " "])
    assert not are_language_codes(["Python", "Go"])


def test_long_text_costs_no_more_than_its_start() -> None:
    started = time.perf_counter()
    not_english(["ж'" * 500_000, "a'" * 500_000, "\u202e" * 1_000_000, "@" * 1_000_000])
    assert time.perf_counter() - started < 1
