"""Pull requests within one repository.

Source: `pulls/list`, `pulls/create`, `pulls/get`, `pulls/update`, `pulls/list-files` of the
official description. No commits between the two sides is 422 `custom` (tgymnich/fork-sync#112),
as is a pull request that there is already (renovatebot/renovate#11481). Forks, reviews and
merging over REST are not simulated; humans merge.
"""

from dataclasses import replace
from typing import Any

from syncd.testing.exchange import Answer, RefusedError, Request
from syncd.testing.github import git, issue_acts
from syncd.testing.github.access import asking, denied, may, person, repository
from syncd.testing.github.commit_json import diff_json
from syncd.testing.github.errors import body_of, created, invalid, missing, not_found, object_in
from syncd.testing.github.issue_acts import checked_body, checked_title
from syncd.testing.github.merging import merged
from syncd.testing.github.paging import paged
from syncd.testing.github.pull_json import head_sha, pull_json
from syncd.testing.github.pushes import move_ref
from syncd.testing.github.records import Issue, Pull, Repository
from syncd.testing.github.webhooks import announce
from syncd.testing.github.world import GitHubWorld
from syncd.testing.routes import Routes

routes: Routes[GitHubWorld] = Routes()

_ONE = "/repos/{owner}/{repo}/pulls/{number}"
_SORTS = {"created": "created_at", "updated": "updated_at", "popularity": "comments"}


@routes.on("GET", "/repos/{owner}/{repo}/pulls")
def list_pulls(world: GitHubWorld, request: Request) -> Answer:
    """The pull requests of a repository, the open ones unless told otherwise."""
    repo, query = repository(world, request, part="pull_requests"), request.query
    state, head, base = query.get("state", "open"), query.get("head"), query.get("base")
    found = []
    for issue in world.issues_of(repo.id):
        if not issue.pull or state not in {"all", issue.state}:
            continue
        pull = world.pulls[repo.id, issue.number]
        owner = world.users[repo.owner].login
        if head is not None and ":" in head and head != f"{owner}:{pull.head}":
            continue
        if base in {None, pull.base}:
            found.append(issue)
    by = _SORTS.get(query.get("sort", "created"), "created_at")
    usual = "desc" if query.get("sort", "created") == "created" else "asc"
    backwards = query.get("direction", usual) == "desc"
    found.sort(key=lambda issue: (getattr(issue, by), issue.number), reverse=backwards)
    return paged(world, request, found, lambda issue: pull_json(world, repo, issue))


@routes.on("POST", "/repos/{owner}/{repo}/pulls")
def create_pull(world: GitHubWorld, request: Request) -> Answer:
    """Ask to merge one branch into another."""
    repo, wanted = repository(world, request, part="pull_requests"), object_in(request)
    for field in ("head", "base"):
        if not isinstance(wanted.get(field), str):
            raise missing(field)
    if "title" not in wanted:
        raise missing("title")
    head = wanted["head"].rpartition(":")[2]
    sides = {"head": head, "base": wanted["base"]}
    commits = {side: git.head_of(world, repo, branch) for side, branch in sides.items()}
    for side, commit in commits.items():
        if commit is None:
            raise invalid("PullRequest", side, "invalid")
    owner = world.users[repo.owner].login
    if _open_one(world, repo, head, wanted["base"]) is not None:
        raise _custom(f"A pull request already exists for {owner}:{head}.")
    tips = {side: commit.sha for side, commit in commits.items() if commit is not None}
    if git.is_ancestor(world, repo.id, tips["head"], tips["base"]):
        raise _custom(f"No commits between {wanted['base']} and {head}")
    now, number = world.time(), world.next_number(repo.id)
    issue = Issue(
        world.fresh_id(),
        repo.id,
        number,
        checked_title(wanted["title"]),
        checked_body(wanted.get("body"), "PullRequest"),
        person(request).id,
        now,
        now,
        pull=True,
        app=asking(request).app_id,
    )
    world.issues[repo.id, number] = issue
    world.pulls[repo.id, number] = Pull(
        world.fresh_id(),
        repo.id,
        number,
        head,
        wanted["base"],
        tips["head"],
        tips["base"],
        bool(wanted.get("draft")),
    )
    announce_pull(world, repo, issue, person(request).id, "opened")
    return created(pull_json(world, repo, issue, full=True))


@routes.on("GET", _ONE)
def get_pull(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """One pull request, with how large it is."""
    repo, issue = _asked(world, request)
    return pull_json(world, repo, issue, full=True)


@routes.on("PATCH", _ONE)
def update_pull(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """Another title, text, state or base."""
    repo, issue = _asked(world, request)
    wanted, actor = object_in(request), person(request).id
    if issue.user != actor and not may(world, request, repo, "write"):
        raise denied(asking(request))
    issue = issue_acts.edit_text(
        world, issue, actor, title=wanted.get("title"), body=wanted.get("body")
    )
    if "base" in wanted:
        if git.head_of(world, repo, str(wanted["base"])) is None:
            raise invalid("PullRequest", "base", "invalid")
        pull = world.pulls[repo.id, issue.number]
        world.pulls[repo.id, issue.number] = replace(pull, base=str(wanted["base"]))
        issue = world.touch(issue)
    if "state" in wanted and wanted["state"] != issue.state:
        issue = issue_acts.set_state(world, issue, actor, wanted["state"])
        action = "closed" if issue.state == "closed" else "reopened"
        announce_pull(world, repo, issue, actor, action)
    return pull_json(world, repo, issue, full=True)


@routes.on("GET", _ONE + "/files")
def list_files(world: GitHubWorld, request: Request) -> Answer:
    """The files that it changes."""
    repo, issue = _asked(world, request)
    pull = world.pulls[repo.id, issue.number]
    head = head_sha(world, pull)
    base = git.merge_base(world, repo.id, pull.base_sha, head)
    old = git.EMPTY_TREE if base is None else base.tree
    files = diff_json(world, repo, old, world.commits[repo.id, head].tree, head)
    return paged(world, request, files, lambda file: file)


@routes.on("GET", "/repos/{owner}/{repo}/commits/{sha}/pulls")
def pulls_of_commit(world: GitHubWorld, request: Request) -> Answer:
    """The pull requests that a commit is part of."""
    repo = repository(world, request, part="pull_requests")
    found = [
        issue
        for issue in world.issues_of(repo.id)
        if issue.pull
        and git.is_ancestor(
            world,
            repo.id,
            request.params["sha"],
            head_sha(world, world.pulls[repo.id, issue.number]),
        )
    ]
    return paged(world, request, found, lambda issue: pull_json(world, repo, issue))


def merge(world: GitHubWorld, issue: Issue, actor: int, *, squash: bool = False) -> Issue:
    """Merge a pull request with a commit of its own; the branch of it stays.

    A `squash` does not tell git that the branch was merged.

    Raises:
        ValueError: it is not open, or both sides changed the same file.
    """
    repo, pull = world.repos[issue.repo], world.pulls[issue.repo, issue.number]
    head, base = head_sha(world, pull), git.head_of(world, repo, pull.base)
    if base is None or issue.state != "open":
        raise ValueError(f"#{issue.number} cannot be merged")
    tree, conflicts = merged(world, repo, base, world.commits[repo.id, head])
    if conflicts:
        raise ValueError(f"#{issue.number} has conflicts in {', '.join(conflicts)}")
    commit = git.put_commit(
        world,
        repo.id,
        tree,
        (base.sha,) if squash else (base.sha, head),
        f"Merge pull request #{issue.number} from {pull.head}",
        git.signature_of(world.users[actor], world.time()),
    )
    now = world.time()
    world.pulls[repo.id, issue.number] = replace(
        pull, merged_at=now, merged_by=actor, merge_commit_sha=commit.sha, head_sha=head
    )
    issue = world.touch(issue, state="closed", closed_at=now, closed_by=actor)
    world.record(issue, actor, "merged")
    world.record(issue, actor, "closed")
    move_ref(world, repo, actor, f"refs/heads/{pull.base}", commit.sha)
    announce_pull(world, repo, issue, actor, "closed")
    return issue


def announce_pull(
    world: GitHubWorld, repo: Repository, issue: Issue, actor: int, action: str
) -> None:
    """Send the webhook of a pull request."""
    announce(
        world,
        repo,
        actor,
        "pull_request",
        action,
        lambda: {
            "number": issue.number,
            "pull_request": pull_json(world, repo, issue, full=True),
        },
    )


def _asked(world: GitHubWorld, request: Request) -> tuple[Repository, Issue]:
    repo, number = repository(world, request, part="pull_requests"), request.params["number"]
    issue = world.issues.get((repo.id, int(number) if number.isdecimal() else 0))
    if issue is None or not issue.pull:
        raise not_found()
    return repo, issue


def _open_one(world: GitHubWorld, repo: Repository, head: str, base: str) -> Pull | None:
    for pull in world.pulls.values():
        same = (pull.repo, pull.head, pull.base) == (repo.id, head, base)
        if same and world.issues[repo.id, pull.number].state == "open":
            return pull
    return None


def _custom(message: str) -> RefusedError:
    errors = [{"resource": "PullRequest", "code": "custom", "message": message}]
    return RefusedError(422, body_of(422, "Validation Failed", errors))
