"""What goes wrong between a Moodle and Amazon EventBridge, done on purpose to a Moodle of yours.

`MOODLE_DIR=… MOODLE_URL=… python3 tools/drills.py [node --test arguments]`. The Moodle has
local_awsevents, PostgreSQL, the course category 1, and users called `teacher` and `student1`. Its
workers, its database and its clock are disturbed, so be root, and have no other use for it.
"""

from __future__ import annotations

import os

import moodle as moodle_site
import setup
import system
from environments import AWS
from project import ROOT, Problem, debug_binaries, main, run

DRILLS = ROOT / "tests" / "drills"


def drill(arguments: list[str]) -> None:
    place = moodle_site.folder(os.environ.get("MOODLE_DIR", ""))
    address = os.environ.get("MOODLE_URL", "").rstrip("/")
    if not address:
        raise Problem("set MOODLE_URL to the wwwroot of the Moodle in MOODLE_DIR")
    setup.aws()
    system.provide([system.FAKETIME, system.TIME])
    programs = debug_binaries("test-aws")["test-aws"].parent
    environment = {
        "MOODLE_DIR": str(place.home),
        "MOODLE_URL": address,
        "MOODLE_AWS_PROGRAMS": str(programs),
        "MOODLE_AWS_MINISTACK": str(AWS.command("ministack")),
    }
    # One file after another, for there is one Moodle.
    run(["node", "--test", "--test-concurrency=1", *arguments], cwd=DRILLS, env=environment)


if __name__ == "__main__":
    main(drill)
