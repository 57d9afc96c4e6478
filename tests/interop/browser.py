"""A browser as the tool sees it: a page inside the platform's frame, redirects one by one, cookies.

The cookie is `Secure` and the server under test speaks plain http, so an ordinary cookie jar would
keep the cookie back. Browsers do send it to localhost, and so does this one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

TIMEOUT_SECONDS = 20

FRAME = {
    "Sec-Fetch-Dest": "iframe",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "cross-site",
}
TOP_LEVEL = {**FRAME, "Sec-Fetch-Dest": "document"}


@dataclass(frozen=True)
class Cookie:
    name: str
    value: str
    attributes: Mapping[str, str]

    @classmethod
    def parse(cls, header: str) -> Cookie:
        (name, value), *rest = (_pair(part) for part in header.split(";"))
        return cls(name, value, {key.lower(): given for key, given in rest})


@dataclass
class Browser:
    origin: str
    cookies: dict[str, Cookie] = field(default_factory=dict)

    def navigate(
        self,
        url: str,
        form: Mapping[str, str] | None = None,
        context: Mapping[str, str] = FRAME,
    ) -> requests.Response:
        """Open a page of the tool, by GET or by posting a form; redirects are not followed."""
        return self._send("GET" if form is None else "POST", url, context, data=form)

    def post_json(self, path: str, body: object) -> requests.Response:
        return self._send("POST", self.origin + path, self._from_own_page(), json=body)

    def get_json(self, path: str, bearer: str) -> requests.Response:
        return self.call("GET", path, bearer)

    def call(
        self, method: str, path: str, bearer: str, body: object | None = None
    ) -> requests.Response:
        """A call of the tool's own page, in a session."""
        headers = {**self._from_own_page(), "Authorization": f"Bearer {bearer}"}
        return self._send(method, self.origin + path, headers, json=body)

    def _from_own_page(self) -> dict[str, str]:
        return {
            "Origin": self.origin,
            "Sec-Fetch-Dest": "empty",
            "Sec-Fetch-Mode": "cors",
            "Sec-Fetch-Site": "same-origin",
        }

    def _send(
        self, method: str, url: str, headers: Mapping[str, str], **body: Any
    ) -> requests.Response:
        sent = dict(headers)
        if self.cookies:
            pairs = (f"{cookie.name}={cookie.value}" for cookie in self.cookies.values())
            sent["Cookie"] = "; ".join(pairs)
        with requests.Session() as session:
            session.trust_env = False  # No proxy of this machine has a say.
            response = session.request(
                method,
                url,
                headers=sent,
                allow_redirects=False,
                timeout=TIMEOUT_SECONDS,
                **body,
            )
        for header in response.raw.headers.getlist("Set-Cookie"):
            self._keep(Cookie.parse(header))
        return response

    def _keep(self, cookie: Cookie) -> None:
        if cookie.attributes.get("max-age") == "0":
            self.cookies.pop(cookie.name, None)
        else:
            self.cookies[cookie.name] = cookie


def element_text(page: str, element_id: str) -> str | None:
    """The text of `<code id="…">` in a page of the tool."""
    found = re.search(rf'<code id="{re.escape(element_id)}">([^<]*)</code>', page)
    return found.group(1) if found else None


def _pair(part: str) -> tuple[str, str]:
    name, _, value = part.strip().partition("=")
    return name, value
