"""Attachments that are links to something outside.

Source: `createAttachmentForObject`: `external` ones need `parent`, `name` and `url`; the body is a
form of several parts, and JSON and plain forms are taken as well (issue threads of
Asana/python-asana). Files are not simulated.
"""

import re
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from syncd.testing.asana import acts, sending, showing
from syncd.testing.asana.access import asking, task_at
from syncd.testing.asana.errors import missing, refused, unknown
from syncd.testing.asana.paging import paged
from syncd.testing.asana.world import AsanaWorld
from syncd.testing.exchange import Request
from syncd.testing.routes import Routes

routes: Routes[AsanaWorld] = Routes()


@routes.on("POST", "/attachments")
def create_attachment(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """A link to something outside; the same again is another one."""
    data = _data(request)
    if data.get("resource_subtype") != "external":
        raise refused(400, "file: This simulator keeps links only")
    asker = asking(request)
    task = task_at(world, asker, sending.gid(data, "parent"), name="parent", to_write=True)
    url = sending.text(data, "url")
    if not re.match(r"https?://", url):
        raise refused(400, f"url: Not a valid URL: {url}")
    made = acts.attach(world, asker.user, task, sending.text(data, "name"), url)
    return showing.one(world, request, "attachment", made)


@routes.on("GET", "/attachments")
def list_attachments(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """Those of a task."""
    parent = request.query.get("parent")
    if not parent:
        raise missing("parent")
    task = task_at(world, asking(request), parent, name="parent")
    found = [each for each in world.attachments.values() if each.task == task.gid]
    return paged(world, request, "attachment", found)


@routes.on("GET", "/attachments/{attachment}")
def get_attachment(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """One of them."""
    gid = request.params["attachment"]
    if gid not in world.attachments:
        raise unknown("attachment", gid)
    return showing.one(world, request, "attachment", world.attachments[gid])


@routes.on("DELETE", "/attachments/{attachment}")
def delete_attachment(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """Take it off."""
    gid = request.params["attachment"]
    if gid not in world.attachments:
        raise unknown("attachment", gid)
    task_at(world, asking(request), world.attachments[gid].task, to_write=True)
    del world.attachments[gid]
    return {"data": {}}


def _data(request: Request) -> dict[str, Any]:
    kind = request.headers.get("content-type", "")
    if not kind.startswith("multipart/form-data"):
        return sending.data_of(request)
    message = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + kind.encode() + b"\r\n\r\n" + request.body
    )
    return {
        str(part.get_param("name", header="content-disposition")): str(part.get_content()).strip()
        for part in message.iter_parts()
    }
