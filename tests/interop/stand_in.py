"""A tool that stands in for the one under test while the platform itself is tested: a key, a key
set, client assertions and deep linking responses, each of which a test may spoil.
"""

from __future__ import annotations

import json
import time
from typing import Any

import jwt
import requests
from jwcrypto.jwk import JWK

from lms import Lms
from services import ASSERTION_TYPE, CLAIM, DEEP_LINKING_CLAIM
from web import Answer, Call, Server


class StandIn:
    def __init__(self) -> None:
        key = JWK.generate(kty="RSA", size=2048, kid="stand-in", alg="RS256", use="sig")
        self.private_key = key.export_to_pem(private_key=True, password=None).decode()
        self._key_set = {"keys": [json.loads(key.export_public())]}
        self._server = Server(self._answer)
        self.url = self._server.url
        self._number = 0

    def close(self) -> None:
        self._server.close()

    def sign(self, claims: dict[str, Any], key: str = "") -> str:
        given = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(given, key or self.private_key, "RS256", {"kid": "stand-in"})

    def assertion(self, lms: Lms, **changes: Any) -> dict[str, Any]:
        now = int(time.time())
        claims = {
            "iss": lms.client_id,
            "sub": lms.client_id,
            "aud": lms.token_url,
            "iat": now - 5,
            "exp": now + 60,
            "jti": self._unique(),
        }
        return {**claims, **changes}

    def ask_token(
        self,
        lms: Lms,
        *scopes: str,
        key: str = "",
        form: dict[str, str] | None = None,
        **claims: Any,
    ) -> requests.Response:
        asked = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self.sign(self.assertion(lms, **claims), key),
            "scope": " ".join(scopes),
        }
        return requests.post(lms.token_url, data={**asked, **(form or {})}, timeout=5)

    def bearer(self, lms: Lms, *scopes: str) -> dict[str, str]:
        """The header of a call with a token of these scopes."""
        return {"Authorization": f"Bearer {self.ask_token(lms, *scopes).json()['access_token']}"}

    def deep_links(self, lms: Lms, *items: dict[str, Any], **changes: Any) -> dict[str, Any]:
        now = int(time.time())
        claims = {
            "iss": lms.client_id,
            "aud": lms.issuer,
            "iat": now,
            "exp": now + 60,
            "nonce": self._unique(),
            f"{CLAIM}version": "1.3.0",
            f"{CLAIM}message_type": "LtiDeepLinkingResponse",
            f"{CLAIM}deployment_id": lms.deployment_id,
            f"{DEEP_LINKING_CLAIM}data": lms.deep_linking_data,
            f"{DEEP_LINKING_CLAIM}content_items": list(items),
        }
        return {**claims, **changes}

    def _unique(self) -> str:
        self._number += 1
        return f"unique-{self._number}"

    def _answer(self, call: Call) -> Answer:
        return Answer(200, self._key_set) if call.path == "/lti/jwks" else Answer(404)
