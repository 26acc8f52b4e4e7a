"""What goes wrong in a year, and the action items that follow: documents, drawn from a seed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from benchmarks.year.office import Office

_ASKED = (
    ("Add a circuit breaker to the {}", "prevent"),
    ("Alert on errors of the {}", "detect"),
    ("Write the runbook of the {}", "mitigate"),
    ("Rehearse a failover of the {}", "mitigate"),
    ("Measure the delay of the {}", "detect"),
    ("Validate what is deployed to the {}", "prevent"),
    ("Cache what is read from the {}", "mitigate"),
    ("Limit retries of the {}", "prevent"),
    ("Pin versions used by the {}", "prevent"),
)
_SYSTEMS = (
    "ledger", "invoice mailer", "card vault", "refund worker", "currency feed", "fraud scorer",
    "autocomplete", "crawler", "tokenizer", "ranking model", "synonym loader", "shard balancer",
    "DNS resolver", "bastion", "artifact mirror", "secrets broker", "build farm", "clock service",
    "login page", "image resizer", "consent banner", "sitemap", "A/B splitter", "websocket relay",
    "payout calendar", "tax tables", "chargeback queue", "snippet renderer", "spellchecker",
    "query log", "container runtime", "backup vault", "certificate issuer", "log shipper",
    "checkout form", "newsletter editor", "avatar store", "translation memory", "feature flags",
    "cookie jar", "barcode scanner", "loyalty points", "geocoder", "webhook fan-out",
)  # fmt: skip
_CAUSES = (
    "an expired certificate was never renewed",
    "the connection pool ran dry",
    "a schema migration locked its table",
    "retries became a storm",
    "debug output filled the disk",
    "a typo in YAML passed review",
    "two cron jobs overlapped at midnight",
    "the leader election flapped",
    "a leap second confused timers",
    "stale DNS entries were served",
    "an integer overflowed",
    "memory leaked in the parser",
    "a feature toggle flipped by mistake",
    "the vendor throttled our account",
    "a rollback skipped its index",
    "garbage collection paused everything",
    "clocks drifted apart",
    "a poisoned message blocked the queue",
    "firewall rules dropped replies",
    "the canary ran on no traffic",
    "a symlink pointed nowhere",
    "backups were silently empty",
    "the cache stampeded after flushing",
    "an unbounded query scanned history",
    "a race corrupted counters",
    "the load test hit production",
    "encryption keys were rotated halfway",
    "a proxy buffered uploads",
    "permissions were revoked too early",
    "the deployment pinned a broken image",
    "file descriptors were exhausted",
    "a mirror served old packages",
    "unicode names broke sorting",
    "a thread deadlocked on shutdown",
    "the quota was never raised",
    "batch sizes doubled overnight",
    "an alarm was muted for months",
    "a webhook looped forever",
    "JSON grew beyond its limit",
    "the standby was never promoted",
)
_COLUMNS = ["Action", "Category", "Impact", "Effort", "Owner", "Ticket", "Status", "Due"]
_YEAR = 355  # days; nothing that begins on the last days would be seen
_NUMBER = 40
_SECRET = 2
SECRET = "Leaked signing key of the Zeppelin vault"
"""The title of the confidential post-mortem."""


@dataclass(frozen=True)
class Asked:
    """An action item as somebody writes it down."""

    title: str
    category: str
    impact: int
    effort: int
    owner: str
    due: date | None


@dataclass(frozen=True)
class Incident:
    """A post-mortem, and when its document appears."""

    id: str
    title: str
    appears: datetime
    severity: int
    team: str
    cause: str
    items: Sequence[Asked]
    confidential: bool = False

    @property
    def date(self) -> date:
        """The day of the incident."""
        return self.appears.date() - timedelta(days=2)

    @property
    def path(self) -> str:
        """Where its document is."""
        return f"{self.appears.year}/{self.id.lower()}.md"

    def document(self, service: str) -> str:
        """Its document, as it was written."""
        secret = ["confidential: true"] if self.confidential else []
        head = ["---", f"id: {self.id}", f"title: {self.title}", f"date: {self.date}"]
        head += [f"severity: SEV-{self.severity}", f"services: [{service}]"]
        head += [f"root_causes: ['{self.cause}']", *secret, "---", f"# {self.title}", ""]
        rows = [
            f"| {each.title} | {each.category} | {each.impact} | {each.effort} | {each.owner} |"
            f" | | {each.due or ''} |"
            for each in self.items
        ]
        table = [f"| {' | '.join(_COLUMNS)} |", f"|{' --- |' * len(_COLUMNS)}", *rows]
        prose = ["", "## Lessons", "", f"It could have been worse,  says {self.team}.", ""]
        return "\n".join([*head, "## Action items", "", *table, *prose])


@dataclass
class Library:
    """The documents that there are by now; `written` is each as it was written."""

    folder: Path
    written: dict[Path, str] = field(default_factory=dict)

    def add(self, incident: Incident, service: str) -> None:
        """Its document appears."""
        file = self.folder / incident.path
        file.parent.mkdir(parents=True, exist_ok=True)
        text = incident.document(service)
        file.write_text(text, "utf-8", newline="")
        self.written[file] = text


def incidents(office: Office, seed: int, begins: datetime) -> Sequence[Incident]:
    """The incidents of a year, in their order; the third one is confidential."""
    chance = random.Random(f"incidents {seed}")
    when = sorted(
        begins + timedelta(days=chance.randrange(_YEAR), hours=chance.randint(7, 16), minutes=n)
        for n in range(_NUMBER)
    )
    return list(_drawn(office, chance, when, chance.sample(_SYSTEMS, _NUMBER)))


def _drawn(
    office: Office, chance: random.Random, when: Sequence[datetime], systems: Sequence[str]
) -> Iterator[Incident]:
    before: dict[str, list[Incident]] = {name: [] for name in office.teams}
    for n, (appears, system) in enumerate(zip(when, systems, strict=True)):
        team = "payments" if n == _SECRET else chance.choice(list(office.teams))
        earlier = before[team]
        again = bool(earlier) and (n == _SECRET or chance.random() < 0.25)
        old = chance.choice(earlier) if again else None
        cause = old.cause if old else _CAUSES[n]
        title = SECRET if n == _SECRET else f"Outage of the {system}"
        asked = chance.sample(_ASKED, chance.randint(4, 6))
        made = Incident(
            id=f"PM-{appears.year}-{n + 1:04}",
            title=title,
            appears=appears,
            severity=chance.choice([1, 2, 2, 3, 3]),
            team=team,
            cause=cause,
            items=[_item(office, chance, each, system, team, appears.date()) for each in asked],
            confidential=n == _SECRET,
        )
        earlier.append(made)
        yield made


def _item(
    office: Office,
    chance: random.Random,
    asked: tuple[str, str],
    system: str,
    team: str,
    today: date,
) -> Asked:
    own = office.teams[team].people[1:]
    others = [each for each in office.people.values() if each.team != team]
    owner = chance.choice(own) if chance.random() < 0.85 else chance.choice(others)
    due = today + timedelta(days=chance.randint(3, 25)) if chance.random() < 0.3 else None
    impact, effort = chance.choice([(4, 2), (3, 1), (3, 2), (2, 1), (2, 2), (3, 3), (1, 2), (1, 4)])
    return Asked(asked[0].format(system), asked[1], impact, effort, owner.email, due)


def priority_of(impact: int, effort: int, severity: int) -> str:
    """The priority by the rules of the design, for items that repeat nothing."""
    ratio = impact / effort
    if (impact == 4 or ratio >= 3) or (severity == 1 and impact >= 3):
        return "P0"
    return "P1" if ratio >= 1.5 else "P2" if ratio >= 0.75 else "P3"
