"""Repositories: how they look, and reading one.

Source: `repos/get` of the official description; a renamed repository is 301 to its address by id
(gidgethub/gidgethub#214).
"""

from dataclasses import replace
from typing import Any

from syncd.testing.exchange import Request
from syncd.testing.github.access import Asker, asking, repository, role_in
from syncd.testing.github.people import permissions_of, user_json
from syncd.testing.github.records import Repository
from syncd.testing.github.world import GitHubWorld
from syncd.testing.routes import Routes

routes: Routes[GitHubWorld] = Routes()

_LINKS = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}


def url_of(world: GitHubWorld, repo: Repository) -> str:
    """Where the API has it."""
    return f"{world.api}/repos/{world.full_name(repo)}"


def page_of(world: GitHubWorld, repo: Repository) -> str:
    """Where people find it."""
    return f"{world.html_base}/{world.full_name(repo)}"


def repository_json(
    world: GitHubWorld, repo: Repository, asker: Asker | None = None
) -> dict[str, Any]:
    """A repository, with the asker's permissions where somebody asks."""
    shown = world.computed(("repo", repo.id), lambda: _repository_json(world, repo))
    if asker is None:
        return shown
    return {**shown, "permissions": permissions_of(role_in(world, repo, asker))}


def _repository_json(world: GitHubWorld, repo: Repository) -> dict[str, Any]:
    url, page = url_of(world, repo), page_of(world, repo)
    opened = sum(issue.state == "open" for issue in world.issues_of(repo.id))
    counts = dict.fromkeys(("forks", "watchers", "stargazers"), 0)
    return {
        "id": repo.id,
        "node_id": world.node_id("R", repo.id),
        "name": repo.name,
        "full_name": world.full_name(repo),
        "owner": user_json(world, repo.owner),
        "private": repo.private,
        "visibility": "private" if repo.private else "public",
        "html_url": page,
        "description": None,
        "fork": False,
        "url": url,
        **{name: url + path for name, path in _LINKS.items()},
        "git_url": page.replace("http", "git", 1) + ".git",
        "ssh_url": f"git@127.0.0.1:{world.full_name(repo)}.git",
        "clone_url": f"{page}.git",
        "svn_url": page,
        "mirror_url": None,
        "homepage": None,
        "language": None,
        "license": None,
        "size": sum(len(blob) for (owner, _), blob in world.blobs.items() if owner == repo.id)
        // 1024,
        **{f"{name}_count": number for name, number in counts.items()},
        "forks": 0,
        "watchers": 0,
        "default_branch": repo.default_branch,
        "open_issues_count": opened,
        "open_issues": opened,
        "is_template": False,
        "topics": [],
        "has_issues": repo.has_issues,
        "has_projects": True,
        "has_wiki": True,
        "has_pages": False,
        "has_downloads": True,
        "has_discussions": False,
        "archived": repo.archived,
        "disabled": False,
        "allow_forking": True,
        "web_commit_signoff_required": False,
        "pushed_at": repo.pushed_at,
        "created_at": repo.created_at,
        "updated_at": repo.updated_at,
    }


def add_repository(
    world: GitHubWorld, full_name: str, *, private: bool = True, organization: bool = True
) -> Repository:
    """A new repository without files; its owner is made as well if need be."""
    login, _, name = full_name.partition("/")
    if not name or "/" in name:
        raise ValueError(f"{full_name!r}: a repository is called owner/repo")
    known = world.logins.get(login.lower())
    owner = (
        world.users[known]
        if known is not None
        else world.add_user(login, type="Organization" if organization else "User")
    )
    now = world.time()
    repo = Repository(world.fresh_id(), owner.id, name, private, now, now, pushed_at=now)
    world.repos[repo.id] = repo
    world.names[full_name.lower()] = repo.id
    return repo


def rename(world: GitHubWorld, repo: Repository, full_name: str) -> Repository:
    """Give a repository another name, or another owner; the old one leads to it from then on."""
    before = world.full_name(repo)
    login, _, name = full_name.partition("/")
    known = world.logins.get(login.lower())
    owner = world.users[known] if known is not None else world.add_user(login, type="Organization")
    changed = replace(repo, owner=owner.id, name=name, updated_at=world.time())
    world.repos[repo.id] = changed
    del world.names[before.lower()]
    world.old_names[before.lower()] = repo.id
    world.names[full_name.lower()] = repo.id
    return changed


@routes.on("GET", "/repos/{owner}/{repo}")
def get_repository(world: GitHubWorld, request: Request) -> dict[str, Any]:
    """One repository, in full."""
    repo = repository(world, request)
    shown = repository_json(world, repo, asking(request))
    more: dict[str, Any] = {"network_count": 0, "subscribers_count": 0}
    if world.users[repo.owner].type == "Organization":
        more["organization"] = user_json(world, repo.owner)
    return {**shown, **more}
