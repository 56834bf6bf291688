"""`twitter-sentiment serve`: a real server, and settings that can't be used."""

import httpx2
import pytest

from ..running import Running, free_port
from .commands import command


@pytest.mark.e2e
def test_serve_predicts_and_stops_on_ctrl_c() -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with Running(
        "twitter_sentiment", "serve", ready=f"{url}/ready", API_PORT=str(port), MODEL_PATH="model_output"
    ) as server:
        body = httpx2.post(f"{url}/predict", json={"text": "Absolutely loved the experience!"}, timeout=30).json()
        assert body["sentiment"] == "positive"
        second = command("serve", API_PORT=str(port))
        assert second.returncode == 2
        assert f"Port {port} on 127.0.0.1 can't be used" in second.stderr
        log = server.stop()
    assert "There is no model_output: the default model is used." in log
    assert "POST /predict" in log
    assert "GET /ready" not in log
    assert "Traceback" not in log


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"RATE_LIMIT": "often"}, "RATE_LIMIT='often' is no limit: write for example 100/minute or 5/second."),
        ({"API_KEYS_FILE": "no_such_file"}, "API_KEYS_FILE can't be read"),
        ({"WORKERS": "0"}, "WORKERS='0'"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL='loud'"),
    ],
)
def test_serve_bad_setting_is_one_sentence(variables: dict[str, str], words: str) -> None:
    done = command("serve", "--port", str(free_port()), **variables)
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
