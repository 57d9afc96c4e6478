"""An LMS made of the PyPI package `lti1p3platform`, which knows nothing of our code.

The package builds the login, judges the authentication request, builds and signs the launch. What
it leaves to its user stands here: the settings, a key, a server for the key set.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"

# As Moodle's: JSON, single use, and to be echoed byte for byte.
MESSAGE_HINT = (
    '{"cmid":3,"launchid":"ltilaunch_5+5=10 & más","messagetype":"basic-lti-launch-request"}'
)

Parameters = dict[str, str]


@dataclass(frozen=True)
class Person:
    id: str
    roles: tuple[str, ...]
    name: str | None = None
    email: str | None = None


LEARNER = Person("4", (f"{MEMBERSHIP}Learner",), "Sam Student", "sam@lms.example")
INSTRUCTOR = Person("2", (f"{MEMBERSHIP}Instructor",), "Tessa Teacher", "tessa@lms.example")


@dataclass(frozen=True)
class Message:
    """What a launch says; a test changes one thing with `dataclasses.replace`."""

    target: str
    deployment_id: str
    person: Person | None = LEARNER
    resource_link: bool = True
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
    def render_launch_form(self, launch_data: dict[str, str], **_options: Any) -> Form:
        return Form(launch_data["launch_url"], launch_data["id_token"], launch_data["state"])


def new_key() -> str:
    """An RSA private key as PEM."""
    key = JWK.generate(kty="RSA", size=2048)
    return key.export_to_pem(private_key=True, password=None).decode()


class Lms:
    def __init__(self, tool_url: str, client_id: str, deployment_id: str) -> None:
        self.tool_url = tool_url
        self.client_id = client_id
        self.deployment_id = deployment_id
        self.private_key = new_key()
        self.key_set_fetches = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), key_set_handler(self))
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

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
        self._server.shutdown()
        self._server.server_close()

    def settings(self, deployment_id: str = "") -> Settings:
        public_key = JWK.from_pem(self.private_key.encode()).export_to_pem().decode()
        registration = (
            Registration()
            .set_iss(self.issuer)
            .set_client_id(self.client_id)
            .set_deployment_id(deployment_id or self.deployment_id)
            .set_oidc_login_url(f"{self.tool_url}/lti/login")
            .set_launch_url(self.target)
            .set_tool_key_set_url(f"{self.tool_url}/lti/jwks")
            .set_platform_public_key(public_key)
            .set_platform_private_key(self.private_key)
        )
        return Settings(registration=registration)

    def login_url(self, person: Person = LEARNER) -> str:
        login = Login(None, self.settings())
        login.set_lti_message_hint(MESSAGE_HINT)
        return login.initiate_login(person.id)

    def login_parameters(self, person: Person = LEARNER) -> Parameters:
        return dict(parse_qsl(urlsplit(self.login_url(person)).query))

    def begin(self, browser: Browser, context: Mapping[str, str] = FRAME) -> Parameters:
        """Log in by GET and return the authentication request that the tool answers with."""
        return self.authentication_request(
            browser, browser.navigate(self.login_url(), context=context)
        )

    def authentication_request(self, browser: Browser, response: requests.Response) -> Parameters:
        """Follow the tool's redirects until they lead to this platform's authentication URL."""
        for _ in range(3):
            assert response.status_code in (302, 303), f"{response.status_code} {response.text}"
            location = response.headers["Location"]
            if location.startswith("/"):
                location = self.tool_url + location
            if location.startswith(f"{self.auth_url}?"):
                return self._checked(dict(parse_qsl(urlsplit(location).query)))
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
        if message.resource_link:
            launch.set_resource_link_claim("3", title="Chat with the tutor")
        launch.set_launch_context_claim("9", context_title="LTI 301", context_label="lti301")
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

    def _checked(self, request: Parameters) -> Parameters:
        # The package's own check runs in `answer`; this is the rest of an authentication request,
        # which it leaves to its user (1EdTech Security Framework 5.1.1.2).
        expected = {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": self.client_id,
            "redirect_uri": f"{self.tool_url}/lti/launch",
            "login_hint": LEARNER.id,
            "lti_message_hint": MESSAGE_HINT,
        }
        assert {name: request.get(name) for name in expected} == expected
        return request


def key_set_handler(lms: Lms) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/jwks":
                self.send_error(404)
                return
            lms.key_set_fetches += 1
            body = json.dumps(lms.settings().get_jwks()).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_message: object) -> None:
            pass

    return Handler
