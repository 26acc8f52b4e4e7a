"""Stories: what happened to a task, comments among it.

Source: `getStoriesForTask`, `createStoryForTask`, `getStory`, `updateStory`, `deleteStory` of the
official description: only comments can be made and have their text changed, with `text` or
`html_text` and not both. That only the author may change or delete one: `is_editable` says so to
whoever asks; the words are not known.
"""

from typing import Any

from syncd.testing.asana import acts, rich_text, sending, showing
from syncd.testing.asana.access import asking, task_at
from syncd.testing.asana.errors import missing, no_id, refused, unknown
from syncd.testing.asana.paging import paged
from syncd.testing.asana.records import Story
from syncd.testing.asana.world import AsanaWorld
from syncd.testing.exchange import Answer, Request
from syncd.testing.routes import Routes

routes: Routes[AsanaWorld] = Routes()


@routes.on("GET", "/tasks/{task}/stories")
def list_stories(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """Everything that happened to a task, oldest first."""
    task = task_at(world, asking(request), request.params["task"])
    return paged(world, request, "story", world.thread(task.gid))


@routes.on("POST", "/tasks/{task}/stories")
def create_story(world: AsanaWorld, request: Request) -> Answer:
    """A comment; the same words again are another one."""
    asker = asking(request)
    task = task_at(world, asker, request.params["task"], to_write=True, to_comment=True)
    story = acts.comment(world, asker.user, task, _said(world, request))
    return Answer(201, showing.one(world, request, "story", story))


@routes.on("GET", "/stories/{story}")
def get_story(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """One story."""
    return showing.one(world, request, "story", _story(world, request))


@routes.on("PUT", "/stories/{story}")
def update_story(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """Other words."""
    story = _own(world, request)
    said = _said(world, request)
    edited = acts.edit_comment(world, asking(request).user, story, said)
    return showing.one(world, request, "story", edited)


@routes.on("DELETE", "/stories/{story}")
def delete_story(world: AsanaWorld, request: Request) -> dict[str, Any]:
    """It was never said."""
    acts.delete_comment(world, asking(request).user, _own(world, request))
    return {"data": {}}


def _story(world: AsanaWorld, request: Request) -> Story:
    gid = request.params["story"]
    if not gid.isdecimal():
        raise no_id("story", gid)
    if gid not in world.stories:
        raise unknown("story", gid)
    task_at(world, asking(request), world.stories[gid].task)
    return world.stories[gid]


def _own(world: AsanaWorld, request: Request) -> Story:
    story = _story(world, request)
    if not story.is_comment:
        raise refused(400, "text: Only comment stories can be edited")
    if story.created_by != asking(request).user:
        raise refused(403, "You cannot edit a comment of somebody else.")
    return story


def _said(world: AsanaWorld, request: Request) -> str:
    data = sending.data_of(request)
    if "text" in data and "html_text" in data:
        raise refused(400, "You may only provide one of text or html_text!")
    if "html_text" in data:
        allowed = rich_text.IN_STORIES
        return rich_text.written("html_text", data["html_text"], allowed, world.names)
    said = data.get("text")
    if not isinstance(said, str) or not said.strip():
        raise missing("text")
    return rich_text.from_plain(said)
