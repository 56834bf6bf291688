"""What all commands share: help, lazy imports, renamed flags, and errors in one sentence."""

import subprocess
import sys

import pytest

from twitter_sentiment import __version__
from twitter_sentiment.cli.app import RENAMED_FLAGS, SUMMARIES, load_command, rename_flags

from ..examples import write_csv
from .commands import command, invoke, source_environment

HEAVY_PACKAGES = {"datasets", "matplotlib", "onnx", "pandas", "sklearn", "streamlit", "torch", "transformers"}


def modules_after(program: str) -> set[str]:
    """Import modules in a process of its own and list what was imported in all."""
    line = [sys.executable, "-c", f"import sys; {program}; print(*sys.modules)"]
    done = subprocess.run(line, env=source_environment(), capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_help_lists_all_commands() -> None:
    done = invoke("--help")
    assert done.exit_code == 0
    for name, summary in SUMMARIES.items():
        assert name in done.stdout
        assert " ".join(summary.split()[:5]) in done.stdout


@pytest.mark.parametrize("name", SUMMARIES)
def test_summary_is_first_line_of_help(name: str) -> None:
    assert load_command(name).help.splitlines()[0] == SUMMARIES[name]


@pytest.mark.parametrize("name", SUMMARIES)
def test_command_has_help(name: str) -> None:
    done = invoke(name, "--help")
    assert done.exit_code == 0
    assert f"Usage: twitter-sentiment {name}" in done.stdout


def test_version_is_printed() -> None:
    assert invoke("--version").stdout == f"{__version__}\n"


def test_unknown_command_gets_a_suggestion() -> None:
    done = invoke("trian")
    assert done.exit_code == 2
    assert "Did you mean 'train'?" in done.stderr


def test_removed_command_names_what_takes_its_place() -> None:
    done = invoke("generate", "--rows", "30")
    assert done.exit_code == 2
    assert done.stderr.startswith("Error: `generate` was removed")
    assert "data/written" in done.stderr


def test_app_imports_no_command() -> None:
    modules = modules_after("import twitter_sentiment.cli")
    assert not {f"twitter_sentiment.cli.{name}" for name in SUMMARIES} & modules
    assert not (HEAVY_PACKAGES | {"numpy", "onnxruntime"}) & modules


def test_serving_commands_import_no_torch() -> None:
    modules = modules_after("from twitter_sentiment.cli import batch, predict, serve")
    assert not HEAVY_PACKAGES & modules


@pytest.mark.slow
def test_help_of_all_commands_needs_no_torch() -> None:
    program = (
        "from twitter_sentiment.cli.app import SUMMARIES, load_command; [load_command(name) for name in SUMMARIES]"
    )
    assert not {"datasets", "onnx", "torch", "transformers"} & modules_after(program)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("evaluate", ["--behaviour", "--vader"], ["--behavior", "--vader"]),
        ("export", ["--normaliser=clean-v1"], ["--normalizer=clean-v1"]),
        ("train", ["--unlabelled", "a.csv"], ["--unlabeled", "a.csv"]),
        ("train", ["--generated=a=b.csv"], ["--synthetic=a=b.csv"]),
        ("train", ["--unlabelled-data", "--", "--generated"], ["--unlabelled-data", "--", "--generated"]),
        ("predict", ["--behaviour"], ["--behaviour"]),
    ],
)
def test_rename_flags(name: str, arguments: list[str], expected: list[str]) -> None:
    assert rename_flags(name, arguments) == expected


@pytest.mark.parametrize(("name", "flags"), RENAMED_FLAGS.items())
def test_old_flags_are_hidden(name: str, flags: dict[str, str]) -> None:
    options = {option for parameter in load_command(name).params for option in parameter.opts}
    assert set(flags.values()) <= options
    assert not set(flags) & options


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["evaluate", "--behaviour", "--data", "nowhere.csv"], "There is no file nowhere.csv."),
        (["export", "--model", "x", "--output", "y", "--normaliser=z"], "There is no normalizer 'z'"),
        (["train", "--unlabelled", "a.csv"], "--unlabeled needs a --teacher"),
    ],
)
def test_old_flags_still_work(arguments: list[str], words: str) -> None:
    done = invoke(*arguments)
    assert done.exit_code == 2
    assert words in done.stderr


def test_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "streamlit", None)
    monkeypatch.delitem(sys.modules, "twitter_sentiment.cli.start", raising=False)
    done = invoke("start")
    assert done.exit_code == 1
    assert "the package streamlit is not installed" in done.stderr
    assert "requirements.ui.txt" in done.stderr


def test_unusable_path_is_named() -> None:
    write_csv("in.csv", [(f"text {number}", str(number % 2)) for number in range(40)])
    done = invoke("preprocess", "--source", "in.csv", PROCESSED_DATA_DIR="in.csv")
    assert done.exit_code == 2
    assert done.stderr == "Error: in.csv can't be used: File exists.\n"


@pytest.mark.parametrize(
    ("arguments", "variables", "words"),
    [
        (["predict", ""], {}, "A text is empty"),
        (["predict", "hi"], {"MAX_LEN": "0"}, "MAX_LEN='0'"),
        (["train"], {"BATCH_SIZE": "abc"}, "BATCH_SIZE='abc'"),
        (["preprocess", "--source", "nowhere.csv"], {}, "There is no file"),
        (["export", "--model", "x", "--output", "y", "--normalizer", "z"], {}, "tweets-v1, tweets-v2, clean-v1"),
        pytest.param(["train"], {}, "twitter-sentiment preprocess", marks=pytest.mark.slow),
        pytest.param(["export", "--model", "x", "--output", "y"], {}, "There is no file", marks=pytest.mark.slow),
    ],
)
def test_bad_input_is_one_sentence(arguments: list[str], variables: dict[str, str], words: str) -> None:
    done = invoke(*arguments, **variables)
    assert done.exit_code == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow  # a fresh process, since the hub reads its variable when it is imported
def test_preprocess_offline_names_the_fix() -> None:
    done = command("preprocess", "--source", "imdb", HF_HUB_OFFLINE="1")
    assert done.returncode == 2
    assert "--source aclImdb_v1.tar.gz" in done.stderr
    assert "Traceback" not in done.stderr


def test_broken_model_is_one_sentence() -> None:
    write_csv("model_output/notes.csv", [])
    done = invoke("predict", "hi", MODEL_PATH="model_output")
    assert done.exit_code == 1
    assert "has no sentiment.json" in done.stderr
