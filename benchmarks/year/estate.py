"""The first run on an old estate: years of documents, and tickets that people made by hand.

With `policy.since` nobody is written to about anything older, and nothing older is touched. Caps
hold, and the work is done after as many runs as they ask for. Tickets made by hand are adopted,
never doubled. With the caps lifted a second run changes nothing.

    python -m benchmarks.year.estate --documents 300
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from math import ceil
from pathlib import Path

from benchmarks.year.office import Office, Team, Trackers
from benchmarks.year.places import Places
from benchmarks.year.syncd import Syncd
from syncd.model import ChangeKind, ChangeOutcome, Outcome, PassOutcome, SourceError, Telling

NOW = datetime(2026, 6, 2, 12, tzinfo=UTC)
SINCE = date(2026, 3, 4)
ITEMS = 5
_YEARS = 3
_NOUNS = (
    "ledger", "mailer", "vault", "worker", "feed", "scorer", "crawler", "tokenizer", "ranking",
    "loader", "balancer", "resolver", "bastion", "mirror", "broker", "farm", "clock", "login",
    "resizer", "banner", "sitemap", "splitter", "relay", "calendar", "tables", "queue", "renderer",
    "checker", "runtime", "issuer", "shipper", "form", "editor", "avatar", "memory", "scanner",
)  # fmt: skip
_ASKED = ("Add a breaker to", "Alert on errors of", "Write a runbook for", "Rehearse", "Measure")
_MOST_RUNS = 200
_SHOWN = 20
_TELLING = frozenset({ChangeKind.COMMENT, ChangeKind.NOTIFY})


@dataclass
class Ran:
    """What came of it: how many changes each run made, and what was wrong."""

    runs: list[int] = field(default_factory=list)
    adopted: int = 0
    made: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Document:
    """A document; one that is `recent` is acted upon."""

    file: Path
    text: str
    recent: bool


class Estate:
    """Documents of three years, half of whose items have tickets that people made."""

    def __init__(self, folder: Path, documents: int, caps: Sequence[str]) -> None:
        """Write them; `caps` are lines of `[policy]`."""
        self.places = Places(Office(Trackers.BOTH, working_days=False), NOW)
        self._folder = folder
        self._chance = random.Random(documents)
        self._by_hand: dict[tuple[str, str], bool] = {}
        self._documents = [self._write(n, documents) for n in range(documents)]
        self._before = self._seen()
        self.places.pass_to(NOW)
        policy = [f"since = {SINCE}", *caps]
        self.syncd = Syncd(folder, self.places.office, self.places, policy)

    def make_pass(self) -> PassOutcome:
        """One run, some minutes after the one before."""
        self.places.pass_to(self.places.now + timedelta(minutes=5))
        return self.syncd.make_pass(self.places.now)

    def problems(self) -> Iterator[str]:
        """What is not as it should be once the work is done."""
        now = self._seen()
        titles = Counter(ticket.title for _, ticket in self.places.tickets())
        yield from (f"{n} tickets for {title!r}" for title, n in titles.items() if n > 1)
        recent = ITEMS * sum(each.recent for each in self._documents)
        old = sum(not is_recent for is_recent in self._by_hand.values())
        if len(now) != recent + old:
            yield f"{len(now)} tickets, not {recent} and {old} old ones"
        for key, is_recent in self._by_hand.items():
            if not is_recent and now[key] != self._before[key]:
                yield f"{key[1]} is older than {SINCE}, and was touched"
        for each in self._documents:
            if not each.recent and each.file.read_text("utf-8") != each.text:
                yield f"{each.file.name} is older than {SINCE}, and was edited"

    def _seen(self) -> dict[tuple[str, str], object]:
        """Every ticket with what was said on it."""
        said: dict[str, list[str]] = defaultdict(list)
        for comment in self.places.comments():
            said[comment.ticket].append(comment.body)
        return {(n, each.key): (each, said[each.key]) for n, each in self.places.tickets()}

    def _write(self, n: int, documents: int) -> _Document:
        chance = self._chance
        day = NOW.date() - timedelta(days=round(_YEARS * 365 * (documents - n) / documents))
        team = chance.choice(list(self.places.office.teams.values()))
        rows = []
        for row in range(ITEMS):
            noun, other = chance.sample(_NOUNS, 2)
            title = f"{_ASKED[row]} the {noun} of {other} {n:03}-{row}"
            owner = chance.choice(team.people).email
            link = self._ticket(team, title, day) if row % 2 else ""
            category = ("prevent", "detect", "mitigate")[row % 3]
            rows.append(f"| {title} | {category} | {chance.randint(1, 4)} | 2 | {owner} | {link} |")
        head = f"---\nid: PM-{day.year}-{n:04}\ndate: {day}\nseverity: SEV-2\n"
        columns = "| Action | Category | Impact | Effort | Owner | Ticket |"
        text = (
            f"{head}services: [{team.service}]\n---\n# Incident {n}\n\n## Action items\n\n"
            f"{columns}\n|{' --- |' * 6}\n" + "\n".join(rows) + "\n"
        )
        file = self._folder / "post-mortems" / str(day.year) / f"incident-{n}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return _Document(file, text, day >= SINCE)

    def _ticket(self, team: Team, title: str, day: date) -> str:
        """Somebody made a ticket when the document was written; gives its key, as a link."""
        simulator = self.places.simulators[team.tracker]
        simulator.clock.set(datetime(day.year, day.month, day.day, 10, tzinfo=UTC))
        key = self.places.create(team.tracker, team.project, team.lead.email, title)
        self._by_hand[team.tracker, key] = day >= SINCE
        path = key.replace("#", "/issues/") if team.tracker == "github" else f"browse/{key}"
        return f"[{key}]({simulator.origin}/{path})"


@contextmanager
def estate(documents: int, caps: Sequence[str]) -> Iterator[Estate]:
    """An estate of its own."""
    memory = Path("/dev/shm")
    place = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="syncd-estate-", dir=place) as folder:
        made = Estate(Path(folder), documents, caps)
        with made.places.opened(), made.syncd.opened():
            yield made


def capped(documents: int, max_changes: int, max_notifications: int) -> Ran:
    """Run until nothing is left to do; each run does as much as it may, and the last the rest."""
    ran = Ran()
    caps = [f"max_changes = {max_changes}", f"max_notifications = {max_notifications}"]
    with estate(documents, caps) as old:
        for _ in range(_MOST_RUNS):
            outcome = old.make_pass()
            _count(ran, outcome)
            told = sum(each.change.kind in _TELLING for each in _applied(outcome))
            if ran.runs[-1] - told > max_changes or told > max_notifications:
                ran.problems.append(f"a run made {ran.runs[-1]} changes, and told {told}")
            if not any(each.outcome is Outcome.SKIPPED for each in outcome.changes):
                break
        least = ceil(sum(ran.runs) / max_changes)
        if len(ran.runs) != least:
            ran.problems.append(f"{sum(ran.runs)} changes took {len(ran.runs)} runs, not {least}")
        if left := old.make_pass().changes:
            ran.problems.append(f"a run more has {len(left)} changes")
        ran.problems += old.problems()
    return ran


def lifted(documents: int) -> Ran:
    """Run twice without caps; the second run has nothing to do."""
    ran = Ran()
    with estate(documents, ["max_changes = 1000000", "max_notifications = 1000000"]) as old:
        _count(ran, old.make_pass())
        again = old.make_pass()
        _count(ran, again)
        for each in again.changes[:_SHOWN]:
            ran.problems.append(f"the second run: {each.change.kind} {_differences(each)}")
        ran.problems += old.problems()
    return ran


def _count(ran: Ran, outcome: PassOutcome) -> None:
    applied = _applied(outcome)
    ran.runs.append(len(applied))
    ran.adopted += sum(each.change.kind is ChangeKind.LINK_TICKET for each in applied)
    ran.made += sum(each.change.kind is ChangeKind.CREATE_TICKET for each in applied)
    ran.problems += [f"{each.source}: {each.message}" for each in _unexpected(outcome)]
    ran.problems += [
        f"{each.change.kind} failed: {each.error}"
        for each in outcome.changes
        if each.outcome is Outcome.FAILED
    ]


def _differences(step: ChangeOutcome) -> str:
    if isinstance(step.change, Telling):
        return step.change.action.person
    told = (f"{each.field} {each.before} -> {each.after}" for each in step.change.differences)
    return f"{step.change.ticket}: {', '.join(told)}"


def _unexpected(outcome: PassOutcome) -> Sequence[SourceError]:
    return [each for each in outcome.errors if "policy.max" not in each.message]


def _applied(outcome: PassOutcome) -> Sequence[ChangeOutcome]:
    return [each for each in outcome.changes if each.outcome is Outcome.APPLIED]


def main() -> int:
    """Print what the first runs did; 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.year.estate", description=__doc__)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--max-changes", type=int, default=100)
    chosen = parser.parse_args()
    good = True
    for cap in (chosen.max_changes, None):
        began = time.monotonic()
        ran = capped(chosen.documents, cap, 50) if cap else lifted(chosen.documents)
        good &= not ran.problems
        print(
            f"{chosen.documents} documents, at most {cap or 'any number of'} changes a run: runs"
            f" of {', '.join(map(str, ran.runs))}; {ran.adopted} tickets adopted, {ran.made} made;"
            f" wrong: {len(ran.problems)} (must be 0), in {time.monotonic() - began:.0f} s"
        )
        print(*(f"  {each}" for each in ran.problems[:_SHOWN]), sep="\n", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
