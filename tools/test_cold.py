"""The plan of `mise run bench:cold`: each function has what the stack gives it, and no more."""

from __future__ import annotations

import contextlib
import io
import json
import sys
import tempfile
import unittest
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from unittest import mock

import cold
from cold import EVENTS, FUNCTIONS, architecture, environment, planned, zip_size
from project import ROOT, Problem


class Plan(unittest.TestCase):
    def test_every_function_is_measured_with_an_event_that_exists(self) -> None:
        names = json.loads((ROOT / "infra" / "names.json").read_text(encoding="utf-8"))
        self.assertEqual(set(FUNCTIONS), set(names["environment"]))
        for function in FUNCTIONS.values():
            self.assertTrue((EVENTS / function.event).is_file(), function.event)

    def test_a_function_has_variables_that_the_stack_gives_it_and_no_others(self) -> None:
        names = json.loads((ROOT / "infra" / "names.json").read_text(encoding="utf-8"))
        for name, function in FUNCTIONS.items():
            self.assertLessEqual(set(function.environment), set(names["environment"][name]))

    def test_an_emulator_is_passed_on_and_the_rest_of_the_shell_is_not(self) -> None:
        emulator = "http://127.0.0.1:1"
        outside = {"AWS_ENDPOINT_URL": emulator, "STACK_NAME": "other", "HOME": "/home/me"}
        given = environment(FUNCTIONS["translate"], outside)
        self.assertEqual(given["AWS_ENDPOINT_URL"], emulator)
        self.assertEqual(given["STACK_NAME"], "other")
        self.assertNotIn("HOME", given)

    def test_an_empty_setting_stands_for_none(self) -> None:
        given = environment(FUNCTIONS["translate"], {"STACK_NAME": "", "AWS_REGION": ""})
        self.assertEqual(given["STACK_NAME"], "moodle-plugins")
        self.assertEqual(given["AWS_REGION"], "eu-central-1")

    def test_a_function_is_sent_its_event_only_where_there_is_an_aws_to_ask(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            bootstrap = Path(name) / "bootstrap"
            bootstrap.touch()
            function = FUNCTIONS["lti-tool"]
            self.assertIsNone(planned("lti-tool", function, bootstrap, None)["event"])
            sent = planned("lti-tool", function, bootstrap, {})["event"]
        self.assertEqual(sent, str(EVENTS / "login.json"))

    def test_a_processor_that_no_function_is_built_for_is_refused_by_name(self) -> None:
        self.assertEqual(architecture("AMD64"), "x86_64")
        self.assertEqual(architecture("aarch64"), "arm64")
        with self.assertRaisesRegex(Problem, "not built for riscv64"):
            architecture("riscv64")

    def test_the_zip_is_of_everything_in_the_folder(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "bootstrap").write_bytes(bytes(range(256)) * 64)
            alone = zip_size(folder)
            (folder / "index.html").write_text("<!doctype html>")
            self.assertGreater(zip_size(folder), alone)
            self.assertLess(alone, 256 * 64)


class Deployed(unittest.TestCase):
    def setUp(self) -> None:
        self.steps: list[tuple[str, str]] = []
        self.said: list[str] = []
        self.running = False
        self.thinking = False
        self.set(cold.emulator, "check_machine", lambda: None)
        self.set(cold.emulator, "running", self.emulate)
        self.set(cold, "engine", self.think)
        self.set(cold, "run", self.deploy)
        self.set(cold.emulator.OPENER, "open", self.answer)
        self.set(cold, "say", self.said.append)

    def set(self, target: object, name: str, value: object) -> None:
        patch = mock.patch.object(target, name, value)
        patch.start()
        self.addCleanup(patch.stop)

    @contextlib.contextmanager
    def think(self) -> Iterator[str]:
        self.thinking = True
        try:
            yield "http://127.0.0.1:1"
        finally:
            self.assertFalse(self.running, "the emulator ends before its model")
            self.thinking = False

    @contextlib.contextmanager
    def emulate(self, **more: str) -> Iterator[str]:
        self.assertEqual(more, {"MINISTACK_BEDROCK_PROXY_URL": "http://127.0.0.1:1"})
        self.running = self.thinking
        try:
            yield "http://127.0.0.1:4566"
        finally:
            self.running = False

    def deploy(self, command: Sequence[str | Path], *, env: Mapping[str, str]) -> None:
        self.assertTrue(self.running)
        self.assertEqual((env["STACK_NAME"], env["AWS_REGION"]), ("", ""))
        self.steps.append((str(command[2]), env["AWS_ENDPOINT_URL"]))

    def answer(self, request: urllib.request.Request, **_options: object) -> io.BytesIO:
        self.assertTrue(self.running)
        name = request.get_header("X-amz-target") or ""
        self.steps.append((name, request.full_url))
        self.sent = json.loads(request.data or b"")
        return io.BytesIO()

    def test_the_stack_is_deployed_to_an_emulator_that_ends_with_the_measurement(self) -> None:
        own = {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_REGION": "eu-west-1", "STACK_NAME": "physics"}
        with (
            mock.patch.dict("os.environ", own, clear=True),
            cold.deployed() as outside,
        ):
            self.assertTrue(self.running)
            given = environment(FUNCTIONS["translate"], outside or {})
        self.assertFalse(self.running or self.thinking)
        endpoint = "http://127.0.0.1:4566"
        steps = ("bootstrap", "sync", "AmazonSSM.PutParameter")
        self.assertEqual(self.steps, [(step, endpoint) for step in steps])
        self.assertEqual(given["AWS_ENDPOINT_URL"], endpoint)
        self.assertEqual(given["AWS_REGION"], cold.cloud.EMULATED_REGION)
        self.assertEqual(given["STACK_NAME"], "moodle-plugins")
        self.assertNotEqual(given["AWS_ACCESS_KEY_ID"], "AKIA")

    def test_the_stack_knows_the_client_of_the_login_that_is_sent(self) -> None:
        with mock.patch.dict("os.environ", clear=True), cold.deployed():
            self.assertEqual((self.sent["Name"], self.sent["Value"]), ("/lti/client-id", "abc"))

    def test_the_emulator_ends_when_the_deployment_fails(self) -> None:
        self.set(cold, "run", mock.Mock(side_effect=Problem("no deployment")))
        with (
            mock.patch.dict("os.environ", clear=True),
            self.assertRaisesRegex(Problem, "no deployment"),
            cold.deployed(),
        ):
            self.fail("nothing is deployed")
        self.assertFalse(self.running or self.thinking)

    def test_an_endpoint_from_outside_is_used_as_it_is(self) -> None:
        own = {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_REGION": "eu-west-1"}
        with mock.patch.dict("os.environ", own, clear=True), cold.deployed() as outside:
            given = environment(FUNCTIONS["translate"], outside or {})
        self.assertLessEqual(own.items(), given.items())
        self.assertEqual(self.steps, [])

    def test_a_machine_that_runs_no_emulator_says_why_a_column_is_missing(self) -> None:
        toaster = mock.Mock(side_effect=Problem("this is a toaster"))
        self.set(cold.emulator, "check_machine", toaster)
        with mock.patch.dict("os.environ", clear=True), cold.deployed() as outside:
            self.assertIsNone(outside)
        self.assertEqual(len(self.said), 1)
        self.assertRegex(self.said[0], "no first invocation is measured.*this is a toaster")
        self.assertEqual(self.steps, [])


@unittest.skipUnless(sys.platform == "linux", "the emulator, which asks it, runs on Linux only")
class Engine(unittest.TestCase):
    def pretend(self, text: str) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        program = Path(folder.name) / "test-engine"
        program.write_text(f"#!/bin/sh\n{text}", encoding="utf-8")
        program.chmod(0o755)
        patch = mock.patch.object(cold, "debug_binaries", lambda name: {name: program})
        patch.start()
        self.addCleanup(patch.stop)

    def test_it_ends_with_the_block_and_gives_the_address_that_the_emulator_wants(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            ended = Path(name) / "ended"
            self.pretend(f'echo listening on http://127.0.0.1:7/v1; cat; echo "$@" > {ended}')
            with cold.engine() as address:
                self.assertEqual(address, "http://127.0.0.1:7")
                self.assertFalse(ended.exists())
            self.assertEqual(ended.read_text(encoding="utf-8"), "--otherwise echo\n")

    def test_one_that_does_not_serve_is_a_problem(self) -> None:
        self.pretend("echo no ports")
        with self.assertRaisesRegex(Problem, "test-engine does not serve: no ports"), cold.engine():
            self.fail("it serves")


if __name__ == "__main__":
    unittest.main()
