"""The platform's services take what the specifications allow and refuse the rest, so a grade or a
roster that arrives in the other tests has passed a platform that would have noticed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jwt
import pytest
import requests

from course import INSTRUCTOR, LEARNER, Course, Person
from lms import Lms, Selection, new_key
from services import (
    CLAIM,
    DEEP_LINKING_CLAIM,
    LINE_ITEM,
    LINE_ITEM_READONLY,
    LINE_ITEM_TYPE,
    MEMBERSHIP_READONLY,
    RESULT_READONLY,
    SCORE,
    SCORE_TYPE,
)
from stand_in import StandIn

REQUEST = {"nonce": "n-1", "state": "s-1", "redirect_uri": "http://tool/launch", "client_id": "c"}
READING = {
    "type": "ltiResourceLink",
    "title": "The bees",
    "url": "http://tool/app",
    "custom": {"reading": "r-1"},
    "lineItem": {"scoreMaximum": 1, "resourceId": "r-1"},
}


@pytest.fixture(scope="module")
def stand_in() -> Iterator[StandIn]:
    tool = StandIn()
    yield tool
    tool.close()


@pytest.fixture
def platform(stand_in: StandIn, private_key: str) -> Iterator[Lms]:
    lms = Lms(stand_in.url, client_id="c", deployment_id="7", private_key=private_key)
    yield lms
    lms.close()


@pytest.fixture
def line_item(platform: Lms) -> str:
    return platform.course.add_line_item({"label": "The bees", "scoreMaximum": 10})["id"]


def score(second: int = 0, **changes: Any) -> dict[str, Any]:
    given = {
        "userId": LEARNER.id,
        "scoreGiven": 1,
        "scoreMaximum": 1,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "timestamp": f"2026-11-25T10:00:{second:02}.500Z",
    }
    return {name: value for name, value in {**given, **changes}.items() if value is not None}


def post(url: str, body: object, media_type: str, headers: dict[str, str]) -> requests.Response:
    return requests.post(url, json=body, headers={**headers, "Content-Type": media_type}, timeout=5)


def get(url: str, headers: dict[str, str]) -> requests.Response:
    return requests.get(url, headers=headers, timeout=5)


def next_page(response: requests.Response) -> str | None:
    return response.links.get("next", {}).get("url")


def test_a_token_has_the_scopes_that_were_asked_for_and_are_granted(
    platform: Lms, stand_in: StandIn
) -> None:
    platform.granted = platform.granted - {SCORE}
    given = stand_in.ask_token(platform, SCORE, RESULT_READONLY, "https://unknown.example")
    assert given.status_code == 200, given.text
    assert (given.json()["scope"], given.json()["token_type"]) == (RESULT_READONLY, "bearer")
    (grant,) = platform.grants
    assert (grant.scopes, grant.token) == ({RESULT_READONLY}, given.json()["access_token"])


def test_nothing_is_given_out_when_no_scope_is_granted(platform: Lms, stand_in: StandIn) -> None:
    platform.granted = frozenset()
    refused = stand_in.ask_token(platform, SCORE)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_scope")
    assert platform.grants == []


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "somebody"},
        {"sub": "somebody"},
        {"aud": "https://elsewhere.example/token"},
        {"aud": None},
        {"iat": None},
        {"exp": None},
        {"iat": 4_000_000_000},
        {"iat": 1_700_000_000, "exp": 1_700_000_060},
        {"exp": 4_000_000_000},
        {"jti": None},
    ],
    ids=str,
)
def test_an_assertion_that_says_something_else_is_refused(
    platform: Lms, stand_in: StandIn, claims: dict[str, Any]
) -> None:
    refused = stand_in.ask_token(platform, SCORE, **claims)
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    assert platform.grants == []


def test_an_assertion_is_good_once(platform: Lms, stand_in: StandIn) -> None:
    assert stand_in.ask_token(platform, SCORE, jti="once").status_code == 200
    assert stand_in.ask_token(platform, SCORE, jti="once").status_code == 401


def test_an_assertion_signed_with_another_key_is_refused(platform: Lms, stand_in: StandIn) -> None:
    assert stand_in.ask_token(platform, SCORE, key=new_key()).status_code == 401


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"client_assertion_type": "basic"}, "invalid_request"),
        ({"client_assertion": "a.b.c"}, "invalid_client"),
    ],
)
def test_another_kind_of_grant_is_refused(
    platform: Lms, stand_in: StandIn, form: dict[str, str], error: str
) -> None:
    assert stand_in.ask_token(platform, SCORE, form=form).json()["error"] == error


def test_members_come_page_by_page_with_their_roles_and_status(
    platform: Lms, stand_in: StandIn
) -> None:
    platform.page_size = 2
    platform.course.enrol(Person("5", LEARNER.roles))
    platform.course.statuses["5"] = "Inactive"
    bearer = stand_in.bearer(platform, MEMBERSHIP_READONLY)
    first = get(platform.course.memberships_url, bearer)
    assert first.headers["Content-Type"].startswith("application/vnd.ims.lti-nrps.v2")
    assert first.json()["context"] == {"id": "9", "label": "lti301", "title": "LTI 301"}
    assert [member["user_id"] for member in first.json()["members"]] == ["4", "2"]
    assert first.json()["members"][0]["name"] == LEARNER.name
    assert "next" not in first.json()
    second = get(next_page(first), bearer)
    nameless = {"user_id": "5", "roles": list(LEARNER.roles), "status": "Inactive"}
    assert second.json()["members"] == [nameless]
    assert next_page(second) is None


def test_members_are_chosen_by_role_on_every_page(platform: Lms, stand_in: StandIn) -> None:
    platform.page_size = 1
    platform.course.enrol(Person("5", LEARNER.roles))
    bearer = stand_in.bearer(platform, MEMBERSHIP_READONLY)
    found, url = [], f"{platform.course.memberships_url}?role=Learner&rlid=3"
    while url:
        page = get(url, bearer)
        found += [member["user_id"] for member in page.json()["members"]]
        url = next_page(page)
    assert found == ["4", "5"]


def test_members_of_an_activity_elsewhere_are_not_shown(platform: Lms, stand_in: StandIn) -> None:
    bearer = stand_in.bearer(platform, MEMBERSHIP_READONLY)
    assert get(f"{platform.course.memberships_url}?rlid=77", bearer).status_code == 403


def test_a_line_item_is_made_found_changed_and_deleted(platform: Lms, stand_in: StandIn) -> None:
    bearer = stand_in.bearer(platform, LINE_ITEM)
    url = platform.course.line_items_url
    described = {"label": "The bees", "scoreMaximum": 10, "tag": "reading"}
    made = post(url, described, LINE_ITEM_TYPE, bearer)
    assert (made.status_code, made.json()["label"]) == (201, "The bees")
    item_id = made.json()["id"]
    assert get(f"{url}?tag=reading", bearer).json() == [made.json()]
    assert get(f"{url}?tag=other", bearer).json() == []
    changed = requests.put(
        item_id,
        json={**described, "label": "Bees"},
        headers={**bearer, "Content-Type": LINE_ITEM_TYPE},
        timeout=5,
    )
    assert changed.json()["label"] == "Bees"
    assert get(item_id, bearer).json()["label"] == "Bees"
    assert requests.delete(item_id, headers=bearer, timeout=5).status_code == 204
    assert get(item_id, bearer).status_code == 404


@pytest.mark.parametrize("described", [{"label": "x"}, {"label": "x", "scoreMaximum": 0}], ids=str)
def test_a_line_item_needs_a_positive_maximum(
    platform: Lms, stand_in: StandIn, described: dict[str, Any]
) -> None:
    bearer = stand_in.bearer(platform, LINE_ITEM)
    made = post(platform.course.line_items_url, described, LINE_ITEM_TYPE, bearer)
    assert made.status_code == 400


def test_a_score_becomes_a_result_on_the_scale_of_its_line_item(
    platform: Lms, stand_in: StandIn, line_item: str
) -> None:
    bearer = stand_in.bearer(platform, SCORE, RESULT_READONLY)
    kept = post(f"{line_item}/scores", score(scoreGiven=1, scoreMaximum=2), SCORE_TYPE, bearer)
    assert kept.status_code == 200, kept.text
    results = get(f"{line_item}/results", bearer)
    assert results.headers["Content-Type"].startswith("application/vnd.ims.lis.v2.resultcontainer")
    (result,) = results.json()
    assert (result["userId"], result["resultScore"], result["resultMaximum"]) == (LEARNER.id, 5, 10)


def test_a_score_that_is_not_fully_graded_is_no_result_yet(
    platform: Lms, stand_in: StandIn, line_item: str
) -> None:
    bearer = stand_in.bearer(platform, SCORE, RESULT_READONLY)
    pending = score(gradingProgress="Pending")
    assert post(f"{line_item}/scores", pending, SCORE_TYPE, bearer).status_code == 200
    assert get(f"{line_item}/results", bearer).json() == []


def test_a_score_must_be_newer_than_the_last_one(
    platform: Lms, stand_in: StandIn, line_item: str
) -> None:
    bearer = stand_in.bearer(platform, SCORE)
    sent = [post(f"{line_item}/scores", score(s), SCORE_TYPE, bearer) for s in (5, 5, 4, 6)]
    assert [response.status_code for response in sent] == [200, 409, 409, 200]


@pytest.mark.parametrize(
    "changes",
    [
        {"userId": 4},
        {"activityProgress": "Done"},
        {"gradingProgress": None},
        {"scoreGiven": "1"},
        {"scoreMaximum": None},
        {"scoreMaximum": 0},
        {"timestamp": None},
        {"timestamp": "2026-11-25T10:00:00"},
    ],
    ids=str,
)
def test_a_score_that_is_not_whole_is_refused(
    platform: Lms, stand_in: StandIn, line_item: str, changes: dict[str, Any]
) -> None:
    bearer = stand_in.bearer(platform, SCORE)
    refused = post(f"{line_item}/scores", score(**changes), SCORE_TYPE, bearer)
    assert refused.status_code == 400
    assert platform.course.scores == {}


@pytest.mark.parametrize("person", [INSTRUCTOR.id, "nobody"])
def test_only_a_learner_of_the_course_can_be_graded(
    platform: Lms, stand_in: StandIn, line_item: str, person: str
) -> None:
    bearer = stand_in.bearer(platform, SCORE)
    refused = post(f"{line_item}/scores", score(userId=person), SCORE_TYPE, bearer)
    assert (refused.status_code, refused.json()["message"]) == (400, "this person cannot be graded")


def test_a_score_for_a_deleted_line_item_finds_nothing(
    platform: Lms, stand_in: StandIn, line_item: str
) -> None:
    del platform.course.line_items[line_item]
    bearer = stand_in.bearer(platform, SCORE)
    assert post(f"{line_item}/scores", score(), SCORE_TYPE, bearer).status_code == 404


def test_another_media_type_is_refused(platform: Lms, stand_in: StandIn, line_item: str) -> None:
    bearer = stand_in.bearer(platform, SCORE, LINE_ITEM)
    for url, body in (
        (f"{line_item}/scores", score()),
        (platform.course.line_items_url, {"label": "x", "scoreMaximum": 1}),
    ):
        assert post(url, body, "application/json", bearer).status_code == 415


def test_results_come_page_by_page(platform: Lms, stand_in: StandIn, line_item: str) -> None:
    platform.page_size = 1
    platform.course.enrol(Person("5", LEARNER.roles))
    for person in ("4", "5"):
        platform.course.record(line_item, score(userId=person))
    bearer = stand_in.bearer(platform, RESULT_READONLY)
    first = get(f"{line_item}/results", bearer)
    second = get(next_page(first), bearer)
    assert [page.json()[0]["userId"] for page in (first, second)] == ["4", "5"]
    assert next_page(second) is None
    (one,) = get(f"{line_item}/results?user_id=5", bearer).json()
    assert one["userId"] == "5"


def test_every_operation_needs_its_own_scope(
    platform: Lms, stand_in: StandIn, line_item: str
) -> None:
    every = (LINE_ITEM, LINE_ITEM_READONLY, RESULT_READONLY, SCORE, MEMBERSHIP_READONLY)
    bearers = {scope: stand_in.bearer(platform, scope) for scope in every}
    course: Course = platform.course
    operations = {
        ("GET", course.memberships_url, ""): {MEMBERSHIP_READONLY},
        ("GET", course.line_items_url, ""): {LINE_ITEM, LINE_ITEM_READONLY},
        ("GET", line_item, ""): {LINE_ITEM, LINE_ITEM_READONLY},
        ("POST", course.line_items_url, LINE_ITEM_TYPE): {LINE_ITEM},
        ("PUT", line_item, LINE_ITEM_TYPE): {LINE_ITEM},
        ("GET", f"{line_item}/results", ""): {RESULT_READONLY},
        ("POST", f"{line_item}/scores", SCORE_TYPE): {SCORE},
        ("DELETE", line_item, ""): {LINE_ITEM},
    }
    for (method, url, media_type), allowed in operations.items():
        body = score() if media_type == SCORE_TYPE else {"label": "x", "scoreMaximum": 1}
        # The scope that deletes comes last, when nobody else needs the line item.
        for scope in sorted(every, key=lambda scope: scope in allowed):
            headers = {**bearers[scope], "Content-Type": media_type or "application/json"}
            status = requests.request(
                method, url, json=body, headers=headers, timeout=5
            ).status_code
            assert (status == 401) == (scope not in allowed), (method, url, scope, status)


def test_a_call_without_a_token_of_this_platform_is_refused(
    platform: Lms, stand_in: StandIn
) -> None:
    stranger = stand_in.sign({"iss": platform.issuer, "scopes": MEMBERSHIP_READONLY})
    for headers in (
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Basic YTpi"},
        {"Authorization": "Bearer junk"},
        {"Authorization": f"Bearer {stranger}"},
    ):
        assert get(platform.course.memberships_url, headers).status_code == 401


def test_a_deep_linking_response_places_activities_with_their_line_items(
    platform: Lms, stand_in: StandIn
) -> None:
    plain = {"type": "ltiResourceLink", "url": "http://tool/app"}
    token = stand_in.sign(stand_in.deep_links(platform, READING, plain))
    taken = requests.post(platform.course.deep_links_url, data={"JWT": token}, timeout=5)
    assert taken.status_code == 200, taken.text
    ((reading, other),) = platform.placements
    assert (reading.title, reading.custom, reading.url) == (
        "The bees",
        {"reading": "r-1"},
        "http://tool/app",
    )
    assert other.line_item is None
    item = platform.course.line_item(reading.line_item)
    assert (item["label"], item["scoreMaximum"], item["resourceId"], item["resourceLinkId"]) == (
        "The bees",
        1,
        "r-1",
        reading.id,
    )


def test_a_deep_linking_response_without_items_places_nothing(
    platform: Lms, stand_in: StandIn
) -> None:
    token = stand_in.sign(stand_in.deep_links(platform))
    taken = requests.post(platform.course.deep_links_url, data={"JWT": token}, timeout=5)
    assert (taken.status_code, platform.placements) == (200, [[]])


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "somebody"},
        {"aud": "https://elsewhere.example"},
        {"exp": None},
        {"exp": 1_700_000_000},
        {"iat": None},
        {"nonce": None},
        {f"{CLAIM}version": "1.1"},
        {f"{CLAIM}message_type": "LtiDeepLinkingRequest"},
        {f"{CLAIM}deployment_id": "8"},
        {f"{DEEP_LINKING_CLAIM}data": "something else"},
        {f"{DEEP_LINKING_CLAIM}content_items": [{"type": "unknown"}]},
    ],
    ids=str,
)
def test_a_deep_linking_response_that_says_something_else_is_refused(
    platform: Lms, stand_in: StandIn, changes: dict[str, Any]
) -> None:
    token = stand_in.sign(stand_in.deep_links(platform, READING, **changes))
    refused = requests.post(platform.course.deep_links_url, data={"JWT": token}, timeout=5)
    assert refused.status_code in (400, 401), refused.text
    assert platform.placements == []


def test_a_deep_linking_response_is_good_once_and_only_from_the_tool(
    platform: Lms, stand_in: StandIn
) -> None:
    claims = stand_in.deep_links(platform, READING)
    for token, accepted in (
        (stand_in.sign(claims, new_key()), False),
        (stand_in.sign(claims), True),
        (stand_in.sign(claims), False),
    ):
        taken = requests.post(platform.course.deep_links_url, data={"JWT": token}, timeout=5)
        assert (taken.status_code == 200) == accepted, taken.text


def test_a_launch_for_choosing_content_says_what_the_platform_takes(platform: Lms) -> None:
    selection = Selection(frozenset({"ltiResourceLink", "link"}), {"accept_lineitem": False})
    form = platform.answer(REQUEST, platform.selection(selection))
    claims = jwt.decode(form.id_token, options={"verify_signature": False})
    assert claims[f"{CLAIM}message_type"] == "LtiDeepLinkingRequest"
    assert f"{CLAIM}resource_link" not in claims
    settings = claims[f"{DEEP_LINKING_CLAIM}deep_linking_settings"]
    assert settings["deep_link_return_url"] == platform.course.deep_links_url
    assert set(settings["accept_types"]) == {"ltiResourceLink", "link"}
    assert (settings["accept_lineitem"], settings["data"]) == (False, platform.deep_linking_data)


def test_a_launch_of_a_placed_activity_names_it_and_the_services(platform: Lms) -> None:
    activity = platform.course.place({**READING, "url": f"{platform.tool_url}/app?x=1"})
    form = platform.answer(REQUEST, platform.activity(activity))
    claims = jwt.decode(form.id_token, options={"verify_signature": False})
    assert claims[f"{CLAIM}target_link_uri"] == activity.url
    assert claims[f"{CLAIM}resource_link"] == {"id": activity.id, "title": "The bees"}
    assert claims[f"{CLAIM}custom"] == {"reading": "r-1"}
    endpoint = claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"]
    assert endpoint["lineitem"] == activity.line_item
    assert SCORE in endpoint["scope"]
    members = claims["https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"]
    assert members["context_memberships_url"] == platform.course.memberships_url


def test_what_is_no_endpoint_is_not_found(platform: Lms) -> None:
    assert get(f"{platform.issuer}/elsewhere", {}).status_code == 404
    assert requests.delete(platform.token_url, timeout=5).status_code == 405
