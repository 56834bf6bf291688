"""The commands as a person types them: real processes, real files, the embedded model."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest

from ..conftest import REPOSITORY
from ..examples import labelled
from ..running import Running, free_port
from ..tiny_encoder import write_tiny_encoder

SPEC_TWEETS = """text
"I absolutely love the new update!"
"This is the worst experience ever."
"Pretty average, nothing special."
"""


def command(*arguments: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs `twitter-sentiment`, or a script where the first argument ends in .py."""
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY / "src"), "COLUMNS": "120"} | variables
    script = arguments[0].endswith(".py")
    program = [str(REPOSITORY / "scripts" / arguments[0])] if script else ["-m", "twitter_sentiment", arguments[0]]
    line = [sys.executable, *program, *arguments[1:]]
    return subprocess.run(line, input=stdin, env=environment, capture_output=True, text=True, check=False)


def test_predict_answers_arguments_in_their_order() -> None:
    done = command("predict", "I love it", "This is terrible 😡")
    first, second = done.stdout.splitlines()
    assert first.startswith("positive  0.")
    assert second.startswith("negative  0.")
    assert second.endswith("This is terrible 😡")


def test_predict_reads_lines_and_prints_json() -> None:
    done = command("predict", "--json", "--neutral", stdin="I love it\n\nThe shop opens at nine on Monday.\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["sentiment"] for answer in answers] == ["positive", "neutral"]
    assert set(answers[0]) == {"sentiment", "confidence", "text", "scores"}


def test_the_documented_batch_example_runs_as_printed() -> None:
    Path("data/unseen").mkdir(parents=True)
    Path("data/unseen/tweets.csv").write_text(SPEC_TWEETS)
    done = command(
        "batch_predict.py", "--input-file", "data/unseen/tweets.csv", "--output-file", "results/predictions.csv"
    )
    assert done.returncode == 0, done.stderr
    with Path("results/predictions.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["text", "sentiment", "confidence"]
    assert [row["sentiment"] for row in rows] == ["positive", "negative", "negative"]
    assert float(rows[2]["confidence"]) < min(float(row["confidence"]) for row in rows[:2])
    assert "3 rows" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--input-file", "nowhere.csv"], "There is no file nowhere.csv."),
        (["--input-file", "in.csv", "--text-column", "tweet"], "it has: text, id. Choose one with --text-column."),
        (["--input-file", "in.csv", "--output-file", "."], "can't be written"),
        (["--input-file", "in.csv", "--output-file", "/proc/nowhere/out.csv"], "can't be written"),
        (["--input-file", "in.csv", "--output-file", "in.csv"], "is the input"),
        (["--input-file", "in.csv", "--output-file", "/dev/null"], "it is no ordinary file"),
        (["--input-file", "in.csv", "--encoding", "ascii"], "not ascii text"),
        ([], "Missing option '--input-file'"),
    ],
)
def test_bad_bulk_input_is_one_sentence_and_exit_code_2(arguments: list[str], words: str) -> None:
    Path("in.csv").write_text("text,id\ncafé,1\n", encoding="utf-8")
    done = command("batch_predict.py", *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "variables", "words"),
    [
        (["predict", ""], {}, "A text is empty"),
        (["predict", "hi"], {"MAX_LEN": "0"}, "MAX_LEN='0'"),
        (["train"], {"BATCH_SIZE": "abc"}, "BATCH_SIZE='abc'"),
        (["train"], {}, "twitter-sentiment preprocess"),
        (["preprocess", "--source", "nowhere.csv"], {}, "There is no file"),
        (["preprocess", "--source", "imdb"], {"HF_HUB_OFFLINE": "1"}, "--source aclImdb_v1.tar.gz"),
        (["export", "--model", "x", "--output", "y"], {}, "There is no file"),
        (["export", "--model", "x", "--output", "y", "--normaliser", "z"], {}, "tweets-v1, clean-v1"),
    ],
)
def test_bad_input_of_other_commands_is_one_sentence_and_exit_code_2(
    arguments: list[str], variables: dict[str, str], words: str
) -> None:
    done = command(*arguments, **variables)
    assert done.returncode == 2
    assert words in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr


def test_a_folder_that_can_t_be_written_is_named() -> None:
    Path("in.csv").write_text("text,label\n" + "".join(f"text {n},{n % 2}\n" for n in range(40)))
    done = command("preprocess", "--source", "in.csv", PROCESSED_DATA_DIR="in.csv")
    assert done.returncode == 2
    assert "Error: in.csv can't be used: File exists." in done.stderr


def test_a_broken_model_is_one_sentence_and_exit_code_1() -> None:
    Path("model_output").mkdir()
    done = command("predict", "hi")
    assert done.returncode == 1
    assert "has no sentiment.json" in done.stderr


def test_predict_reads_lines_that_are_not_utf_8() -> None:
    line = [sys.executable, "-m", "twitter_sentiment", "predict"]
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY / "src")}
    done = subprocess.run(line, input=b"I love this caf\xe9\n", env=environment, capture_output=True, check=False)
    assert done.returncode == 0
    assert done.stdout.startswith(b"positive")


def test_a_missing_package_is_named_with_what_installs_it() -> None:
    Path("uvicorn.py").write_text("raise ModuleNotFoundError('gone', name='uvicorn')")
    environment = os.environ | {"PYTHONPATH": f"{Path.cwd()}:{REPOSITORY / 'src'}"}
    line = [sys.executable, "-m", "twitter_sentiment", "serve"]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "uvicorn is not installed" in done.stderr
    assert "requirements.api.txt" in done.stderr


@pytest.mark.parametrize("name", ["predict", "preprocess", "train", "export", "batch", "serve", "start"])
def test_each_command_has_help(name: str) -> None:
    done = command(name, "--help")
    assert done.returncode == 0
    assert "Usage: twitter-sentiment" in done.stdout


def test_preprocess_train_and_batch_work_together_as_documented() -> None:
    with Path("tweets.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *labelled(900, ("negative", "positive"))])
    write_tiny_encoder(Path("tiny"))
    variables = {"MODEL_NAME": "tiny", "MAX_LEN": "32", "LEARNING_RATE": "1e-3", "BATCH_SIZE": "16"}
    done = command("preprocess.py", "--source", "tweets.csv", "--sample-size", "700", **variables)
    assert done.returncode == 0, done.stderr
    assert "Written: data/processed/train.csv" in done.stdout
    done = command("train.py", "--sample-size", "600", **variables)
    assert done.returncode == 0, done.stderr
    assert "Test accuracy" in done.stdout
    Path("in.csv").write_text("text\nThis phone is wonderful\nOur hotel room is a disaster\n")
    done = command("batch_predict.py", "--input-file", "in.csv")
    assert done.returncode == 0, done.stderr
    rows = Path("results/predictions.csv").read_text().splitlines()
    assert [row.split(",")[1] for row in rows[1:]] == ["positive", "negative"]


def test_processes_started_by_torchrun_train_one_model_together() -> None:
    write_tiny_encoder(Path("tiny"))
    Path("data/processed").mkdir(parents=True)
    rows = labelled(300, ("negative", "positive"))
    for name, part in (("train", rows[:200]), ("test", rows[200:])):
        with Path(f"data/processed/{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows([("text", "label"), *part])
    variables = {"MODEL_NAME": "tiny", "MAX_LEN": "32", "BATCH_SIZE": "8", "NUM_EPOCHS": "1", "OMP_NUM_THREADS": "1"}
    line = ["-m", "torch.distributed.run", "--nproc-per-node", "2", str(REPOSITORY / "scripts" / "train.py")]
    done = subprocess.run(
        [sys.executable, *line], env=os.environ | variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stderr.count("Fine-tuning tiny on 180 rows") == 1
    # 180 rows, 8 on each of the two processes in a step: 12 steps
    assert re.search(r"\b12/12\b", done.stderr)
    assert Path("model_output/model.safetensors").exists()


def test_ctrl_c_during_bulk_leaves_no_output() -> None:
    Path("in.csv").write_text("text\n" + "a long enough text to keep the model busy for a while\n" * 50_000)
    line = [sys.executable, "-m", "twitter_sentiment", "batch", "--input-file", "in.csv", "--output-file", "out.csv"]
    process = subprocess.Popen(line, env=os.environ | {"PYTHONPATH": str(REPOSITORY / "src")}, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not Path(".out.csv.partial").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, message = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Stopped." in message
    assert b"Traceback" not in message
    assert {path.name for path in Path().iterdir()} == {"in.csv"}


def test_serve_answers_over_http_and_stops_on_ctrl_c() -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with Running("twitter_sentiment", "serve", ready=f"{url}/ready", API_PORT=str(port)) as serving:
        answer = httpx2.post(f"{url}/predict", json={"text": "Absolutely loved the experience!"}, timeout=30).json()
        assert answer["sentiment"] == "positive"
        second = command("serve", API_PORT=str(port))
        assert second.returncode == 2
        assert f"Port {port} on 127.0.0.1 can't be used" in second.stderr
        log = serving.stop()
    assert "There is no model_output: the embedded model is used." in log
    assert "POST /predict" in log
    assert "GET /ready" not in log
    assert "Traceback" not in log


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"RATE_LIMIT": "often"}, "RATE_LIMIT='often' is no limit: write for example 100/minute or 5/second."),
        ({"API_KEYS_FILE": "no_such_file"}, "API_KEYS_FILE can't be read"),
        ({"WORKERS": "0"}, "WORKERS='0'"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL='loud'"),
    ],
)
def test_serve_refuses_a_setting_that_can_not_be_used_in_a_sentence(variables: dict[str, str], words: str) -> None:
    done = command("serve", "--port", str(free_port()), **variables)
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
