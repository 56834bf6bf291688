"""The examples of docs/clients.md, run as they are printed against a service that really runs."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..conftest import REPOSITORY
from ..running import free_port, running_api

EXAMPLES = re.findall(
    r"^```(bash|python|javascript)\n(.*?)^```", (REPOSITORY / "docs/clients.md").read_text(encoding="utf-8"),
    re.MULTILINE | re.DOTALL,
)  # fmt: skip
PROGRAMS = {"bash": ["bash", "-e"], "python": [sys.executable], "javascript": ["node"]}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running_api(free_port()) as api:
        yield api.url


@pytest.mark.parametrize(("language", "code"), EXAMPLES)
def test_the_example_runs_and_tells_a_sentiment(language: str, code: str, url: str) -> None:
    if not shutil.which(PROGRAMS[language][0]):
        pytest.skip(f"{PROGRAMS[language][0]} is not installed")
    file = Path("example.mjs" if language == "javascript" else "example")
    file.write_text(code.replace("http://localhost:8000", url), encoding="utf-8")
    done = subprocess.run([*PROGRAMS[language], file], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert re.search("positive|negative", done.stdout)


def test_each_language_has_an_example() -> None:
    assert {language for language, _ in EXAMPLES} == set(PROGRAMS)
