"""A Moodle site's events: as the plugin makes them, and as an SDK of AWS sends them."""

from __future__ import annotations

import base64
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import botocore.session
from botocore.client import BaseClient
from botocore.config import Config

from tool import Tool

ENVELOPE = Path(__file__).with_name("events.php")
ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "docs" / "events" / "moodle-event.v1.schema.json"
PLUGIN = ROOT / "moodle-plugins" / "local" / "awsevents"
RECORDED = PLUGIN / "tests" / "fixtures" / "recorded-events.jsonl"
PROFILES = PLUGIN / "classes" / "local" / "profiles.php"
MOST = 10


def recorded() -> list[dict[str, Any]]:
    """What `get_data()` of Moodle said about every event that was recorded."""
    return [json.loads(line) for line in RECORDED.read_text(encoding="utf-8").splitlines()]


def details(events: list[dict[str, Any]], **choice: Any) -> list[str]:
    """The plugin's own classes, in PHP."""
    done = subprocess.run(
        ["php", ENVELOPE, json.dumps(choice)],
        check=False,
        input="".join(f"{json.dumps(event)}\n" for event in events),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    return done.stdout.splitlines()


def profile(name: str) -> set[str]:
    """The events that the plugin sends when this profile is chosen, and nothing else."""
    code = (
        "require $argv[1]; $class = 'local_awsevents\\local\\profiles';"
        "echo json_encode(array_keys($class::EVENTS[$argv[2]] + $class::ALWAYS));"
    )
    asked = ["php", "-d", "auto_prepend_file=", "-r", code, PROFILES, name]
    done = subprocess.run(asked, check=True, capture_output=True, text=True, timeout=60)
    return set(json.loads(done.stdout))


class Sender:
    """A site with nothing but its connection code."""

    def __init__(self, tool: Tool, site: str, endpoint: str | None = None) -> None:
        self.site = site
        self._tool = tool
        printed = tool.command("site", "add", "--url", site, "--public-url", tool.url)
        found = re.search(r"moodle-aws-1\.([\w-]+)\.", printed)
        assert found, printed
        payload = json.loads(base64.urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4)))
        self.key_id, self.secret = payload["key_id"], payload["secret"]
        self.endpoint = endpoint or f"{payload['endpoint']}/v1/events"

    def client(self, **change: str) -> BaseClient:
        key = {
            "aws_access_key_id": self.key_id,
            "aws_secret_access_key": self.secret,
            "endpoint_url": self.endpoint,
            "region_name": "eu-central-1",
        }
        config = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=30)
        return botocore.session.Session().create_client(
            "events", config=config, **{**key, **change}
        )

    def put(self, details: list[str], **change: str) -> list[dict[str, Any]]:
        """What became of each."""
        client, results = self.client(**change), []
        for start in range(0, len(details), MOST):
            entries = [entry(detail) for detail in details[start : start + MOST]]
            answer = client.put_events(Entries=entries)
            failed = sum("ErrorCode" in result for result in answer["Entries"])
            assert answer["FailedEntryCount"] == failed
            results += answer["Entries"]
        return results

    def revoke(self) -> None:
        self._tool.command("site", "revoke", f"--key-id={self.key_id}")


def entry(detail: str) -> dict[str, Any]:
    said = json.loads(detail)
    return {
        "Source": "moodle.events",
        "DetailType": said["eventname"],
        "Time": said["timecreated"],
        "Detail": detail,
    }
