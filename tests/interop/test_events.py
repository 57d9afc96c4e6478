"""Events of a Moodle site, from what Moodle says to what the operator reads: the plugin's classes
in PHP, the schema, AWS's SDK for Python and the running server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any
from unittest.mock import patch

import botocore.auth
import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.exceptions import ClientError
from jsonschema import Draft202012Validator

from events import ROOT, SCHEMA, Sender, details, entry, profile, recorded
from tool import Tool

SITE = "https://moodle.example/events"
# Before the first event that was recorded.
SINCE = "2026-11-01"


@pytest.fixture(scope="module")
def site(tool: Tool) -> Iterator[Sender]:
    sender = Sender(tool, SITE)
    yield sender
    sender.revoke()


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def shown(tool: Tool, *arguments: str) -> list[str]:
    printed = tool.command("events", "tail", "--json", "--since", SINCE, *arguments)
    return printed.splitlines()


@pytest.mark.parametrize(
    "choice",
    [
        {},
        {"users": True},
        {"other": True},
        {"users": True, "other": True, "ip": "192.0.2.1"},
    ],
    ids=["private", "users", "other", "everything"],
)
def test_every_recorded_event_fits_the_schema_is_taken_and_is_shown_to_the_letter(
    tool: Tool, validator: Draft202012Validator, choice: dict[str, Any], request: Any
) -> None:
    address = f"{SITE}/{request.node.callspec.id}"
    events = recorded()
    sent = details(events, site=address, **choice)
    assert len(sent) == len(events) > 100
    for detail in sent:
        problems = [problem.message for problem in validator.iter_errors(json.loads(detail))]
        assert problems == [], detail
    sender = Sender(tool, address)
    ids = [json.loads(detail)["eventid"] for detail in sent]
    assert [result.get("EventId") for result in sender.put(sent)] == ids
    assert shown(tool, "--site", address) == sent
    # Sent again, as after a lost answer: nothing is there twice.
    sender.put(sent[:10])
    assert shown(tool, "--site", address) == sent


def test_events_are_found_by_course_and_name(tool: Tool, site: Sender) -> None:
    events = recorded()
    site.put(details(events, site=SITE))
    name = "\\core\\event\\course_module_created"
    expected = [event for event in events if event["eventname"] == name]
    found = shown(tool, "--site", SITE, "--name", "course_module_created")
    assert len(found) == len(expected) > 0
    course = str(expected[0]["courseid"])
    in_course = [event for event in events if str(event["courseid"]) == course]
    assert len(shown(tool, "--site", SITE, "--course", course)) == len(in_course)


def test_an_event_of_another_site_is_refused_and_the_others_are_kept(
    tool: Tool, site: Sender
) -> None:
    good, foreign = details(recorded()[:1], site=SITE), details(recorded()[:1])
    results = site.put([*foreign, *good, "{}".replace("{}", '{"eventname":"x","timecreated":1}')])
    assert results[0]["ErrorCode"] == "NotAuthorizedForSourceException"
    assert "https://moodle.example" in results[0]["ErrorMessage"]
    assert results[1]["EventId"] == json.loads(good[0])["eventid"]
    assert results[2]["ErrorCode"] == "MalformedDetail"
    assert "schemaversion" in results[2]["ErrorMessage"]
    assert good[0] in shown(tool, "--site", SITE)


def refusal(site: Sender, **change: str) -> tuple[str, str, int]:
    with pytest.raises(ClientError) as refused:
        site.put(details(recorded()[:1], site=SITE), **change)
    answer = refused.value.response
    status = answer["ResponseMetadata"]["HTTPStatusCode"]
    return answer["Error"]["Code"], answer["Error"]["Message"], status


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"aws_secret_access_key": "x" * 43}, "InvalidSignatureException", "connection code"),
        ({"aws_access_key_id": "A" * 22}, "UnrecognizedClientException", "site add"),
        (
            {"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE"},
            "UnrecognizedClientException",
            "AWS account",
        ),
        ({"aws_session_token": "token"}, "UnrecognizedClientException", "session token"),
    ],
)
def test_a_client_with_another_key_is_told_what_to_do(
    site: Sender, change: dict[str, str], code: str, words: str
) -> None:
    told, message, status = refusal(site, **change)
    assert (told, status) == (code, 403)
    assert words in message


def test_a_client_that_was_given_another_name_of_the_service_is_told_the_right_one(
    tool: Tool, site: Sender
) -> None:
    other = site.endpoint.replace("localhost", "127.0.0.1")
    code, message, _ = refusal(site, endpoint_url=other)
    assert code == "InvalidSignatureException"
    assert "127.0.0.1" in message
    assert tool.url.removeprefix("http://") in message


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_client_whose_clock_is_wrong_is_told_both_clocks(site: Sender, minutes: int) -> None:
    wrong = datetime.now(timezone.utc) + timedelta(minutes=minutes)
    with patch.object(botocore.auth, "get_current_datetime", return_value=wrong):
        code, message, _ = refusal(site)
    assert code == "InvalidSignatureException"
    assert wrong.strftime("%Y%m%dT%H%M") in message
    assert "5 minutes" in message


def altered(request: AWSPreparedRequest, change: str) -> None:
    match change:
        case "body":
            request.body = request.body.replace(b"moodle.events", b"moodle.event2")
        case "target":
            request.headers["X-Amz-Target"] = "AWSEvents.PutRule"
        case "date":
            request.headers["X-Amz-Date"] = "20261129T000000Z"
        case "signature":
            request.headers["Authorization"] = request.headers["Authorization"][:-1] + b"g"


@pytest.mark.parametrize("change", ["body", "target", "date", "signature"])
def test_a_request_that_is_altered_after_it_was_signed_is_refused(
    site: Sender, change: str
) -> None:
    client = site.client()
    client.meta.events.register(
        "before-send.events.PutEvents", lambda request, **_: altered(request, change)
    )
    with pytest.raises(ClientError) as refused:
        client.put_events(Entries=[entry(details(recorded()[:1], site=SITE)[0])])
    assert "Signature" in refused.value.response["Error"]["Code"]


def test_eleven_entries_are_refused_whole(tool: Tool, site: Sender) -> None:
    sent = details(recorded()[:11], site=SITE)
    with pytest.raises(ClientError) as refused:
        site.client().put_events(Entries=[entry(detail) for detail in sent])
    assert refused.value.response["Error"]["Code"] == "ValidationException"
    assert not set(sent) & set(shown(tool, "--site", SITE))


def test_a_revoked_key_sends_no_more(tool: Tool) -> None:
    sender = Sender(tool, SITE)
    sender.put(details(recorded()[:1], site=SITE))
    sender.revoke()
    assert refusal(sender)[0] == "UnrecognizedClientException"


def test_all_events_that_make_jobs_are_in_the_profile_that_is_chosen_first() -> None:
    names = json.loads((ROOT / "infra" / "names.json").read_text(encoding="utf-8"))
    assert len(names["jobEvents"]) > 10
    assert set(names["jobEvents"]) <= profile("files")


def test_events_make_jobs_and_the_operator_sees_them(tool: Tool, site: Sender) -> None:
    site.put(details(recorded(), site=SITE))
    stats = tool.command("events", "stats", "--since", SINCE)
    assert "\\core\\event\\course_module_created" in stats
    assert "Jobs for the index" in stats
    told = tool.command("events", "replay", "--since", SINCE, "--site", SITE, "--dry-run")
    assert f"of {SITE}" in told
