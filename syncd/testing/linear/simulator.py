"""The Linear simulator: its parts put together behind a port."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from syncd.testing.clock import Clock
from syncd.testing.exchange import Answer, RefusedError, Request
from syncd.testing.faults import DEEDS, Act, Deed, Fault
from syncd.testing.linear.complexity import MOST
from syncd.testing.linear.errors import (
    answer,
    broken,
    extensions,
    forbidden,
    key_as_bearer,
    limited,
    too_complex,
    unauthenticated,
)
from syncd.testing.linear.execution import Asked, carry_out, read
from syncd.testing.linear.humans import Human
from syncd.testing.linear.limits import Limits
from syncd.testing.linear.objects import Asking
from syncd.testing.linear.records import Milestone, Project, Team, Template, User
from syncd.testing.linear.state import state_of
from syncd.testing.linear.world import LinearWorld
from syncd.testing.routes import Routes
from syncd.testing.simulator import Options, Simulator
from syncd.testing.state import State

KEY_PREFIX = "lin_api_"

routes: Routes[LinearWorld] = Routes()


@routes.on("POST", "")
def graphql(_: LinearWorld, request: Request) -> Answer:
    """The only request that there is."""
    return carry_out(request.facts["asked"], request.facts["asking"])


def _rate_limited(fault: Fault, act: Act) -> Answer:
    """400 with the code RATELIMITED: how Linear's documentation has it."""
    plain = act.refusal(429)
    return replace(plain, status=400, headers={**plain.headers, **fault.headers})


def _internal_error(_: Fault, act: Act) -> Answer:
    """An error of the service itself in an answer with HTTP 200, nothing being done."""
    plain = act.refusal(429)
    said = extensions("internal error", "INTERNAL_SERVER_ERROR", "Something went wrong.")
    error = {"message": "Internal server error", "extensions": said}
    return replace(plain, status=200, body={"errors": [error], "data": None})


class LinearSimulator(Simulator[LinearWorld]):
    """Linear's GraphQL API; what it knows and from where stands in the docstring of the package.

    A fault or hook matches `POST /graphql`, or what the document does: `mutation issueCreate`,
    `query issues`, or its operation by name, such as `operation Scan`.
    """

    name = "linear"
    base_path = "/graphql"
    parts = (routes,)
    deeds: ClassVar[Mapping[str, Deed]] = {
        **DEEDS,
        "ratelimited": _rate_limited,
        "internal-error": _internal_error,
    }

    def __init__(
        self,
        options: Options | None = None,
        *,
        open_door: bool = True,
        url_key: str = "simulated",
    ) -> None:
        """With an `open_door` every token is good and whatever is asked for is there.

        `url_key` names the workspace; two of different names have no id in common.
        """
        chosen = options or Options()
        super().__init__(
            LinearWorld(Clock(chosen.now), open_door=open_door, url_key=url_key), chosen
        )
        self.world.html_base = self.origin
        self.limits = Limits()
        self.read_only_tokens: set[str] = set()
        """Tokens that may not write."""
        self.revoked_tokens: set[str] = set()
        """Tokens that nobody has any more."""
        for key in chosen.projects:
            self.team(key)

    def team(self, key: str, **more: Any) -> Team:
        """A team by its key, made if it is not there; `more` are fields of `Team`."""
        with self.changing() as world:
            if key not in world.team_keys:
                return world.add_team(key, **more)
            team = replace(world.teams[world.team_keys[key]], **more)
            world.teams[team.id] = team
            return team

    def user(self, email: str, **more: Any) -> User:
        """A member with that e-mail, made if there is none; `more` are fields of `User`."""
        with self.changing() as world:
            known = next((each for each in world.users.values() if each.email == email), None)
            if known is None:
                return world.add_user(email, **more)
            world.users[known.id] = replace(known, **more)
            return world.users[known.id]

    def token(self, secret: str, email: str) -> None:
        """Let a token speak for somebody."""
        user = self.user(email)
        with self.changing() as world:
            world.tokens[secret] = user.id

    def project(self, name: str, teams: Iterable[str], milestones: Iterable[str] = ()) -> Project:
        """A project of some teams, with milestones."""
        ids = tuple(self.team(key).id for key in teams)
        with self.changing() as world:
            now = world.time()
            project = Project(world.fresh_id(), name, now, now, ids)
            world.projects[project.id] = project
            for each in milestones:
                milestone = Milestone(world.fresh_id(), project.id, each, now, now)
                world.milestones[milestone.id] = milestone
            return project

    def template(self, name: str, team: str | None = None, **more: Any) -> Template:
        """A template for issues; `more` are fields of `Template`."""
        owner = self.team(team).id if team else None
        with self.changing() as world:
            now = world.time()
            template = Template(world.fresh_id(), name, now, now, owner, **more)
            world.templates[template.id] = template
            return template

    def human(self, name: str) -> Human:
        """Somebody who works in Linear's pages, by e-mail."""
        return Human(self, name)

    def announce(self, secret: str | None = None, url: str | None = None) -> None:
        """Make webhooks from now on, signed if there is a secret, and post them to `url`."""
        self.world.announcing, self.world.hook_secret = True, secret
        self.outbox.deliver_to(url)

    def state(self) -> State:
        """Issues, their comments and links."""
        return state_of(self.world)

    def subjects(self, request: Request) -> Iterable[str]:
        """Beside the path, what the document does."""
        yield from super().subjects(request)
        try:
            asked = read(request)
        except RefusedError:
            return
        yield from asked.roots
        if asked.operation.name is not None:
            yield f"operation {asked.operation.name.value}"

    def admit(self, world: LinearWorld, request: Request) -> Request:
        """Find out who asks, for what, and whether that is too much."""
        secret, me = self._account(world, request)
        asked = read(request)
        cost = asked.cost()
        asking = Asking(world, me, me, self.limits)
        facts = {"asked": asked, "asking": asking, "cost": cost, "account": me}
        if cost > MOST:
            raise too_complex(cost, MOST)
        if not self.limits.spend(world, me, cost):
            refusal = limited(self.limits.status)
            raise RefusedError(refusal.status, refusal.body)
        if secret in self.read_only_tokens and _writes(asked):
            error = forbidden("The token has no scope that allows this.")
            raise RefusedError(200, {"errors": [error.formatted], "data": None})
        return replace(request, facts=facts)

    def decorate(self, world: LinearWorld, request: Request, answer: Answer) -> Answer:
        """What is left of the budgets, and what this query cost."""
        account = request.facts.get("account") or self._known_account(world, request)
        always = {"Server": "simulated", "Cache-Control": "no-store"}
        if account is not None:
            always |= self.limits.headers(world, account, request.facts.get("cost"))
        return replace(answer, headers={**always, **answer.headers})

    def refusal(self, status: int) -> Answer:
        """An error in Linear's form, or of the gateway in front of it."""
        if status == 429:
            return limited(429)
        if status >= 500:
            return broken(status)
        return answer(status, f"simulated {status}", extensions("other", "OTHER", "Not found."))

    def _account(self, world: LinearWorld, request: Request) -> tuple[str, str]:
        """The token and whose it is.

        Source: linear.app/developers/graphql: an API key stands alone, an OAuth token after
        `Bearer`.
        """
        header = request.headers.get("authorization", "").strip()
        kind, _, rest = header.partition(" ")
        secret = rest.strip() if kind.lower() == "bearer" else header
        if kind.lower() == "bearer" and secret.startswith(KEY_PREFIX):
            raise key_as_bearer()
        if not secret or secret in self.revoked_tokens:
            raise unauthenticated()
        known = world.tokens.get(secret)
        if known is None and not world.open_door:
            raise unauthenticated()
        return secret, known or world.bot

    def _known_account(self, world: LinearWorld, request: Request) -> str | None:
        try:
            return self._account(world, request)[1]
        except RefusedError:
            return None


def _writes(asked: Asked) -> bool:
    return asked.operation.operation.value == "mutation"
