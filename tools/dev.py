"""Build the front end when it is stale, then run the server with the demo LMS beside it.

Arguments go to `moodle-aws serve`.
"""

from __future__ import annotations

import node
import setup
import system
from project import main, replace_with, say

DEFAULTS = {"--data": ".data", "--frontend": "frontend/dist"}


def serve_arguments(given: list[str]) -> list[str]:
    """The arguments of `serve`: the demo and the defaults that `given` does not set itself."""
    names = {argument.split("=", 1)[0] for argument in given}
    defaults = [pair for pair in DEFAULTS.items() if pair[0] not in names]
    return ["--demo", *(part for pair in defaults for part in pair), *given]


def dev(arguments: list[str]) -> int:
    system.check_python()
    setup.rust()
    node.build_frontend()
    command = ["cargo", "run", "-p", "moodle-aws", "--", "serve", *serve_arguments(arguments)]
    say(" ".join(command))
    return replace_with(command)


if __name__ == "__main__":
    main(dev)
