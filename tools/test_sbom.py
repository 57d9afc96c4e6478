"""An SBOM lists what is shipped, all of it and nothing else, and says nothing of who made it."""

from __future__ import annotations

import json
import tempfile
import unittest
from collections.abc import Sequence
from pathlib import Path
from unittest import mock

import package
import sbom
from project import Problem

THIS = {"name": "translate", "version": "0.1.0", "bom-ref": "this"}
SERDE = {"name": "serde", "version": "1.0.229", "bom-ref": "serde"}
RING = {"name": "ring", "version": "0.17.14", "bom-ref": "ring"}
DOCUMENT = {
    "bomFormat": "CycloneDX",
    "metadata": {"component": THIS},
    "components": [SERDE, RING],
    "dependencies": [
        {"ref": "this", "dependsOn": ["ring", "serde"]},
        {"ref": "ring", "dependsOn": ["serde"]},
        {"ref": "serde"},
    ],
}
CRATES = {("translate", "0.1.0"), ("serde", "1.0.229")}


class Sbom(unittest.TestCase):
    def test_what_only_tests_turn_on_is_not_listed(self) -> None:
        document = sbom.narrowed(DOCUMENT, CRATES)
        self.assertEqual(document["components"], [SERDE])
        self.assertNotIn("ring", json.dumps(document))
        self.assertEqual(document["dependencies"][0], {"ref": "this", "dependsOn": ["serde"]})

    def test_another_version_of_a_crate_is_another_crate(self) -> None:
        with self.assertRaisesRegex(Problem, "translate lacks .*'serde', '2.0.0'"):
            sbom.narrowed(DOCUMENT, {("translate", "0.1.0"), ("serde", "2.0.0")})

    def test_neither_time_nor_place_nor_chance_is_in_it(self) -> None:
        made = []
        for name, number, time in (("mine", "1", "today"), ("yours", "2", "tomorrow")):
            root = Path(name).resolve()
            text = json.dumps(
                {
                    "serialNumber": number,
                    "metadata": {"timestamp": time, "component": THIS},
                    "components": [{"bom-ref": f"path+{root.as_uri()}/crates/lti#0.1.0"}],
                }
            )
            made.append(sbom.without_origin(text, root))
        self.assertEqual(made[0], made[1])
        self.assertEqual(made[0]["components"][0]["bom-ref"], "path+file:///crates/lti#0.1.0")

    def test_the_crates_of_a_function_are_those_that_cargo_builds_it_from(self) -> None:
        tree = "translate v0.1.0 (/srv/lambdas/translate)\nserde v1.0.229\nserde v1.0.229 (*)\n\n"
        with mock.patch.object(sbom, "output", return_value=tree) as asked:
            self.assertEqual(sbom.linked("translate", "aarch64-unknown-linux-gnu"), CRATES)
        command = asked.call_args.args[0]
        self.assertEqual(command[command.index("--features") + 1], "lambda")
        self.assertEqual(command[command.index("--target") + 1], "aarch64-unknown-linux-gnu")

    def test_what_the_tool_writes_into_the_tree_does_not_stay(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            root = Path(name)
            packages = set(map(sbom.lambdas.package_of, sbom.lambdas.functions()))
            folders = [root / "lambdas" / package for package in packages]
            folders.append(root / "crates" / "lti")

            def write(command: Sequence[str | Path]) -> None:
                file_name = command[command.index("--override-filename") + 1]
                for folder in folders:
                    folder.mkdir(parents=True)
                    (folder / f"{file_name}.json").write_text(json.dumps(DOCUMENT))

            with (
                mock.patch.object(sbom, "ROOT", root),
                mock.patch.object(sbom, "cargo_tool", return_value=Path("tool")),
                mock.patch.object(sbom, "run", write),
                mock.patch.object(sbom, "linked", return_value=CRATES),
            ):
                documents = sbom.of_functions("arm64")
            left = [path for path in root.rglob("*") if path.is_file()]
        self.assertEqual(list(documents), sbom.lambdas.functions())
        self.assertEqual(left, [])

    def test_a_package_has_an_sbom_of_each_function_and_of_the_pages(self) -> None:
        functions = package.lambdas.functions()
        with tempfile.TemporaryDirectory() as name:
            dist = Path(name) / "dist"
            for function in functions:
                (dist / "lambda" / "x86_64" / function).mkdir(parents=True)
            with (
                mock.patch.object(package, "ROOT", Path(name)),
                mock.patch.object(package, "say"),
                mock.patch.object(package.plugins, "package") as plugins_package,
                mock.patch.object(package.lambdas, "build_all"),
                mock.patch.object(package.lambdas, "DIST", dist / "lambda"),
                mock.patch.object(
                    sbom, "of_functions", return_value=dict.fromkeys(functions, DOCUMENT)
                ),
                mock.patch.object(sbom, "of_frontend", return_value=DOCUMENT),
            ):
                package.package(["x86_64"])
            made = {path.name: path.read_text(encoding="utf-8") for path in dist.glob("*.json")}
        plugins_package.assert_called_once()
        wanted = {f"{function}-x86_64.cdx.json" for function in functions}
        self.assertEqual(set(made), {*wanted, "frontend.cdx.json"})
        for text in made.values():
            self.assertEqual(json.loads(text), DOCUMENT)


if __name__ == "__main__":
    unittest.main()
