"""Launches that the tool must accept from a platform it has never met in its own tests."""

from __future__ import annotations

from dataclasses import replace

from lti1p3platform.registration import Registration

from browser import TOP_LEVEL, Browser
from course import INSTRUCTOR, LEARNER, MEMBERSHIP, Person
from launching import launch, redeem, session, session_code, submit
from lms import Lms
from services import CLAIM
from tool import Tool


def test_a_learner_launches_and_sees_name_course_and_activity(lms: Lms, browser: Browser) -> None:
    me = session(browser, launch(browser, lms))
    assert me["user"]["id"] == LEARNER.id
    assert me["user"]["name"] == "Sam Student"
    assert me["user"]["email"] == "sam@lms.example"
    assert me["role"] == "learner"
    assert me["context"] == {"id": "9", "title": "LTI 301", "label": "lti301"}
    assert me["resource_link"] == {"id": "3", "title": "Chat with the tutor"}
    assert me["platform"]["issuer"] == lms.issuer
    assert me["return_url"] == f"{lms.issuer}/course/9"


def test_an_instructor_launches_as_one(lms: Lms, browser: Browser) -> None:
    me = session(browser, launch(browser, lms, lms.changed(person=INSTRUCTOR)))
    assert (me["user"]["name"], me["role"]) == ("Tessa Teacher", "instructor")


def test_a_login_by_post_launches_too(lms: Lms, browser: Browser) -> None:
    response = browser.navigate(f"{lms.tool_url}/lti/login", lms.login_parameters())
    request = lms.authentication_request(browser, response)
    assert session(browser, submit(browser, lms.answer(request)))["role"] == "learner"


def test_a_login_at_top_level_goes_straight_to_the_platform(lms: Lms, browser: Browser) -> None:
    response = browser.navigate(lms.login_url(), context=TOP_LEVEL)
    assert response.status_code == 302
    assert response.headers["Location"].startswith(f"{lms.auth_url}?")
    request = lms.authentication_request(browser, response)
    assert session(browser, submit(browser, lms.answer(request)))["role"] == "learner"


def test_a_login_without_client_and_deployment_is_enough_when_the_issuer_has_one_client(
    lms: Lms, browser: Browser
) -> None:
    parameters = lms.login_parameters()
    del parameters["client_id"], parameters["lti_deployment_id"]
    response = browser.navigate(f"{lms.tool_url}/lti/login", parameters)
    request = lms.authentication_request(browser, response)
    assert session(browser, submit(browser, lms.answer(request)))["role"] == "learner"


def test_the_login_cookie_is_one_that_a_frame_may_keep(lms: Lms, browser: Browser) -> None:
    lms.begin(browser)
    (cookie,) = browser.cookies.values()
    assert cookie.name.startswith("__Host-")
    assert {"secure", "httponly", "partitioned"} <= cookie.attributes.keys()
    assert cookie.attributes["samesite"].lower() == "none"
    assert cookie.attributes["path"] == "/"


def test_a_learner_without_name_and_email_launches(lms: Lms, browser: Browser) -> None:
    nameless = Person("51", LEARNER.roles)
    me = session(browser, launch(browser, lms, lms.changed(person=nameless)))
    assert me["user"]["id"] == "51"
    assert (me["user"]["name"], me["user"]["email"]) == (None, None)


def test_an_anonymous_launch_is_legal(lms: Lms, browser: Browser) -> None:
    message = lms.changed(person=None, claims={f"{CLAIM}roles": []})
    me = session(browser, launch(browser, lms, message))
    assert (me["user"]["id"], me["role"]) == (None, "none")


def test_of_several_roles_the_highest_in_the_course_counts(lms: Lms, browser: Browser) -> None:
    roles = (
        "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator",
        f"{MEMBERSHIP}Learner",
        f"{MEMBERSHIP}Instructor",
    )
    me = session(browser, launch(browser, lms, lms.changed(person=replace(LEARNER, roles=roles))))
    assert me["role"] == "instructor"


def test_an_institutions_administrator_has_no_rights_in_a_course(
    lms: Lms, browser: Browser
) -> None:
    roles = ("http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator",)
    me = session(browser, launch(browser, lms, lms.changed(person=replace(LEARNER, roles=roles))))
    assert me["role"] == "none"


def test_the_persons_language_arrives_as_a_language_tag(lms: Lms, browser: Browser) -> None:
    claims = {f"{CLAIM}launch_presentation": {"document_target": "iframe", "locale": "pt_br"}}
    me = session(browser, launch(browser, lms, lms.changed(claims=claims)))
    assert me["locale"] == "pt-BR"


def test_a_list_of_one_audience_is_an_audience(lms: Lms, browser: Browser) -> None:
    message = lms.changed(claims={"aud": [lms.client_id], "azp": lms.client_id})
    assert session(browser, launch(browser, lms, message))["role"] == "learner"


def test_a_token_of_a_clock_half_a_minute_ahead_is_valid(lms: Lms, browser: Browser) -> None:
    message = lms.timeless(iat=30, exp=90)
    assert session(browser, launch(browser, lms, message))["role"] == "learner"


def test_a_token_that_ended_half_a_minute_ago_is_within_the_leeway(
    lms: Lms, browser: Browser
) -> None:
    message = lms.timeless(iat=-90, exp=-30)
    assert session(browser, launch(browser, lms, message))["role"] == "learner"


def test_two_tabs_of_one_browser_launch_at_once(lms: Lms, browser: Browser) -> None:
    first, second = lms.begin(browser), lms.begin(browser)
    for request, person in ((second, INSTRUCTOR), (first, LEARNER)):
        response = submit(browser, lms.answer(request, lms.changed(person=person)))
        assert session(browser, response)["user"]["id"] == person.id


def test_a_refused_launch_does_not_use_its_login_up(lms: Lms, browser: Browser) -> None:
    request = lms.begin(browser)
    bad = submit(browser, lms.answer(request, lms.timeless(iat=-300, exp=-240)))
    assert bad.status_code >= 400
    assert session(browser, submit(browser, lms.answer(request)))["role"] == "learner"


def test_many_launches_fetch_the_platforms_key_set_once(lms: Lms, browser: Browser) -> None:
    before = lms.key_set_fetches
    for _ in range(5):
        session_code(launch(browser, lms))
    assert lms.key_set_fetches - before <= 1


def test_the_platform_can_read_the_tools_key_set(lms: Lms) -> None:
    settings = lms.settings()
    keys = settings.get_tool_key_set()["keys"]
    assert keys
    for key in keys:
        assert (key["kty"], key["alg"], key["use"]) == ("RSA", "RS256", "sig")
        # How the package looks a key up before it checks one of the tool's signatures.
        settings._jwt["header"] = {"kid": key["kid"], "alg": key["alg"]}
        assert Registration.get_jwk(settings.get_tool_public_key().decode())["n"] == key["n"]


def test_the_log_holds_no_token_and_no_personal_data(
    tool: Tool, lms: Lms, browser: Browser
) -> None:
    form = lms.answer(lms.begin(browser))
    code = session_code(submit(browser, form))
    token = redeem(browser, code).json()["token"]
    log = tool.log()
    for secret in (form.id_token, form.state, code, token, LEARNER.name, LEARNER.email):
        assert secret
        assert secret not in log
    for cookie in browser.cookies.values():
        assert cookie.value not in log
