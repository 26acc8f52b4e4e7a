"""What `syncd doctor` looks at on GitHub; it writes nothing.

Source: GitHub REST description, `repos/get` (`permissions`, `has_issues`, `archived`) and
`issues/check-user-can-be-assigned`; docs.github.com, "Scopes for OAuth apps" (`X-OAuth-Scopes`
is sent for classic tokens only).
"""

from collections.abc import Iterator, Sequence
from typing import Any

from syncd.ports import Check, PortError
from syncd_github.client import Client
from syncd_github.shape import Shape

_SKEW = 60.0  # seconds


def check_projects(
    client: Client, name: str, projects: Sequence[str], label: str, shape: Shape
) -> Sequence[Check]:
    """Who syncd is there, what it may do in each repository, and whether clocks agree."""
    subject = f"trackers.{name}"
    checks = list(_account(client, subject))
    for project in projects if checks[0].ok else ():
        try:
            checks += _repository(client, f"{subject}, {project}", project, label, shape)
        except PortError as error:
            checks.append(Check(f"{subject}, {project}", ok=False, message=str(error)))
    return checks


def _account(client: Client, subject: str) -> Iterator[Check]:
    try:
        answer = client.send("GET", "/rate_limit")
    except PortError as error:
        yield Check(subject, ok=False, message=str(error))
        return
    core = answer.data["resources"]["core"]
    left = f"{core['remaining']} of {core['limit']} requests left this hour"
    scopes = answer.headers.get("x-oauth-scopes")
    if scopes is not None and not {"repo", "public_repo"} & set(scopes.split(", ")):
        message = f"the token has the scopes {scopes or 'none'}; syncd needs repo"
        hint = "give the token the scope repo, or public_repo where all repositories are public"
        yield Check(subject, ok=False, message=message, hint=hint)
    else:
        yield Check(subject, ok=True, message=f"the token is accepted, {left}")
    skew = client.skew
    if skew is not None and abs(skew) > _SKEW:
        where = "behind" if skew > 0 else "ahead of"
        message = f"this machine's clock is {abs(skew):.0f} s {where} GitHub's"
        yield Check(subject, ok=False, message=message, hint="set it right, best by NTP")


def _repository(
    client: Client, subject: str, project: str, label: str, shape: Shape
) -> Iterator[Check]:
    answer = client.send("GET", f"/repos/{project}")
    repository: dict[str, Any] = answer.data
    if str(repository["full_name"]).casefold() != project.casefold():
        hint = f'write project = "{repository["full_name"]}" in [teams]'
        message = f"the repository is called {repository['full_name']} now"
        yield Check(subject, ok=False, message=message, hint=hint)
        return
    if repository.get("archived"):
        message = "the repository is archived: nothing can be written there"
        yield Check(subject, ok=False, message=message, hint="name another repository in [teams]")
        return
    if not repository.get("has_issues", True):
        message = "issues are switched off there"
        yield Check(
            subject, ok=False, message=message, hint="switch them on in the repository's settings"
        )
        return
    may = repository.get("permissions") or {}
    if not (may.get("triage") or may.get("push") or may.get("maintain") or may.get("admin")):
        message = "syncd may make issues there, but neither label nor assign them"
        hint = "give its account the role Triage or Write; a fine-grained token or an App needs"
        yield Check(subject, ok=False, message=message, hint=f"{hint} Issues: Read and write")
    else:
        message = "issues can be made, labelled, assigned and edited"
        yield Check(subject, ok=True, message=message)
        if not (may.get("push") or may.get("maintain") or may.get("admin")):
            message = "who may command syncd there cannot be asked: GitHub tells that to writers"
            hint = "give its account the role Write, if people shall command it by comments"
            yield Check(subject, ok=True, message=message, hint=hint)
    yield from _labelled(client, subject, project, label, shape)


def _labelled(
    client: Client, subject: str, project: str, label: str, shape: Shape
) -> Iterator[Check]:
    """A label that means something else to people would make their issues look like tickets."""
    query: dict[str, str | int] = {"state": "all", "labels": label, "per_page": 100}
    issues = [
        issue
        for issue in client.send("GET", f"/repos/{project}/issues", query=query).data
        if "pull_request" not in issue
    ]
    foreign = [issue for issue in issues if shape.ticket(issue, project).identity is None]
    if foreign:
        numbers = ", ".join(f"#{issue['number']}" for issue in foreign[:3])
        yield Check(
            subject,
            ok=True,
            message=f"{len(foreign)} of {len(issues)} issues with the label {label} have no"
            f" marker ({numbers}): they stay as they are",
            hint=f"if {label} means something else to you, set labels.post_mortem",
        )
