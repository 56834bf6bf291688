"""README.md and docs/ against the code: links, flags of the commands, variables with their defaults."""

import re
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from twitter_sentiment.cli import app
from twitter_sentiment.settings import CommonSettings, DashboardSettings, ServingSettings, TrainingSettings

from ..conftest import REPOSITORY

PAGES = sorted([*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/*.md"), *REPOSITORY.glob("*/**/README.md")])
PAGES = [page for page in PAGES if not any(part.startswith(".") for part in page.relative_to(REPOSITORY).parts)]
SCRIPTS = {"preprocess": "preprocess", "train": "train", "batch_predict": "batch"}
SECTIONS: dict[str, type[CommonSettings]] = {
    "Serving": ServingSettings,
    "Web interface": DashboardSettings,
    "Training": TrainingSettings,
}


def headings(page: Path) -> set[str]:
    """The anchors of a page, as GitHub forms them."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_links_lead_to_files_and_headings(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", text):
        target, _, anchor = "".join(link).partition("#")
        if target.startswith("http"):
            continue
        file = (page.parent / target).resolve() if target else page
        assert file.exists(), target
        assert not anchor or anchor in headings(file), f"{target}#{anchor}"


def test_readme_fits_its_limit() -> None:
    assert len((REPOSITORY / "README.md").read_text(encoding="utf-8").splitlines()) <= 150


def documented_commands() -> list[tuple[str, str]]:
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8").replace("\\\n", " ")
        for script, command, rest in re.findall(
            r"(?:scripts/(\w+)\.py|twitter-sentiment ([a-z]+))((?: +[^\n`|]*)?)", text
        ):
            found += [(SCRIPTS.get(script, command), flag) for flag in re.findall(r"(?<!\S)--[a-z][\w-]+", rest)]
    return sorted({(command, flag) for command, flag in found if command})


@cache
def help_of(command: str) -> str:
    return CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "250", "NO_COLOR": "1"}).output


@pytest.mark.parametrize(("command", "flag"), documented_commands())
def test_documented_flag_exists(command: str, flag: str) -> None:
    assert re.search(rf"{flag}\b", help_of(command))


@pytest.mark.parametrize("section", SECTIONS)
def test_documented_variables_equal_settings(section: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MODEL_PATH")
    monkeypatch.delenv("LANGUAGES")
    text = (REPOSITORY / "docs/configuration.md").read_text(encoding="utf-8")
    (part,) = re.findall(rf"^## {section}\n(.*?)^## ", text, re.MULTILINE | re.DOTALL)
    defaults: dict[str, str] = {}
    for names, default in re.findall(r"^\| (`[A-Z].*?) \|(.*?)\|", part, re.MULTILINE):
        defaults |= dict.fromkeys(re.findall("[A-Z_]+", names), default.strip("` "))
    defaults.pop("FORWARDED_ALLOW_IPS", None)  # Uvicorn reads it
    assert set(defaults) == {name.upper() for name in SECTIONS[section].model_fields}
    given = {name.lower(): default for name, default in defaults.items() if default}
    expected = SECTIONS[section]().model_dump()
    if section == "Serving":
        expected["max_len"] = 256  # None in code: as many as the model was trained with
    assert SECTIONS[section].model_validate(given).model_dump() == expected
