"""`preprocess`, `train` and `batch` together, and a training on two processes."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from twitter_sentiment.files.atomic import sha256

from ..conftest import REPOSITORY
from ..examples import labeled, write_csv
from ..fake_hub import FakeHub
from ..tiny_encoder import write_tiny_encoder
from .commands import command, invoke


@pytest.mark.parametrize("layers", ["two", "2,1", "0,0", "-1,3", "1,"])
def test_train_refuses_layers_that_are_no_list(layers: str) -> None:
    done = invoke("train", "--keep-layers", layers)
    assert done.exit_code == 2
    assert f"--keep-layers {layers} can't be read: write ascending numbers" in done.output


def test_train_refuses_a_missing_recipe() -> None:
    done = invoke("train", "--mixture", "recipes/mine.toml")
    assert done.exit_code == 2
    assert "There is no recipe recipes/mine.toml: the project's are in recipes/." in done.output


@pytest.mark.slow
@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (
            ["--report-to", "tensorboard,nothing"],
            "--report-to nothing can't be used: transformers has no such integration",
        ),
        (["--public"], "--public needs --push-to-hub OWNER/NAME."),
        (["--push-to-hub", "a/b/c"], "'a/b/c' can't be the name of a repository: write it as owner/name."),
    ],
)
def test_train_refuses_before_it_reads_data(flags: list[str], words: str) -> None:
    done = invoke("train", *flags)
    assert done.exit_code == 2
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.slow
def test_train_reports_and_pushes_the_finished_folder() -> None:
    write_tiny_encoder(Path("tiny"))
    rows = labeled(300, ("negative", "positive"))
    write_csv("data/processed/train.csv", rows[:200])
    write_csv("data/processed/test.csv", rows[200:])
    variables = {"MODEL_NAME": "tiny", "MAX_LEN": "32", "BATCH_SIZE": "16", "NUM_EPOCHS": "1", "OMP_NUM_THREADS": "1"}
    flags = ["--report-to", "tensorboard", "--push-to-hub", "me/mine"]
    with FakeHub() as hub:
        done = command("train", *flags, HF_ENDPOINT=hub.url, HF_TOKEN="hf_secret_of_test", **variables)
    assert done.returncode == 0, done.stderr
    assert f"Pushed: {hub.url}/me/mine" in done.stdout
    assert "hf_secret" not in done.stdout + done.stderr
    assert hub.created[0]["name"] == "mine"
    pushed = {name: hashlib.sha256(content).hexdigest() for name, content in hub.files.items()}
    assert pushed == {path.name: sha256(path) for path in Path("model_output").iterdir()}
    assert {"sentiment.json", "model.safetensors", "README.md"} <= set(pushed)
    assert hub.files["README.md"].startswith(b"---\n")
    (events,) = Path("results/tensorboard").iterdir()
    assert b"eval/accuracy" in events.read_bytes()


@pytest.mark.slow
def test_preprocess_train_batch_as_documented() -> None:
    write_csv("tweets.csv", labeled(900, ("negative", "positive")))
    write_tiny_encoder(Path("tiny"))
    variables = {
        "MODEL_NAME": "tiny",
        "MAX_LEN": "32",
        "LEARNING_RATE": "1e-3",
        "BATCH_SIZE": "16",
        "OMP_NUM_THREADS": "1",
    }
    done = command("preprocess.py", "--source", "tweets.csv", "--sample-size", "700", **variables)
    assert done.returncode == 0, done.stderr
    assert "Written: data/processed/train.csv" in done.stdout
    done = command("train.py", "--sample-size", "600", **variables)
    assert done.returncode == 0, done.stderr
    assert "Test accuracy" in done.stdout
    for name in ("model_output/model.safetensors", "model_output/config.json", "model_output/tokenizer.json"):
        assert Path(name).is_file()
    for name in ("results/metrics.json", "results/run_summary.json"):
        assert Path(name).is_file()
    Path("in.csv").write_text("text\nThis phone is wonderful\nOur hotel room is a disaster\n")
    done = command("batch_predict.py", "--input-file", "in.csv")
    assert done.returncode == 0, done.stderr
    rows = Path("results/predictions.csv").read_text().splitlines()
    assert [row.split(",")[1] for row in rows[1:]] == ["positive", "negative"]


@pytest.mark.stress
def test_torchrun_trains_one_model_on_two_processes() -> None:
    write_tiny_encoder(Path("tiny"))
    rows = labeled(300, ("negative", "positive"))
    write_csv("data/processed/train.csv", rows[:200])
    write_csv("data/processed/test.csv", rows[200:])
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
