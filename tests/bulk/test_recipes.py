"""The recipes of the documentation for other engines, as they stand there."""

import re
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ..conftest import REPOSITORY

PAGE = REPOSITORY / "docs" / "files-and-bulk.md"


def recipe(engine: str) -> str:
    """The Python code of the section about an engine."""
    section = PAGE.read_text(encoding="utf-8").partition(f"## In {engine}\n")[2].partition("\n## ")[0]
    (code,) = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    return str(code)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("engine", "library", "output"),
    [
        ("DuckDB", "duckdb", "predicted.parquet"),
        ("Polars", "polars", "predicted.parquet"),
        ("Spark", "pyspark", "predicted"),
    ],
)
def test_recipe_predicts_every_row(
    engine: str, library: str, output: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip(library)
    if engine == "Spark":
        if not shutil.which("java"):
            pytest.skip("Java is not installed")
        monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        monkeypatch.setenv("PYTHONPATH", str(REPOSITORY / "src"))
    Path("tweets.csv").write_text("text,brand\nI love it,a\nBroken at once,b\n,b\nGreat 😍,a\n", encoding="utf-8")
    exec(compile(recipe(engine), str(PAGE), "exec"), {"__name__": "__main__"})  # noqa: S102 - our own documentation
    assert pq.read_table(output)["sentiment"].to_pylist() == ["positive", "negative", None, "positive"]
    assert "positive" in capfd.readouterr().out
