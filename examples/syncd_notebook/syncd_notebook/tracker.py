"""The port over the notebook: a table `pages` with the columns number, project and page."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from pydantic import BaseModel

from syncd import model, ports
from syncd_notebook import page

Book = sqlite3.Connection


class Settings(BaseModel, extra="forbid", frozen=True):
    """`[trackers.NAME]` with `adapter = "notebook"`."""

    adapter: str
    path: Path


class NotebookTracker:
    """A page's number, which never changes, is the ticket's id; its key has the project too."""

    capabilities = ports.Capabilities(records_times=False, creates_once=True, is_remote=False)

    def __init__(self, opening: ports.Opening, settings: Settings) -> None:
        """Nothing is looked at before it is asked for."""
        self.name = opening.name
        self._label = opening.label
        self._file = opening.root / settings.path

    def recognize(self, link: model.Link) -> str | None:
        """The key in an address such as `notebook://PAY-7`."""
        found = re.fullmatch(r"notebook://(\S+-\d+)", (link.target or link.text).strip())
        return found[1] if found else None

    def scan(self, project: str, known: ports.Known) -> Iterator[ports.TicketPage]:
        """All at once. Where that fails there is no last page, and nothing is concluded."""
        here = [each for each in self._all() if each.ref.project == project]
        own = {t.ref.id: t for t in here if isinstance(t, model.Ticket) and self._label in t.labels}
        same = {name for name in own if own[name].revision == known.revisions.get(name)}
        yield ports.TicketPage(
            tickets=[own[name] for name in own if name not in same],
            unchanged=sorted(same),
            broken=[each for each in here if isinstance(each, ports.BrokenTicket)],
            last=True,
        )

    def get(self, keys: Sequence[str]) -> Iterator[tuple[str, ports.Found]]:
        """By number: a page that was moved to another project is found as well."""
        pages = {each.ref.id: each for each in self._all()}
        for key in keys:
            found: ports.Found = pages.get(key.rpartition("-")[2]) or ports.Gone(key)
            if isinstance(found, model.Ticket) and found.ref.key != key:
                found = ports.Moved(found)
            yield key, found

    def find(self, project: str, item: str, within: float) -> Sequence[model.Ticket]:
        """By the marker."""
        return [each for each in _of(item, self._all()) if each.ref.project == project]

    def find_account(self, project: str, person: str) -> str | None:
        """A page takes whatever names a person."""
        return person

    def right(self, ref: model.TicketRef, account: str) -> ports.Right:
        """Whoever writes into the notebook can write everything in it."""
        return ports.Right.OWN if account == "syncd" else ports.Right.WRITE

    def normalize(self, wanted: model.Wanted) -> model.Wanted:
        """A page gives everything back as it was put there."""
        return wanted

    def apply(self, actions: Sequence[model.TicketAction]) -> Sequence[ports.Result]:
        """Each change is one transaction: whole, or not at all."""
        return ports.one_by_one(actions, self._apply)

    def check(self, projects: Sequence[str]) -> Sequence[ports.Check]:
        """Whether the notebook can be read, and everything in it."""
        broken = [each.message for each in self._all() if isinstance(each, ports.BrokenTicket)]
        message = "; ".join(broken) or f"{self._file} can be read"
        return [ports.Check(f"trackers.{self.name}", not broken, message)]

    def _apply(self, action: model.TicketAction) -> ports.Applied:
        with self._opened() as book:
            book.execute("BEGIN IMMEDIATE")  # from here on nobody else writes
            if isinstance(action, model.CreateTicket):
                return self._create(book, action.draft)
            ticket = self._demanded(book, action.ref)
            if isinstance(action, model.EditTicket):
                fields, based_on = page.edited(ticket, action.edit), action.based_on
            else:
                if any(getattr(action, "record", "") == each.record for each in ticket.comments):
                    return ports.Applied(ticket)  # it has been said
                fields, based_on = page.said(ticket, action), action.before.revision
            if ticket.revision != based_on:
                raise ports.StaleError(f"{ticket.ref.key}: somebody changed it meanwhile")
            return self._set(book, ticket.ref, fields)

    def _create(self, book: Book, draft: model.Draft) -> ports.Applied:
        for ticket in _of(draft.identity.item, self._read(book)):
            return ports.Applied(ticket, existed=True)
        made = book.execute("INSERT INTO pages (project, page) VALUES (?, '{}')", [draft.project])
        ref = self._ref(str(made.lastrowid), draft.project)
        return self._set(book, ref, page.drafted(draft, ref.id))

    def _set(self, book: Book, ref: model.TicketRef, fields: page.Fields) -> ports.Applied:
        change = "UPDATE pages SET page = json_patch(page, ?) WHERE number = ?"
        book.execute(change, [page.written(fields), ref.id])  # whatever else is on it stays
        return ports.Applied(self._demanded(book, ref))

    def _demanded(self, book: Book, ref: model.TicketRef) -> model.Ticket:
        found = next((each for each in self._read(book) if each.ref.id == ref.id), None)
        if found is None:
            raise ports.GoneError(f"{ref.key} is not in {self._file} any more")
        if isinstance(found, ports.BrokenTicket):
            raise ports.RejectedError(found.message)
        return found

    def _all(self) -> Sequence[model.Ticket | ports.BrokenTicket]:
        with self._opened() as book:
            return self._read(book)

    def _read(self, book: Book) -> Sequence[model.Ticket | ports.BrokenTicket]:
        rows = book.execute("SELECT number, project, page FROM pages ORDER BY number")
        return [page.read(self._ref(str(number), project), text) for number, project, text in rows]

    def _ref(self, number: str, project: str) -> model.TicketRef:
        key = f"{project}-{number}"
        return model.TicketRef(self.name, project, number, key, f"notebook://{key}")

    @contextmanager
    def _opened(self) -> Iterator[Book]:
        """The notebook in one transaction. What can go wrong there gets its verdict here."""
        address = f"{self._file.absolute().as_uri()}?mode=rw"  # syncd begins no notebook
        try:
            with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as book, book:
                yield book
        except sqlite3.Error as error:
            raise ports.AgainError(f"{self._file}: {error}") from error


def _of(item: str, pages: Sequence[model.Ticket | ports.BrokenTicket]) -> Sequence[model.Ticket]:
    """The tickets whose marker names this action item."""
    tickets = (each for each in pages if isinstance(each, model.Ticket))
    return [each for each in tickets if each.identity and each.identity.item == item]
