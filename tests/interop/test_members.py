"""A teacher sees the platform's roster beside what was read and what the gradebook says."""

from __future__ import annotations

from typing import Any

from course import INSTRUCTOR, LEARNER, Activity, Person
from launching import eventually
from lms import Lms
from readings import placed, read
from services import MEMBERSHIP_READONLY, RESULT_READONLY, SCORE

NAMELESS = Person("51", LEARNER.roles)


def progress(lms: Lms, activity: Activity) -> dict[str, Any]:
    return read(lms, activity, INSTRUCTOR).get("/api/reading/progress")


def by_id(progressed: dict[str, Any]) -> dict[str, Any]:
    return {member["user_id"]: member for member in progressed["members"]}


def finish(lms: Lms, activity: Activity, person: Person = LEARNER) -> None:
    student = read(lms, activity, person)
    student.post("/api/reading/done")
    eventually(
        lambda: student.get("/api/reading")["progress"]["grade"]["state"],
        lambda state: state in ("sent", "none"),
    )


def test_a_teacher_sees_learners_with_what_they_have_read_and_their_results(campus: Lms) -> None:
    campus.course.enrol(NAMELESS)
    activity = placed(campus)
    finish(campus, activity)
    seen = progress(campus, activity)
    assert (seen["title"], seen["graded"], seen["truncated"]) == ("The bees", True, False)
    assert (seen["members_from"], seen["notice"]) == ("platform", None)
    members = by_id(seen)
    assert members.keys() == {LEARNER.id, NAMELESS.id}, "teachers are no learners"
    sam = members[LEARNER.id]
    assert (sam["name"], sam["email"], sam["status"]) == (LEARNER.name, LEARNER.email, "active")
    assert sam["done_at"]
    assert sam["grade"]["state"] == "sent"
    maximum = campus.course.line_item(activity.line_item)["scoreMaximum"]
    assert sam["result"] == {"score": maximum, "maximum": maximum}
    other = members[NAMELESS.id]
    assert (other["name"], other["email"], other["done_at"]) == (None, None, None)
    assert other["result"] is None


def test_the_gradebook_has_the_last_word_on_a_result(campus: Lms) -> None:
    activity = placed(campus)
    finish(campus, activity)
    (sent,) = campus.course.scores[activity.line_item]
    changed = {**sent, "timestamp": "2100-01-01T00:00:00Z", "scoreGiven": sent["scoreMaximum"] / 4}
    campus.course.record(activity.line_item, changed)
    result = by_id(progress(campus, activity))[LEARNER.id]["result"]
    assert result["score"] == result["maximum"] / 4


def test_a_roster_of_several_pages_is_read_to_its_end(campus: Lms) -> None:
    campus.page_size = 2
    crowd = [Person(str(number), LEARNER.roles) for number in range(60, 67)]
    campus.course.enrol(*crowd)
    seen = by_id(progress(campus, placed(campus)))
    assert seen.keys() == {LEARNER.id, *(person.id for person in crowd)}


def test_results_of_several_pages_are_read_to_their_end(campus: Lms) -> None:
    campus.page_size = 1
    campus.course.enrol(NAMELESS)
    activity = placed(campus)
    for person in (LEARNER, NAMELESS):
        finish(campus, activity, person)
    members = by_id(progress(campus, activity))
    assert all(members[person.id]["result"] for person in (LEARNER, NAMELESS))


def test_who_is_inactive_or_gone_is_told(campus: Lms) -> None:
    campus.course.enrol(NAMELESS)
    activity = placed(campus)
    finish(campus, activity)
    campus.course.statuses[NAMELESS.id] = "Inactive"
    del campus.course.people[LEARNER.id]
    members = by_id(progress(campus, activity))
    assert members[NAMELESS.id]["status"] == "inactive"
    assert members[LEARNER.id]["status"] == "gone"
    assert members[LEARNER.id]["done_at"]


def test_without_the_roster_those_who_came_are_shown(campus: Lms) -> None:
    campus.granted = campus.granted - {MEMBERSHIP_READONLY}
    campus.course.enrol(NAMELESS)
    activity = placed(campus)
    finish(campus, activity)
    seen = progress(campus, activity)
    assert (seen["members_from"], seen["notice"]) == ("launches", "members_unavailable")
    assert by_id(seen).keys() == {LEARNER.id}


def test_without_results_the_rest_is_shown(campus: Lms) -> None:
    campus.granted = campus.granted - {RESULT_READONLY}
    activity = placed(campus)
    finish(campus, activity)
    seen = progress(campus, activity)
    assert (seen["members_from"], seen["notice"]) == ("platform", "results_unavailable")
    member = by_id(seen)[LEARNER.id]
    assert member["done_at"]
    assert member["result"] is None


def test_every_service_is_asked_with_a_token_for_it_alone(campus: Lms) -> None:
    activity = placed(campus)
    finish(campus, activity)
    progress(campus, activity)
    progress(campus, activity)
    asked = sorted(sorted(grant.scopes) for grant in campus.grants)
    assert asked == sorted([[MEMBERSHIP_READONLY], [RESULT_READONLY], [SCORE]])


def test_a_student_sees_nobodys_progress(campus: Lms) -> None:
    student = read(campus, placed(campus))
    student.is_refused(403, "instructor_only", "GET", "/api/reading/progress")
