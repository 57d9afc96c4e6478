"""Measure what the start of each Lambda function costs: time, memory, zip, first invocation.

`python3 tools/cold.py [--runs N] [--example] [FUNCTION ...]`; without a name: all of them, built
for this machine. `--example` measures the smallest function there can be instead,
crates/lambda/examples/small.rs.

The first invocation needs an AWS: the stack (STACK_NAME) at AWS_ENDPOINT_URL, if that is set, else
an emulator that is started for the measurement, with the stack deployed to it, and ends with it.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import platform
import re
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import cloud
import emulator
import lambdas
from project import ROOT, Problem, debug_binaries, main, output, run, say

ARCHITECTURES = {"x86_64": "x86_64", "AMD64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}
EVENTS = ROOT / "crates" / "lambda" / "tests" / "fixtures"
PLAN = ROOT / "dist" / "cold.json"


@dataclass(frozen=True)
class Function:
    # What it is sent first: a login; a token that nobody knows; a text for a Moodle site, which is
    # in the cache from the run on that is not counted; a session that nobody has; a schedule, on a
    # day on which no key is old enough; an event of Moodle; a call without a signature; a job that
    # nobody noted; a schedule, where no site has a token.
    event: str
    environment: Mapping[str, str]


PUBLIC_URL = "https://tool.example"
SITE = {"PUBLIC_URL": PUBLIC_URL, "MOODLE_URL": "https://moodle.example"}
MODEL = {"TRANSLATE_MODEL": "amazon.nova-lite-v1:0", "RESPONSE_MODE": "stream"}
# Where the emulator has them: it looks at the path.
QUEUES = {
    f"{which.upper()}_QUEUE_URL": f"http://127.0.0.1/{cloud.EMULATED_ACCOUNT}/moodle-plugins-{which}"
    for which in ("index", "failures")
}
INDEX = {
    "INDEX_QUEUE_URL": QUEUES["INDEX_QUEUE_URL"],
    # As infra/lib/constructs/knowledge-base.ts has it for emulators.
    "KNOWLEDGE_BASE_ID": "EMULATED00",
}
FILLING = {**INDEX, "DATA_SOURCE_ID": "EMULATED01", "STAGING_BUCKET": "staging"}
ANSWERING = {**INDEX, "ASSISTANT_MODEL": MODEL["TRANSLATE_MODEL"], "RESPONSE_MODE": "stream"}
FUNCTIONS = {
    "lti-tool": Function("login.json", SITE),
    "translate": Function("authorizer-context.json", {"PUBLIC_URL": PUBLIC_URL, **MODEL}),
    "moodle-authorizer": Function("authorizer-unknown-token.json", SITE),
    "rotate-keys": Function("no-request/schedule.json", {}),
    "readings": Function("reading-unknown-session.json", {"PUBLIC_URL": PUBLIC_URL}),
    "send-scores": Function("no-request/schedule.json", {"PUBLIC_URL": PUBLIC_URL}),
    "event-delay": Function("no-request/moodle-event.json", QUEUES),
    "put-events": Function("events-unsigned.json", {"PUBLIC_URL": PUBLIC_URL}),
    "index-file": Function("no-request/index-job.json", FILLING),
    "reconcile-index": Function("no-request/schedule.json", FILLING),
    "course-assistant": Function(
        "index-unknown-session.json", {"PUBLIC_URL": PUBLIC_URL, **ANSWERING}
    ),
}
EXAMPLE = Function("stage-prefix.json", {})

# What reaches an emulator, and no more of this shell's environment.
PASSED_ON = ("AWS_ENDPOINT_URL", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
DEFAULTS = {
    "STACK_NAME": "moodle-plugins",
    "AWS_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
}


def environment(function: Function, outside: Mapping[str, str]) -> dict[str, str]:
    """The function's variables; the stack and what is said of an emulator come from `outside`."""
    given = {name: outside[name] for name in ("STACK_NAME", *PASSED_ON) if outside.get(name)}
    return {**DEFAULTS, **function.environment, **given}


def zip_size(folder: Path) -> int:
    """How large the function's zip is, compressed as hard as zip can."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))
    return len(packed.getvalue())


def planned(
    name: str, function: Function, bootstrap: Path, outside: Mapping[str, str] | None
) -> dict[str, object]:
    """What is measured of a function; where there is no outside, it is sent no event."""
    return {
        "name": name,
        "bootstrap": str(bootstrap),
        "zip_bytes": zip_size(bootstrap.parent),
        "environment": environment(function, outside or {}),
        "event": None if outside is None else str(EVENTS / function.event),
    }


def architecture(machine: str) -> str:
    if machine not in ARCHITECTURES:
        raise Problem(f"functions are not built for {machine}, which this machine is")
    return ARCHITECTURES[machine]


@contextlib.contextmanager
def deployed() -> Iterator[Mapping[str, str] | None]:
    """The settings that lead to a deployed stack; nothing where this machine can have none."""
    if os.environ.get("AWS_ENDPOINT_URL"):
        yield os.environ
        return
    try:
        emulator.check_machine()
    except Problem as problem:
        say(f"no first invocation is measured, for there is no AWS to ask: {problem}")
        yield None
        return
    with engine() as model, emulator.running(MINISTACK_BEDROCK_PROXY_URL=model) as endpoint:
        say(f"an emulator for this measurement: {endpoint}")
        # Stack and region of this shell are meant for the real AWS.
        own = {"AWS_ENDPOINT_URL": endpoint, "AWS_REGION": "", "STACK_NAME": ""}
        deployment = [sys.executable, ROOT / "tools" / "deployment.py"]
        for step in (["bootstrap"], ["sync", "--require-approval", "never"]):
            run([*deployment, *step], env=own)
        settings = cloud.Cloud(endpoint).environment({})
        register(settings)
        yield settings


def register(settings: Mapping[str, str]) -> None:
    """Tells the stack Moodle's client id, as an operator does, so that the login is sent on."""
    names = json.loads((ROOT / "infra" / "names.json").read_text(encoding="utf-8"))
    login = json.loads((EVENTS / FUNCTIONS["lti-tool"].event).read_text(encoding="utf-8"))
    parameter = {
        "Name": names["parameters"]["clientId"],
        "Value": login["queryStringParameters"]["client_id"],
        "Overwrite": True,
    }
    # The emulator takes service and account from the signature, and does not check it.
    scope = f"{settings['AWS_ACCESS_KEY_ID']}/20260101/{settings['AWS_REGION']}/ssm/aws4_request"
    headers = {
        "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0",
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": "AmazonSSM.PutParameter",
    }
    request = urllib.request.Request(
        settings["AWS_ENDPOINT_URL"], json.dumps(parameter).encode(), headers
    )
    emulator.OPENER.open(request, timeout=60).close()


@contextlib.contextmanager
def engine() -> Iterator[str]:
    """A language model for the emulator, whose own does not translate; gives its address."""
    program = debug_binaries("test-engine")["test-engine"]
    # It ends with its input, which the end of the block closes.
    with subprocess.Popen(
        [program, "--otherwise", "echo"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        said = process.stdout.readline() if process.stdout else ""
        address = re.search(r"(http:\S+)/v1$", said.strip())
        if address is None:
            raise Problem(f"{program} does not serve: {said}")
        yield address[1]


def example() -> Path:
    """The example, built as the functions are, in a folder of its own."""
    build = ["cargo", "build", "--locked", "--profile", "lambda", "-p", "lambda"]
    messages = output(
        [*build, "--example", "small", "--message-format=json-render-diagnostics"], show_errors=True
    )
    made = [json.loads(line).get("executable") for line in messages.splitlines()]
    program = Path(next(path for path in made if path))
    bootstrap = ROOT / "dist" / "example" / "bootstrap"
    bootstrap.parent.mkdir(parents=True, exist_ok=True)
    bootstrap.write_bytes(program.read_bytes())
    bootstrap.chmod(0o755)
    return bootstrap


def measure(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="cold", description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--example", action="store_true")
    parser.add_argument("function", nargs="*")
    options = parser.parse_args(arguments)
    for name in options.function:
        if name not in FUNCTIONS:
            raise Problem(f"no function is called {name}; there are: {', '.join(FUNCTIONS)}")
    if options.example:
        carry_out([planned("(example)", EXAMPLE, example(), {})], options.runs)
        return
    binaries = lambdas.build(architecture(platform.machine()))
    with deployed() as outside:
        names = options.function or FUNCTIONS
        functions = [
            planned(name, FUNCTIONS[name], binaries / name / "bootstrap", outside) for name in names
        ]
        carry_out(functions, options.runs)


def carry_out(functions: list[dict[str, object]], runs: int) -> None:
    PLAN.parent.mkdir(exist_ok=True)
    PLAN.write_text(json.dumps({"runs": runs, "functions": functions}), encoding="utf-8")
    cargo = ["cargo", "run", "--release", "--locked", "--quiet"]
    run([*cargo, "-p", "test-runtime", "--bin", "cold", "--", PLAN])


if __name__ == "__main__":
    main(measure)
