"""`twitter-sentiment predict`: texts as arguments and on standard input."""

import json

from .commands import command, invoke


def test_predict_keeps_the_order_of_arguments() -> None:
    first, second = invoke("predict", "I love it", "This is terrible 😡").stdout.splitlines()
    assert first.startswith("positive  0.")
    assert second.startswith("negative  0.")
    assert second.endswith("This is terrible 😡")


def test_predict_reads_lines_and_prints_json() -> None:
    done = invoke("predict", "--json", "--neutral", stdin="I love it\n\nThe shop opens at nine on Monday.\n")
    predictions = [json.loads(line) for line in done.stdout.splitlines()]
    assert [prediction["sentiment"] for prediction in predictions] == ["positive", "neutral"]
    assert set(predictions[0]) == {"sentiment", "confidence", "text", "scores"}


def test_predict_languages_choose_the_model() -> None:
    texts = ("I love it", "das ist leider nicht so gut wie das alte")
    folders = {"MODEL_PATH": "fast", "MULTILINGUAL_PATH": "accurate"}
    of_fast = invoke("predict", *texts, LANGUAGES="default", **folders).stdout.splitlines()
    of_accurate = invoke("predict", *texts, "--languages", "multilingual", **folders).stdout.splitlines()
    assert invoke("predict", *texts, LANGUAGES="", **folders).stdout.splitlines() == [of_fast[0], of_accurate[1]]
    assert of_fast[1] != of_accurate[1]
    missing = invoke("predict", "I love it", "--languages", "multilingual", MULTILINGUAL_PATH="nowhere")
    assert (missing.exit_code, missing.stderr.count("\n")) == (1, 1)
    assert "There is no model folder nowhere" in missing.stderr


def test_predict_reads_lines_that_are_not_utf_8() -> None:
    done = invoke("predict", stdin=b"I love this caf\xe9\n")
    assert done.exit_code == 0
    assert done.stdout.startswith("positive")


def test_predict_in_a_process_of_its_own() -> None:
    done = command("predict", "I love it", MODEL_PATH="model_output")
    assert done.stdout.startswith("positive  0.")
    assert done.stderr == "There is no model_output: the default model is used.\n"
