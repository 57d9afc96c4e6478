"""Install what this project needs, and only what is missing or out of date.

`python3 tools/setup.py` does everything, `python3 tools/setup.py rust frontend` some of the PARTS.
"""

from __future__ import annotations

from collections.abc import Callable

import embeddings as model
import node
import system
from environments import AWS, COURSE, DECKS, INTEROP, PYTHON_LINT, cargo_tool
from project import Problem, main, say


def rust() -> None:
    system.check_rust()
    system.provide([system.C_COMPILER])


def apertium() -> None:
    system.provide([system.APERTIUM])


def frontend() -> None:
    system.check_node()
    node.install(node.FRONTEND)


def browser() -> None:
    system.check_node()
    system.provide([system.CHROMIUM, system.CJK_FONT, system.EMOJI_FONT, system.APERTIUM])
    node.install(node.BROWSER_TESTS)


def interop() -> None:
    # The plugin's own classes call the server, which translates for them.
    system.provide([system.PHP, system.GUZZLE, system.APERTIUM])
    INTEROP.provide()


def embeddings() -> None:
    """The model with which the index on one machine finds passages by what they mean."""
    say(f"embeddings: {model.provide()}")


def course() -> None:
    """What makes the files of the course that the assistant is tried on."""
    COURSE.provide()


def aws() -> None:
    """The emulator, and what builds functions and checks templates."""
    AWS.provide()


def infra() -> None:
    system.check_node()
    node.install(node.INFRA)
    aws()


def plugins() -> None:
    """What tests Moodle plugins without a Moodle."""
    system.check_node()
    system.provide([system.PHP, system.PHPUNIT, system.GUZZLE, system.PHP_CODESNIFFER])
    node.install(node.PLUGINS)
    node.install(node.PHP_VERSIONS)


def moodle() -> None:
    """What tests plugins in a Moodle, beside a browser."""
    system.provide([system.PHP, system.FAKETIME])


def bench() -> None:
    system.provide([system.OPENSSL])
    DECKS.provide()


def lint() -> None:
    PYTHON_LINT.provide()
    cargo_tool("cargo-machete")
    cargo_tool("cargo-deny")


def package() -> None:
    cargo_tool("cargo-cyclonedx")


PARTS: dict[str, Callable[[], None]] = {
    part.__name__: part
    for part in (
        *(rust, apertium, embeddings, frontend, browser, interop, course, aws, infra, plugins),
        *(bench, lint, package),
    )
}


def set_up(arguments: list[str]) -> None:
    system.check_python()
    names = arguments or list(PARTS)
    for name in names:
        if name not in PARTS:
            raise Problem(f"no part is called {name}; there are: {', '.join(PARTS)}")
        PARTS[name]()
    say(f"set up: {', '.join(names)}")


if __name__ == "__main__":
    main(set_up)
