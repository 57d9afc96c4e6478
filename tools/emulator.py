"""Run the AWS emulator on this machine until Ctrl-C: `python3 tools/emulator.py [PORT]`.

It forgets everything when it ends. It runs the functions' binaries as they are, so it needs Linux
on an x86-64 processor.
"""

from __future__ import annotations

import os
import platform
import socket
import sys

from environments import AWS
from project import ROOT, Problem, main, replace_with, say


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


if __name__ == "__main__":
    main(emulate)
