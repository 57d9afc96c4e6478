"""An LMS made of the PyPI package `lti1p3platform`, which knows nothing of our code.

The package builds the login, judges the authentication request, builds and signs the launch. What
it leaves to its user stands here: the settings, a key, what a launch says. `services` has the
endpoints, `course` what the platform keeps.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from jwcrypto.jwk import JWK
from lti1p3platform.ltiplatform import LTI1P3PlatformConfAbstract
from lti1p3platform.message_launch import LTIAdvantageMessageLaunchAbstract
from lti1p3platform.oidc_login import OIDCLoginAbstract
from lti1p3platform.registration import Registration
from lti1p3platform.request import Request

from browser import FRAME, Browser
from course import CHAT, INSTRUCTOR, LEARNER, Activity, Course, Person
from services import ALL_SCOPES, DEEP_LINKING_CLAIM, Grant, Services
from web import Server

# As Moodle's: JSON, single use, and to be echoed byte for byte.
MESSAGE_HINT = (
    '{"cmid":3,"launchid":"ltilaunch_5+5=10 & más","messagetype":"basic-lti-launch-request"}'
)

Parameters = dict[str, str]


@dataclass(frozen=True)
class Selection:
    """A teacher chooses content: what the platform takes (Deep Linking 2.0)."""

    accept_types: frozenset[str] = frozenset({"ltiResourceLink"})
    # What the package has no argument for.
    more: Mapping[str, Any] = field(default_factory=lambda: {"accept_lineitem": True})


@dataclass(frozen=True)
class Message:
    """What a launch says; a test changes one thing with `dataclasses.replace`."""

    target: str
    deployment_id: str
    person: Person | None = LEARNER
    activity: Activity | None = CHAT
    # Instead of an activity.
    selection: Selection | None = None
    # Whether the launch says where members and grades are.
    services: bool = False
    # Claims that the package has no method for, and claims that a bad platform changes.
    claims: Mapping[str, Any] | None = None
    # Seconds from now; 0 leaves `iat` and `exp` to `claims`.
    lifetime: int = 60


@dataclass(frozen=True)
class Form:
    """The self-submitting form with which a platform ends a login."""

    url: str
    id_token: str
    state: str

    @property
    def fields(self) -> Parameters:
        return {"id_token": self.id_token, "state": self.state}


class Settings(LTI1P3PlatformConfAbstract):
    def init_platform_config(self, registration: Registration) -> None:
        self._registration = registration

    def get_registration_by_params(self, **_parameters: Any) -> Registration:
        return self._registration


class Login(OIDCLoginAbstract):
    def set_lti_message_hint(self, hint: str) -> None:
        self._lti_message_hint = hint

    def get_redirect(self, url: str) -> str:
        return url


class AuthenticationRequest(Request):
    def build_metadata(self, request: Parameters) -> dict[str, Any]:
        return {"method": "GET", "get_data": request, "form_data": {}, "headers": {}}


class Launch(LTIAdvantageMessageLaunchAbstract):
    def select(self, return_url: str, data: str, selection: Selection) -> None:
        self.set_dl(return_url, accept_types=set(selection.accept_types), extra_data=data)
        self._deep_linking_launch_data[f"{DEEP_LINKING_CLAIM}deep_linking_settings"].update(
            selection.more
        )

    def render_launch_form(self, launch_data: dict[str, str], **_options: Any) -> Form:
        return Form(launch_data["launch_url"], launch_data["id_token"], launch_data["state"])


def new_key() -> str:
    """An RSA private key as PEM."""
    key = JWK.generate(kty="RSA", size=2048)
    return key.export_to_pem(private_key=True, password=None).decode()


class Lms:
    def __init__(
        self, tool_url: str, client_id: str, deployment_id: str, private_key: str = ""
    ) -> None:
        self.tool_url = tool_url
        self.client_id = client_id
        self.deployment_id = deployment_id
        self.private_key = private_key or new_key()
        self.key_set_fetches = 0
        # The scopes that a token may have, and the tokens that were given out.
        self.granted = ALL_SCOPES
        self.grants: list[Grant] = []
        # How much of a list one answer holds.
        self.page_size = 100
        # What a deep linking response must bring back, and what each one placed.
        self.deep_linking_data = "chosen in course 9; a&b=ü"
        self.placements: list[list[Activity]] = []
        self._server = Server(lambda call: self._services.answer(call))
        self.issuer = self._server.url
        self.course = Course(f"{self.issuer}/courses/9")
        self.course.enrol(LEARNER, INSTRUCTOR)
        self._services = Services(self)

    @property
    def auth_url(self) -> str:
        return f"{self.issuer}/auth"

    @property
    def jwks_url(self) -> str:
        return f"{self.issuer}/jwks"

    @property
    def token_url(self) -> str:
        return f"{self.issuer}/token"

    @property
    def target(self) -> str:
        return f"{self.tool_url}/app"

    @property
    def message(self) -> Message:
        """A learner opens an activity."""
        return Message(self.target, self.deployment_id)

    def close(self) -> None:
        self._server.close()

    def settings(self, deployment_id: str = "") -> Settings:
        public_key = JWK.from_pem(self.private_key.encode()).export_to_pem().decode()
        registration = (
            Registration()
            .set_iss(self.issuer)
            .set_client_id(self.client_id)
            .set_deployment_id(deployment_id or self.deployment_id)
            .set_oidc_login_url(f"{self.tool_url}/lti/login")
            .set_launch_url(self.target)
            .set_deeplink_launch_url(self.target)
            .set_tool_key_set_url(f"{self.tool_url}/lti/jwks")
            .set_platform_public_key(public_key)
            .set_platform_private_key(self.private_key)
        )
        return Settings(registration=registration)

    def activity(self, activity: Activity, person: Person = LEARNER) -> Message:
        """A person opens what a teacher has placed, and the launch names the services."""
        target = activity.url or self.target
        return self.changed(target=target, person=person, activity=activity, services=True)

    def selection(self, selection: Selection | None = None, person: Person = INSTRUCTOR) -> Message:
        """A person is to choose content."""
        selection = selection or Selection()
        return self.changed(person=person, activity=None, selection=selection, services=True)

    def login_url(self, person: Person = LEARNER, target: str = "") -> str:
        login = Login(None, self.settings())
        login.set_lti_message_hint(MESSAGE_HINT)
        login.set_launch_url(target or self.target)
        return login.initiate_login(person.id)

    def login_parameters(self, person: Person = LEARNER) -> Parameters:
        return dict(parse_qsl(urlsplit(self.login_url(person)).query))

    def begin(self, browser: Browser, context: Mapping[str, str] = FRAME) -> Parameters:
        """Log in by GET and return the authentication request that the tool answers with."""
        return self.authentication_request(
            browser, browser.navigate(self.login_url(), context=context)
        )

    def begin_for(self, browser: Browser, message: Message) -> Parameters:
        """Log in for one message: as its person, to its target."""
        person = message.person or LEARNER
        response = browser.navigate(self.login_url(person, message.target))
        return self.authentication_request(browser, response, person)

    def authentication_request(
        self, browser: Browser, response: requests.Response, person: Person = LEARNER
    ) -> Parameters:
        """Follow the tool's redirects until they lead to this platform's authentication URL."""
        for _ in range(3):
            assert response.status_code in (302, 303), f"{response.status_code} {response.text}"
            location = response.headers["Location"]
            if location.startswith("/"):
                location = self.tool_url + location
            if location.startswith(f"{self.auth_url}?"):
                return self._checked(dict(parse_qsl(urlsplit(location).query)), person)
            assert location.startswith(f"{self.tool_url}/"), location
            response = browser.navigate(location)
        raise AssertionError("the login goes round in circles")

    def answer(self, request: Parameters, message: Message | None = None) -> Form:
        """The signed launch that answers an authentication request, made by the package."""
        message = message or self.message
        launch = Launch(AuthenticationRequest(request), self.settings(message.deployment_id))
        launch.set_launch_url(message.target)
        launch.set_id_token_expiration(message.lifetime)
        if message.person:
            person = message.person
            launch.set_user_data(person.id, list(person.roles), person.name, person.email)
        if activity := message.activity:
            launch.set_resource_link_claim(activity.id, title=activity.title)
            launch.set_custom_parameters_claim(dict(activity.custom))
        if message.selection:
            launch.select(self.course.deep_links_url, self.deep_linking_data, message.selection)
        if message.services:
            line_item = message.activity.line_item if message.activity else None
            launch.set_ags(self.course.line_items_url, line_item)
            launch.set_nrps(self.course.memberships_url)
        course = self.course
        launch.set_launch_context_claim(
            course.id, context_title=course.title, context_label=course.label
        )
        launch.set_launch_presentation_claim("iframe", return_url=f"{self.issuer}/course/9")
        launch.set_extra_claims(dict(message.claims or {}))
        return launch.lti_launch()

    def changed(self, **changes: Any) -> Message:
        return replace(self.message, **changes)

    def timeless(self, **times: int) -> Message:
        """A message with only the given ones of `iat` and `exp`, in seconds from now."""
        now = int(time.time())
        claims = {name: now + seconds for name, seconds in times.items()}
        return self.changed(lifetime=0, claims=claims)

    def _checked(self, request: Parameters, person: Person) -> Parameters:
        # The package's own check runs in `answer`; this is the rest of an authentication request,
        # which it leaves to its user (1EdTech Security Framework 5.1.1.2).
        expected = {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": self.client_id,
            "redirect_uri": f"{self.tool_url}/lti/launch",
            "login_hint": person.id,
            "lti_message_hint": MESSAGE_HINT,
        }
        assert {name: request.get(name) for name in expected} == expected
        return request
