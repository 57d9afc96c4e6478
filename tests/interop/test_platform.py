"""The platform of these tests signs good launches, so a refusal is the tool's own."""

from __future__ import annotations

from collections.abc import Iterator

import jwt
import pytest
import requests

from course import LEARNER
from lms import MESSAGE_HINT, Lms
from services import CLAIM

REQUEST = {"nonce": "n-1", "state": "s-1", "redirect_uri": "http://tool/launch", "client_id": "c"}


@pytest.fixture
def platform() -> Iterator[Lms]:
    lms = Lms("http://tool", client_id="c", deployment_id="7")
    yield lms
    lms.close()


def test_a_launch_verifies_with_the_key_set_that_the_platform_serves(platform: Lms) -> None:
    form = platform.answer(REQUEST)
    assert (form.url, form.state) == ("http://tool/launch", "s-1")
    key_set = jwt.PyJWKSet.from_dict(requests.get(platform.jwks_url, timeout=5).json())
    key = key_set[jwt.get_unverified_header(form.id_token)["kid"]]
    claims = jwt.decode(
        form.id_token, key, algorithms=["RS256"], audience="c", issuer=platform.issuer
    )
    assert (claims["nonce"], claims["sub"], claims["name"]) == ("n-1", LEARNER.id, LEARNER.name)
    assert claims[f"{CLAIM}deployment_id"] == "7"
    assert claims[f"{CLAIM}resource_link"]["id"] == "3"


def test_a_login_says_what_moodles_does(platform: Lms) -> None:
    assert platform.login_parameters() == {
        "iss": platform.issuer,
        "target_link_uri": "http://tool/app",
        "login_hint": "4",
        "lti_message_hint": MESSAGE_HINT,
        "client_id": "c",
        "lti_deployment_id": "7",
    }


def test_a_timeless_message_has_only_the_times_it_was_given(platform: Lms) -> None:
    form = platform.answer(REQUEST, platform.timeless(iat=0))
    claims = jwt.decode(form.id_token, options={"verify_signature": False})
    assert "iat" in claims
    assert "exp" not in claims
