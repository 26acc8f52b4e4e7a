"""The adapter under test, opened as a pass opens it, and what the tests give it to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from syncd.config import Settings, load
from syncd.model import (
    Base,
    CreateTicket,
    Draft,
    EditTicket,
    Identity,
    Link,
    Priority,
    State,
    Status,
    Ticket,
    TicketAction,
    TicketEdit,
    Wanted,
)
from syncd.policy.document_change import link_target
from syncd.policy.rules import known_names
from syncd.ports import (
    Applied,
    Found,
    Gate,
    Known,
    PortError,
    RealTime,
    TicketPage,
    Tracker,
)
from syncd.testing.conformance.stage import Stage

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
URL = "https://git.test/acme/post-mortems/outage.md"
DUE = date(2026, 3, 9)


def settings_of(stage: Stage, folder: Path) -> Settings:
    """A configuration with the stage's tracker under the name `it`, and a folder of documents."""
    people = "\n".join(
        f'[people."{name}"]\nteam = "payments"\n{_adapter(stage)} = "{account}"'
        for name, account in stage.accounts.items()
    )
    text = f"""
[syncd]
store = ":memory:"
[sources.docs]
adapter = "files"
path = "post-mortems"
url_base = "https://git.test/acme/post-mortems/"
[trackers.it]
{stage.table}
[teams.payments]
tracker = "it"
project = "{stage.project}"
services = ["payments-api"]
{people}
"""
    file = folder / "syncd.toml"
    file.write_text(text, "utf-8")
    (folder / "post-mortems").mkdir(exist_ok=True)
    return load(file, environ=stage.environ, rules=known_names())


def _adapter(stage: Stage) -> str:
    line = next(line for line in stage.table.splitlines() if line.startswith("adapter"))
    return line.partition("=")[2].strip().strip('"')


@dataclass
class Opened:
    """The adapter with a gate of its own, and short ways to use it."""

    stage: Stage
    settings: Settings
    slept: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Open it; waits are noted, and the stage's time passes instead of everybody's."""
        self.gate = Gate("it", real_time=RealTime(self.stage.now, self._sleep))
        self.tracker: Tracker = self.settings.trackers["it"].open(self.gate, self.settings.labels)

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.stage.pass_time(seconds)

    def again(self) -> "Opened":
        """The same, as another process would open it."""
        return Opened(self.stage, self.settings)

    def scanned(self, known: Known | None = None) -> tuple[dict[str, Ticket], TicketPage]:
        """The tickets that a scan shows by key, comments merged in, and its last page."""
        found: dict[str, Ticket] = {}
        page = TicketPage()
        for page in self.tracker.scan(self.stage.project, known or Known()):
            for ticket in page.tickets:
                before = found.get(ticket.ref.id)
                kept = before.comments if page.partial and before else ticket.comments
                found[ticket.ref.id] = replace(ticket, comments=kept)
            for name, said in page.said.items():
                if name in found:
                    found[name] = replace(found[name], comments=(*found[name].comments, *said))
        return {ticket.ref.key: ticket for ticket in found.values()}, page

    def known(self) -> Known:
        """What memory holds after a scan of everything."""
        found, page = self.scanned()
        return Known(page.cursor, {t.ref.id: t.revision for t in found.values()})

    def read(self, key: str) -> Ticket:
        """One ticket as a scan of everything shows it."""
        return self.scanned()[0][key]

    def get(self, key: str) -> Found:
        """One ticket by its key."""
        ((_, found),) = self.tracker.get([key])
        return found

    def carry_out(self, action: TicketAction) -> Applied:
        """What became of one change; its error is raised."""
        (result,) = self.tracker.apply([action])
        if isinstance(result, PortError):
            raise result
        return result

    def make(self, number: int = 1, title: str = "Add a circuit breaker") -> Ticket:
        """A ticket of syncd's."""
        return self.carry_out(self.drafted(number, title)).ticket

    def make_several(self, count: int) -> Sequence[Ticket]:
        """So many tickets, made at once."""
        results = self.tracker.apply([self.drafted(n + 1) for n in range(count)])
        return [result.ticket for result in results if isinstance(result, Applied)]

    def drafted(self, number: int = 1, title: str = "Add a circuit breaker") -> CreateTicket:
        """The wish for a ticket with everything on it."""
        labels = self.settings.labels
        owner, account = next(iter(self.stage.accounts.items()))
        wanted = self.tracker.normalize(
            Wanted(
                title=title,
                assignee=account,
                due=DUE,
                labels=frozenset(
                    {labels.post_mortem, f"{labels.priority}P1", f"{labels.category}prevent"}
                ),
            )
        )
        identity = Identity(f"PM-2026-0051-{number:02}", "PM-2026-0051", URL)
        base = Base(title, owner, DUE, Priority.P1, Status.OPEN, URL)
        return CreateTicket(
            Draft(
                tracker="it",
                project=self.stage.project,
                wanted=wanted,
                body="What a human reads.",
                identity=replace(identity, base=base),
                base=base,
                created=NOW,
                priority=Priority.P1,
            )
        )

    def edit(self, ticket: Ticket, edit: TicketEdit) -> EditTicket:
        """An edit of a ticket as it was read, with the state that goes along."""
        state = edit.state or State(ticket.ref.id, Base(), written=NOW)
        return EditTicket(ticket.ref, replace(edit, state=state), ticket.revision, ticket)

    def linked(self, ticket: Ticket) -> Iterable[str | None]:
        """What its links are recognised as: by address, and as a document would write it."""
        yield self.tracker.recognize(Link(ticket.ref.key, ticket.ref.url))
        yield self.tracker.recognize(Link(ticket.ref.key, link_target(ticket.ref.url, "docs")))
        yield self.tracker.recognize(Link(ticket.ref.url))
