"""Traces for OpenTelemetry."""

import signal
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx2
import pytest

from ..running import free_port, running_api


@pytest.mark.e2e
def test_spans_contain_no_text() -> None:
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
            httpx2.get(f"{api.url}/v2/models/private")
            httpx2.get(f"{api.url}/v2/models/default")
            api.stop(signal.SIGTERM)
        collector.shutdown()
        thread.join()
    spans = b"".join(received)
    assert b"POST /predict" in spans
    assert b"/v2/models/default" in spans
    assert b"my-sentiments" in spans
    assert b"private" not in spans
    assert b"/ready" not in spans
