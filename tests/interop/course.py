"""A course of the platform: its people, what is placed in it, its line items and their results."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from lti1p3platform.exceptions import LineItemNotFoundException, LtiServiceException
from lti1p3platform.score import ActivityProgress, GradeProgress, UpdateScoreStatus

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"

Json = dict[str, Any]
Found = TypeVar("Found")


@dataclass(frozen=True)
class Person:
    id: str
    roles: tuple[str, ...]
    name: str | None = None
    email: str | None = None

    def has_role(self, role: str) -> bool:
        """By its URI or by its short name."""
        return role in self.roles or f"{MEMBERSHIP}{role}" in self.roles


LEARNER = Person("4", (f"{MEMBERSHIP}Learner",), "Sam Student", "sam@lms.example")
INSTRUCTOR = Person("2", (f"{MEMBERSHIP}Instructor",), "Tessa Teacher", "tessa@lms.example")


@dataclass(frozen=True)
class Activity:
    """A placement of the tool."""

    id: str
    title: str
    custom: Mapping[str, str] = field(default_factory=dict)
    # What the tool gave to be opened; empty where it gave nothing.
    url: str = ""
    line_item: str | None = None


CHAT = Activity("3", "Chat with the tutor")


@dataclass
class Course:
    # The URL under which the services of this course stand.
    url: str
    id: str = "9"
    label: str = "lti301"
    title: str = "LTI 301"
    people: dict[str, Person] = field(default_factory=dict)
    # By person; who is not named here is active.
    statuses: dict[str, str] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=lambda: {CHAT.id: CHAT})
    line_items: dict[str, Json] = field(default_factory=dict)
    # In the order of their arrival, by line item.
    scores: dict[str, list[Json]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._changed = threading.Condition()
        self._last_number = 100

    @property
    def line_items_url(self) -> str:
        return f"{self.url}/line_items"

    @property
    def memberships_url(self) -> str:
        return f"{self.url}/members"

    @property
    def deep_links_url(self) -> str:
        return f"{self.url}/deep_links"

    def enrol(self, *people: Person) -> None:
        self.people.update({person.id: person for person in people})

    def place(self, item: Json) -> Activity:
        """What a deep linking response brings."""
        link_id = self._number()
        line_item = None
        if described := item.get("lineItem"):
            described = {"label": item.get("title", ""), **described}
            line_item = self.add_line_item({**described, "resourceLinkId": link_id})["id"]
        activity = Activity(
            link_id, item.get("title", ""), item.get("custom", {}), item.get("url", ""), line_item
        )
        self.activities[link_id] = activity
        return activity

    def add_line_item(self, described: Json) -> Json:
        label, maximum = described.get("label"), described.get("scoreMaximum")
        if not label or not is_positive(maximum):
            raise LtiServiceException("a line item has a label and a positive maximum", 400)
        item = {**described, "id": f"{self.line_items_url}/{self._number()}"}
        self.line_items[item["id"]] = item
        return item

    def line_item(self, item_id: str) -> Json:
        if item_id not in self.line_items:
            raise LineItemNotFoundException(item_id)
        return self.line_items[item_id]

    def record(self, item_id: str, score: Json) -> UpdateScoreStatus:
        """Keep a score, if it is of a learner of the course and newer than the last one."""
        self.line_item(item_id)
        stamp = checked_score(score)
        person = self.people.get(score["userId"])
        if person is None or not person.has_role("Learner"):
            # The package would say 403, as of a tool that may not write. Moodle says 400.
            raise LtiServiceException("this person cannot be graded", 400)
        with self._changed:
            earlier = self.scores.setdefault(item_id, [])
            known = (other for other in earlier if other["userId"] == person.id)
            if any(stamp <= datetime.fromisoformat(other["timestamp"]) for other in known):
                return UpdateScoreStatus.OLD_TIMESTAMP
            earlier.append({**score, "timestamp": stamp.isoformat()})
            self._changed.notify_all()
        return UpdateScoreStatus.SUCCESS

    def results(self, item_id: str, user_id: str | None = None) -> list[Json]:
        """The last graded score of each person, on the line item's scale."""
        maximum = self.line_item(item_id)["scoreMaximum"]
        graded = {
            score["userId"]: score
            for score in self.scores.get(item_id, [])
            if score["gradingProgress"] == GradeProgress.FULLYGRADED.value
        }
        return [
            {
                "id": f"{item_id}/results/{person}",
                "scoreOf": item_id,
                "userId": person,
                "resultScore": score["scoreGiven"] / score["scoreMaximum"] * maximum,
                "resultMaximum": maximum,
            }
            for person, score in graded.items()
            if "scoreGiven" in score and user_id in (None, person)
        ]

    def wait_for(self, found: Callable[[], Found], seconds: float = 20) -> Found:
        """What `found` finds, once a score that arrives has made it true."""
        with self._changed:
            self._changed.wait_for(lambda: bool(found()), seconds)
            return found()

    def _number(self) -> str:
        self._last_number += 1
        return str(self._last_number)


def checked_score(score: Json) -> datetime:
    """The time of a score that has all that it must have."""
    problems = [
        what
        for what, wrong in {
            "userId": not isinstance(score.get("userId"), str),
            "activityProgress": score.get("activityProgress")
            not in {progress.value for progress in ActivityProgress},
            "gradingProgress": score.get("gradingProgress")
            not in {progress.value for progress in GradeProgress},
            "scoreGiven": "scoreGiven" in score and not is_number(score["scoreGiven"]),
            # AGS 2.0 asks for it wherever a score is given.
            "scoreMaximum": "scoreGiven" in score and not is_positive(score.get("scoreMaximum")),
        }.items()
        if wrong
    ]
    if problems:
        raise LtiServiceException(f"the score is wrong in {', '.join(problems)}", 400)
    try:
        stamp = datetime.fromisoformat(str(score.get("timestamp")).replace("Z", "+00:00"))
    except ValueError as error:
        raise LtiServiceException("the timestamp is none of ISO 8601", 400) from error
    if stamp.tzinfo is None:
        raise LtiServiceException("the timestamp has no time zone", 400)
    return stamp


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_positive(value: object) -> bool:
    return is_number(value) and value > 0
