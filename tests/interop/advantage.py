"""Members and grades on the platform's side, by the package's services.

The package judges the bearer of a call and gives the answers their form. What it leaves to its user
stands here: what is in the course, how much one answer holds, and the scope that an operation needs
(the package takes any scope of a service for all of it).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lti1p3platform.membership import Context
from lti1p3platform.request import Request
from lti1p3platform.score import UpdateScoreStatus
from lti1p3platform.service_connector import (
    AssignmentsGradesService,
    NamesRoleProvisioningService,
)

from course import Json
from web import Call

if TYPE_CHECKING:
    from lms import Lms


class ServiceCall(Request):
    def build_metadata(self, call: Call) -> dict[str, Any]:
        numbers = {name: int(call.query[name]) for name in ("limit", "page") if name in call.query}
        return {
            "method": call.method,
            "path": call.path,
            "headers": call.headers,
            "content_type": call.media_type,
            "get_data": {**call.query, **numbers},
            "form_data": {},
            "json": call.json if call.body else None,
        }


def limited(call: Call, most: int) -> Call:
    """The call as the platform takes it: it may send less at once than it is asked for."""
    if call.method != "GET":
        return call
    asked = int(call.query.get("limit", most))
    return replace(call, query={**call.query, "limit": str(max(1, min(asked, most)))})


def page_of(found: list[Any], page: int, limit: int | None) -> dict[str, Any]:
    end = page * limit if limit else len(found)
    start = end - limit if limit else 0
    return {"content": found[start:end], "has_next": end < len(found)}


class Grades(AssignmentsGradesService):
    def __init__(self, call: Call, lms: Lms, scopes: list[str], item_id: str | None = None) -> None:
        course = lms.course
        request = ServiceCall(limited(call, lms.page_size))
        super().__init__(request, lms.settings(), course.line_items_url, item_id)
        self._course = course
        self._scopes = scopes

    @property
    def allowed_scopes(self) -> list[str]:
        return self._scopes

    def find_lineitems(
        self, page: int = 1, limit: int | None = None, **filters: str
    ) -> dict[str, Any]:
        names = {"resource_link_id": "resourceLinkId", "resource_id": "resourceId", "tag": "tag"}
        wanted = {names[name]: value for name, value in filters.items() if name in names}
        found = [
            item
            for item in self._course.line_items.values()
            if all(item.get(name) == value for name, value in wanted.items())
        ]
        return page_of(found, page, limit)

    def find_lineitem(self, line_item_id: str) -> Json:
        return self._course.line_item(line_item_id)

    def create_lineitem(self, creation_data: Json) -> Json:
        return self._course.add_line_item(creation_data)

    def update_lineitem(self, update_data: Json) -> Json:
        item = self._course.line_item(update_data["id"])
        item.update(update_data)
        return item

    def delete_lineitem(self, line_item_id: str) -> None:
        self._course.line_item(line_item_id)
        del self._course.line_items[line_item_id]

    def update_score(self, line_item_id: str, score: Json) -> UpdateScoreStatus:
        return self._course.record(line_item_id, score)

    def get_results(
        self,
        line_item_id: str,
        page: int = 1,
        limit: int | None = None,
        user_id: str | None = None,
        **_others: str,
    ) -> dict[str, Any]:
        return page_of(self._course.results(line_item_id, user_id), page, limit)


class Members(NamesRoleProvisioningService):
    def __init__(self, call: Call, lms: Lms) -> None:
        request = ServiceCall(limited(call, lms.page_size))
        super().__init__(request, lms.settings(), lms.course.memberships_url)
        self._course = lms.course

    def get_member_data_page(
        self, page: int = 1, limit: int | None = None, role: str | None = None, **_others: str
    ) -> dict[str, Any]:
        members = [
            {
                "user_id": person.id,
                "roles": list(person.roles),
                "status": self._course.statuses.get(person.id, "Active"),
                **{
                    name: value
                    for name, value in (("name", person.name), ("email", person.email))
                    if value
                },
            }
            for person in self._course.people.values()
            if role is None or person.has_role(role)
        ]
        return page_of(members, page, limit)

    def get_context_by_id(self) -> Context:
        return Context(self._course.id, self._course.label, self._course.title)

    def is_resource_link_valid(self, _context_id: str, resource_link_id: str) -> bool:
        return resource_link_id in self._course.activities
