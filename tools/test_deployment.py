"""The deployment tasks speak to the right AWS, and say what to do with what they made."""

from __future__ import annotations

import io
import json
import sys
import tempfile
import time
import unittest
import urllib.request
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from unittest import mock

import archive
import cloud
import deployment
import emulator
import lambdas
from cloud import Cloud
from project import ROOT, Problem

OUTPUTS = {
    name: f"the {name}"
    for name in (
        *("ToolUrl", "KeySetUrl", "LoginUrl", "RedirectUri", "TranslateUrl", "EventsUrl"),
        *("EventBus", "ApiUrl"),
        *("EventsPolicyArn", "DistributionDomain", "SiteBucket", "Dashboard", "ApiId"),
    )
}
EMULATOR = {"AWS_ENDPOINT_URL": "http://127.0.0.1:4566"}


class WhichCloud(unittest.TestCase):
    def test_an_endpoint_on_this_machine_is_the_emulator(self) -> None:
        for host in ("127.0.0.1", "localhost", "[::1]"):
            target = cloud.current({"AWS_ENDPOINT_URL": f"http://{host}:4566/"})
            self.assertEqual(target.architecture, "x86_64")
            self.assertEqual(target.context, ["--context", "local=true"])
            self.assertNotIn("localhost", target.endpoint or "")

    def test_no_endpoint_and_one_elsewhere_are_aws(self) -> None:
        elsewhere: list[Mapping[str, str]] = [
            {},
            {"AWS_ENDPOINT_URL": ""},
            {"AWS_ENDPOINT_URL": "https://127.0.0.1.aws.example"},
        ]
        for environment in elsewhere:
            target = cloud.current(environment)
            self.assertEqual((target.architecture, target.context), ("arm64", []))

    def test_an_endpoint_that_is_no_address_is_refused_by_name(self) -> None:
        with self.assertRaisesRegex(Problem, "AWS_ENDPOINT_URL is http://127.0.0.1:port"):
            cloud.current({"AWS_ENDPOINT_URL": "http://127.0.0.1:port"})

    def test_the_emulator_never_sees_the_persons_credentials(self) -> None:
        own = {"AWS_PROFILE": "work", "AWS_ACCESS_KEY_ID": "AKIA", "AWS_SESSION_TOKEN": "t"}
        given = cloud.current(EMULATOR).environment({**own, **EMULATOR})
        for name, value in own.items():
            self.assertNotEqual(given[name], value)

    def test_two_emulators_have_different_keys_because_cdk_remembers_accounts_by_them(self) -> None:
        keys = {
            Cloud(f"http://127.0.0.1:{port}").environment({})["AWS_ACCESS_KEY_ID"]
            for port in (4566, 4567)
        }
        self.assertEqual(len(keys), 2)

    def test_on_aws_the_persons_settings_stay(self) -> None:
        given = cloud.current({}).environment({"AWS_PROFILE": "work"})
        self.assertEqual([name for name in given if name.startswith("AWS")], [])

    def test_the_stack_is_the_default_one_unless_named(self) -> None:
        self.assertEqual(cloud.stack_name({}), "moodle-plugins")
        self.assertEqual(cloud.stack_name({"STACK_NAME": "physics"}), "physics")


class Steps(unittest.TestCase):
    def setUp(self) -> None:
        self.commands: list[list[str]] = []
        self.code = 0
        self.set(cloud, "status", self.record)
        patch = mock.patch.dict("os.environ", clear=True)
        patch.start()
        self.addCleanup(patch.stop)
        self.set(deployment, "say", lambda _text: None)

    def set(self, target: object, name: str, value: object) -> None:
        patch = mock.patch.object(target, name, value)
        patch.start()
        self.addCleanup(patch.stop)

    def record(self, command: Sequence[str | Path], **_options: object) -> int:
        self.commands.append([str(part) for part in command][2:])
        return self.code

    def test_bootstrap_gives_deployments_the_policies_that_were_named(self) -> None:
        with mock.patch.dict("os.environ", {"POLICY_ARN": "arn:one,arn:two"}):
            deployment.bootstrap([])
        expected = ["bootstrap", "--cloudformation-execution-policies", "arn:one,arn:two"]
        self.assertEqual(self.commands, [expected])

    def test_bootstrap_at_the_emulator_names_its_account(self) -> None:
        with mock.patch.dict("os.environ", EMULATOR):
            deployment.bootstrap([])
        self.assertEqual(self.commands, [["bootstrap", "aws://000000000000/us-east-1"]])

    def test_destroy_without_a_person_and_without_yes_destroys_nothing(self) -> None:
        self.set(deployment.sys, "stdin", io.StringIO())
        with self.assertRaisesRegex(Problem, "--yes"):
            deployment.destroy([])
        self.assertEqual(self.commands, [])

    def test_destroy_asks_for_the_stacks_name(self) -> None:
        self.set(deployment.sys, "stdin", mock.Mock(isatty=lambda: True))
        with mock.patch("builtins.print"), mock.patch("builtins.input") as answer:
            answer.return_value = "yes"
            with self.assertRaisesRegex(Problem, "nothing was destroyed"):
                deployment.destroy([])
            self.assertEqual(self.commands, [])
            answer.return_value = "moodle-plugins"
            deployment.destroy([])
        self.assertEqual(self.commands[0][:2], ["destroy", "--force"])

    def test_destroy_needs_no_build(self) -> None:
        deployment.destroy(["--yes"])
        self.assertIn("binaries=", " ".join(self.commands[0]))

    def test_destroy_ends_with_what_stays_and_the_emulator_keeps_no_role(self) -> None:
        for environment, kept in (({}, True), (EMULATOR, False)):
            said: list[str] = []
            self.set(deployment, "say", said.append)
            with mock.patch.dict("os.environ", environment):
                deployment.destroy(["--yes"])
            self.assertEqual("moodle-plugins-ApiRestCloudWatchRole" in said[-1], kept)
            self.assertIn("CDKToolkit", said[-1])

    def test_the_role_that_stays_is_called_as_the_template_calls_it(self) -> None:
        snapshots = ROOT / "infra" / "test" / "__snapshots__" / "snapshots.test.ts.snap"
        self.assertIn('"ApiRestCloudWatchRole', snapshots.read_text(encoding="utf-8"))

    def test_what_cdk_refuses_is_left_to_its_own_words(self) -> None:
        self.code = 1
        with self.assertRaisesRegex(Problem, "^`cdk destroy` stopped; what it says above is why$"):
            deployment.destroy(["--yes"])

    def test_a_mistake_in_the_configuration_does_not_wait_for_the_build(self) -> None:
        self.code = 1
        self.set(lambdas, "build", lambda _architecture: self.fail("it was built"))
        with self.assertRaisesRegex(Problem, "`cdk synth` stopped"):
            deployment.deploy([])

    def test_an_unknown_step_is_refused_with_the_list(self) -> None:
        with self.assertRaisesRegex(Problem, "bootstrap, synth, deploy, sync, destroy"):
            deployment.run_step(["undeploy"])

    def test_the_table_says_what_to_paste_where(self) -> None:
        text = deployment.what_to_paste_where(OUTPUTS, "physics", Cloud(None))
        for name, value in OUTPUTS.items():
            self.assertEqual(value in text, name != "ApiId", name)
        self.assertRegex(text, r"Redirection URI\(s\) +the RedirectUri")
        self.assertIn("moodle-aws platform add --stack physics", text)

    def test_the_table_of_the_emulator_has_an_address_that_answers_there(self) -> None:
        text = deployment.what_to_paste_where(OUTPUTS, "s", Cloud("http://127.0.0.1:4566"))
        self.assertIn("http://127.0.0.1:4566/restapis/the ApiId/live/_user_request_", text)
        self.assertNotIn("the ApiUrl", text)


class Functions(unittest.TestCase):
    def test_the_functions_are_those_of_the_contract(self) -> None:
        known = [
            "lti-tool",
            "translate",
            "moodle-authorizer",
            "rotate-keys",
            "readings",
            "send-scores",
            "event-delay",
            "put-events",
            "index-file",
            "reconcile-index",
            "course-assistant",
        ]
        self.assertEqual(lambdas.functions(), known)

    def test_each_is_built_from_its_package_for_the_processor(self) -> None:
        command = [str(part) for part in lambdas.command("arm64", ["translate"])]
        self.assertIn("--arm64", command)
        self.assertIn("--skip-target-check", command)
        self.assertEqual(command[command.index("--package") + 1], "translate")
        self.assertTrue(command[-1].endswith("arm64"))

    def test_functions_that_share_a_package_are_built_from_it_together(self) -> None:
        of_two = ["readings", "send-scores", "index-file", "reconcile-index", "translate"]
        command = lambdas.command("arm64", of_two)
        packages = [command[at + 1] for at, part in enumerate(command) if part == "--package"]
        self.assertEqual(packages, ["readings", "index-file", "translate"])

    def test_a_missing_target_says_how_to_get_it(self) -> None:
        with (
            mock.patch.object(lambdas, "output", return_value="/nowhere\n"),
            self.assertRaisesRegex(Problem, "rustup target add aarch64-unknown-linux-gnu"),
        ):
            lambdas.build("arm64")

    def test_an_unknown_processor_is_refused_with_the_list(self) -> None:
        with self.assertRaisesRegex(Problem, "arm64, x86_64"):
            lambdas.build_all(["riscv"])

    def test_a_build_that_leaves_no_binary_is_no_success(self) -> None:
        with (
            tempfile.TemporaryDirectory() as folder,
            mock.patch.object(lambdas, "DIST", Path(folder)),
        ):
            with self.assertRaisesRegex(Problem, "left no binary of lti-tool"):
                lambdas.check_built("x86_64")
            for name in lambdas.functions():
                (Path(folder) / "x86_64" / name).mkdir(parents=True)
                (Path(folder) / "x86_64" / name / "bootstrap").touch()
            lambdas.check_built("x86_64")

    def test_placeholders_stand_for_every_function(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            context = cloud.placeholders(Path(folder))
            self.assertEqual(len(context), 4)
            for name in lambdas.functions():
                self.assertTrue((Path(folder) / "lambda" / name / "bootstrap").is_file())


class Package(unittest.TestCase):
    def test_the_same_files_make_the_same_bytes_and_only_the_program_runs(self) -> None:
        made: list[bytes] = []
        for order in (("bootstrap", "index.html"), ("index.html", "bootstrap")):
            with tempfile.TemporaryDirectory() as folder:
                source = Path(folder) / "lti-tool"
                source.mkdir()
                for name in order:
                    (source / name).write_text(name, encoding="utf-8")
                zipped = Path(folder) / "out" / "lti-tool.zip"
                archive.pack(archive.content(source), zipped)
                made.append(zipped.read_bytes())
                with zipfile.ZipFile(zipped) as packed:
                    modes = {entry.filename: entry.external_attr >> 16 for entry in packed.filelist}
        self.assertEqual(made[0], made[1])
        self.assertEqual(modes, {"bootstrap": 0o100755, "index.html": 0o100644})


class Emulator(unittest.TestCase):
    def test_it_listens_to_this_machine_only_and_passes_its_address_on(self) -> None:
        settings = emulator.settings(4566)
        self.assertEqual(settings["BIND_HOST"], "127.0.0.1")
        self.assertEqual(settings["AWS_ENDPOINT_URL"], "http://127.0.0.1:4566")

    def test_python_runs_what_is_added_to_it_first(self) -> None:
        added = Path(emulator.settings(4566)["PYTHONPATH"])
        self.assertTrue((added / "sitecustomize.py").is_file())

    def test_it_takes_the_given_port_or_a_free_one(self) -> None:
        self.assertEqual(emulator.port_of(["4566"]), 4566)
        self.assertGreater(emulator.port_of([]), 1023)
        for wrong in (["0"], ["port"], ["70000"], ["1", "2"]):
            with self.assertRaisesRegex(Problem, "is no port"):
                emulator.port_of(wrong)

    def test_a_machine_that_cannot_run_it_is_told_so(self) -> None:
        with (
            mock.patch.object(emulator.platform, "machine", return_value="toaster"),
            self.assertRaisesRegex(Problem, "toaster"),
            emulator.running(),
        ):
            self.fail("it runs")


# Stands for the emulator: it starts a program of its own, which does not end when it is asked to,
# and says which by its health.
PRETENDER = """#!{python}
import http.server, json, os, subprocess, sys
other = subprocess.Popen(["sh", "-c", "trap '' TERM; sleep 600"])
class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        health = {{"edition": os.environ["MINISTACK_EDITION"], "other": other.pid}}
        self.wfile.write(json.dumps(health).encode())
    def log_message(self, *_):
        pass
address = (os.environ["BIND_HOST"], int(os.environ["GATEWAY_PORT"]))
http.server.HTTPServer(address, Health).serve_forever()
"""


@unittest.skipUnless(sys.platform == "linux", "the emulator runs on Linux only")
class RunningEmulator(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.program = Path(folder.name) / "pretender"
        aws = mock.Mock(command=lambda _name: self.program)
        for name, value in {"AWS": aws, "check_machine": lambda: None}.items():
            patch = mock.patch.object(emulator, name, value)
            patch.start()
            self.addCleanup(patch.stop)

    def pretend(self, text: str) -> None:
        self.program.write_text(text, encoding="utf-8")
        self.program.chmod(0o755)

    def test_it_ends_with_the_block_and_so_does_what_it_started(self) -> None:
        self.pretend(PRETENDER.format(python=sys.executable))
        with self.assertRaisesRegex(Problem, "in between"), emulator.running() as endpoint:
            with urllib.request.urlopen(f"{endpoint}/_ministack/health") as answer:
                other = Path("/proc") / str(json.load(answer)["other"])
            self.assertTrue(other.exists())
            raise Problem("something in between")
        self.assertFalse(emulator.serves(endpoint, ""))
        with self.assertRaises(OSError):
            urllib.request.urlopen(endpoint)
        self.assertTrue(ends(other))

    def test_one_that_ends_before_it_serves_says_why(self) -> None:
        self.pretend("#!/bin/sh\necho no more ports >&2; exit 1\n")
        with self.assertRaisesRegex(Problem, "no more ports"), emulator.running():
            self.fail("it does not run")

    def test_another_one_at_the_address_is_not_taken_for_it(self) -> None:
        self.pretend(PRETENDER.format(python=sys.executable))
        with emulator.running() as endpoint:
            self.assertFalse(emulator.serves(endpoint, "another"))


def ends(process: Path) -> bool:
    """Whether the process of this folder in /proc ends within seconds, which it was told to."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            # One that ended may stay as a name that nobody has asked for yet.
            if "State:\tZ" in (process / "status").read_text(encoding="utf-8"):
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.02)
    return False


class Tasks(unittest.TestCase):
    def test_the_known_names_are_tasks_or_aliases(self) -> None:
        text = (ROOT / "mise.toml").read_text(encoding="utf-8")
        steps = [f"cdk:{step}" for step in deployment.STEPS]
        for name in (*steps, "init", "site:build"):
            self.assertIn(f'alias = "{name}"', text)

    def test_no_task_needs_a_shell_of_one_system(self) -> None:
        text = (ROOT / "mise.toml").read_text(encoding="utf-8")
        for word in ("bash", ".sh", "&&", "$("):
            self.assertNotIn(word, text)

    def test_the_committed_policies_are_policies(self) -> None:
        files = sorted((ROOT / "infra").glob("deployment-least-privilege-policy*.json"))
        self.assertEqual(len(files), 3)
        for file in files:
            self.assertEqual(json.loads(file.read_text(encoding="utf-8"))["Version"], "2012-10-17")


if __name__ == "__main__":
    unittest.main()
