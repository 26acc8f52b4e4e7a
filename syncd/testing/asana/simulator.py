"""The Asana simulator: its parts put together behind a port."""

from collections.abc import Iterable
from dataclasses import replace

from syncd.testing.asana import (
    attachments,
    batch,
    events,
    field_json,
    hearing,
    people,
    places,
    search,
    stories,
    tags,
    task_json,
    task_lists,
    tasks,
    webhooks,
)
from syncd.testing.asana.access import asker_of
from syncd.testing.asana.errors import body_of
from syncd.testing.asana.humans import Human
from syncd.testing.asana.limits import Limits
from syncd.testing.asana.records import Token
from syncd.testing.asana.showing import KINDS
from syncd.testing.asana.state import state_of
from syncd.testing.asana.world import AsanaWorld
from syncd.testing.clock import Clock
from syncd.testing.exchange import Answer, RefusedError, Request
from syncd.testing.simulator import Options, Simulator
from syncd.testing.state import State

for part in (task_json, field_json, places, tags, people, webhooks):
    KINDS.update(part.KINDS)


class AsanaSimulator(Simulator[AsanaWorld]):
    """Asana's REST API; what it knows and from where stands at the head of each of its modules."""

    name = "asana"
    base_path = "/api/1.0"
    parts = (
        task_lists.routes,
        tasks.routes,
        stories.routes,
        places.routes,
        tags.routes,
        people.routes,
        attachments.routes,
        events.routes,
        webhooks.routes,
        batch.routes,
        search.routes,
    )

    def __init__(self, options: Options | None = None, *, open_door: bool = True) -> None:
        """With an `open_door` every token is good and whatever is asked for is there.

        A project of the options is a gid, or a name for which a gid is found.
        """
        chosen = options or Options()
        super().__init__(AsanaWorld(Clock(chosen.now), open_door=open_door), chosen)
        self.world.origin = self.origin
        self.world.dispatch = self._part
        self.limits = Limits()
        for name in chosen.projects:
            self.project(name)

    def project(self, name: str) -> str:
        """The gid of a project, which is made if it is not there."""
        with self.changing() as world:
            if name.isdecimal():
                known = world.projects.get(name)
                return (known or world.add_project(f"Project {name}", gid=name)).gid
            for project in world.projects.values():
                if project.name == name:
                    return project.gid
            return world.add_project(name).gid

    def token(self, secret: str, user: str = "", app: str | None = None) -> None:
        """Let a token speak for somebody; with an `app` it is one of OAuth, else a personal one."""
        who = self.human(user).gid if user else self.world.bot
        with self.changing() as world:
            world.tokens[secret] = Token(who, app)

    def human(self, name: str) -> Human:
        """Somebody who works in Asana's pages."""
        return Human(self, name)

    def heartbeat(self) -> None:
        """What every webhook gets every eight hours."""
        with self.changing() as world:
            for hook in world.webhooks.values():
                world.emit(hearing.delivery(hook, []))

    def state(self) -> State:
        """Tasks and comments."""
        return state_of(self.world)

    def admit(self, world: AsanaWorld, request: Request) -> Request:
        """Find out who asks, and whether they have asked too much."""
        asker = asker_of(world, request)
        cost = len(batch.actions_of(request)) or 1
        search = request.path.endswith("/tasks/search")
        self.limits.spend(world, asker.token, cost, search=search)
        return replace(request, facts={"asker": asker})

    def subjects(self, request: Request) -> Iterable[str]:
        """A batch is matched by what matches an action of it, too."""
        yield from super().subjects(request)
        for action in batch.actions_of(request):
            yield from super().subjects(action)

    def refusal(self, status: int) -> Answer:
        """An error in Asana's form."""
        return Answer(status, body_of(status))

    def _part(self, world: AsanaWorld, request: Request) -> Answer:
        """One action of a batch; if it fails, nothing of it has happened."""
        pending = list(world.pending)
        begun = world.begin()
        try:
            answer = self._routed(world, request)
        except RefusedError as refused:
            world.take_back(begun)
            world.pending = pending
            return refused.answer
        world.end(begun)
        return answer
