"""Searching issues: by token on Cloud, by offset on Data Center.

Sources: `searchAndReconsileIssuesUsingJqlPost` of Atlassian's description (fields have to be
asked for; a page can be shorter than asked, and only a missing token ends the list; what was
written lately can be missing, but for 50 ids that are named); Jira Data Center's document
10.3.24 (`startAt`; no properties; the answer says which `maxResults` counted).
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from syncd.ports import DeniedError, RejectedError
from syncd_jira.client import Client
from syncd_jira.marker import PROPERTY
from syncd_jira.shape import Shape, quoted

PAGE = 100
_MOST_RECONCILED = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Issues, where the page after them begins (None after the last), and the server's time."""

    issues: Sequence[Mapping[str, Any]]
    following: str | None
    at: datetime


class Written:
    """The issues that syncd wrote lately, which a search need not show as they are."""

    def __init__(self, client: Client, lag: float) -> None:
        """`lag` is for how many seconds that can be so."""
        self._client = client
        self._lag = lag
        self._ids: deque[tuple[float, int]] = deque(maxlen=_MOST_RECONCILED)

    def add(self, number: str) -> None:
        """Note that an issue was written just now."""
        self._ids.append((self._client.real_time(), int(number)))

    def ids(self) -> list[int]:
        """Those that a search has to be told of."""
        since = self._client.real_time() - 2 * self._lag
        return sorted({number for at, number in self._ids if at >= since})


class Search:
    """Reads what queries find, page by page."""

    def __init__(self, client: Client, shape: Shape, written: Written) -> None:
        """`written` is what has to be shown as it is."""
        self._client = client
        self._shape = shape
        self._written = written

    def pages(self, jql: str, start: str | None = None) -> Iterator[Page]:
        """The pages from `start` on, which an earlier page gave as what follows it.

        Raises:
            PortError: a page cannot be read; a project that is not there is `DeniedError`.
        """
        turn = self._by_token(jql, start) if self._client.cloud else self._by_offset(jql, start)
        try:
            yield from turn
        except RejectedError as error:
            if "for the field 'project'" not in str(error):
                raise
            hint = "check the project's key, and whether syncd may browse it"
            raise DeniedError(f"{error}; {hint}") from error

    def by_key(self, keys: Sequence[str]) -> Mapping[str, Any]:
        """Up to 100 issues by key, on Data Center; those that are not there are left out."""
        body = {
            "jql": f"key in ({', '.join(map(quoted, keys))})",
            "fields": list(self._shape.fields),
            "maxResults": PAGE,
            "validateQuery": False,
        }
        found: Mapping[str, Any] = self._client.send("POST", "/search", body=body, reads=True).data
        return found

    def _by_token(self, jql: str, start: str | None) -> Iterator[Page]:
        body: dict[str, Any] = {
            "jql": jql,
            "fields": list(self._shape.fields),
            "properties": [PROPERTY],
            "maxResults": PAGE,
        }
        if reconciled := self._written.ids():
            body["reconcileIssues"] = reconciled
        while True:
            if start is not None:
                body["nextPageToken"] = start
            answer = self._client.send("POST", "/search/jql", body=body, reads=True)
            start = answer.data.get("nextPageToken") or None
            yield Page(answer.data["issues"], start, self._client.server_time())
            if start is None:
                return

    def _by_offset(self, jql: str, start: str | None) -> Iterator[Page]:
        offset, total = int(start or 0), None
        while True:
            body = {
                "jql": jql,
                "fields": list(self._shape.fields),
                "startAt": offset,
                "maxResults": PAGE,
            }
            data = self._client.send("POST", "/search", body=body, reads=True).data
            if total is not None and data["total"] < total:
                # So many were taken out of the list meanwhile: what follows moved up by that.
                moved, total = total - int(data["total"]), int(data["total"])
                offset = max(0, offset - moved)
                continue
            total = int(data["total"])
            offset += len(data["issues"])
            following = str(offset) if data["issues"] and offset < total else None
            yield Page(data["issues"], following, self._client.server_time())
            if following is None:
                return
