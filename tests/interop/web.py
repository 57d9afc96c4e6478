"""The platform's HTTP server: calls and answers as values, on a free port of this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    query: Mapping[str, str]
    # Names in the form in which HTTP libraries give them: `Content-Type`.
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    status: int
    # Sent as JSON; `None` is an answer without a body.
    body: Any = None
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


class Server:
    def __init__(self, answer: Callable[[Call], Answer]) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler(answer))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        # It looks that often whether it is to stop.
        serve = {"poll_interval": 0.02}
        threading.Thread(target=self._server.serve_forever, kwargs=serve, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def handler(answer: Callable[[Call], Answer]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        # An answer is sent at once: as two small packets it would wait for the first one's receipt.
        wbufsize = -1

        def do_GET(self) -> None:
            self.take()

        def do_POST(self) -> None:
            self.take()

        def do_PUT(self) -> None:
            self.take()

        def do_DELETE(self) -> None:
            self.take()

        def take(self) -> None:
            url = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.title(): value for name, value in self.headers.items()}
            call = Call(self.command, url.path, dict(parse_qsl(url.query)), headers, body)
            self.send(answer(call))

        def send(self, answered: Answer) -> None:
            body = b"" if answered.body is None else json.dumps(answered.body).encode()
            self.send_response(answered.status)
            if body:
                self.send_header("Content-Type", answered.media_type)
            for name, value in answered.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_message: object) -> None:
            pass

    return Handler
