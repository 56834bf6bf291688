"""Requests that are no HTTP, or HTTP that few clients send: smuggling, endless headers, upgrades."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ..running import Running
from .wire import BODY, CHUNK, CHUNKED, GET, LENGTH, POST, exchange, memory_of

pytestmark = pytest.mark.e2e

H2C = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n"
END = b"0\r\n\r\n"
MEBIBYTE = 1_048_576


def post(*headers: bytes) -> bytes:
    return POST + b"".join(header + b"\r\n" for header in headers) + b"\r\n"


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        # the beginning of the body is not certain
        ([post(b"Content-Length: 21", b"Content-Length: 21"), BODY], 400),
        ([post(b"Content-Length: 21", b"Content-Length: 5"), BODY], 400),
        ([post(b"Content-Length: -1"), BODY], 400),
        ([post(b"Content-Length: +21"), BODY], 400),
        ([post(b"Content-Length: 100000000000000000000"), BODY], 400),
        ([post(b"Content-Length: 21", b"Transfer-Encoding: chunked"), BODY], 400),
        ([post(b"Transfer-Encoding: xchunked"), BODY], 400),
        ([post(b"Transfer-Encoding : chunked"), BODY], 400),
        ([post(b"Transfer-Encoding: chunked, identity"), BODY], 400),
        ([POST + CHUNKED, b"ZZ\r\n"], 400),
        ([POST + CHUNKED, b"fffffffffffffffff\r\n"], 400),
        # headers
        ([GET + b"A: b\x00\r\n\r\n"], 400),
        ([GET + b"A: b\r\n c\r\n\r\n"], 400),
        ([GET + b"no colon\r\n\r\n"], 400),
        ([GET + b"A: b\n\r\n"], 400),
        ([GET + b"Host: y\r\n\r\n"], 400),
        ([b"GET /health HTTP/1.1\r\n\r\n"], 400),
        ([b"GET /health HTTP/1.0\r\n\r\n"], 200),
        ([GET + b"Expect: 200-ok\r\n\r\n"], 417),
        # addresses and methods
        ([b"GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n"], 404),
        ([b"GET /docs/../predict HTTP/1.1\r\nHost: x\r\n\r\n"], 404),
        ([b"GET //health HTTP/1.1\r\nHost: x\r\n\r\n"], 404),
        ([b"GET http://x/health HTTP/1.1\r\nHost: x\r\n\r\n"], 200),
        ([b"CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n"], 400),
        ([b"TRACE /health HTTP/1.1\r\nHost: x\r\n\r\n"], 405),
        ([b"PROPFIND /health HTTP/1.1\r\nHost: x\r\n\r\n"], 405),
        ([b"FOO /health HTTP/1.1\r\nHost: x\r\n\r\n"], 400),
        ([b"post /predict HTTP/1.1\r\nHost: x\r\n\r\n"], 400),
        ([POST.replace(b"/predict", b"/predict/").replace(b"Host: x", b"Host: evil.example") + LENGTH, BODY], 404),
        # other protocols
        ([b"HELLO\r\n\r\n"], 400),
        ([b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"], 400),
        ([b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"], 400),
        ([b"GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"], 405),
    ],
)
def test_unusual_request_is_answered_once(target_api: Running, parts: list[bytes], status: int) -> None:
    reply = exchange(target_api, *parts)
    assert reply.statuses == [status]
    assert f'"status":{status}' in reply.text.replace('": ', '":') or status == 200
    assert "location:" not in reply.text.lower()


def test_pipelined_requests_are_all_answered(target_api: Running) -> None:
    assert exchange(target_api, (POST + LENGTH + BODY + GET + b"\r\n") * 25, responses=50).statuses == [200] * 50


def test_garbage_behind_a_body_is_refused(target_api: Running) -> None:
    assert exchange(target_api, POST + LENGTH + BODY + b"\x00garbage", responses=2).statuses[-1] == 400


def test_continue_is_sent_on_request(target_api: Running) -> None:
    assert exchange(target_api, POST + b"Expect: 100-continue\r\n" + LENGTH, BODY).statuses == [100, 200]


@pytest.mark.parametrize(
    "parts",
    [
        [b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"],
        [GET + b"A: " + b"a" * 70_000 + b"\r\n\r\n"],
        [GET + b"A: ", *[b"a" * 10_000] * 60],
        [GET + b"a:\r\n" * 6_000 + b"\r\n"],
        [GET, *[b"a:\r\n" * 1_000] * 20],
        [POST + CHUNKED + b"0\r\n", *[b"a:\r\n" * 10_000] * 250],
        [POST + CHUNKED + CHUNK + b"0\r\nA: ", *[b"a" * 50_000] * 200],
        [b"\r\n" * 10_000] * 10,
    ],
    ids=["address", "one", "growing", "many", "later", "trailers", "long trailer", "blank lines"],
)
def test_endless_headers_are_431_and_cost_no_memory(target_api: Running, parts: list[bytes]) -> None:
    exchange(target_api, POST + LENGTH + BODY)
    before = memory_of(target_api)
    reply = exchange(target_api, *parts)
    assert reply.statuses in ([431], [])  # what the client had not sent yet may discard the response
    assert exchange(target_api, *parts, responses=2).closed
    assert memory_of(target_api) - before < 4 * MEBIBYTE


def test_trailers_are_dropped(target_api: Running) -> None:
    trailers = b"0\r\nAuthorization: Bearer x\r\nX: y\r\n\r\n"
    assert exchange(target_api, POST + CHUNKED + CHUNK + trailers + GET + b"\r\n", responses=2).statuses == [200, 200]


@pytest.mark.parametrize(
    "parts",
    [
        [POST + H2C + LENGTH + BODY],
        [POST + H2C[:30], H2C[30:] + LENGTH, BODY[:5], BODY[5:]],
        [POST + H2C + CHUNKED + CHUNK + END],
        [POST + H2C, CHUNKED, CHUNK, END],
    ],
    ids=["length", "length in parts", "chunked", "chunked in parts"],
)
def test_upgrade_to_h2c_is_ignored_and_body_read(target_api: Running, parts: list[bytes]) -> None:
    reply = exchange(target_api, *parts, GET + b"\r\n", responses=2)
    assert reply.statuses == [200, 200]
    assert '"sentiment":"positive"' in reply.text


def test_many_upgrades_in_one_packet_are_answered(target_api: Running) -> None:
    assert exchange(target_api, (GET + H2C + b"\r\n") * 100, responses=100).statuses == [200] * 100


def test_curl_with_http2_gets_a_prediction(target_api: Running) -> None:
    line = ["curl", "--silent", "--http2", "--data", BODY.decode(), "--header", "Content-Type: application/json"]
    assert '"sentiment":"positive"' in subprocess.check_output([*line, f"{target_api.url}/predict"], text=True)


@pytest.mark.skipif(shutil.which("javac") is None, reason="needs a JDK")
def test_java_client_with_defaults_gets_a_prediction(target_api: Running, tmp_path: Path) -> None:
    (tmp_path / "Ask.java").write_text(
        """
        import java.net.URI;
        import java.net.http.*;

        class Ask {
            public static void main(String[] arguments) throws Exception {
                var body = HttpRequest.BodyPublishers.ofString("{\\"text\\": \\"I love it\\"}");
                var request = HttpRequest.newBuilder(URI.create(arguments[0])).POST(body)
                    .header("Content-Type", "application/json").build();
                var handler = HttpResponse.BodyHandlers.ofString();
                System.out.println(HttpClient.newHttpClient().send(request, handler).body());
            }
        }
        """
    )
    environment = {"PATH": os.environ["PATH"]}
    line = ["java", "-Xmx64m", "Ask.java", f"{target_api.url}/predict"]
    assert '"sentiment":"positive"' in subprocess.check_output(line, cwd=tmp_path, text=True, env=environment)
