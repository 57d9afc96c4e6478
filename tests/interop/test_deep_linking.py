"""A teacher places a reading; the platform judges the tool's answer by its own library."""

from __future__ import annotations

import pytest
import requests

from browser import Browser
from course import CHAT, INSTRUCTOR, LEARNER
from launching import open_session
from lms import Lms, Selection
from readings import BEES, choose, place, placed, read, submit_to_platform

NO_ACTIVITIES = Selection(frozenset({"link", "file"}))
NO_LINE_ITEMS = Selection(more={"accept_lineitem": False})


def test_a_graded_reading_is_placed_with_a_line_item(campus: Lms) -> None:
    teacher = choose(campus)
    reading = teacher.post("/api/readings", BEES, status=201)
    (activity,) = place(campus, reading["id"], graded=True, teacher=teacher)
    assert activity.title == "The bees"
    assert activity.custom["reading"] == reading["id"]
    assert activity.url.startswith(f"{campus.tool_url}/")
    item = campus.course.line_item(activity.line_item)
    assert item["label"]
    assert item["scoreMaximum"] > 0
    assert item["resourceLinkId"] == activity.id


def test_an_ungraded_reading_is_placed_without_a_line_item(campus: Lms) -> None:
    activity = placed(campus, graded=False)
    assert activity.line_item is None
    assert campus.course.line_items == {}


def test_a_teacher_who_cancels_places_nothing(campus: Lms) -> None:
    assert place(campus, None, graded=False, teacher=choose(campus)) == []


def test_a_reading_is_offered_again_in_its_course(campus: Lms) -> None:
    first = choose(campus).post("/api/readings", BEES, status=201)
    second = choose(campus).post("/api/readings", {**BEES, "title": "The ants"}, status=201)
    teacher = choose(campus)
    offered = teacher.get("/api/readings")["readings"]
    assert [reading["id"] for reading in offered] == [second["id"], first["id"]]
    assert offered[1]["title"] == "The bees"
    assert offered[1]["language"] == "en"
    assert offered[1]["words"] == 4
    (activity,) = place(campus, first["id"], graded=False, teacher=teacher)
    assert activity.custom["reading"] == first["id"]


def test_a_reading_of_another_course_is_neither_offered_nor_placed(campus: Lms) -> None:
    elsewhere = choose(campus).post("/api/readings", BEES, status=201)
    campus.course.id = "10"
    campus.course.url = f"{campus.issuer}/courses/10"
    teacher = choose(campus)
    assert teacher.get("/api/readings")["readings"] == []
    wanted = {"reading": elsewhere["id"], "graded": False}
    teacher.is_refused(404, "reading_not_found", "POST", "/api/deep-link", wanted)


def test_the_answer_to_a_choice_is_taken_once(campus: Lms) -> None:
    teacher = choose(campus)
    answered = teacher.post("/api/deep-link", {"reading": None, "graded": False})
    assert submit_to_platform(campus, answered).status_code == 200
    assert submit_to_platform(campus, answered).status_code == 400


def test_another_platform_does_not_take_the_answer(campus: Lms, lms: Lms) -> None:
    answered = choose(campus).post("/api/deep-link", {"reading": None, "graded": False})
    before = len(lms.placements)
    taken = requests.post(lms.course.deep_links_url, data={"JWT": answered["jwt"]}, timeout=20)
    assert (taken.status_code, len(lms.placements)) == (400, before)


def test_what_the_platform_takes_is_told(campus: Lms) -> None:
    for selection, accepts, can_grade in (
        (Selection(), True, True),
        (NO_LINE_ITEMS, True, False),
        (NO_ACTIVITIES, False, None),
    ):
        told = choose(campus, selection).get("/api/deep-link")
        assert told["accepts"] == accepts
        assert can_grade in (None, told["can_grade"])
        assert told["course"] == campus.course.title


def test_nothing_is_placed_where_the_platform_takes_no_activities(campus: Lms) -> None:
    teacher = choose(campus, NO_ACTIVITIES)
    reading = teacher.post("/api/readings", BEES, status=201)
    wanted = {"reading": reading["id"], "graded": False}
    teacher.is_refused(422, "not_accepted", "POST", "/api/deep-link", wanted)
    assert place(campus, None, graded=False, teacher=teacher) == []


def test_nothing_is_graded_where_the_platform_takes_no_line_items(campus: Lms) -> None:
    teacher = choose(campus, NO_LINE_ITEMS)
    reading = teacher.post("/api/readings", BEES, status=201)
    wanted = {"reading": reading["id"], "graded": True}
    teacher.is_refused(422, "line_item_not_accepted", "POST", "/api/deep-link", wanted)
    (activity,) = place(campus, reading["id"], graded=False, teacher=teacher)
    assert activity.line_item is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": " "}, "title_missing"),
        ({"title": "t" * 201}, "title_too_long"),
        ({"html": "<p> </p>"}, "text_empty"),
        ({"html": f"<p>{'b' * 210_000}</p>"}, "text_too_long"),
        ({"language": "not a language"}, "language_unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_reading_that_cannot_be_one_is_refused(
    campus: Lms, change: dict[str, str], code: str
) -> None:
    choose(campus).is_refused(422, code, "POST", "/api/readings", {**BEES, **change})


def test_a_placed_reading_opens_for_a_student_without_what_could_run(campus: Lms) -> None:
    teacher = choose(campus)
    html = '<p onclick="x()">Bees</p><script>x()</script><p><a href="javascript:x()">dance</a></p>'
    reading = teacher.post("/api/readings", {**BEES, "html": html}, status=201)
    (activity,) = place(campus, reading["id"], graded=True, teacher=teacher)
    student = read(campus, activity)
    me = student.get("/api/me")
    assert me["message"] == "resource_link"
    assert "reading" in me["tools"]
    assert not {"reading_progress", "add_content"} & set(me["tools"])
    opened = student.get("/api/reading")
    assert (opened["id"], opened["title"], opened["language"]) == (reading["id"], "The bees", "en")
    assert (opened["editable"], opened["graded"], opened["recorded"]) == (False, True, True)
    text = "".join(block["html"] for block in opened["blocks"])
    assert "Bees" in text
    assert "dance" in text
    assert not [word for word in ("onclick", "script", "x()") if word in text]


def test_the_page_of_a_choice_offers_to_add_content(campus: Lms) -> None:
    me = choose(campus).get("/api/me")
    assert (me["message"], me["role"]) == ("deep_linking", "instructor")
    assert "add_content" in me["tools"]


def test_a_student_chooses_nothing(campus: Lms) -> None:
    student = choose(campus, person=LEARNER)
    assert "add_content" not in student.get("/api/me")["tools"]
    for path, body in (
        ("/api/readings", BEES),
        ("/api/deep-link", {"reading": None, "graded": False}),
    ):
        assert student.browser.call("POST", path, student.bearer, body).status_code == 403
    assert campus.placements == []


def test_an_opened_activity_is_no_choice(campus: Lms) -> None:
    teacher = open_session(
        Browser(campus.tool_url), campus, campus.activity(CHAT, person=INSTRUCTOR)
    )
    wanted = {"reading": None, "graded": False}
    teacher.is_refused(403, "not_deep_linking", "POST", "/api/deep-link", wanted)
    teacher.is_refused(404, "no_reading", "GET", "/api/reading")
