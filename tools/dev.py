"""Build the front end when it is stale, then run the server with the demo LMS beside it.

Arguments go to `moodle-aws serve`.
"""

from __future__ import annotations

import os

import embeddings
import node
import setup
import system
from project import main, replace_with, say

DEFAULTS = {
    "--data": ".data",
    "--frontend": "frontend/dist",
    "--embeddings": str(embeddings.FOLDER),
}
# What `serve` translates with instead of Apertium.
MODEL_URL = "MOODLE_AWS_TRANSLATE_URL"
HOW_TO_TRANSLATE = (
    f"`sudo apt-get install {' '.join(system.APERTIUM.apt)}`, or give --translate-url and "
    "--translate-model of an OpenAI-compatible API (Ollama, vLLM, llama.cpp)"
)


def serve_arguments(given: list[str]) -> list[str]:
    """The arguments of `serve`: the demo and the defaults that `given` does not set itself."""
    names = {argument.split("=", 1)[0] for argument in given}
    defaults = [pair for pair in DEFAULTS.items() if pair[0] not in names]
    return ["--demo", *(part for pair in defaults for part in pair), *given]


def names_a_model(given: list[str]) -> bool:
    """Whether the person translates with a language model already."""
    named = any(argument.split("=", 1)[0] == "--translate-url" for argument in given)
    return named or bool(os.environ.get(MODEL_URL))


def dev(arguments: list[str]) -> int:
    system.check_python()
    setup.rust()
    if not names_a_model(arguments):
        system.offer(system.APERTIUM, HOW_TO_TRANSLATE)
    embeddings.provide()
    node.build_frontend()
    command = ["cargo", "run", "-p", "moodle-aws", "--", "serve", *serve_arguments(arguments)]
    say(" ".join(command))
    return replace_with(command)


if __name__ == "__main__":
    main(dev)
