"""The GitHub simulator: its parts put together behind a port."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import ClassVar

from syncd.testing.clock import Clock
from syncd.testing.exchange import Answer, RefusedError, Request
from syncd.testing.faults import DEEDS, Act, Deed, Fault
from syncd.testing.github import (
    account,
    comments,
    commits,
    contents,
    events,
    git,
    git_data,
    hooks,
    issue_labels,
    issue_list,
    issues,
    labels,
    merging,
    milestones,
    people,
    pulls,
    reactions,
    repositories,
    search,
)
from syncd.testing.github.access import NOBODY, Asker, asker_of, path_of
from syncd.testing.github.errors import body_of
from syncd.testing.github.humans import Human
from syncd.testing.github.limits import Limits, resource_of, secondary_body
from syncd.testing.github.pushes import commit_files
from syncd.testing.github.records import Repository, Role, Token, User
from syncd.testing.github.repositories import add_repository
from syncd.testing.github.state import state_of
from syncd.testing.github.world import GitHubWorld
from syncd.testing.simulator import Options, Simulator
from syncd.testing.state import State

_REPOSITORY = re.compile(r"/repos/([^/]+)/([^/]+)(?:/.*)?")


def _secondary_limit(fault: Fault, act: Act) -> Answer:
    """403 with the words of a secondary limit, with or without `Retry-After`."""
    answer = act.refusal(403)
    return replace(answer, body=secondary_body(), headers={**answer.headers, **fault.headers})


def _out_of_quota(fault: Fault, act: Act) -> Answer:
    """403 with nothing remaining until `seconds` from now."""
    answer = act.refusal(403)
    reset = int(act.now().timestamp()) + max(1, int(fault.seconds))
    spent = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(reset)}
    body = body_of(403, "API rate limit exceeded for user ID 1.")
    return replace(answer, body=body, headers={**answer.headers, **spent})


class GitHubSimulator(Simulator[GitHubWorld]):
    """GitHub's REST API; what it knows and from where stands in the docstring of the package."""

    name = "github"
    parts = (
        people.routes,
        account.routes,
        repositories.routes,
        labels.routes,
        milestones.routes,
        issue_list.routes,
        issues.routes,
        issue_labels.routes,
        comments.routes,
        reactions.routes,
        events.routes,
        search.routes,
        contents.routes,
        git_data.routes,
        commits.routes,
        pulls.routes,
        merging.routes,
        hooks.routes,
    )
    deeds: ClassVar[Mapping[str, Deed]] = {
        **DEEDS,
        "403-limit": _secondary_limit,
        "out-of-quota": _out_of_quota,
    }

    def __init__(
        self,
        options: Options | None = None,
        *,
        open_door: bool = True,
        html_base: str | None = None,
    ) -> None:
        """With an `open_door` every token is good and whatever is asked for is there.

        `html_base` is where links for people lead, the simulator itself by default.
        """
        chosen = options or Options()
        super().__init__(GitHubWorld(Clock(chosen.now), open_door=open_door), chosen)
        self.user(self.world.bot_login)
        self.world.api = self.url
        self.world.html_base = html_base or self.url
        self.limits = Limits()
        for name in chosen.projects:
            self.repository(name)

    def repository(
        self,
        full_name: str,
        *,
        private: bool = True,
        files: Mapping[str, str] | None = None,
        roles: Mapping[str, Role] | None = None,
    ) -> Repository:
        """A repository, made if it is not there; `roles` by login.

        Without `files` it begins with a README; with none of them, `{}`, it stays empty.
        """
        with self.changing() as world:
            repo = world.repo_named(full_name) or add_repository(world, full_name, private=private)
            if git.is_empty(world, repo) and files != {}:
                content = files if files is not None else {"README.md": f"# {repo.name}\n"}
                written: dict[str, bytes | None] = {
                    path: text.encode() for path, text in content.items()
                }
                commit_files(world, repo, repo.owner, repo.default_branch, written, "Begin")
            for login, role in (roles or {}).items():
                user = world.user_named(login) or world.add_user(login)
                world.roles[repo.id, user.id] = role
            return world.repos[repo.id]

    def user(self, login: str, **more: str) -> User:
        """A user of that login, made if there is none; `more` are fields such as `name`."""
        with self.changing() as world:
            known = world.logins.get(login.lower())
            return world.users[known] if known is not None else world.add_user(login, **more)

    def token(self, secret: str, login: str, scopes: tuple[str, ...] | None = ("repo",)) -> None:
        """Let a token speak for somebody; without scopes it is a fine-grained one."""
        user = self.user(login)
        with self.changing() as world:
            world.tokens[secret] = Token(user.id, scopes)

    def human(self, name: str) -> Human:
        """Somebody who works in GitHub's pages."""
        return Human(self, name)

    def state(self) -> State:
        """Issues, their comments and files."""
        return state_of(self.world)

    def admit(self, world: GitHubWorld, request: Request) -> Request:
        """Find out who asks, and whether they have asked too much."""
        asker = asker_of(world, request)
        request = replace(request, path=path_of(world, request.path))
        try:
            self.limits.spend(world, asker.account, request)
        except RefusedError as refused:
            told = self.limits.headers(world, asker.account, resource_of(request))
            refused.answer = replace(refused.answer, headers={**told, **refused.answer.headers})
            raise
        found = _REPOSITORY.fullmatch(request.path)
        if found and world.open_door and asker != NOBODY:
            self._open(world, f"{found[1]}/{found[2]}")
        limits = self.limits.overview(world, asker.account) if request.path == "/rate_limit" else {}
        return replace(request, facts={"asker": asker, "limits": limits})

    def decorate(self, world: GitHubWorld, request: Request, answer: Answer) -> Answer:
        """Limits, scopes and an entity tag; 304 if the client has it already."""
        asker: Asker = request.facts.get("asker", NOBODY)
        tagged = answer.status == 200 and request.method in {"GET", "HEAD"}
        headers = dict(answer.headers)
        if tagged:
            content, kind = answer.rendered()
            tag = _tag(request, content)
            headers = {"Content-Type": kind or "", **headers, "ETag": tag}
            answer = replace(answer, body=content)
            if tag in request.headers.get("if-none-match", ""):
                answer = Answer(304)
                if asker is not NOBODY:
                    self.limits.refund(world, asker.account, request)
        if asker.token is not None and asker.token.scopes is not None:
            headers["X-OAuth-Scopes"] = ", ".join(asker.token.scopes)
            headers["X-Accepted-OAuth-Scopes"] = ""
        always = {
            "Server": "GitHub.com",
            "X-GitHub-Media-Type": "github.v3; format=json",
            "X-GitHub-Request-Id": f"SIM:{len(self.requests) + 1:X}",
            **self.limits.headers(world, asker.account, resource_of(request)),
        }
        return replace(answer, headers={**always, **headers})

    def subjects(self, request: Request) -> Iterable[str]:
        """For a path by the id of a repository the one by its name, too."""
        yield from super().subjects(request)
        if request.path.startswith("/repositories/"):
            with self.lock, suppress(RefusedError):
                yield f"{request.method} {path_of(self.world, request.path)}"

    def refusal(self, status: int) -> Answer:
        """An error in GitHub's form."""
        messages = {404: "Not Found", 429: "Too many requests", 503: "Service unavailable"}
        return Answer(status, body_of(status, messages.get(status, "Server Error")))

    def _open(self, world: GitHubWorld, full_name: str) -> None:
        taken = full_name.lower() in world.names or full_name.lower() in world.old_names
        if not taken:
            repo = add_repository(world, full_name)
            readme = f"# {repo.name}\n".encode()
            commit_files(
                world, repo, repo.owner, repo.default_branch, {"README.md": readme}, "Begin"
            )


def _tag(request: Request, content: bytes) -> str:
    """The entity tag of an answer: of its content, and of the token that asks.

    Source: whoever gets a new installation token finds that none of the tags from before is
    good any more (github/docs#34689).
    """
    who = request.headers.get("authorization", "").encode()
    return f'W/"{hashlib.blake2b(who + content, digest_size=32).hexdigest()}"'
