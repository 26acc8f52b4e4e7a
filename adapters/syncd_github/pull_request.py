"""A pull request with edited post-mortems, as text: what it tells people, and what syncd notes.

The note is an HTML comment at the end: the commit at which the branch was left, and for each
document the sha of the version on the base branch that was edited, and of the edited one. It
spares a comparison as long as the branch is at that commit, and nothing is lost without it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote

_BEGIN, _END = "<!-- syncd: begin -->", "<!-- syncd: end -->"
_OWN = re.compile(rf"{re.escape(_BEGIN)}.*?{re.escape(_END)}", re.DOTALL)
_NOTE = re.compile(r"<!-- syncd: (?P<note>\{.*?\}) -->", re.DOTALL)
_TITLE = re.compile(r"Update the action items of .+")
_LONGEST = 60_000  # GitHub refuses more than 65,536 characters; people may want to add some
_LONGEST_TITLE = 256
_SHOWN = 100  # documents that are listed by name


class Edited(NamedTuple):
    """A document that waits: the sha of the version that was edited, and of the edited one."""

    base: str
    sha: str


Waiting = Mapping[str, Edited]


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request as GitHub shows it."""

    number: int
    page: str
    title: str
    body: str
    is_open: bool
    is_merged: bool
    head: str
    base: str

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "PullRequest":
        """From the JSON of a list or a single one."""
        return cls(
            number=int(data["number"]),
            page=str(data["html_url"]),
            title=str(data["title"]),
            body=str(data.get("body") or ""),
            is_open=data["state"] == "open",
            is_merged=data.get("merged_at") is not None,
            head=str(data["head"]["sha"]),
            base=str(data["base"]["ref"]),
        )

    @property
    def noted(self) -> Waiting | None:
        """The documents that wait in it by path, if the branch is where syncd left it."""
        head, waiting = self._note
        return waiting if head == self.head else None

    @property
    def noted_before(self) -> Waiting:
        """The documents that waited in it when syncd wrote the note."""
        return self._note[1]

    @property
    def _note(self) -> tuple[str, Waiting]:
        found = _NOTE.search(self.body)
        try:
            note: dict[str, Any] = json.loads(found["note"] if found else '{"documents": {}}')
            documents = {path: Edited(*pair) for path, pair in note["documents"].items()}
            return str(note.get("head", "")), documents
        except (ValueError, TypeError, KeyError, AttributeError):  # somebody edited it
            return "", {}


@dataclass(frozen=True, slots=True)
class Telling:
    """How a pull request is told; `page` is that of the repository, `branch` its own."""

    page: str
    branch: str
    base: str
    source: str

    def title(self, waiting: Waiting) -> str:
        """One line."""
        if len(waiting) == 1:
            (path,) = waiting
            return f"Update the action items of {path.rpartition('/')[2]}"[:_LONGEST_TITLE]
        return f"Update the action items of {len(waiting)} post-mortems"

    def retitled(self, title: str, waiting: Waiting) -> str:
        """The title for another list of documents; one that people gave it stays."""
        return self.title(waiting) if waiting and _TITLE.fullmatch(title) else title

    def body(self, before: str, waiting: Waiting, head: str | None) -> str:
        """The text for a list of documents; what people wrote before and after it stays."""
        told = self._told(waiting, head)
        if _OWN.search(before):
            return _OWN.sub(lambda _: told, before, count=1)
        return f"{before.rstrip()}\n\n{told}".lstrip()

    def _told(self, waiting: Waiting, head: str | None) -> str:
        tree = f"{self.page}/blob/{quote(self.branch)}"
        listed = [f"- [{path}]({tree}/{quote(path)})" for path in sorted(waiting)]
        if len(listed) > _SHOWN:
            listed = [*listed[:_SHOWN], f"- and {len(listed) - _SHOWN} more"]
        which = "this post-mortem" if len(waiting) == 1 else "these post-mortems"
        what = f"The action items of {which} have moved on in their tickets:"
        if not waiting:
            what = "Tickets are back where the post-mortems have them: nothing is left to merge."
        text = "\n".join([what, "", *listed, "", *self._rules()])
        note = _note(waiting, head)
        if len(text) + len(note) > _LONGEST:
            note = ""
        return f"{_BEGIN}\n{text}\n{note}{_END}"

    def _rules(self) -> Iterator[str]:
        yield (
            "Changed are only links to tickets, status, owner, due date and priority; every other"
            " byte is as you wrote it. Merge this when it suits you: until then, syncd adds what"
            " changes to the same branch."
        )
        yield ""
        yield (
            f"- Commits of yours on `{self.branch}` stay. If a document changes on `{self.base}`,"
            " its edits here are made anew from that version."
        )
        yield "- Not wanted? Close this: syncd does not ask again for the same edits."
        yield f'- Never wanted? Set `write = "never"` in `[sources.{self.source}]`.'


def _note(waiting: Waiting, head: str | None) -> str:
    if head is None:
        return ""
    documents = {path: list(waiting[path]) for path in sorted(waiting)}
    note = json.dumps({"head": head, "documents": documents}, separators=(",", ":"))
    return f"<!-- syncd: {note.replace('>', chr(92) + 'u003e')} -->\n"
