"""The port `PostMortemSource` over the issues of a repository that carry a label.

A document is the text of an issue below a head with its title, date and severity; only the text
is ever written. The revision is a digest of both, so that comments and reactions change nothing.

Sources: GitHub REST description, `issues/list-for-repo` (`state` is open unless told otherwise,
pull requests are in it, `labels` is separated by commas), `issues/get` (301 where it was
transferred, 404, 410), `issues/update`. There is no compare-and-swap: an issue is read again
right before it is written. Its text has at most 65,536 characters.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from syncd.model import Document
from syncd.ports import (
    Check,
    DeniedError,
    DocumentPage,
    Opening,
    PortError,
    RejectedError,
    StaleError,
    UnreadableDocument,
)
from syncd_github import block
from syncd_github.client import Client
from syncd_github.issue_document import IssueDocument
from syncd_github.repository import Repository, sha_of
from syncd_github.settings import SourceSettings
from syncd_github.shape import repository_of
from syncd_github.source_check import check_issues

_LONGEST = 65_536
_NUMBER = re.compile(r"[1-9]\d*")


class IssueSource:
    """Issues with a label, open or closed."""

    def __init__(self, opening: Opening, settings: SourceSettings) -> None:
        """Nothing is asked of GitHub before it is needed.

        Raises:
            PortError: the label is one that syncd puts on tickets.
        """
        self.name = opening.name
        self.writable = settings.write != "never"
        self._settings = settings
        self._tickets = opening.label
        taken = {name.casefold(): name for name in {opening.label, *opening.labels}}
        if taken_as := taken.get(settings.label.casefold()):
            raise PortError(
                f"sources.{self.name}.label: {taken_as!r} is a label that syncd puts on tickets,"
                " and a ticket is no post-mortem: give one of them another label, here or in"
                " [labels]"
            )
        client = Client(opening.name, settings, opening.gate)
        self._repository = Repository(client, settings.repository, settings.page)
        self._client = client

    def scan(self, known: Mapping[str, str]) -> Iterator[DocumentPage]:
        """Yield every issue with the label in the order of their making."""
        query: dict[str, str | int] = {
            "labels": self._settings.label,
            "state": "all",
            "sort": "created",
            "direction": "asc",
        }
        seen: set[str] = set()
        for answer in self._client.pages(f"{self._repository.at}/issues", query):
            if not answer.data and not seen:
                # An empty list may also be the answer of a repository that was renamed.
                self._repository.check_name(str(self._repository.about()["url"]))
            page = _Page([], [], [])
            for issue in answer.data:
                self._repository.check_name(str(issue["url"]))
                path = self._path(issue)
                if "pull_request" not in issue and path not in seen:
                    seen.add(path)
                    self._add(page, path, issue, known)
            yield DocumentPage(
                tuple(page.documents),
                tuple(page.unchanged),
                tuple(page.unreadable),
                last=answer.next is None,
            )

    def read(self, path: str) -> Document | None:
        """The issue as it is now; None if it is not there, or no post-mortem any more.

        Raises:
            PortError: it cannot be read.
        """
        issue = self._issue(path)
        return None if issue is None else self._document(path, issue, IssueDocument.of(issue))

    def write(self, path: str, content: bytes, based_on: str) -> str:
        """Write the text of an issue whose revision is still `based_on`; return the new one.

        Raises:
            StaleError: the issue has another revision by now; nothing was written.
            PortError: it could not be written.
        """
        if not self.writable:
            raise DeniedError(f'{path}: not written: sources.{self.name}.write is "never"')
        issue = self._issue(path)
        if issue is None:
            raise StaleError(f"{path}: it is no post-mortem any more; read it again")
        now = IssueDocument.of(issue)
        if sha_of(now.content) != based_on:
            raise StaleError(f"{path}: somebody edited it meanwhile; read it again")
        try:
            text = now.text_of(content)
        except ValueError as error:
            raise RejectedError(f"{path}: {error}; edit the issue itself") from error
        if len(text) > _LONGEST:
            raise RejectedError(f"{path}: an issue has no room for {len(text):,} characters")
        at = f"{self._repository.at}/issues/{issue['number']}"
        written = self._client.send("PATCH", at, body={"body": text}).data
        return sha_of(IssueDocument.of(written).content)

    def check(self) -> Sequence[Check]:
        """What `syncd doctor` says: whether the label is there, and issues may be edited."""
        return check_issues(self._repository, self._settings, self.name)

    def _add(
        self, page: "_Page", path: str, issue: Mapping[str, Any], known: Mapping[str, str]
    ) -> None:
        if self._is_ticket(issue):
            message = f"#{issue['number']} is a ticket, and labelled as a post-mortem as well"
            hint = f"leave one of the labels {self._settings.label} and {self._tickets} on it"
            page.unreadable.append(UnreadableDocument(path, message, hint))
            return
        found = self._document(path, issue, IssueDocument.of(issue))
        if known.get(path) == found.revision:
            page.unchanged.append(path)
        else:
            page.documents.append(found)

    def _issue(self, path: str) -> Mapping[str, Any] | None:
        start, _, number = path.rpartition("/")
        if f"{start}/" != self._start or not _NUMBER.fullmatch(number.removesuffix(".md")):
            raise RejectedError(f"{path!r} is no issue of {self._repository.name}")
        at = f"{self._repository.at}/issues/{number.removesuffix('.md')}"
        answer = self._client.send("GET", at, expected={404, 410})
        issue: Mapping[str, Any] = answer.data
        if answer.status != 200 or "pull_request" in issue or self._is_ticket(issue):
            return None
        is_here = repository_of(issue).casefold() == self._repository.name.casefold()
        labels = {str(label["name"]).casefold() for label in issue.get("labels") or ()}
        return issue if is_here and self._settings.label.casefold() in labels else None

    def _is_ticket(self, issue: Mapping[str, Any]) -> bool:
        labels = {str(label["name"]).casefold() for label in issue.get("labels") or ()}
        is_marked = block.read(str(issue.get("body") or "")).identity is not None
        return is_marked or self._tickets.casefold() in labels

    def _document(self, path: str, issue: Mapping[str, Any], document: IssueDocument) -> Document:
        content = document.content
        url = str(issue["html_url"])
        return Document(self.name, path, content, sha_of(content), url)

    def _path(self, issue: Mapping[str, Any]) -> str:
        return f"{self._start}{issue['number']}.md"

    @property
    def _start(self) -> str:
        """With the repository in it, so that two sources have no issue of the same path."""
        return f"{self._repository.name.partition('/')[2]}/issues/"


@dataclass(frozen=True, slots=True)
class _Page:
    documents: list[Document]
    unchanged: list[str]
    unreadable: list[UnreadableDocument]
