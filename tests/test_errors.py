"""The tree of errors is complete and in one place."""

import re
from pathlib import Path

import pytest

from twitter_sentiment import errors
from twitter_sentiment.errors import SentimentError

SOURCES = Path(errors.__file__).parent


def test_errors_are_defined_in_errors_only() -> None:
    """Read the sources, since importing all modules would need torch, Streamlit and seconds."""
    names = "|".join(errors.__all__)
    subclass = re.compile(rf"^\s*class \w+\([^)]*\b(?:{names})\b", re.M)
    assert [path.name for path in SOURCES.rglob("*.py") if subclass.search(path.read_text("utf-8"))] == ["errors.py"]


def test_errors_are_all_exported_and_documented() -> None:
    defined = {
        name for name, value in vars(errors).items() if isinstance(value, type) and value.__module__ == errors.__name__
    }
    assert set(errors.__all__) == defined
    assert {name for name in defined if name not in (errors.__doc__ or "")} == set()


@pytest.mark.parametrize("kind", [errors.InputError, errors.ModelError, errors.HistoryError])
def test_errors_keep_their_message(kind: type[SentimentError]) -> None:
    assert str(kind("one sentence")) == "one sentence"
    assert kind.exit_code == (2 if kind is errors.InputError else 1)


def test_service_errors_carry_details() -> None:
    assert errors.OverloadedError(3).retry_after == 3
    assert errors.ServiceUnavailableError("busy", 2.5, slow=True).retry_after == 2.5
    assert errors.RequestRefusedError("too large", too_large=True).too_large
