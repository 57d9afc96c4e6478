"""What a launch comes to: a session, or a refusal with its code."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import requests

from browser import Browser, element_text
from lms import Form, Lms, Message

WAIT_SECONDS = 20

Found = TypeVar("Found")


@dataclass(frozen=True)
class Session:
    """The tool's own page after a launch."""

    browser: Browser
    bearer: str

    def call(self, method: str, path: str, body: object | None = None, status: int = 200) -> Any:
        answered = self.browser.call(method, path, self.bearer, body)
        assert answered.status_code == status, f"{answered.status_code} {answered.text}"
        return answered.json()

    def get(self, path: str) -> Any:
        return self.call("GET", path)

    def post(self, path: str, body: object | None = None, status: int = 200) -> Any:
        return self.call("POST", path, body, status)

    def is_refused(
        self, status: int, code: str, method: str, path: str, body: object | None = None
    ) -> None:
        session_refused(self.browser.call(method, path, self.bearer, body), status, code)


def open_session(browser: Browser, lms: Lms, message: Message) -> Session:
    """Log in for this message, launch with it, and open the page."""
    response = submit(browser, lms.answer(lms.begin_for(browser, message), message))
    redeemed = redeem(browser, session_code(response))
    assert redeemed.status_code == 200, redeemed.text
    return Session(browser, redeemed.json()["token"])


def eventually(ask: Callable[[], Found], wanted: Callable[[Found], bool]) -> Found:
    """What is answered once it is as wanted; the tool does some things after it has answered."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not wanted(answered := ask()) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert wanted(answered), answered
    return answered


def submit(browser: Browser, form: Form) -> requests.Response:
    return browser.navigate(form.url, form.fields)


def launch(browser: Browser, lms: Lms, message: Message | None = None) -> requests.Response:
    """A login and the launch that answers it."""
    return submit(browser, lms.answer(lms.begin(browser), message))


def session_code(response: requests.Response) -> str:
    """The one-time code of an accepted launch."""
    code = element_text(response.text, "error-code")
    assert response.status_code == 303, f"refused with {response.status_code} {code}"
    location = urlsplit(response.headers["Location"])
    assert location.path == "/app"
    assert location.query == "", "nothing secret may stand where servers log it"
    return parse_qs(location.fragment)["code"][0]


def redeem(browser: Browser, code: str) -> requests.Response:
    return browser.post_json("/api/session", {"code": code})


def session(browser: Browser, response: requests.Response) -> dict[str, Any]:
    """What `/api/me` says after an accepted launch."""
    redeemed = redeem(browser, session_code(response))
    assert redeemed.status_code == 200, redeemed.text
    me = browser.get_json("/api/me", redeemed.json()["token"])
    assert me.status_code == 200, me.text
    return me.json()


def session_refused(response: requests.Response, status: int, code: str) -> None:
    """The session code was refused, for this reason."""
    answer = response.json()
    assert (response.status_code, answer.get("error", {}).get("code")) == (status, code), answer
    assert answer["error"]["request_id"]


def refused(response: requests.Response, code: str) -> None:
    """The launch was refused, for this reason, on a page that a person can report."""
    assert "Location" not in response.headers, "the launch was accepted"
    assert element_text(response.text, "error-code") == code
    assert 400 <= response.status_code < 500, response.status_code
    assert element_text(response.text, "request-id")
    assert response.headers["Content-Type"].startswith("text/html")
