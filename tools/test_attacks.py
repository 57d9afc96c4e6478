"""Each attack on launches, registrations, services and readings has a test that names it."""

import unittest
from pathlib import Path

TESTS = Path(__file__).parent.parent / "lambdas"
ATTACKS = range(1, 43)
# In Rust a test says which attack it is by its doc comment.
NAMED = "\n/// Attack "


class AttacksTest(unittest.TestCase):
    def named(self) -> dict[str, dict[int, list[str]]]:
        """The tests of each function, by the attack that they name."""
        found: dict[str, dict[int, list[str]]] = {}
        for file in sorted(TESTS.glob("*/tests/it/*.rs")):
            of_function = found.setdefault(file.relative_to(TESTS).parts[0], {})
            for comment in file.read_text(encoding="utf-8").split(NAMED)[1:]:
                number = int(comment.replace(":", " ").split()[0])
                before, _, test = comment.partition("async fn ")
                self.assertIn("\n#[tokio::test", before, f"attack {number} in {file} is a test")
                of_function.setdefault(number, []).append(test.partition("(")[0])
        return found

    def test_every_attack_of_the_list_has_a_test(self) -> None:
        self.assertEqual(sorted(set().union(*self.named().values())), list(ATTACKS))

    def test_an_attack_has_one_test_in_each_function_that_meets_it(self) -> None:
        for function, attacks in self.named().items():
            for number, names in attacks.items():
                self.assertEqual(len(names), 1, f"attack {number} in {function}: {names}")


if __name__ == "__main__":
    unittest.main()
