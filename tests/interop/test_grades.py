"""A student who has read gets a grade at the platform, or the teacher learns why not."""

from __future__ import annotations

from typing import Any

from course import INSTRUCTOR, LEARNER, Activity, Json, Person
from launching import Session, eventually
from lms import Lms
from readings import placed, read
from services import SCORE

OTHER = Person("5", LEARNER.roles, "Ola Other")


def scores(lms: Lms, activity: Activity) -> list[Json]:
    return lms.course.scores.get(activity.line_item, [])


def arrived(lms: Lms, activity: Activity, number: int = 1) -> list[Json]:
    found = lms.course.wait_for(lambda: scores(lms, activity)[number - 1 :])
    assert found, "no score has arrived"
    return scores(lms, activity)


def grade_becomes(student: Session, state: str) -> dict[str, Any]:
    return eventually(
        lambda: student.get("/api/reading")["progress"]["grade"],
        lambda grade: grade["state"] == state,
    )


def test_a_student_who_has_read_gets_full_marks(campus: Lms) -> None:
    activity = placed(campus)
    student = read(campus, activity)
    done = student.post("/api/reading/done")
    assert done["done_at"]
    assert done["grade"]["state"] in ("waiting", "sent")
    (score,) = arrived(campus, activity)
    assert score["userId"] == LEARNER.id
    assert score["scoreGiven"] == score["scoreMaximum"]
    assert (score["activityProgress"], score["gradingProgress"]) == ("Completed", "FullyGraded")
    grade = grade_becomes(student, "sent")
    assert grade["sent_at"]
    (result,) = campus.course.results(activity.line_item)
    assert result["resultScore"] == campus.course.line_item(activity.line_item)["scoreMaximum"]


def test_reading_to_the_end_twice_is_one_grade(campus: Lms) -> None:
    activity = placed(campus)
    student = read(campus, activity)
    first = student.post("/api/reading/done")
    grade_becomes(student, "sent")
    second = read(campus, activity).post("/api/reading/done")
    assert second["done_at"] == first["done_at"]
    assert second["grade"]["state"] == "sent"
    assert len(arrived(campus, activity)) == 1


def test_the_token_for_grades_is_for_nothing_else_and_serves_many(campus: Lms) -> None:
    campus.course.enrol(OTHER)
    activity = placed(campus)
    for number, person in enumerate((LEARNER, OTHER), 1):
        read(campus, activity, person).post("/api/reading/done")
        arrived(campus, activity, number)
    assert [grant.scopes for grant in campus.grants if SCORE in grant.scopes] == [{SCORE}]


def test_an_ungraded_reading_sends_nothing(campus: Lms) -> None:
    activity = placed(campus, graded=False)
    student = read(campus, activity)
    assert student.get("/api/reading")["graded"] is False
    assert student.post("/api/reading/done")["grade"]["state"] == "none"
    assert campus.course.scores == {}
    assert not [grant for grant in campus.grants if SCORE in grant.scopes]


def test_a_teacher_who_reads_gets_no_grade(campus: Lms) -> None:
    activity = placed(campus)
    teacher = read(campus, activity, INSTRUCTOR)
    opened = teacher.get("/api/reading")
    assert (opened["recorded"], opened["progress"]) == (False, None)
    teacher.is_refused(403, "not_recorded", "POST", "/api/reading/done")
    assert campus.course.scores == {}


def test_a_column_that_was_deleted_is_told(campus: Lms) -> None:
    activity = placed(campus)
    student = read(campus, activity)
    del campus.course.line_items[activity.line_item]
    student.post("/api/reading/done")
    assert grade_becomes(student, "failed")["reason"] == "line_item_gone"


def test_a_person_whom_the_platform_does_not_grade_is_told(campus: Lms) -> None:
    activity = placed(campus)
    student = read(campus, activity)
    del campus.course.people[LEARNER.id]
    student.post("/api/reading/done")
    assert grade_becomes(student, "failed")["reason"] == "not_gradable"


def test_a_platform_that_grants_no_grades_is_told_and_asked_again_by_the_teacher(
    campus: Lms,
) -> None:
    activity = placed(campus)
    everything = campus.granted
    campus.granted = everything - {SCORE}
    student = read(campus, activity)
    student.post("/api/reading/done")
    assert grade_becomes(student, "failed")["reason"] == "not_granted"
    campus.granted = everything
    teacher = read(campus, activity, INSTRUCTOR)
    assert teacher.post("/api/reading/progress/send") == {"waiting": 1}
    (score,) = arrived(campus, activity)
    assert score["userId"] == LEARNER.id
    assert grade_becomes(student, "sent")["reason"] is None


def test_a_student_sends_no_grades_of_others(campus: Lms) -> None:
    student = read(campus, placed(campus))
    student.is_refused(403, "instructor_only", "POST", "/api/reading/progress/send")
