"""Readings: texts that teachers write in the tool and place in a course by deep linking."""

from __future__ import annotations

import requests

from browser import Browser
from course import INSTRUCTOR, LEARNER, Activity, Person
from launching import Session, open_session
from lms import Lms, Selection

BEES = {
    "title": "The bees",
    "language": "en",
    "html": "<h2>The bees</h2><p>Bees <em>dance</em>.</p>",
}


def choose(lms: Lms, selection: Selection | None = None, person: Person = INSTRUCTOR) -> Session:
    """A teacher opens the tool to choose content, in a browser of their own."""
    return open_session(Browser(lms.tool_url), lms, lms.selection(selection, person=person))


def submit_to_platform(lms: Lms, answered: dict[str, str]) -> requests.Response:
    """What the tool's page does with its answer: a form, posted to the platform."""
    assert answered["action"] == lms.course.deep_links_url
    return requests.post(answered["action"], data={"JWT": answered["jwt"]}, timeout=20)


def place(lms: Lms, reading: str | None, graded: bool, teacher: Session) -> list[Activity]:
    answered = teacher.post("/api/deep-link", {"reading": reading, "graded": graded})
    taken = submit_to_platform(lms, answered)
    assert taken.status_code == 200, taken.text
    return lms.placements[-1]


def placed(lms: Lms, graded: bool = True) -> Activity:
    """A reading that a teacher has just written and placed."""
    teacher = choose(lms)
    reading = teacher.post("/api/readings", BEES, status=201)
    (activity,) = place(lms, reading["id"], graded, teacher)
    return activity


def read(lms: Lms, activity: Activity, person: Person = LEARNER) -> Session:
    """A person opens a reading, in a browser of their own."""
    return open_session(Browser(lms.tool_url), lms, lms.activity(activity, person))
