"""A company with a known history: every figure of it can be worked out on paper.

Seen from 2 March 2026, so that the window of 90 days goes from 2 December 2025. Priorities
come from impact and effort alone: no incident is a SEV-1, no item is repeated.
"""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

NOW = "2026-03-02T09:00:00Z"
SCORES = {"P0": (3, 1), "P1": (3, 2), "P2": (2, 2), "P3": (1, 2)}
TEAMS = {"payments": "payments-api", "platform": "edge"}
CONFIG = """\
[sources.docs]
adapter = "files"
path = "post-mortems"
url_base = "https://git.test/acme/"
[trackers.tickets]
adapter = "files"
path = "tickets"
url_base = "https://git.test/tickets/"
[teams.payments]
tracker = "tickets"
project = "PAY"
services = ["payments-api"]
[teams.platform]
tracker = "tickets"
project = "PLAT"
services = ["edge"]
"""


@dataclass(frozen=True)
class Item:
    """An action item and its ticket; `created` None means that there is no ticket."""

    name: str
    priority: str
    owner: str
    category: str
    created: str | None
    due: str
    closed: str = ""
    status: str = "open"
    updated: str = ""
    said: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Incident:
    """A post-mortem with its items; `named` words of its cause tell causes apart."""

    name: str
    day: str
    team: str
    cause: str
    items: list[Item] = field(default_factory=list)
    confidential: bool = False
    waive: str = ""
    severity: str = "SEV-3"


POOL = "the connection pool was exhausted by retries without any limit"
CLOCK = "clock skew between replicas expired every session token"
QUOTA = "the log partition filled up because rotation had stopped"
HISTORY = [
    Incident(
        "A", "2025-10-01", "payments", POOL,
        [
            Item("A1", "P0", "ana@acme.com", "Prevent", "2025-10-01T08:00:00Z", "2025-10-08",
                 updated="2025-10-05T08:00:00Z"),
            Item("A2", "P1", "omar@acme.com", "Detect", "2025-11-20T08:00:00Z", "2025-12-02",
                 "2025-12-02T08:00:00Z", "done"),
        ],
    ),
    Incident(
        "B", "2026-01-10", "payments", POOL,
        [
            Item("B1", "P0", "ana@acme.com", "Prevent", "2026-01-10T12:00:00Z", "2026-01-17",
                 "2026-01-16T12:00:00Z", "done"),
            Item("B2", "P0", "omar@acme.com", "Mitigate", "2026-01-10T12:00:00Z", "2026-01-17",
                 "2026-01-23T00:00:00Z", "done"),
            Item("B3", "P2", "ana@acme.com", "Detect", "2026-01-10T12:00:00Z", "2026-02-09",
                 "2026-02-05T12:00:00Z", "dropped", reason="Accepted risk: it costs too much"),
        ],
    ),
    Incident(
        "C", "2025-12-20", "platform", "a certificate of the gateway was never renewed",
        [
            Item("C1", "P1", "li@acme.com", "Prevent", "2025-12-20T10:00:00Z", "2026-01-03",
                 "2026-01-03T10:00:00Z", "done"),
            Item("C2", "P2", "sam@acme.com", "Detect", "2025-12-20T10:00:00Z", "2026-01-19",
                 "2026-01-10T10:00:00Z", "dropped"),
            Item("C3", "P3", "li@acme.com", "Mitigate", "2025-12-20T10:00:00Z", "2026-03-02"),
        ],
    ),
    Incident(
        "D", "2026-02-01", "platform", CLOCK,
        [
            Item("D1", "P2", "sam@acme.com", "Prevent", "2026-02-01T10:00:00Z", "2026-03-03"),
            Item("D2", "P1", "", "Detect", "2026-02-01T10:00:00Z", "2026-02-15",
                 updated="2026-02-20T10:00:00Z"),
        ],
    ),
    Incident(
        "E", "2026-02-10", "payments", QUOTA,
        [Item("E1", "P3", "omar@acme.com", "Detect", None, "2026-02-20", status="done")],
    ),
    Incident(
        "F", "2025-12-05", "platform", "a canary release went to every region at once",
        [
            Item("F1", "P2", "li@acme.com", "Prevent", "2025-12-05T00:00:00Z", "2026-01-31"),
            Item("F2", "P2", "li@acme.com", "Detect", "2025-12-05T00:00:00Z", "2026-01-30"),
            Item("F3", "P2", "sam@acme.com", "Mitigate", "2025-12-05T00:00:00Z", "2026-01-30",
                 said="2026-02-10T00:00:00Z sam@acme.com: waiting for the vendor"),
        ],
    ),
    Incident(
        "G", "2025-11-01", "platform", CLOCK,
        [Item("G1", "P3", "sam@acme.com", "Detect", "2025-11-01T00:00:00Z", "2025-12-31",
              "2026-01-31T00:00:00Z", "done")],
    ),
    Incident(
        "H", "2025-11-05", "payments", QUOTA,
        [Item("H1", "P3", "omar@acme.com", "Detect", "2025-11-05T00:00:00Z", "2025-11-20",
              "2026-02-10T00:00:00Z", "done")],
    ),
]  # fmt: skip
_VERBS = {"Prevent": "Remove", "Detect": "Watch", "Mitigate": "Rehearse"}
_THINGS = (
    "checkout",
    "cache",
    "invoice",
    "mailer",
    "ledger",
    "sampler",
    "cookie",
    "banner",
    "index",
    "crawler",
    "rollback",
    "proxy",
    "replica",
    "backup",
    "thermostat",
    "warehouse",
    "scheduler",
    "parser",
    "webhook",
    "tunnel",
)


def title_of(item: Item) -> str:
    """The title of an item; no two are alike."""
    n = ord(item.name[0]) - ord("A")
    thing, other = (
        _THINGS[n % len(_THINGS)],
        _THINGS[(n + 3 * int(item.name[1:]) + 5) % len(_THINGS)],
    )
    return f"{_VERBS[item.category]} the {thing} {other} {item.name}"


def write(folder: Path, history: list[Incident], config: str = CONFIG) -> None:
    """Write configuration, documents and tickets of a history."""
    (folder / "post-mortems").mkdir(parents=True)
    (folder / "syncd.toml").write_text(config, "utf-8")
    numbers: Counter[str] = Counter()
    for incident in history:
        project = "PAY" if incident.team == "payments" else "PLAT"
        rows = []
        for item in incident.items:
            link = ""
            if item.created:
                numbers[project] += 1
                key = f"{project}-{numbers[project]}"
                link = f"[{key}](https://git.test/tickets/{project}/{key}.md)"
                place = folder / "tickets" / project / f"{key}.md"
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(_ticket(key, item), "utf-8")
            impact, effort = SCORES[item.priority]
            cells = [title_of(item), item.category, impact, effort, item.owner, item.due, link]
            status = "Done" if item.status == "done" else "Open"
            rows.append("| " + " | ".join(map(str, [*cells, status])) + " |")
        (folder / "post-mortems" / f"{incident.name}.md").write_text(
            _document(incident, rows), "utf-8"
        )


def _ticket(key: str, item: Item) -> str:
    lines = {
        "key": key,
        "title": title_of(item),
        "status": item.status,
        "assignee": item.owner,
        "due": item.due,
        "labels": "[]",
        "created": item.created,
        "updated": item.updated,
        "closed": item.closed,
    }
    front = [f"{name}: {value}" for name, value in lines.items() if value]
    said = [line for line in (item.said, _reason(item)) if line]
    comments = ["", "## Comments", *(f"- {line}" for line in said)] if said else []
    return "\n".join(["---", *front, "---", "Somebody made this.", *comments, ""])


def _reason(item: Item) -> str:
    return f"{item.closed} {item.owner}: {item.reason}" if item.reason else ""


def _document(incident: Incident, rows: list[str]) -> str:
    more = "confidential: true\n" if incident.confidential else ""
    more += f"waive: {incident.waive}\n" if incident.waive else ""
    header = "| Action | Category | Impact | Effort | Owner | Due | Ticket | Status |"
    table = [header, "| --- | --- | --- | --- | --- | --- | --- | --- |", *rows]
    return (
        f"---\nid: PM-{incident.name}-1\ntitle: Incident {incident.name}\ndate: {incident.day}\n"
        f"severity: {incident.severity}\nservices: [{TEAMS[incident.team]}]\n"
        f"root_causes: ['{incident.cause}']\n{more}---\n\n## Action items\n\n"
        + "\n".join(table)
        + "\n"
    )
