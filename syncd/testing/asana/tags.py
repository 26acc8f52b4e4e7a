"""Tags, which belong to a workspace.

Source: `TagResponse` of the official description and the operations on it. Names of tags need not
be different ones.
"""

from dataclasses import replace
from typing import Any

from syncd.testing.asana import sending, showing
from syncd.testing.asana.access import Asker, asking, workspace_at
from syncd.testing.asana.errors import no_id, refused, unknown
from syncd.testing.asana.paging import paged
from syncd.testing.asana.records import Tag
from syncd.testing.asana.showing import Kind, Shown
from syncd.testing.asana.world import AsanaWorld
from syncd.testing.exchange import Answer, Request
from syncd.testing.routes import Routes

routes: Routes[AsanaWorld] = Routes()


def _tag_fields(world: AsanaWorld, _: Asker, tag: Tag) -> dict[str, Any]:
    return {
        "gid": tag.gid,
        "resource_type": "tag",
        "name": tag.name,
        "color": tag.color,
        "notes": tag.notes,
        "created_at": tag.created_at,
        "followers": [],
        "workspace": Shown("workspace", world.workspaces[tag.workspace]),
        "permalink_url": f"{world.origin}/0/{tag.gid}/list",
    }


KINDS = {"tag": Kind(_tag_fields, ("gid", "resource_type", "name"))}
"""How one looks, by `resource_type`."""


@routes.on("GET", "/workspaces/{workspace}/tags")
def list_tags(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """The tags of a workspace."""
    return _tags_in(world, request, request.params["workspace"])


@routes.on("GET", "/tags")
def list_all_tags(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """The same, the workspace in the query."""
    return _tags_in(world, request, request.query.get("workspace", world.workspace))


@routes.on("POST", "/tags")
def create_tag(world: AsanaWorld, request: Request) -> Answer:
    """A new tag, whatever others are called."""
    data = sending.data_of(request)
    return _new_tag(world, request, sending.gid(data, "workspace"))


@routes.on("POST", "/workspaces/{workspace}/tags")
def create_tag_in(world: AsanaWorld, request: Request) -> Answer:
    """The same, the workspace in the path."""
    return _new_tag(world, request, request.params["workspace"])


@routes.on("GET", "/tags/{tag}")
def get_tag(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """One tag."""
    return showing.one(world, request, "tag", _tag(world, request))


@routes.on("PUT", "/tags/{tag}")
def update_tag(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """Another name, colour or text."""
    data = sending.data_of(request)
    named = {name: data[name] for name in ("name", "color", "notes") if name in data}
    changed = replace(_tag(world, request), **named)
    world.tags[changed.gid] = changed
    return showing.one(world, request, "tag", changed)


def _tags_in(world: AsanaWorld, request: Request, workspace: str) -> dict[str, Any]:
    gid = workspace_at(world, asking(request), workspace)
    found = [tag for tag in world.tags.values() if tag.workspace == gid]
    return paged(world, request, "tag", found)


def _new_tag(world: AsanaWorld, request: Request, workspace: str) -> Answer:
    asker, data = asking(request), sending.data_of(request)
    gid = workspace_at(world, asker, workspace)
    if not world.may_tag:
        raise refused(403)
    made = world.add_tag(sending.text(data, "name"), gid)
    return Answer(201, showing.one(world, request, "tag", made))


def _tag(world: AsanaWorld, request: Request) -> Tag:
    gid = request.params["tag"]
    if not gid.isdecimal():
        raise no_id("tag", gid)
    if gid not in world.tags:
        raise unknown("tag", gid)
    return world.tags[gid]
