"""Run the AWS emulator on this machine until Ctrl-C: `python3 tools/emulator.py [PORT]`.

Programs of this folder can have one that ends with a block of theirs: `running`.

It forgets everything when it ends. It runs the functions' binaries as they are, so it needs Linux
on an x86-64 processor.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator

from environments import AWS
from project import ROOT, Problem, main, replace_with, say

# Straight to this machine, whatever proxy the environment names.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))

# How long it may take until it serves; alone on a processor it takes one to two seconds.
_PATIENCE = 120.0
# How long it may take to end what it runs.
_GRACE = 10.0


def port_of(arguments: list[str]) -> int:
    """The port that was asked for, else one that is free."""
    if not arguments:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])
    if len(arguments) > 1 or not arguments[0].isdecimal() or not 0 < int(arguments[0]) < 65536:
        raise Problem(f"`{' '.join(arguments)}` is no port; say one number below 65536, or nothing")
    return int(arguments[0])


def settings(port: int) -> dict[str, str]:
    """The endpoint is passed on to the functions; without a host it would listen to the network."""
    return {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "GATEWAY_PORT": f"{port}",
        "BIND_HOST": "127.0.0.1",
        # What the tests add to the emulator, so that refusals say why here as well.
        "PYTHONPATH": str(ROOT / "crates" / "test-aws" / "emulator"),
    }


def check_machine() -> None:
    machine = platform.machine().lower()
    if sys.platform != "linux" or machine not in ("x86_64", "amd64"):
        raise Problem(
            f"the emulator runs x86-64 binaries of Linux; this is {sys.platform} {machine}"
        )


def emulate(arguments: list[str]) -> int:
    check_machine()
    port = port_of(arguments)
    AWS.provide()
    os.environ.update(settings(port))
    say("an AWS without an account; in another terminal:")
    print(f"\n  export AWS_ENDPOINT_URL={os.environ['AWS_ENDPOINT_URL']}\n", flush=True)
    return replace_with([AWS.command("ministack")])


@contextlib.contextmanager
def running(**more: str) -> Iterator[str]:
    """An emulator on a free port, which ends with the block; gives its address. `more` are
    variables for its environment."""
    check_machine()
    AWS.provide()
    # By its name, for another program may have taken the port in between.
    name = secrets.token_hex(8)
    given = {**more, **settings(port_of([])), "MINISTACK_EDITION": name}
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [AWS.command("ministack")],
            # What it and its functions keep on the disk ends with them.
            env={**os.environ, **given, "TMPDIR": folder},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            # A group of its own, so that all that it started can be ended with it.
            start_new_session=True,
        )
        # To end this program is to end the block as well.
        before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
        try:
            deadline = time.monotonic() + _PATIENCE
            while not serves(given["AWS_ENDPOINT_URL"], name):
                if process.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    said = log.read().decode(errors="replace").strip()
                    raise Problem(f"the emulator does not serve:\n{said}")
                time.sleep(0.1)
            yield given["AWS_ENDPOINT_URL"]
        finally:
            _end_group(process)
            signal.signal(signal.SIGTERM, before)


def serves(endpoint: str, name: str) -> bool:
    """Whether the emulator of that name answers there."""
    try:
        with OPENER.open(f"{endpoint}/_ministack/health", timeout=5) as answer:
            return json.load(answer).get("edition") == name
    except (OSError, ValueError):
        return False


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """Ends the process and what it started: asks it, waits, and insists."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


if __name__ == "__main__":
    main(emulate)
