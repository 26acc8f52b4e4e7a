"""The Jira simulators: their parts put together behind a port."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from syncd.testing.clock import Clock
from syncd.testing.exchange import Answer, Request
from syncd.testing.faults import DEEDS, Act, Deed, Fault
from syncd.testing.jira import (
    changelog,
    comments,
    issues,
    metadata,
    people,
    projects,
    properties,
    search,
    transitions,
)
from syncd.testing.jira.access import Asker, user_of
from syncd.testing.jira.errors import body_of
from syncd.testing.jira.humans import Human
from syncd.testing.jira.limits import Limits
from syncd.testing.jira.records import Field, Project, User
from syncd.testing.jira.site import FIELDS
from syncd.testing.jira.state import state_of
from syncd.testing.jira.world import JiraWorld
from syncd.testing.routes import Routes
from syncd.testing.simulator import Options, Simulator
from syncd.testing.state import State

_PATH = re.compile(r"/rest/api/(\w+)(/.*)")
SHARED: Sequence[Routes[Any]] = (
    projects.routes,
    people.routes,
    metadata.routes,
    issues.routes,
    transitions.routes,
    comments.routes,
    properties.routes,
)
"""The part of the API that Cloud and Data Center share."""


def _limited(reason: str) -> Deed:
    def limit(fault: Fault, act: Act) -> Answer:
        answer = act.refusal(429)
        return replace(
            answer, headers={**answer.headers, "RateLimit-Reason": reason, **fault.headers}
        )

    return limit


def _conflict(_: Fault, act: Act) -> Answer:
    return act.refusal(409)


class JiraSimulator(Simulator[JiraWorld]):
    """Jira Cloud's REST API; what it knows and from where says the docstring of the package."""

    name = "jira"
    parts = (*SHARED, issues.bulk_fetch, changelog.routes, search.cloud)
    deeds: ClassVar[Mapping[str, Deed]] = {
        **DEEDS,
        "409": _conflict,
        "429-issue": _limited("jira-per-issue-on-write"),
    }
    cloud: ClassVar[bool] = True
    versions: ClassVar[Mapping[str, str]] = {"3": "3", "2": "2", "latest": "2"}
    """The versions of the API by the names that they have in paths."""

    def __init__(self, options: Options | None = None, *, open_door: bool = True) -> None:
        """With an `open_door` every token is good and whatever is asked for is there."""
        chosen = options or Options()
        world = JiraWorld(Clock(chosen.now), cloud=self.cloud, open_door=open_door)
        super().__init__(world, chosen)
        self.world.base = self.url
        self.limits = Limits()
        for name in chosen.projects:
            self.project(name)

    def project(
        self,
        key: str,
        *,
        workflow: str | None = None,
        fields: Sequence[Field] = FIELDS,
        without: Iterable[str] = (),
        components: Sequence[str] = ("core",),
        security_levels: Sequence[str] = (),
    ) -> Project:
        """A project, made if it is not there; `without` are fields that no screen has."""
        left_out = set(without)
        shown = [field for field in fields if field.id not in left_out]
        with self.changing() as world:
            if key in world.project_keys:
                return world.projects[world.project_keys[key]]
            made = world.add_project(key, workflow=workflow, fields=shown)
            made = replace(
                made, components=tuple(components), security_levels=tuple(security_levels)
            )
            world.projects[made.id] = made
            return made

    def user(self, name: str, **more: Any) -> User:
        """A user of that address, made if there is none; `more` are fields of `User`."""
        with self.changing() as world:
            known = world.user_names.get(name.casefold())
            if known is None:
                return world.add_user(name, **more)
            world.users[known] = replace(world.users[known], **more)
            return world.users[known]

    def token(self, secret: str, name: str) -> None:
        """Let a token speak for somebody."""
        user = self.user(name)
        with self.changing() as world:
            world.tokens[secret] = user.account_id

    def human(self, name: str) -> Human:
        """Somebody who works in Jira's pages."""
        return Human(self, name)

    def announce(self, secret: str | None = None, url: str | None = None) -> None:
        """Make webhooks from now on, signed if there is a secret, and post them to `url`."""
        self.world.announcing, self.world.hook_secret = True, secret
        self.outbox.deliver_to(url)

    def state(self) -> State:
        """Issues and their comments."""
        return state_of(self.world)

    def admit(self, world: JiraWorld, request: Request) -> Request:
        """Find out who asks in which version, and whether they have asked too much."""
        found = _PATH.fullmatch(request.path)
        version = self.versions.get(found[1]) if found else None
        if found is None or version is None:
            return replace(request, path=f"/no-api{request.path}")
        request = replace(request, path=found[2])
        user = user_of(self.world, request)  # who asks is no part of what a stale read misses
        request = replace(request, facts={"asker": Asker(user, version, self.cloud)})
        self.limits.spend(world, request)
        return request

    def decorate(self, world: JiraWorld, request: Request, answer: Answer) -> Answer:
        """The account that asked, and the limits."""
        headers = {"X-AREQUESTID": f"sim-{len(self.requests) + 1}"}
        try:
            user = user_of(world, request)
        except Exception:  # noqa: BLE001  (bad credentials have their answer already)
            user = None
        if user is not None:
            who = ("X-AAccountId", user.account_id) if self.cloud else ("X-AUSERNAME", user.name)
            headers[who[0]] = who[1]
        limits = self.limits.headers(world, request.method)
        return replace(answer, headers={**headers, **limits, **answer.headers})

    def refusal(self, status: int) -> Answer:
        """An error in Jira's form."""
        messages = {404: "Not Found", 409: "Conflict", 429: "Rate limit exceeded."}
        return Answer(status, body_of(messages.get(status, "Service unavailable")))

    def subjects(self, request: Request) -> Iterable[str]:
        """The whole path, and the part that all versions share."""
        yield f"{request.method} {request.path}"
        if found := _PATH.fullmatch(request.path):
            yield f"{request.method} {found[2]}"
