"""Test the course that the assistant is tried on, in the environment that makes its files.

`python3 tools/course.py [unittest arguments]`
"""

from __future__ import annotations

import setup
from environments import COURSE
from project import main, run


def test(arguments: list[str]) -> None:
    setup.course()
    discover = ["-m", "unittest", "discover", "tests/course", *arguments]
    run([COURSE.python, *discover], env={"PYTHONDONTWRITEBYTECODE": "1"})


if __name__ == "__main__":
    main(test)
