"""What `syncd doctor` looks at where post-mortems are on GitHub; it writes nothing.

Source: GitHub REST description, `repos/get` (`permissions`, `archived`, `has_issues`),
`repos/get-branch` (`protected`), `repos/get-branch-rules` (rules of rulesets, which anybody who
may read can see; not who is exempt from them), `issues/get-label`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from syncd.ports import Check, PortError
from syncd_github.folder import Folder
from syncd_github.pull_request_branch import PullRequestBranch
from syncd_github.repository import Repository
from syncd_github.settings import SourceSettings

_BY_PULL_REQUEST = frozenset({"pull_request", "update", "required_status_checks"})


def check_folder(folder: Folder) -> Sequence[Check]:
    """Whether documents are there, and whether commits to their branch are allowed."""
    return _all_that_can_be_seen(folder.source, _folder_checks(folder))


def check_pull_request(folder: Folder, branch: PullRequestBranch) -> Sequence[Check]:
    """Whether documents are there, and what has become of the pull request."""
    checks = _all_that_can_be_seen(folder.source, _folder_checks(folder))
    if all(check.ok for check in checks):
        checks += _all_that_can_be_seen(folder.source, _pull_request_checks(folder, branch))
    return checks


def check_issues(repository: Repository, settings: SourceSettings, source: str) -> Sequence[Check]:
    """Whether the label is there, and whether issues that carry it may be edited."""
    return _all_that_can_be_seen(source, _issue_checks(repository, settings, source))


def _all_that_can_be_seen(source: str, checks: Iterator[Check]) -> list[Check]:
    seen: list[Check] = []
    try:
        seen.extend(checks)
    except PortError as error:
        seen.append(Check(f"sources.{source}", ok=False, message=str(error)))
    return seen


def _folder_checks(folder: Folder) -> Iterator[Check]:
    settings, subject = folder.settings, f"sources.{folder.source}"
    may = "Contents: Read and write"
    if settings.write == "pull-request":
        may += ", Pull requests: Read and write"
    data = folder.repository.about()
    wrong = list(_access(data, folder.repository, settings, folder.source, may))
    yield from wrong
    if any(not check.ok for check in wrong):
        return
    branch = settings.branch or str(data["default_branch"])
    count = len(folder.entries())
    noun = "document" if count == 1 else "documents"
    where = f"{settings.repository}/{settings.path}".rstrip("/")
    hint = None if count else f"check {subject}.path, include and branch"
    message = f"{count} {noun} in {where} on {branch}"
    yield Check(subject, ok=count > 0, message=message, hint=hint)
    if settings.write == "commit":
        yield from _protection(folder, subject, branch)


def _access(
    data: Mapping[str, Any],
    repository: Repository,
    settings: SourceSettings,
    source: str,
    needs: str,
) -> Iterator[Check]:
    subject = f"sources.{source}"
    if str(data["full_name"]).casefold() != repository.name.casefold():
        message = f"the repository is called {data['full_name']} now"
        hint = f'set {subject}.repository = "{data["full_name"]}"'
        yield Check(subject, ok=False, message=message, hint=hint)
    if settings.write == "never":
        return
    never = f'or set {subject}.write = "never"'
    if data.get("archived"):
        message = f"{repository.name} is archived: nothing can be written there"
        yield Check(subject, ok=False, message=message, hint=f"name another one, {never}")
    may = data.get("permissions") or {}
    if not (may.get("push") or may.get("maintain") or may.get("admin")):
        message = f"syncd may read {repository.name}, but not write there"
        hint = f"give its account the role Write; a fine-grained token or an App needs {needs};"
        yield Check(subject, ok=False, message=message, hint=f"{hint} {never}")


def _protection(folder: Folder, subject: str, branch: str) -> Iterator[Check]:
    repository = folder.repository
    at = f"{repository.at}/branches/{quote(branch)}"
    is_protected = bool(repository.client.send("GET", at).data.get("protected"))
    at = f"{repository.at}/rules/branches/{quote(branch)}"
    answer = repository.client.send("GET", at, expected={403, 404})  # not on older servers
    rules = {str(rule["type"]) for rule in answer.data} if answer.status == 200 else set()
    way_out = f'set {subject}.write = "pull-request"'
    if rules & _BY_PULL_REQUEST:
        message = f"rules of {branch} refuse commits that are in no pull request"
        hint = f"{way_out}, or let syncd's account bypass the ruleset"
        yield Check(subject, ok=False, message=message, hint=hint)
    elif is_protected:
        message = f"{branch} is protected, and may refuse commits that are in no pull request"
        yield Check(subject, ok=True, message=message, hint=f"if it does, {way_out}")
    else:
        yield Check(subject, ok=True, message=f"syncd commits to {branch}")


def _pull_request_checks(folder: Folder, branch: PullRequestBranch) -> Iterator[Check]:
    subject, pull = f"sources.{folder.source}", branch.newest()
    if pull is None or pull.is_merged:
        message = f"no pull request waits; edits will be on {branch.name}"
        yield Check(subject, ok=True, message=message)
    elif pull.is_open:
        yield Check(subject, ok=True, message=f"{pull.page} waits for you")
    else:
        message = f"{pull.page} was closed without being merged: its edits are not made"
        hint = f'reopen it if that was a mistake; set {subject}.write = "never" if it was not'
        yield Check(subject, ok=True, message=message, hint=hint)


def _issue_checks(repository: Repository, settings: SourceSettings, source: str) -> Iterator[Check]:
    subject, label = f"sources.{source}", settings.label
    data = repository.about()
    checks = list(_access(data, repository, settings, source, "Issues: Read and write"))
    if not data.get("has_issues", True):
        hint = "switch them on in the repository's settings"
        checks.append(Check(subject, ok=False, message="issues are switched off there", hint=hint))
    yield from checks
    if checks:
        return
    at = f"{repository.at}/labels/{quote(label, safe='')}"
    if repository.client.send("GET", at, expected={404}).status == 404:
        message = f"{repository.name} has no label {label!r}: no issue is a post-mortem"
        hint = f"make the label and put it on them, or correct {subject}.label"
        yield Check(subject, ok=False, message=message, hint=hint)
        return
    edited = "" if settings.write == "never" else ", and edited there"
    message = f"issues of {repository.name} with the label {label} are read{edited}"
    yield Check(subject, ok=True, message=message)
