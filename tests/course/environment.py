"""Lets any Python start a program of this folder: it goes on in the folder's own environment."""

from __future__ import annotations

import sys
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[2] / "tools"
sys.path.append(str(TOOLS))

from environments import COURSE
from project import status


def enter() -> None:
    """Return in the environment of `requirements.txt`, which is made first where it is missing; any
    other Python starts that one with its own arguments, and ends with its exit code."""
    if Path(sys.prefix).resolve() != COURSE.folder.resolve():
        COURSE.provide()
        sys.exit(status([COURSE.python, *sys.orig_argv[1:]], cwd=Path.cwd()))
