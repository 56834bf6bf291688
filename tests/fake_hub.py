"""A stand-in for the Hugging Face Hub that keeps what is pushed to it."""

import base64
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any


class FakeHub:
    """Accepts what huggingface_hub sends to make a repository and to commit files.

    Attributes:
        url: its address, for HF_ENDPOINT.
        created: the bodies of requests for a new repository.
        files: the content of the committed files, by path.
        tokens: what came as `Authorization`.
    """

    def __init__(self, *, refuse: bool = False) -> None:
        """Listen; with `refuse`, every request is answered with 403."""
        self.created: list[dict[str, Any]] = []
        self.files: dict[str, bytes] = {}
        self.tokens: set[str] = set()
        self._refuse = refuse
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def answer(self, path: str, body: bytes) -> dict[str, Any]:
        """Answer a request."""
        if path == "/api/repos/create":
            self.created.append(json.loads(body))
            return {"url": f"{self.url}/{self.created[-1]['organization']}/{self.created[-1]['name']}"}
        if "/preupload/" in path:
            files = json.loads(body)["files"]
            return {"files": [{"path": file["path"], "uploadMode": "regular", "shouldIgnore": False} for file in files]}
        if "/commit/" in path:
            entries = [json.loads(line) for line in body.splitlines()]
            for entry in entries:
                if entry["key"] == "file":
                    self.files[entry["value"]["path"]] = base64.b64decode(entry["value"]["content"])
            repository = path.removeprefix("/api/models").partition("/commit/")[0]
            return {"commitUrl": f"{self.url}{repository}/commit/1", "commitOid": "1", "pullRequestUrl": None}
        return {"errors": [], "warnings": []}  # of the metadata of a card

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                hub.tokens.add(self.headers.get("Authorization", ""))
                status, answer = (403, {"error": "You may not."}) if hub._refuse else (200, hub.answer(self.path, body))
                content = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                pass

        return Handler

    def __enter__(self) -> "FakeHub":
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
