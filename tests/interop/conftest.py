from __future__ import annotations

from collections.abc import Iterator

import pytest

# Before their import: only then do their assertions say what differed.
pytest.register_assert_rewrite("launching", "lms", "stand_in", "readings")

import tool as tool_under_test
from browser import Browser
from lms import Lms, new_key
from tool import Tool


@pytest.fixture(scope="session")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tool]:
    running = Tool(tool_under_test.binary(), tmp_path_factory.mktemp("tool"))
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def lms(tool: Tool) -> Iterator[Lms]:
    """The platform, registered beside the running server."""
    platform = Lms(tool.url, client_id="interop-client", deployment_id="7")
    tool.register(platform)
    yield platform
    platform.close()


@pytest.fixture
def browser(tool: Tool) -> Browser:
    return Browser(tool.url)


@pytest.fixture
def other_browser(tool: Tool) -> Browser:
    return Browser(tool.url)


@pytest.fixture(scope="session")
def private_key() -> str:
    """For platforms of a test's own: to make a key takes longer than most tests."""
    return new_key()


@pytest.fixture
def campus(tool: Tool, private_key: str) -> Iterator[Lms]:
    """A platform of the test's own: nobody has been there, and no token for it is kept."""
    platform = Lms(tool.url, client_id="campus-client", deployment_id="7", private_key=private_key)
    tool.register(platform)
    yield platform
    platform.close()
