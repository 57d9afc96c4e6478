"""The tool under test: the built `moodle-aws` binary on a free port of this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import requests

from lms import Lms

START_SECONDS = 30
STOP_SECONDS = 10
TOOLS = Path(__file__).resolve().parents[2] / "tools"


class Tool:
    def __init__(self, binary: Path, folder: Path) -> None:
        self.binary = binary
        self.data = folder / "data"
        self.log_file = folder / "serve.log"
        port = _free_port()
        self.url = f"http://localhost:{port}"
        arguments = {
            "--addr": f"127.0.0.1:{port}",
            "--public-url": self.url,
            "--data": self.data,
            "--frontend": _empty_page(folder / "frontend"),
        }
        with self.log_file.open("wb") as log:
            self._process = subprocess.Popen(
                [binary, "serve", *_flat(arguments)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"serve ended with {self._process.returncode}:\n{self.log()}")
            if self._is_healthy():
                return
            time.sleep(0.05)
        raise RuntimeError(f"serve was not healthy in {START_SECONDS} s:\n{self.log()}")

    def register(self, lms: Lms) -> None:
        """`platform add` beside the running server."""
        arguments = {
            "--issuer": lms.issuer,
            "--client-id": lms.client_id,
            "--deployment-id": lms.deployment_id,
            "--auth-url": lms.auth_url,
            "--token-url": lms.token_url,
            "--jwks-url": lms.jwks_url,
        }
        self.command("platform", "add", *_flat(arguments))

    def command(self, *arguments: str | Path) -> str:
        """Runs `moodle-aws` on the server's data, and returns what it prints."""
        done = subprocess.run(
            [self.binary, *arguments, "--data", self.data],
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _is_healthy(self) -> bool:
        try:
            return requests.get(f"{self.url}/healthz", timeout=5).status_code == 200
        except requests.ConnectionError:
            return False


def binary() -> Path:
    """`MOODLE_AWS_BIN`, else what `cargo build` makes."""
    if given := os.environ.get("MOODLE_AWS_BIN"):
        return Path(given)
    command = [sys.executable, "-c", "import project; print(project.server_binary())"]
    printed = subprocess.run(
        command, cwd=TOOLS, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    return Path(printed.splitlines()[-1])


def _flat(arguments: Mapping[str, str | Path]) -> list[str | Path]:
    return [part for pair in arguments.items() for part in pair]


def _empty_page(folder: Path) -> Path:
    """A front end without content: these tests speak HTTP, and need no build of the real one."""
    folder.mkdir()
    (folder / "index.html").write_text("<!doctype html><title>page</title>", encoding="utf-8")
    return folder


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
