"""The Moodle plugin's own classes, in PHP, call the running server."""

from __future__ import annotations

import base64
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tool import Tool

CALLER = Path(__file__).with_name("plugin.php")
SITE = "https://moodle.example/campus"


class Plugin:
    """A plugin with the connection code that `moodle-aws site add` printed."""

    def __init__(self, tool: Tool, endpoint: str | None = None) -> None:
        self._tool = tool
        printed = tool.command("site", "add", "--url", SITE, "--public-url", endpoint or tool.url)
        found = re.search(r"moodle-aws-1\.[\w.-]+", printed)
        assert found, printed
        self.code = found[0]

    def languages(self, **change: Any) -> dict[str, Any]:
        return self._call(change)

    def translate(self, *texts: str, **change: Any) -> dict[str, Any]:
        call = {"texts": texts, "target": "es", "source": "en", "format": "text", "glossary": {}}
        return self._call({**call, **change})

    def revoke(self) -> None:
        payload = self.code.split(".")[1]
        key_id = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["key_id"]
        self._tool.command("site", "revoke", "--key-id", key_id)

    def _call(self, change: dict[str, Any]) -> dict[str, Any]:
        asked = {"code": self.code, "userid": 4, "clock": 0, **change}
        done = subprocess.run(
            ["php", CALLER],
            check=False,
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stderr == ""
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def plugin(tool: Tool) -> Iterator[Plugin]:
    return Plugin(tool)


def test_the_plugin_lists_what_the_service_translates(plugin: Plugin) -> None:
    listed = plugin.languages()
    assert {"en", "es"} <= set(listed["languages"])
    assert {"source": "en", "target": "es", "via": None} in listed["pairs"]
    assert listed["glossary"] is False
    assert listed["limits"] == {
        "texts": 50,
        "characters_per_text": 10_000,
        "characters_per_call": 30_000,
    }


def test_the_plugin_translates_and_no_character_is_garbled(plugin: Plugin) -> None:
    texts = ["The book is on the table.", "A café — naïve & <b>bold</b> “quoted” 日本"]
    answer = plugin.translate(*texts)
    first, second = (translation["text"] for translation in answer["translations"])
    assert first.startswith("El libro")
    assert first.endswith("mesa.")
    assert all(part in second for part in ("—", "&", "<b>", "日本"))
    html = plugin.translate(
        '<span id="1">été déjà vu</span> &amp; more', format="html", source="fr"
    )
    assert html["translations"][0]["text"].startswith('<span id="1">')
    assert "&amp;" in html["translations"][0]["text"]


def test_a_token_of_the_plugin_is_good_for_one_call(plugin: Plugin) -> None:
    token = plugin.languages()["token"]
    assert plugin.languages(token=token)["refusal"] == "token_replayed"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"clock": 120}, "clock_skew"),
        ({"clock": -120}, "token_expired"),
        ({"userid": 0}, "token_claim_unusable"),
        ({"target": "xx"}, "pair_unsupported"),
        ({"texts": ["x" * 10_001]}, "text_too_long"),
        ({"texts": ["x"] * 51}, "too_many_texts"),
        ({"glossary": {"42": "x"}}, "glossary_unsupported"),
    ],
)
def test_the_plugin_reads_why_it_is_refused(
    plugin: Plugin, change: dict[str, Any], refusal: str
) -> None:
    refused = plugin.translate(**{"texts": ["book"], **change})
    assert refused["refusal"] == refusal
    assert refused["detail"]


def test_a_code_that_names_another_address_of_the_service_opens_nothing(tool: Tool) -> None:
    plugin = Plugin(tool, tool.url.replace("localhost", "127.0.0.1"))
    refused = plugin.languages()
    assert refused["refusal"] == "other_audience"
    assert tool.url in refused["detail"]


def test_a_revoked_key_opens_nothing(tool: Tool) -> None:
    plugin = Plugin(tool)
    assert "refusal" not in plugin.languages()
    plugin.revoke()
    refused = plugin.languages()
    assert (refused["refusal"], refused["status"]) == ("unknown_site_key", 403)
    assert "site add" in refused["detail"]
