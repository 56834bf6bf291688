"""The service as the web interface sees it, over real HTTP."""

import http.server
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest

from twitter_sentiment.dashboard import api_client
from twitter_sentiment.dashboard.api_client import ApiClient, RequestRefusedError, ServiceUnavailableError
from twitter_sentiment.service import schemas

from ..running import free_port, running_api

Connect = Callable[[str], ApiClient]


@contextmanager
def answering(status: int, body: bytes, headers: dict[str, str] | None = None) -> Iterator[str]:
    """A server that gives every request the same answer."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def test_an_answer_has_all_scores_and_what_was_read(client: ApiClient) -> None:
    answer = client.predict("I love this product!", neutral=True)
    assert answer.sentiment == "positive"
    assert set(answer.scores) == {"negative", "neutral", "positive"}
    assert answer.tokens is not None
    assert answer.tokens.total == answer.tokens.first
    assert answer.explanation is None


def test_an_explanation_comes_when_it_is_asked_for(client: ApiClient) -> None:
    answer = client.predict("I love it", neutral=False, explain=True)
    assert answer.explanation is not None
    assert [answer.text[part.start : part.end] for part in answer.explanation.parts] == ["I", "love", "it"]


def test_rows_without_text_get_none_and_the_others_their_answers(client: ApiClient) -> None:
    texts = ["I love it", "", "\u200b", "I hate it", " \n", "\u2060", "🙂"]
    answers = client.predict_rows(texts, neutral=False)
    assert [answer is not None for answer in answers] == [True, False, False, True, False, False, True]
    assert [answer.sentiment for answer in answers if answer] == ["positive", "negative", "positive"]


def test_rows_that_are_all_empty_are_not_even_sent(connect: Connect) -> None:
    assert connect("http://127.0.0.1:1").predict_rows(["", " "], neutral=False) == [None, None]


def test_a_text_that_can_t_be_classified_is_refused_in_words(client: ApiClient) -> None:
    with pytest.raises(RequestRefusedError, match="The text is empty"):
        client.predict("\u200b", neutral=False)
    with pytest.raises(RequestRefusedError, match="10000 characters"):
        client.predict_rows(["a" * 10_001], neutral=False)


def test_the_model_tells_its_labels(client: ApiClient) -> None:
    assert client.model().labels == ["negative", "neutral", "positive"]


def test_a_service_that_is_not_there_is_told_with_its_address(connect: Connect) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(ServiceUnavailableError, match=f"does not answer at {url}"):
        connect(url).check_ready()


def test_a_service_that_is_slow_is_told(monkeypatch: pytest.MonkeyPatch, connect: Connect) -> None:
    monkeypatch.setattr(api_client, "ANSWER_SECS", 0.4)
    monkeypatch.setattr(api_client, "STATUS_SECS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = connect(f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(ServiceUnavailableError, match=r"takes longer than 0\.2 seconds") as caught:
            client.check_ready()
        assert caught.value.slow
        with pytest.raises(ServiceUnavailableError, match=r"takes longer than 0\.4 seconds"):
            client.predict("hi", neutral=False)


def test_a_service_that_is_starting_says_so_and_when_to_ask_again(connect: Connect) -> None:
    starting = answering(503, b'{"detail": "The model is not loaded yet."}', {"Retry-After": "2"})
    with starting as url, pytest.raises(ServiceUnavailableError, match="not loaded yet") as caught:
        connect(url).check_ready()
    assert caught.value.retry_after == 2


@pytest.mark.parametrize(("status", "body"), [(500, b"oops"), (502, b"<html>"), (504, b'["odd"]')])
def test_an_error_of_the_server_is_unavailability(status: int, body: bytes, connect: Connect) -> None:
    with answering(status, body) as url, pytest.raises(ServiceUnavailableError, match=f"status {status}"):
        connect(url).check_ready()


def test_another_server_at_that_address_is_recognised(connect: Connect) -> None:
    with answering(200, b"<h1>Welcome</h1>") as url, pytest.raises(ServiceUnavailableError, match="set API_URL"):
        connect(url).check_ready()


def test_a_wrong_path_in_the_address_is_recognised(client: ApiClient, connect: Connect) -> None:
    with pytest.raises(ServiceUnavailableError, match="set API_URL"):
        connect(f"{client.url}/nowhere").check_ready()


def test_the_limits_are_those_of_the_service() -> None:
    assert (api_client.MAX_CHARACTERS, api_client.MAX_BATCH_TEXTS) == (schemas.MAX_CHARACTERS, schemas.MAX_BATCH_TEXTS)


def test_the_key_is_sent_and_a_missing_one_is_told_by_the_name_of_its_setting() -> None:
    with running_api(free_port(), API_KEYS="page-key") as api:
        with closing(ApiClient(api.url, "page-key")) as with_key:
            assert with_key.predict("I love it", neutral=False).sentiment == "positive"
            assert with_key.model().labels
        with closing(ApiClient(api.url)) as without:
            without.check_ready()
            for ask in (without.model, lambda: without.predict("good", neutral=False)):
                with pytest.raises(ServiceUnavailableError, match="wants a key: set API_KEY"):
                    ask()
