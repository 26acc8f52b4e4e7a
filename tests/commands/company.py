"""A company in which every ticket is one case, and the passes that it takes to answer them."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from syncd.model import Outcome, PassOutcome, Status, Ticket
from syncd.passes import open_world, reconcile
from syncd.ports import RealTime
from syncd.testing.conformance.opened import Opened, settings_of
from tests.commands.cases import Case
from tests.commands.voices import VOICES, Voices

COLUMNS = ("Action", "Category", "Impact", "Effort", "Owner", "Ticket", "Status", "Due", "Priority")
_HEAD = """---
id: PM-2026-0051
title: Payment outage
date: 2026-03-01
severity: SEV-3
services: [payments-api]
---
# Payment outage

## Action items

"""


@dataclass
class Company:
    """A document with one row a case, beneath a first one of which nothing is said."""

    voices: Voices
    folder: Path
    passes: list[PassOutcome] = field(default_factory=list)

    def write(self, titles: Sequence[str]) -> None:
        """Write the document."""
        rows = [f"| {title} | prevent | 2 | 2 | jane.doe@acme.com | | | | |" for title in titles]
        head = [f"| {' | '.join(COLUMNS)} |", f"|{' --- |' * len(COLUMNS)}"]
        self.settings = replace(
            settings_of(self.voices.stage, self.folder), store=f"sqlite:///{self.store}"
        )
        self.file.write_text(_HEAD + "\n".join([*head, *rows, ""]), "utf-8")

    @property
    def store(self) -> Path:
        """The file that memory is in."""
        return self.folder / "syncd.db"

    @property
    def file(self) -> Path:
        """The document."""
        return self.folder / "post-mortems" / "outage.md"

    def forget(self) -> None:
        """Delete the store."""
        for file in self.folder.glob("syncd.db*"):
            file.unlink()

    def one_pass(self) -> PassOutcome:
        """One pass, some minutes after what happened before."""
        stage = self.voices.stage
        stage.pass_time(300)
        now = datetime.fromtimestamp(stage.now(), UTC)
        real_time = RealTime(stage.now, stage.pass_time)
        with open_world(self.settings, now=now, real_time=real_time) as world:
            outcome = reconcile(world)
        assert not outcome.errors
        assert {step.outcome for step in outcome.changes} <= {Outcome.APPLIED}
        self.passes.append(outcome)
        return outcome

    def row(self, title: str) -> Mapping[str, str]:
        """The cells of a row."""
        lines = self.file.read_text("utf-8").splitlines()
        line = next(line for line in lines if line.startswith(f"| {title} |"))
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))]
        return dict(zip(COLUMNS, cells, strict=True))

    def key(self, title: str) -> str:
        """The key of a row's ticket."""
        found = re.match(r"\[(.*?)\]\(", self.row(title)["Ticket"])
        return found[1] if found else self.row(title)["Ticket"]

    def tickets(self) -> Mapping[str, Ticket]:
        """All tickets by key, as an adapter that remembers nothing reads them."""
        return Opened(self.voices.stage, self.settings).scanned()[0]


@dataclass(frozen=True)
class Told:
    """What there was once all was said: the document and the tickets, by case."""

    rows: Mapping[str, Mapping[str, str]]
    tickets: Mapping[str, Ticket]
    skipped: frozenset[str]
    quiet: Sequence[int]
    """How many changes the passes made that had nothing to do: one more, and without a store."""
    same: bool
    """Whether document and tickets were the same after them."""
    statuses: Collection[Status]
    """Those that the tracker can tell apart."""
    accounts: Mapping[str, str]
    """What it calls the owners."""


@contextmanager
def told(tracker: str, folder: Path, cases: Sequence[Case]) -> Iterator[Told]:
    """Everything said and answered, edited later, and asked again with and without memory."""
    with VOICES[tracker]() as voices:
        company = Company(voices, folder)
        company.write(["The first one", *(case.title for case in cases)])
        company.one_pass()
        skipped = set()
        keys = {case.name: company.key(case.title) for case in cases}
        for case in cases:
            if any(voices.account(say.who) is None for say in case.said):
                skipped.add(case.name)
                continue
            _speak(company, case, keys[case.name])
        company.one_pass()
        for case in cases:
            for say in case.said:
                if say.later:
                    voices.edit(keys[case.name], say.who, say.text, say.later)
        company.one_pass()
        before = company.file.read_bytes(), _shown(company)
        quiet = [len(company.one_pass().changes)]
        company.forget()
        quiet += [len(company.one_pass().changes), len(company.one_pass().changes)]
        tickets = company.tickets()
        yield Told(
            {case.name: company.row(case.title) for case in cases},
            {case.name: tickets[keys[case.name]] for case in cases},
            frozenset(skipped),
            quiet,
            before == (company.file.read_bytes(), _shown(company)),
            Opened(voices.stage, company.settings).tracker.capabilities.statuses,
            voices.stage.accounts,
        )


def _speak(company: Company, case: Case, key: str) -> None:
    if case.closed_by:
        company.voices.stage.human.close(key)
    for say in case.said:
        text = say.text.format(key=key) if "{key}" in say.text else say.text
        company.voices.say(key, say.who, text, say.form)
        if say.then:
            company.voices.edit(key, say.who, text, say.then)


def _shown(company: Company) -> Mapping[str, object]:
    stage = company.voices.stage
    return {key: stage.whole(key) for key in list(stage.keys())}
