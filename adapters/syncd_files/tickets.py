"""Tickets as Markdown files, one a ticket: `PROJECT/PROJECT-12.md` below one folder."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeGuard
from urllib.parse import quote, unquote

from syncd.model import (
    AddComment,
    CreateTicket,
    Draft,
    EditTicket,
    Link,
    Ticket,
    TicketAction,
    TicketRef,
    Wanted,
    WriteNote,
)
from syncd.ports import (
    Applied,
    BrokenTicket,
    Capabilities,
    Check,
    Found,
    Gone,
    Hidden,
    Known,
    Opening,
    PortError,
    RejectedError,
    Result,
    Right,
    StaleError,
    TicketPage,
    one_by_one,
)
from syncd_files import comments, disk, ticket_file
from syncd_files.claims import Claims
from syncd_files.settings import TrackerSettings

_KEY = re.compile(r"(?P<project>[^\s/.\\\0][^\s/\\\0]*)-(?P<number>[1-9]\d*)")
_FILE = re.compile(r"(?:.*/)?(?P<project>[^/]+)/(?P<key>(?P=project)-[1-9]\d*)\.md(?:[?#].*)?")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


class FileTracker:
    """The port `Tracker` over a folder; the id of a ticket is its key, which is its file name."""

    capabilities = Capabilities(records_times=False, creates_once=True, is_remote=False)

    def __init__(self, opening: Opening, settings: TrackerSettings) -> None:
        """Nothing is looked at before it is asked for."""
        self.name = opening.name
        self._folder = opening.root / settings.path
        self._url_base = settings.url_base
        from_root = os.path.relpath(self._folder, opening.root).replace(os.sep, "/")
        self._from_root = "" if from_root == "." else f"{from_root}/"
        self._claims: dict[str, Claims] = {}
        self._scanned: set[str] = set()

    def recognize(self, link: Link) -> str | None:
        """The key of the ticket that a link names: by its target, or by its text.

        Outside `url_base` only projects count that have been scanned or have a folder:
        `notes/notes-12.md` is nobody's ticket. What links into another system is none,
        whatever its text says.
        """
        target = (link.text if link.target is None else link.target).strip()
        if self._url_base and target.startswith(self._url_base):
            ours = _FILE.fullmatch(unquote(f"/{target.removeprefix(self._url_base)}"))
            return ours["key"] if ours and _KEY.fullmatch(ours["key"]) else None
        if _SCHEME.match(target):
            return None
        file = _FILE.fullmatch(unquote(target))
        for written in (file["key"] if file else target, link.text.strip()):
            if (key := _KEY.fullmatch(written)) and self._is_project(key["project"]):
                return written
        return None

    def _is_project(self, project: str) -> bool:
        return project in self._scanned or (self._folder / project).is_dir()

    def scan(self, project: str, known: Known) -> Iterator[TicketPage]:
        """Yield the tickets of a project by number; a folder that is missing has none."""
        self._scanned.add(project)
        tickets: list[Ticket] = []
        unchanged: list[str] = []
        broken: list[BrokenTicket] = []
        for key, content in self._files(project):
            if isinstance(content, BrokenTicket):
                broken.append(content)
            elif known.revisions.get(key) == disk.revision_of(content):
                unchanged.append(key)
            else:
                found = self._parsed(project, key, content)
                if isinstance(found, Ticket):
                    tickets.append(found)
                else:
                    broken.append(found)
            if len(tickets) + len(unchanged) + len(broken) >= disk.PAGE:
                yield TicketPage(tuple(tickets), tuple(unchanged), tuple(broken))
                tickets, unchanged, broken = [], [], []
        yield TicketPage(tuple(tickets), tuple(unchanged), tuple(broken), last=True)

    def get(self, keys: Sequence[str]) -> Iterator[tuple[str, Found]]:
        """Tickets by key; hidden, not gone, while the tracker's whole folder is missing."""
        for key in keys:
            yield key, self._get(key)

    def _get(self, key: str) -> Ticket | BrokenTicket | Gone | Hidden:
        found = _KEY.fullmatch(key)
        if found is None:
            return Gone(key)
        try:
            with disk.open_folder(str(self._folder), found["project"]) as folder:
                return self._read(folder, found["project"], key)
        except FileNotFoundError:
            return Gone(key) if self._folder.is_dir() else Hidden(key)
        except OSError as error:
            raise disk.verdict(error, self._file(key), "read it") from error

    def find(self, project: str, item: str, within: float) -> Sequence[Ticket]:  # noqa: ARG002
        """The tickets of a project whose marker names this action item."""
        mentioned = [
            self._parsed(project, key, content)
            for key, content in self._files(project)
            if isinstance(content, bytes) and b"syncd:" in content
        ]
        return [
            ticket
            for ticket in mentioned
            if isinstance(ticket, Ticket) and ticket.identity and ticket.identity.item == item
        ]

    def normalize(self, wanted: Wanted) -> Wanted:
        """The same wish as a file gives it back: one line of title, no blanks around."""
        assignee = (wanted.assignee or "").strip() or None
        return replace(wanted, title=" ".join(wanted.title.split()), assignee=assignee)

    def find_account(self, project: str, person: str) -> str | None:  # noqa: ARG002
        """A file takes whatever text names a person."""
        return person

    def right(self, ref: TicketRef, account: str) -> Right:  # noqa: ARG002
        """Whoever can write a comment into a file can write the rest of it as well."""
        return Right.OWN if account == comments.AUTHOR else Right.WRITE

    def apply(self, actions: Sequence[TicketAction]) -> Sequence[Result]:
        """Make tickets unless their items have one, and write to those that are as they were.

        A comment is said once: where its record is already, nothing is written.
        """
        return one_by_one(actions, self._apply)

    def _apply(self, action: TicketAction) -> Applied:
        if isinstance(action, CreateTicket):
            project = action.draft.project
            what = f"{self._from_root}{project}"
            folder = self._folder / _valid(project)
            try:
                folder.mkdir(parents=True, exist_ok=True)
                with disk.open_folder(str(self._folder), project, lock=True) as opened:
                    return self._create(opened, action.draft)
            except OSError as error:
                raise disk.verdict(error, what, "make a ticket there") from error
        ref = action.ref
        try:
            with disk.open_folder(str(self._folder), _valid(ref.project), lock=True) as opened:
                return self._change(opened, action)
        except FileNotFoundError as error:
            raise StaleError(f"{self._file(ref.key)}: it is gone; read the folder again") from error
        except OSError as error:
            raise disk.verdict(error, self._file(ref.key), "write it") from error

    def check(self, projects: Sequence[str]) -> Sequence[Check]:
        """What `syncd doctor` says: each project's folder, and the tickets that are broken."""
        subject = f"trackers.{self.name}"
        checks = []
        if not self._folder.is_dir():
            message = f"{self._folder} is not there yet; the first ticket makes it"
            checks.append(Check(subject, ok=not self._folder.exists(), message=message))
        for project in projects:
            place = f"{subject}, project {project}"
            try:
                pages = list(self.scan(project, Known()))
            except PortError as error:
                checks.append(Check(place, ok=False, message=str(error)))
                continue
            checks += [
                Check(place, ok=False, message=broken.message)
                for page in pages
                for broken in page.broken
            ]
            folder = self._folder / project
            writable = not folder.exists() or os.access(folder, os.W_OK | os.X_OK)
            count = sum(len(page.tickets) for page in pages)
            message = (
                f"{count} {'ticket' if count == 1 else 'tickets'} in {folder}"
                if writable
                else f"{folder} cannot be written"
            )
            hint = (
                None if writable else "give the user that syncd runs as permission to write there"
            )
            checks.append(Check(place, ok=writable, message=message, hint=hint))
        return checks

    def _files(self, project: str) -> Iterator[tuple[str, bytes | BrokenTicket]]:
        """The bytes of each ticket by number, or why they cannot be had."""
        name = re.compile(rf"({re.escape(_valid(project))}-([1-9]\d*))\.md")
        try:
            with disk.open_folder(str(self._folder), project) as folder:
                with os.scandir(folder) as entries:
                    found = [match for entry in entries if (match := name.fullmatch(entry.name))]
                for match in sorted(found, key=lambda match: int(match[2])):
                    try:
                        yield match[1], disk.read(match[0], folder)
                    except FileNotFoundError:
                        continue
                    except disk.UnreadableError as error:
                        yield match[1], self._unreadable(project, match[1], error)
        except FileNotFoundError:
            return
        except OSError as error:
            raise disk.verdict(error, f"{self._from_root}{project}", "read the folder") from error

    def _create(self, folder: int, draft: Draft) -> Applied:
        project, item = draft.project, draft.identity.item
        claims = self._claims.setdefault(project, Claims(project))
        claims.look(folder)
        while True:
            for name in claims.of(item):
                try:
                    existing = self._read(folder, project, name.removesuffix(".md"))
                except FileNotFoundError:
                    continue
                if existing.identity is None or existing.identity.item != item:
                    continue
                if isinstance(existing, BrokenTicket):
                    raise RejectedError(
                        f"{item} has a ticket that cannot be read: {existing.message}"
                    )
                if existing.state is None or existing.state.ticket == existing.ref.id:
                    return Applied(existing, existed=True)
            number = claims.highest + 1
            key = f"{project}-{number}"
            content = ticket_file.drafted(draft, key)
            made = self._parsed(project, key, content)
            if isinstance(made, BrokenTicket):
                raise RejectedError(f"{item} cannot be written as a ticket: {made.message}")
            try:
                disk.create(folder, f"{key}.md", content)
            except FileExistsError:
                claims.look_again(folder)  # somebody else took the number
                continue
            claims.add(folder, number, f"{key}.md", item)
            return Applied(made)

    def _change(self, folder: int, action: EditTicket | AddComment | WriteNote) -> Applied:
        ref, file = action.ref, self._file(action.ref.key)
        name = f"{ref.id}.md"
        try:
            content = disk.read(name, folder)
        except disk.UnreadableError as error:
            raise RejectedError(f"{file}: {error.message}; {error.hint}") from error
        ticket = self._parsed(ref.project, ref.id, content)
        if _is_said(ticket, action):
            return Applied(ticket)
        if disk.revision_of(content) != _based_on(action):
            raise StaleError(f"{file}: somebody changed it meanwhile; read it again")
        if isinstance(ticket, BrokenTicket):
            raise RejectedError(ticket.message)
        after = _written(ticket, content, action)
        if after == content:
            return Applied(ticket)
        changed = self._parsed(ref.project, ref.id, after)
        if isinstance(changed, BrokenTicket):
            raise RejectedError(f"{file}: cannot be edited with certainty: {changed.message}")
        try:
            disk.replace(folder, name, after)
        except RejectedError as error:
            raise RejectedError(f"{file}: {error}") from error
        return Applied(changed)

    def _read(self, folder: int, project: str, key: str) -> Ticket | BrokenTicket:
        try:
            return self._parsed(project, key, disk.read(f"{key}.md", folder))
        except disk.UnreadableError as error:
            return self._unreadable(project, key, error)

    def _parsed(self, project: str, key: str, content: bytes) -> Ticket | BrokenTicket:
        return ticket_file.parsed(self._ref(project, key), self._file(key), content)

    def _unreadable(self, project: str, key: str, error: disk.UnreadableError) -> BrokenTicket:
        message = f"{self._file(key)}: {error.message}; {error.hint}"
        return BrokenTicket(self._ref(project, key), message)

    def _ref(self, project: str, key: str) -> TicketRef:
        path = f"{project}/{key}.md"
        url = f"{self._url_base}{quote(path)}" if self._url_base else f"{self._from_root}{path}"
        return TicketRef(self.name, project, key, key, url)

    def _file(self, key: str) -> str:
        return f"{self._from_root}{key.rpartition('-')[0]}/{key}.md"


def _is_said(
    ticket: Ticket | BrokenTicket, action: EditTicket | AddComment | WriteNote
) -> TypeGuard[Ticket]:
    """Whether a comment with the record of this one is there already."""
    if not isinstance(action, AddComment) or isinstance(ticket, BrokenTicket):
        return False
    return any(comment.record == action.record for comment in ticket.comments)


def _based_on(action: EditTicket | AddComment | WriteNote) -> str:
    return action.based_on if isinstance(action, EditTicket) else action.before.revision


def _written(ticket: Ticket, content: bytes, action: EditTicket | AddComment | WriteNote) -> bytes:
    match action:
        case EditTicket():
            return ticket_file.edited(ticket, content, action.edit)
        case AddComment():
            return ticket_file.said(content, action)
        case WriteNote():
            return ticket_file.noted(ticket, content, action)


def _valid(project: str) -> str:
    if not _KEY.fullmatch(f"{project}-1"):
        raise RejectedError(
            f"{project!r} is no name of a project of file tickets: it is a folder's name, "
            "without blanks, / and a leading dot"
        )
    return project
