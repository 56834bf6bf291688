"""Digests of images, looked up in a registry that stands in for the real one."""

import http.server
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..conftest import REPOSITORY

DIGEST = "sha256:" + "0123456789abcdef" * 4
VARIABLES = ("PYTHON_DIGEST", "POSTGRES_DIGEST", "PROMETHEUS_DIGEST", "GRAFANA_DIGEST")


class Registry(http.server.BaseHTTPRequestHandler):
    """A registry that wants an anonymous token, as Docker Hub does."""

    digest = DIGEST
    paths: list[str]

    def do_HEAD(self) -> None:
        host = self.headers["Host"]
        if self.headers.get("Authorization") != "Bearer anonymous":
            self.send_response(401)
            repository = self.path.split("/manifests/")[0].removeprefix("/v2/")
            challenge = f'Bearer realm="http://{host}/token",service="test",scope="repository:{repository}:pull"'
            self.send_header("WWW-Authenticate", challenge)
        else:
            assert "application/vnd.oci.image.index.v1+json" in self.headers["Accept"]
            self.paths.append(self.path)
            self.send_response(200)
            self.send_header("Docker-Content-Digest", self.digest)
        self.end_headers()

    def do_GET(self) -> None:
        assert re.match(r"/token\?service=test&scope=repository%3A\w+%2F\w+%3Apull$", self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"token": "anonymous"}).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def registry() -> Iterator[str]:
    Registry.paths = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Registry) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def pin_images(*arguments: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, str(REPOSITORY / "scripts" / "pin_images.py"), *arguments]
    return subprocess.run(line, capture_output=True, text=True, check=False)


def test_pin_images_prints_a_digest_for_each_image(registry: str) -> None:
    done = pin_images("--registry", registry)
    assert done.stdout.splitlines() == [f"{variable}=@{DIGEST}" for variable in VARIABLES]
    assert "/v2/library/python/manifests/3.11-slim-bookworm" in Registry.paths
    assert "/v2/prom/prometheus/manifests/v3.5.0" in Registry.paths


def test_pin_images_replaces_its_own_lines_only(registry: str) -> None:
    Path(".env").write_text("API_PORT=8000\nPYTHON_DIGEST=@sha256:old\n#POSTGRES_DIGEST=\n")
    for _ in range(2):
        assert pin_images(".env", "--registry", registry).returncode == 0
    lines = Path(".env").read_text().splitlines()
    assert lines[:2] == ["API_PORT=8000", "#POSTGRES_DIGEST="]
    assert lines[2:] == [f"{variable}=@{DIGEST}" for variable in VARIABLES]


@pytest.mark.parametrize("digest", ["", "latest", "sha256:short"])
def test_pin_images_without_digest_changes_nothing(registry: str, digest: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Registry, "digest", digest)
    done = pin_images(".env", "--registry", registry)
    assert (done.returncode, Path(".env").exists()) == (1, False)
    assert "the images stay as they were" in done.stderr


def test_pin_images_names_a_registry_out_of_reach() -> None:
    done = pin_images("--registry", "http://127.0.0.1:9")
    assert done.returncode == 1
    assert done.stderr.startswith("The registry http://127.0.0.1:9 gives no digest")


def test_every_image_can_be_pinned() -> None:
    texts = [(REPOSITORY / name).read_text() for name in ("Dockerfile.api", "Dockerfile.ui", "docker-compose.yml")]
    images = re.findall(r"^(?:FROM|    image:) (\S+:\S+)", "\n".join(texts), re.MULTILINE)
    assert len(images) == 7
    assert all(re.search(r"\$\{\w+_DIGEST(:-)?\}$", image) for image in images)
