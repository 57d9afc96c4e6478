"""Launches that differ in one thing from a good one, each refused for that thing."""

from __future__ import annotations

from dataclasses import replace

import jwt
from lti1p3platform.registration import Registration

import codes
from browser import Browser
from launching import launch, redeem, refused, session, session_code, session_refused, submit
from lms import Form, Lms, new_key
from services import CLAIM


def claims_of(form: Form) -> dict[str, object]:
    return jwt.decode(form.id_token, options={"verify_signature": False})


def with_token(form: Form, id_token: str) -> Form:
    return Form(form.url, id_token, form.state)


def flipped(text: str, position: int) -> str:
    """The text with another letter at a position."""
    letter = "A" if text[position] != "A" else "B"
    return text[:position] + letter + text[position + 1 :]


def test_an_expired_token_is_refused(lms: Lms, browser: Browser) -> None:
    refused(launch(browser, lms, lms.timeless(iat=-300, exp=-240)), codes.EXPIRED)


def test_a_token_for_another_client_is_refused(lms: Lms, browser: Browser) -> None:
    message = lms.changed(claims={"aud": "somebody-else"})
    refused(launch(browser, lms, message), codes.WRONG_AUDIENCE)


def test_a_second_audience_that_nobody_trusts_is_refused(lms: Lms, browser: Browser) -> None:
    message = lms.changed(claims={"aud": [lms.client_id, "somebody-else"]})
    refused(launch(browser, lms, message), codes.UNTRUSTED_AUDIENCE)


def test_a_token_of_another_issuer_is_refused(lms: Lms, browser: Browser) -> None:
    message = lms.changed(claims={"iss": "https://elsewhere.example"})
    refused(launch(browser, lms, message), codes.WRONG_ISSUER)


def test_a_nonce_that_the_tool_never_gave_is_refused(lms: Lms, browser: Browser) -> None:
    request = lms.begin(browser)
    form = lms.answer({**request, "nonce": "n" * len(request["nonce"])})
    refused(submit(browser, form), codes.WRONG_NONCE)


def test_the_nonce_of_another_login_is_refused(lms: Lms, browser: Browser) -> None:
    first, second = lms.begin(browser), lms.begin(browser)
    form = lms.answer({**first, "nonce": second["nonce"]})
    refused(submit(browser, form), codes.WRONG_NONCE)


def test_a_tampered_signature_is_refused(lms: Lms, browser: Browser) -> None:
    form = lms.answer(lms.begin(browser))
    forged = with_token(form, flipped(form.id_token, form.id_token.rindex(".") + 40))
    refused(submit(browser, forged), codes.BAD_SIGNATURE)


def test_a_tampered_claim_is_refused(lms: Lms, browser: Browser) -> None:
    form = lms.answer(lms.begin(browser))
    teacher = lms.answer(
        {"nonce": "n", "state": "s", "redirect_uri": "u", "client_id": lms.client_id},
        lms.changed(claims={f"{CLAIM}roles": ["Instructor"]}),
    )
    header, _, signature = form.id_token.split(".")
    forged = ".".join((header, teacher.id_token.split(".")[1], signature))
    refused(submit(browser, with_token(form, forged)), codes.BAD_SIGNATURE)


def test_a_key_that_is_not_in_the_platforms_key_set_is_refused(lms: Lms, browser: Browser) -> None:
    form = lms.answer(lms.begin(browser))
    stranger = Registration().set_platform_private_key(new_key())
    forged = stranger.platform_encode_and_sign(claims_of(form))
    refused(submit(browser, with_token(form, forged)), codes.UNKNOWN_KEY)


def test_another_key_under_the_platforms_key_id_is_refused(lms: Lms, browser: Browser) -> None:
    form = lms.answer(lms.begin(browser))
    header = {"kid": jwt.get_unverified_header(form.id_token)["kid"]}
    forged = Registration.encode_and_sign(claims_of(form), new_key(), header)
    refused(submit(browser, with_token(form, forged)), codes.BAD_SIGNATURE)


def test_an_unsigned_token_is_refused(lms: Lms, browser: Browser) -> None:
    form = lms.answer(lms.begin(browser))
    header = {"kid": jwt.get_unverified_header(form.id_token)["kid"]}
    unsigned = jwt.encode(claims_of(form), None, algorithm="none", headers=header)
    refused(submit(browser, with_token(form, unsigned)), codes.ALGORITHM_NOT_ALLOWED)


def test_a_replayed_launch_is_refused(lms: Lms, browser: Browser) -> None:
    form = lms.answer(lms.begin(browser))
    cookies = dict(browser.cookies)
    session_code(submit(browser, form))
    browser.cookies = cookies  # An attacker who kept everything.
    refused(submit(browser, form), codes.STATE_USED)


def test_a_new_token_for_a_used_login_is_refused(lms: Lms, browser: Browser) -> None:
    request = lms.begin(browser)
    cookies = dict(browser.cookies)
    session_code(submit(browser, lms.answer(request)))
    browser.cookies = cookies
    refused(submit(browser, lms.answer(request)), codes.STATE_USED)


def test_a_launch_in_another_browser_is_refused(
    lms: Lms, browser: Browser, other_browser: Browser
) -> None:
    form = lms.answer(lms.begin(browser))
    lms.begin(other_browser)  # It has a cookie of its own, by another name.
    refused(submit(other_browser, form), codes.OTHER_BROWSER)


def test_a_cookie_of_the_right_name_with_another_value_is_refused(
    lms: Lms, browser: Browser, other_browser: Browser
) -> None:
    form = lms.answer(lms.begin(browser))
    ((name, cookie),) = browser.cookies.items()
    other_browser.cookies = {name: replace(cookie, value=flipped(cookie.value, 3))}
    refused(submit(other_browser, form), codes.OTHER_BROWSER)


def test_a_launch_without_the_cookie_is_refused(
    lms: Lms, browser: Browser, other_browser: Browser
) -> None:
    form = lms.answer(lms.begin(browser))
    refused(submit(other_browser, form), codes.COOKIE_MISSING)


def test_a_session_code_is_worth_nothing_in_another_browser(
    lms: Lms, browser: Browser, other_browser: Browser
) -> None:
    code = session_code(launch(browser, lms))
    session_refused(redeem(other_browser, code), 403, codes.OTHER_BROWSER)


def test_a_session_code_works_once(lms: Lms, browser: Browser) -> None:
    code = session_code(launch(browser, lms))
    cookies = dict(browser.cookies)
    assert redeem(browser, code).status_code == 200
    browser.cookies = cookies
    session_refused(redeem(browser, code), 401, codes.SESSION_CODE_INVALID)


def test_a_deployment_that_is_not_registered_is_refused(lms: Lms, browser: Browser) -> None:
    parameters = lms.login_parameters()
    del parameters["lti_deployment_id"]
    response = browser.navigate(f"{lms.tool_url}/lti/login", parameters)
    request = lms.authentication_request(browser, response)
    form = lms.answer(request, lms.changed(deployment_id="999"))
    refused(submit(browser, form), codes.UNKNOWN_DEPLOYMENT)


def test_a_tampered_state_is_refused(lms: Lms, browser: Browser) -> None:
    form = lms.answer(lms.begin(browser))
    forged = Form(form.url, form.id_token, flipped(form.state, len(form.state) // 2))
    refused(submit(browser, forged), codes.STATE_INVALID)


def test_a_token_without_its_time_of_issue_is_refused(lms: Lms, browser: Browser) -> None:
    refused(launch(browser, lms, lms.timeless(exp=60)), codes.ISSUED_AT_MISSING)


def test_a_token_without_an_expiry_is_refused(lms: Lms, browser: Browser) -> None:
    refused(launch(browser, lms, lms.timeless(iat=0)), codes.EXPIRY_MISSING)


def test_lti_1_1_is_refused(lms: Lms, browser: Browser) -> None:
    message = lms.changed(claims={f"{CLAIM}version": "LTI-1p0"})
    refused(launch(browser, lms, message), codes.UNSUPPORTED_VERSION)


def test_an_unknown_message_type_is_refused(lms: Lms, browser: Browser) -> None:
    message = lms.changed(claims={f"{CLAIM}message_type": "LtiBlankRequest"})
    refused(launch(browser, lms, message), codes.UNSUPPORTED_MESSAGE)


def test_a_launch_of_no_activity_is_refused(lms: Lms, browser: Browser) -> None:
    refused(launch(browser, lms, lms.changed(activity=None)), codes.RESOURCE_LINK_MISSING)


def test_a_launch_to_another_target_than_its_logins_is_refused(lms: Lms, browser: Browser) -> None:
    message = lms.changed(target=f"{lms.tool_url}/app?course=1")
    refused(launch(browser, lms, message), codes.OTHER_TARGET)


def test_the_browser_of_a_refused_launch_can_still_launch(lms: Lms, browser: Browser) -> None:
    refused(launch(browser, lms, lms.timeless(exp=60)), codes.ISSUED_AT_MISSING)
    assert session(browser, launch(browser, lms))["role"] == "learner"
