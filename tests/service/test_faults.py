"""What happens when clients misbehave or come in masses, and when the service is told to stop: real processes."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx2
import pytest
import uvicorn

from twitter_sentiment.service import connection
from twitter_sentiment.service.connection import PromptHttpProtocol

from ..conftest import REPOSITORY
from ..examples import mixed_lengths
from ..running import Running, free_port, running_api
from ..waiting import wait_until

pytestmark = pytest.mark.anyio

TEXTS = mixed_lengths(4000)
LONG_TEXTS = [(text * 100)[:4000] for text in TEXTS[:600]]


def request(body: object, path: str = "/predict/batch") -> bytes:
    """A request as it goes over the wire."""
    content = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: {len(content)}"
    return f"{head}\r\n\r\n".encode() + content


def figure(api: Running, name: str) -> float:
    """The sum of a series at /metrics."""
    return _sum(name, httpx2.get(f"{api.url}/metrics", timeout=30).text)


async def figure_of(http: httpx2.AsyncClient, name: str) -> float:
    """The same, while requests of this client are under way."""
    return _sum(name, (await http.get("/metrics")).text)


def _sum(name: str, metrics: str) -> float:
    return sum(float(line.rpartition(" ")[2]) for line in metrics.splitlines() if line.startswith(name))


def assert_well(api: Running) -> None:
    """The service answers, and nothing is left in its queue."""
    answer = httpx2.post(f"{api.url}/predict", json={"text": "I love it"}, timeout=30)
    assert (answer.status_code, answer.json()["sentiment"]) == (200, "positive")
    assert figure(api, "sentiment_queue_texts") == 0
    assert "Traceback" not in api.log


async def test_what_200_clients_who_left_had_asked_is_dropped_and_the_rest_is_answered() -> None:
    with running_api(free_port(), QUEUE_SIZE="100000") as api:
        address = ("127.0.0.1", int(api.url.rpartition(":")[2]))
        for client in range(200):
            whole = request({"texts": TEXTS[20 * client : 20 * client + 20]})
            with socket.create_connection(address) as connected:
                connected.sendall(whole if client % 4 else whole[: len(whole) // 2])
        wait_until(lambda: figure(api, "sentiment_queue_texts") == 0)
        assert_well(api)
        assert figure(api, 'http_requests_total{method="POST",path="/predict/batch",status="499"}') > 100
        assert figure(api, "sentiment_run_texts_sum") < 1500  # of the 3,000 that came in whole


async def test_in_a_flood_every_request_gets_200_or_503_and_the_service_is_well_afterwards() -> None:
    with running_api(free_port(), QUEUE_SIZE="40") as api:
        async with httpx2.AsyncClient(base_url=api.url, timeout=60, limits=httpx2.Limits(max_connections=None)) as http:
            texts = (TEXTS[4 * client : 4 * client + 4] for client in range(400))
            asked = [http.post("/predict/batch", json={"texts": own}) for own in texts]
            responses = await asyncio.gather(*asked)
        counts = Counter(response.status_code for response in responses)
        assert set(counts) == {200, 503}
        refused = [response for response in responses if response.status_code == 503]
        assert all(int(response.headers["Retry-After"]) >= 1 for response in refused)
        assert all("busy" in response.json()["detail"] for response in refused)
        assert_well(api)


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_told_to_stop_the_service_loses_no_request_it_let_in(workers: str) -> None:
    with running_api(free_port(), WORKERS=workers, STOP_TIMEOUT="60") as api:
        async with httpx2.AsyncClient(base_url=api.url, timeout=60, limits=httpx2.Limits(max_connections=None)) as http:
            texts = (LONG_TEXTS[2 * client : 2 * client + 2] for client in range(64))
            asked = [asyncio.create_task(http.post("/predict/batch", json={"texts": own})) for own in texts]
            while await figure_of(http, "http_requests_under_way") + sum(request.done() for request in asked) < 64 + 1:
                await asyncio.sleep(0.05)
            assert not all(request.done() for request in asked)
            api.process.send_signal(signal.SIGTERM)
            responses = await asyncio.gather(*asked)
        assert {response.status_code for response in responses} == {200}
        log = api.stop(signal.SIGTERM)
        assert api.process.returncode == 0
        assert "Traceback" not in log
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{api.url}/ready")


async def test_while_it_stops_the_service_is_not_ready_and_takes_nothing_new() -> None:
    with running_api(free_port(), STOP_TIMEOUT="60") as api:
        async with httpx2.AsyncClient(base_url=api.url, timeout=60) as http:
            large = asyncio.create_task(http.post("/predict/batch", json={"texts": LONG_TEXTS[:100]}))
            await asyncio.sleep(0.3)
            api.process.send_signal(signal.SIGTERM)
            await asyncio.sleep(0.3)
            statuses = [(await http.get(path)).status_code for path in ("/health", "/ready")]
            refused = await http.post("/predict", json={"text": "good"})
            assert (statuses, refused.status_code) == ([200, 503], 503)
            assert "stopping" in refused.json()["detail"]
            assert (await large).status_code == 200


async def test_it_stops_in_the_stated_time_even_with_requests_unanswered() -> None:
    with running_api(free_port(), STOP_TIMEOUT="0.5") as api:
        async with httpx2.AsyncClient(base_url=api.url, timeout=60) as http:
            large = asyncio.create_task(http.post("/predict/batch", json={"texts": LONG_TEXTS[:256]}))
            while await figure_of(http, "http_requests_under_way") < 2:
                await asyncio.sleep(0.05)
            started = time.monotonic()
            log = await asyncio.to_thread(api.stop, signal.SIGTERM)
            assert time.monotonic() - started < 10
            assert api.process.returncode == 0
            assert "STOP_TIMEOUT is over: 1 requests" in log
            answer = await large
            assert (answer.status_code, "stopped" in answer.json()["detail"]) == (503, True)


async def test_the_time_of_a_request_is_limited_from_its_first_byte_to_its_answer() -> None:
    with running_api(free_port(), REQUEST_TIMEOUT="0.7") as api:
        slow = httpx2.post(f"{api.url}/predict/batch", json={"texts": LONG_TEXTS[:256]}, timeout=30)
        assert slow.status_code == 504
        assert "not answered within 0.7 s" in slow.json()["detail"]
        with socket.create_connection(("127.0.0.1", int(api.url.rpartition(":")[2])), timeout=30) as half_sent:
            half_sent.sendall(request({"texts": ["good"]})[:-5])
            assert half_sent.recv(100).startswith(b"HTTP/1.1 408 ")
        assert_well(api)


async def test_several_workers_count_together_and_share_the_cores() -> None:
    with running_api(free_port(), WORKERS="2", LOG_FORMAT="json") as api:
        for _ in range(20):
            assert httpx2.post(f"{api.url}/predict", json={"text": "good"}, timeout=30).status_code == 200
        assert {figure(api, 'http_requests_total{method="POST",path="/predict"') for _ in range(5)} == {20}
        assert api.log.count("Serving") == 2
        api.stop(signal.SIGTERM)
        assert api.process.returncode == 0


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[uvicorn.Server]:
    """A server with our protocol that gives clients half a second for their headers, and answers with 20 MB."""

    async def answer(scope: object, receive: object, send: "uvicorn._types.ASGISendCallable") -> None:
        length = [(b"content-length", b"20000000")]
        await send({"type": "http.response.start", "status": 200, "headers": length, "trailers": False})
        await send({"type": "http.response.body", "body": b"x" * 20_000_000, "more_body": False})

    monkeypatch.setattr(connection, "HEADER_SECS", 0.5)
    config = uvicorn.Config(
        answer, port=free_port(), http=PromptHttpProtocol, ws="none", lifespan="off", log_config=None,
        timeout_keep_alive=1,
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_until(lambda: server.started)
    yield server
    server.should_exit = True
    thread.join()


GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize(
    "parts",
    [
        [b""],
        [b"GET / HT"],
        [b"GET / HTTP/1.1\r\nHost: x\r\n"],
        [GET + b"GET /"],
        [GET, b"\r\n"],  # behind an answer, where only the pause between two requests is limited
        [b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n", b"x"],  # answered without its body
    ],
)
def test_a_connection_that_never_sends_its_headers_is_closed(server: uvicorn.Server, parts: list[bytes]) -> None:
    with socket.create_connection(("127.0.0.1", server.config.port), timeout=10) as held:
        for part in parts:
            held.sendall(part)
            time.sleep(0.2)
        assert httpx2.get(f"http://127.0.0.1:{server.config.port}/").status_code == 200
        with suppress(ConnectionResetError):
            while held.recv(1_000_000):
                pass  # the answer to the one whole request; then it is closed, or `recv` fails after ten seconds


def test_a_connection_whose_client_does_not_read_is_ended_and_a_slow_reader_gets_all(server: uvicorn.Server) -> None:
    address = ("127.0.0.1", server.config.port)
    with socket.create_connection(address, timeout=10) as idle, socket.create_connection(address, timeout=10) as slow:
        for connected in (idle, slow):
            connected.sendall(GET)
        read = 0
        while part := slow.recv(1_000_000):  # for longer than an idle connection is kept
            read += len(part)
            time.sleep(0.1)
        assert read > 20_000_000
        wait_until(lambda: not server.server_state.connections)


def test_endless_headers_and_what_is_no_http_are_refused_in_the_shape_of_all_errors(server: uvicorn.Server) -> None:
    for sent, status in ((b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 20_000, 431), (b"HELLO\r\n\r\n", 400)):
        with socket.create_connection(("127.0.0.1", server.config.port), timeout=10) as connected:
            connected.sendall(sent[:1000])
            time.sleep(0.1)
            with suppress(ConnectionError):
                connected.sendall(sent[1000:])
            head, _, body = connected.recv(10_000).partition(b"\r\n\r\n")
        assert head.startswith(f"HTTP/1.1 {status} ".encode())
        assert json.loads(body)["status"] == status


async def test_with_too_many_connections_predictions_are_refused_but_probes_answered() -> None:
    with running_api(free_port(), MAX_CONNECTIONS="3") as api:
        address = ("127.0.0.1", int(api.url.rpartition(":")[2]))
        held = [socket.create_connection(address) for _ in range(4)]
        try:
            refused = httpx2.post(f"{api.url}/predict", json={"text": "good"})
            assert (refused.status_code, refused.json()["status"]) == (503, 503)
            assert refused.headers["Retry-After"]
            assert httpx2.get(f"{api.url}/health").status_code == 200
        finally:
            for connected in held:
                connected.close()
        wait_until(lambda: httpx2.post(f"{api.url}/predict", json={"text": "good"}).status_code == 200)


async def test_a_worker_that_dies_is_replaced_and_its_figures_do_not_stay() -> None:
    with running_api(free_port(), WORKERS="2") as api:
        async with httpx2.AsyncClient(base_url=api.url, timeout=60) as http:
            asked = [
                asyncio.create_task(http.post("/predict/batch", json={"texts": LONG_TEXTS[:200]})) for _ in range(4)
            ]
            await asyncio.sleep(0.5)
            workers = subprocess.run(["pgrep", "-P", str(api.process.pid)], capture_output=True, text=True, check=True)
            for pid in workers.stdout.split():
                with suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)
            await asyncio.gather(*asked, return_exceptions=True)
        wait_until(lambda: api.log.count("Serving") >= 4)
        assert httpx2.post(f"{api.url}/predict", json={"text": "good"}, timeout=30).status_code == 200
        assert figure(api, "http_requests_under_way") == 1  # the one that asks
        assert figure(api, "sentiment_queue_texts") == 0


async def test_ctrl_c_ends_several_workers_in_order_too() -> None:
    with running_api(free_port(), WORKERS="2", STOP_TIMEOUT="60") as api:
        async with httpx2.AsyncClient(base_url=api.url, timeout=60) as http:
            large = asyncio.create_task(http.post("/predict/batch", json={"texts": LONG_TEXTS[:150]}))
            while await figure_of(http, "http_requests_under_way") < 2:
                await asyncio.sleep(0.05)
            family = [
                api.process.pid,
                *map(int, subprocess.check_output(["pgrep", "-P", str(api.process.pid)]).split()),
            ]
            for pid in family:  # as a terminal does
                os.kill(pid, signal.SIGINT)
            assert (await large).status_code == 200
            log = await asyncio.to_thread(api.stop)
        assert "Traceback" not in log
        assert log.count("Application shutdown complete") == 2


def test_a_service_that_is_told_to_stop_while_it_starts_stops() -> None:
    for pause in (0.2, 0.4, 0.6):
        process = subprocess.Popen(
            [sys.executable, "-m", "twitter_sentiment", "serve", "--port", str(free_port())],
            env=os.environ | {"PYTHONPATH": str(REPOSITORY / "src")}, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(pause)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) in (0, -signal.SIGTERM)  # the latter before Python runs our first line


def test_a_request_is_traced_without_its_text_where_a_collector_is_named() -> None:
    received: list[bytes] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Collector) as collector:
        thread = threading.Thread(target=collector.serve_forever)
        thread.start()
        endpoint = f"http://127.0.0.1:{collector.server_port}"
        with running_api(free_port(), OTEL_EXPORTER_OTLP_ENDPOINT=endpoint, OTEL_SERVICE_NAME="my-sentiments") as api:
            assert httpx2.post(f"{api.url}/predict", json={"text": "private words"}, timeout=30).status_code == 200
            httpx2.get(f"{api.url}/predict?text=private")
            httpx2.get(f"{api.url}/private/words")
            api.stop(signal.SIGTERM)
        collector.shutdown()
        thread.join()
    spans = b"".join(received)
    assert b"POST /predict" in spans
    assert b"my-sentiments" in spans
    assert b"private" not in spans
    assert b"/ready" not in spans
