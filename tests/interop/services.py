"""The platform's endpoints: key set, tokens, members, grades, deep linking.

The package grants tokens and checks signatures. What it leaves to its user stands here: the routes,
and what a client assertion and a deep linking response must say.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jwt
from lti1p3platform.exceptions import (
    LtiDeepLinkingResponseException,
    LtiException,
    LtiServiceException,
    MissingRequiredClaim,
    UnsupportedGrantType,
)
from lti1p3platform.response import Response, generate_next_link

from advantage import Grades, Members
from course import Json
from web import Answer, Call

if TYPE_CHECKING:
    from lms import Lms

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
LINE_ITEM = f"{AGS}lineitem"
LINE_ITEM_READONLY = f"{AGS}lineitem.readonly"
RESULT_READONLY = f"{AGS}result.readonly"
SCORE = f"{AGS}score"
MEMBERSHIP_READONLY = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
ALL_SCOPES = frozenset({LINE_ITEM, LINE_ITEM_READONLY, RESULT_READONLY, SCORE, MEMBERSHIP_READONLY})

LINE_ITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_SECONDS = 300

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP_LINKING_CLAIM = "https://purl.imsglobal.org/spec/lti-dl/claim/"


@dataclass(frozen=True)
class Grant:
    """An access token that was given out."""

    scopes: frozenset[str]
    token: str


class Services:
    """The endpoints of the platform, by method and path."""

    def __init__(self, lms: Lms) -> None:
        self._lms = lms
        self._used: set[str] = set()
        self._lock = threading.Lock()

    def answer(self, call: Call) -> Answer:
        root = re.escape(f"/courses/{self._lms.course.id}")
        item = rf"{root}/line_items/\d+"
        routes: list[tuple[str, str, Callable[[Call], Answer]]] = [
            ("GET", "/jwks", self._key_set),
            ("POST", "/token", self._token),
            ("POST", f"{root}/deep_links", self._deep_links),
            ("GET", f"{root}/members", self._members),
            ("GET|POST", f"{root}/line_items", self._line_items),
            ("GET|PUT|DELETE", item, self._line_item),
            ("GET", f"{item}/results", self._results),
            ("POST", f"{item}/scores", self._scores),
        ]
        known = [route for route in routes if re.fullmatch(route[1], call.path)]
        if not known:
            return Answer(404)
        for methods, _path, answer in known:
            if call.method in methods.split("|"):
                return self._safely(answer, call)
        return Answer(405)

    def _safely(self, answer: Callable[[Call], Answer], call: Call) -> Answer:
        try:
            return answer(call)
        except LtiServiceException as error:
            return Answer(error.status_code, {"message": error.message})
        except jwt.InvalidTokenError:
            # The package lets through what PyJWT says of a bearer that is none of the platform's.
            return Answer(401, {"message": "the bearer is no token of this platform"})
        except ValueError as error:
            return Answer(400, {"message": str(error)})

    def _key_set(self, _call: Call) -> Answer:
        self._lms.key_set_fetches += 1
        return Answer(200, self._lms.settings().get_jwks())

    def _token(self, call: Call) -> Answer:
        form = call.form
        asked = form.get("scope", "").split()
        granted = [scope for scope in asked if scope in self._lms.granted]
        settings = self._lms.settings()
        try:
            if form.get("client_assertion_type") != ASSERTION_TYPE:
                return oauth_error("invalid_request", "another kind of assertion")
            given = settings.get_access_token({**form, "scope": " ".join(granted)})
            self._check_assertion(form["client_assertion"])
        except MissingRequiredClaim as error:
            return oauth_error("invalid_request", str(error))
        except UnsupportedGrantType:
            return oauth_error("unsupported_grant_type", form["grant_type"])
        except (LtiException, jwt.InvalidTokenError) as error:
            return oauth_error("invalid_client", str(error))
        if not granted:
            return oauth_error("invalid_scope", form["scope"])
        self._lms.grants.append(Grant(frozenset(granted), given["access_token"]))
        return Answer(200, given, headers={"Cache-Control": "no-store"})

    def _check_assertion(self, assertion: str) -> None:
        """What RFC 7523 §3 and the 1EdTech Security Framework §4.1.1 ask besides the signature."""
        claims = jwt.decode(assertion, options={"verify_signature": False})
        now = int(time.time())
        lives = claims.get("exp", 0) - claims.get("iat", 0)
        must(claims.get("iss") == self._lms.client_id, "iss")
        must(claims.get("sub") == self._lms.client_id, "sub")
        must(claims.get("aud") in (self._lms.token_url, [self._lms.token_url]), "aud")
        must(claims.get("iat", now + 1) <= now < claims.get("exp", now), "iat and exp")
        must(0 < lives <= ASSERTION_SECONDS, "a life of five minutes at the most")
        must(bool(claims.get("jti")) and self._first_use(f"jti {claims['jti']}"), "jti")

    def _first_use(self, name: str) -> bool:
        with self._lock:
            first = name not in self._used
            self._used.add(name)
            return first

    def _deep_links(self, call: Call) -> Answer:
        settings = self._lms.settings()
        try:
            items = settings.validate_deeplinking_resp(call.form)
            self._check_deep_links(
                jwt.decode(call.form["JWT"], options={"verify_signature": False})
            )
        except (KeyError, LtiException, LtiDeepLinkingResponseException) as error:
            return Answer(400, {"message": str(error)})
        placed = [self._lms.course.place(item) for item in items if is_activity(item)]
        self._lms.placements.append(placed)
        return Answer(200, {"placed": [activity.id for activity in placed]})

    def _check_deep_links(self, claims: Mapping[str, Any]) -> None:
        """What Deep Linking 2.0 and the 1EdTech Security Framework §5.2 ask besides the items."""
        lms = self._lms
        must(claims.get("iss") == lms.client_id, "iss")
        must(claims.get("aud") in (lms.issuer, [lms.issuer]), "aud")
        must("exp" in claims and "iat" in claims, "exp and iat")
        must(bool(claims.get("nonce")) and self._first_use(f"nonce {claims['nonce']}"), "nonce")
        must(claims.get(f"{CLAIM}version") == "1.3.0", "version")
        must(claims.get(f"{CLAIM}deployment_id") == lms.deployment_id, "deployment_id")
        must(claims.get(f"{DEEP_LINKING_CLAIM}data") == lms.deep_linking_data, "data")

    def _members(self, call: Call) -> Answer:
        service = Members(call, self._lms)
        answered = service.handle_resp(service.handle_get_members)
        body = answered.result
        return self._answer(answered, body, body.pop("next", None) if body else None)

    def _line_items(self, call: Call) -> Answer:
        if call.method == "GET":
            service = Grades(call, self._lms, [LINE_ITEM, LINE_ITEM_READONLY])
            return self._page(service.handle_resp(service.handle_get_lineitems))
        expect_media_type(call, LINE_ITEM_TYPE)
        service = Grades(call, self._lms, [LINE_ITEM])
        answered = service.handle_resp(service.handle_create_lineitem)
        return self._answer(answered, answered.result)

    def _line_item(self, call: Call) -> Answer:
        item_id = self._lms.issuer + call.path
        reading = [LINE_ITEM, LINE_ITEM_READONLY] if call.method == "GET" else [LINE_ITEM]
        if call.method == "PUT":
            expect_media_type(call, LINE_ITEM_TYPE)
        service = Grades(call, self._lms, reading, item_id)
        operation = {
            "GET": service.handle_get_lineitem,
            "PUT": service.handle_update_lineitem,
            "DELETE": service.handle_delete_lineitem,
        }[call.method]
        answered = service.handle_resp(operation, line_item_id=item_id)
        return self._answer(answered, answered.result)

    def _results(self, call: Call) -> Answer:
        item_id = self._lms.issuer + call.path.removesuffix("/results")
        service = Grades(call, self._lms, [RESULT_READONLY], item_id)
        return self._page(service.handle_resp(service.handle_get_results, line_item_id=item_id))

    def _scores(self, call: Call) -> Answer:
        expect_media_type(call, SCORE_TYPE)
        item_id = self._lms.issuer + call.path.removesuffix("/scores")
        service = Grades(call, self._lms, [SCORE], item_id)
        answered = service.handle_resp(service.handle_update_score, line_item_id=item_id)
        return self._answer(answered, None)

    def _page(self, answered: Response) -> Answer:
        """A container of AGS is a plain list, with the next page in a header."""
        page = answered.result or {}
        return self._answer(answered, page.get("content"), page.get("next"))

    def _answer(self, answered: Response, body: Any, following: str | None = None) -> Answer:
        if answered.code >= 400:
            return Answer(answered.code, {"message": answered.message})
        headers = {"Link": generate_next_link(following)} if following else {}
        return Answer(answered.code, body, answered.media_type, headers)


def oauth_error(code: str, description: str) -> Answer:
    """RFC 6749 §5.2."""
    status = 401 if code == "invalid_client" else 400
    return Answer(status, {"error": code, "error_description": description})


def must(true: bool, what: str) -> None:
    if not true:
        raise LtiException(f"refused for its {what}")


def expect_media_type(call: Call, media_type: str) -> None:
    if call.media_type != media_type:
        raise LtiServiceException(f"{call.media_type} is not {media_type}", 415)


def is_activity(item: Json) -> bool:
    return item["type"] == "ltiResourceLink"
