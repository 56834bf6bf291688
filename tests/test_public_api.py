"""What `import twitter_sentiment` offers, and what it costs."""

import subprocess
import sys

import pytest

import twitter_sentiment

from .conftest import REPOSITORY


@pytest.mark.parametrize("name", twitter_sentiment.__all__)
def test_every_public_name_exists(name: str) -> None:
    assert getattr(twitter_sentiment, name) is not None
    assert name in dir(twitter_sentiment)


def test_other_names_are_no_attributes() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Classifier'"):
        _ = twitter_sentiment.Classifier


def test_import_loads_no_optional_package() -> None:
    program = "import sys, twitter_sentiment; print(*{name.partition('.')[0] for name in sys.modules})"
    line = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(REPOSITORY / 'src')!r}); {program}"]
    loaded = subprocess.run(line, capture_output=True, text=True, check=True).stdout
    assert not {"numpy", "onnxruntime", "torch", "pydantic"} & set(loaded.split())


def test_package_is_typed() -> None:
    assert (REPOSITORY / "src" / "twitter_sentiment" / "py.typed").is_file()
