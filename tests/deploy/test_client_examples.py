"""The examples of README.md and docs/, run as printed; those over HTTP against a running service."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from ..conftest import REPOSITORY
from ..running import Running

pytestmark = pytest.mark.e2e

PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))]
IMPORT = re.compile(r"^(?:import|from) (\w+)", re.MULTILINE)
BLOCK = re.compile(r"^```(bash|python|javascript)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PROGRAMS = {"bash": ["bash", "-e"], "python": [sys.executable], "javascript": ["node"]}

# Other shell examples install packages, train, or start containers.
RUNNABLE = re.compile(r"curl |printf |cat > |twitter-sentiment (?:predict|analyze) |python scripts/batch_predict\.py")


@dataclass(frozen=True)
class Example:
    """A block of code in a page."""

    page: str
    language: str
    code: str

    def __str__(self) -> str:
        return f"{self.page}-{self.language}"


EXAMPLES = [
    Example(page.name, language, code)
    for page in PAGES
    for language, code in BLOCK.findall(page.read_text(encoding="utf-8"))
    if language != "bash" or RUNNABLE.match(code)
]


@pytest.fixture
def environment() -> dict[str, str]:
    """Make the working folder look like a clone, and return the variables that find its commands."""
    Path("scripts").symlink_to(REPOSITORY / "scripts")
    Path("data/unseen").mkdir(parents=True)
    Path("data/unseen/tweets.csv").write_text('text\n"I love it"\n', encoding="utf-8")
    Path("tweets.csv").write_text("text,brand\nI love it,a\n", encoding="utf-8")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"PATH": path, "PYTHONPATH": str(REPOSITORY / "src")}


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_example_prints_a_sentiment(example: Example, shared_api: Running, environment: dict[str, str]) -> None:
    program = PROGRAMS[example.language]
    if not shutil.which(program[0]):
        pytest.skip(f"{program[0]} is not installed")
    if example.language == "python":
        for library in IMPORT.findall(example.code):
            pytest.importorskip(library)
    file = Path("example.mjs" if example.language == "javascript" else "example")
    file.write_text(example.code.replace("http://localhost:8000", shared_api.url), encoding="utf-8")
    done = subprocess.run([*program, file], env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert re.search("positive|negative", done.stdout)


def test_examples_cover_each_language() -> None:
    assert {example.language for example in EXAMPLES} == set(PROGRAMS)
    assert {"README.md", "http-api.md", "python-api.md", "files-and-bulk.md"} <= {example.page for example in EXAMPLES}
