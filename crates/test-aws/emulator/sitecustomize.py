"""Python runs this in the emulator's process before the emulator: the folder is in PYTHONPATH.

It adds to API Gateway what AWS documents and the emulator lacks: in the templates of gateway
responses, `$context.authorizer.NAME` stands for what a Lambda authorizer said in its context.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from typing import Any

from ministack.services import apigateway_v1

_VARIABLE = re.compile(rb"\$context\.authorizer\.(\w+)")

_said: ContextVar[dict[str, str] | None] = ContextVar("what the authorizer said", default=None)
_read = apigateway_v1._stringify_context
_answer = apigateway_v1._gateway_error_response


def _read_and_keep(context: Any) -> dict[str, str]:
    said = _read(context)
    _said.set(said)
    return said


def _answer_with_context(error: Any, request: Any) -> tuple[int, dict[str, str], bytes]:
    status, headers, body = _answer(error, request)
    said = _said.get() or {}
    body = _VARIABLE.sub(lambda name: said.get(name[1].decode(), "").encode(), body)
    return status, headers, body


apigateway_v1._stringify_context = _read_and_keep
apigateway_v1._gateway_error_response = _answer_with_context
