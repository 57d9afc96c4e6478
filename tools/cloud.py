"""Which AWS the deployment tasks speak to, and how they run CDK.

It is the account of the usual AWS settings, unless `AWS_ENDPOINT_URL` points at this machine: then
it is the emulator, which gets credentials of its own, never the person's.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import lambdas
import node
from project import ROOT, Problem, status

CDK = node.INFRA / "node_modules" / "aws-cdk" / "bin" / "cdk"
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
EMULATED_REGION = "us-east-1"
EMULATED_ACCOUNT = "000000000000"


@dataclass(frozen=True)
class Cloud:
    """An AWS account, or the emulator at `endpoint`."""

    endpoint: str | None

    @property
    def architecture(self) -> str:
        return "x86_64" if self.endpoint else "arm64"

    @property
    def context(self) -> list[str]:
        return ["--context", "local=true"] if self.endpoint else []

    def environment(self, given: Mapping[str, str]) -> dict[str, str]:
        """What is set for CDK; an empty value stands for none."""
        quiet = {"NODE_NO_WARNINGS": "1"}
        if not self.endpoint:
            return quiet
        # CDK remembers which account an access key belongs to, so each emulator has one of its own.
        port = urlsplit(self.endpoint).port or 80
        return {
            **quiet,
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": f"EMULATOR{port:05}",
            "AWS_SECRET_ACCESS_KEY": "emulator",
            "AWS_SESSION_TOKEN": "",
            "AWS_PROFILE": "",
            "AWS_REGION": given.get("AWS_REGION") or EMULATED_REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
        }


def current(environment: Mapping[str, str] = os.environ) -> Cloud:
    given = environment.get("AWS_ENDPOINT_URL", "")
    try:
        address = urlsplit(given)
        host, _port = address.hostname, address.port
    except ValueError as error:
        raise Problem(f"AWS_ENDPOINT_URL is {given}, which is no address: {error}") from error
    if host not in _LOOPBACK:
        return Cloud(None)
    # The name `localhost` would be put in front of a bucket's name and lead nowhere.
    return Cloud(given.rstrip("/").replace("localhost", "127.0.0.1"))


def stack_name(environment: Mapping[str, str] = os.environ) -> str:
    names = json.loads((ROOT / "infra" / "names.json").read_text(encoding="utf-8"))
    return environment.get("STACK_NAME") or names["defaultStack"]


def cdk(cloud: Cloud, arguments: list[str | Path], *, cwd: Path = node.INFRA) -> None:
    if status(["node", CDK, *arguments], cwd=cwd, env=cloud.environment(os.environ)) != 0:
        raise Problem(f"`cdk {arguments[0]}` stopped; what it says above is why")


def placeholders(folder: Path) -> list[str]:
    """Context that lets the app be synthesized where nothing has been built."""
    for name in lambdas.functions():
        file = folder / "lambda" / name / "bootstrap"
        file.parent.mkdir(parents=True)
        file.write_text("placeholder\n", encoding="utf-8")
    assets = folder / "frontend" / "assets"
    assets.mkdir(parents=True)
    (assets / "placeholder.js").write_text("// placeholder\n", encoding="utf-8")
    pairs = {"binaries": folder / "lambda", "frontend": folder / "frontend"}
    return [part for name, path in pairs.items() for part in ("--context", f"{name}={path}")]


def is_built(cloud: Cloud) -> bool:
    binaries = lambdas.DIST / cloud.architecture
    built = [binaries / name / "bootstrap" for name in lambdas.functions()]
    return all(path.is_file() for path in built) and (node.DIST / "assets").is_dir()
