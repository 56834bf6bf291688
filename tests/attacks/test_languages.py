"""Attacks on what depends on the language of a text: texts of all scripts and of none, settings, manifests."""

import math
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

pytest.importorskip("hypothesis")

from hypothesis import given
from hypothesis import strategies as st

from twitter_sentiment.errors import ModelError
from twitter_sentiment.inference import SentimentClassifier, explain
from twitter_sentiment.model.folder import ModelFolder
from twitter_sentiment.text.language import UNCODED, UNDETERMINED, are_language_codes, language_of, languages_of
from twitter_sentiment.text.language_names import LANGUAGE_NAMES

from ..cli.commands import command
from ..model.test_folder import change_manifest
from ..service.clients import open_client
from ..service.test_observability import read_metrics
from ..timing import relative_cost

GERMAN = "das ist leider nicht so gut wie das alte"
CODES = {*LANGUAGE_NAMES, UNCODED, UNDETERMINED}

TEXTS = {
    "mixed scripts": "Это great 这个 ดี بسیار good हिन्दी ቆንጆ " * 20,
    "a letter of each script": "aяب的ก" * 200,
    "bidi controls around words": "\u202e\u2066das\u2069 ist\u200f leider\u202c nicht gut\u2067" * 20,
    "bidi controls alone": "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f" * 50,
    "emoji alone": "😍" * 1_000,
    "joined emoji": "👩\u200d👩\u200d👧\u200d👦" * 500,
    "flags": "🇩🇪🇫🇷" * 500,
    "NULs": "\0" * 1_000,
    "NULs between words": "das\0ist\0leider\0nicht\0gut",
    "noncharacters": "\ufffe\uffff\U0010ffff" * 100,
    "private use": "\ue000\uf8ff" * 100,
    "language tags": "".join(chr(0xE0000 + ord(letter)) for letter in GERMAN) * 20,
    "marks on one letter": "हि" + "\u0301" * 5_000,
}
SURROGATES = {
    "surrogates": "\ud800\udfff" * 100,
    "a surrogate between words": "das ist leider \ud83d nicht gut",
    "a surrogate in Arabic": "هذا سيء جدا \udc00 للغاية",
}
ALL_TEXTS = TEXTS | SURROGATES
MEGABYTES = {
    name: letter * (1_000_000 // len(letter.encode()))
    for name, letter in {
        "Arabic": "ا",
        "Chinese": "好",
        "Thai": "ก",
        "Amharic": "ቆ",
        "Hindi": "हि",
        "cuneiform": "𒀀",
        "Latin": "é",
        "German": "sehr ",
        "hashtags": "#das ",
        "addresses": "http",
        "entities": "&amp",
        "apostrophes": "'a",
    }.items()
}
PIECES = st.sampled_from([*"aéяبकกቆ的あ한😍\0\u202e\u200d\u0301\ud83d\udc00\ue000'#@&; ", "das ", "http://", "&amp;"])


@pytest.fixture(scope="module")
def by_language(language_folder: Path) -> SentimentClassifier:
    return SentimentClassifier.load(language_folder, threads=1)


@pytest.fixture(scope="module")
def routed(language_folder: Path) -> Iterator[TestClient]:
    """A client of a service of two models, the second one with temperatures of languages."""
    with open_client(languages="auto", multilingual_path=language_folder) as client:
        yield client


@given(st.lists(PIECES, max_size=200).map("".join))
def test_every_text_has_a_known_code(text: str) -> None:
    code = language_of(text)
    assert code in CODES
    assert languages_of([GERMAN, text, "", text]) == ["de", code, "und", code]


@pytest.mark.slow
@pytest.mark.parametrize("kind", MEGABYTES)
def test_language_of_a_megabyte_costs_that_of_its_beginning(kind: str) -> None:
    text = MEGABYTES[kind]
    assert language_of(text) == language_of(text[:500])
    assert relative_cost(language_of, text, text[:500]) < 10


@pytest.mark.parametrize("kind", ALL_TEXTS)
def test_hostile_text_has_one_answer_in_every_batch(kind: str, by_language: SentimentClassifier) -> None:
    text = ALL_TEXTS[kind]
    (alone,) = by_language.predict_rows([text], neutral=True)
    assert by_language.predict_rows([GERMAN, text, "", text], neutral=True)[1::2] == [alone, alone]
    if alone is not None:
        assert math.fsum(alone.scores.values()) == pytest.approx(1)
        spans = [(part.start, part.end) for part in explain(by_language, text, neutral=True).attributions]
        assert spans == sorted(spans)
        assert all(0 <= start < end <= len(text) for start, end in spans)


@pytest.mark.slow
def test_service_of_two_models_answers_hostile_texts(routed: TestClient) -> None:
    # Lone surrogates are JSON escapes here, which the client would refuse to write by itself.
    texts = [*TEXTS.values(), *MEGABYTES.values(), *SURROGATES.values(), GERMAN]
    for text in texts:
        content = '{"text": "' + "".join(f"\\u{unit:04x}" for unit in utf16(text[:2_000])) + '", "language": true}'
        response = routed.post("/predict", content=content, headers={"Content-Type": "application/json"})
        assert response.status_code in (200, 422), text[:20]
        if response.status_code == 200:
            assert response.json()["language"] in CODES
    assert routed.post("/predict", json={"text": GERMAN, "language": True}).json()["language"] == "de"
    counted = {name.split()[1] for name in read_metrics(routed) if name.startswith("sentiment_texts_total ")}
    assert counted <= {"en", "other", UNDETERMINED}  # bounded, whatever languages texts are in


def utf16(text: str) -> Iterator[int]:
    units = text.encode("utf-16-le", "surrogatepass")
    return (int.from_bytes(units[at : at + 2], "little") for at in range(0, len(units), 2))


@pytest.mark.slow
@pytest.mark.parametrize("value", ["nonsense", "auto,multilingual", "ａｕｔｏ", "true", "../models/fast", "a" * 3_000])
def test_nonsense_in_languages_is_one_sentence(value: str) -> None:
    done = command("predict", GERMAN, LANGUAGES=value)
    assert done.returncode == 2
    assert "LANGUAGES=" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


@pytest.mark.parametrize("cell", ["", "\0", "de\0", "\ud800", "🇩🇪", "x" * 1_000_000, "-" * 1_000_000, "=de"])
def test_cells_that_are_no_codes_name_no_language(cell: str) -> None:
    assert not are_language_codes([cell])
    assert languages_of([GERMAN], [cell]) == ["de"]


@pytest.mark.parametrize("temperature", [0, -1, 1e-320, float("inf"), float("nan"), "x", [], {"de": 1}])
def test_temperature_that_makes_no_probabilities_is_refused(temperature: Any, language_folder: Path) -> None:
    folder = Path(shutil.copytree(language_folder, "model"))
    language = {"rows": 1, "binary_temperature": temperature}
    change_manifest(folder, lambda manifest: manifest.update(language_temperatures={"de": language}))
    with pytest.raises(ModelError, match=r"sentiment.json can't be used"):
        ModelFolder.open(folder)
