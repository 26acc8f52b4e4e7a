"""Convergence: from any starting mix, and whatever people do, the second pass is empty.

Whole passes are made over documents in a folder and tickets in the tracker under test, as
`syncd reconcile` makes them, while people edit both sides.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syncd.config import Settings
from syncd.model import ChangeOutcome, PassOutcome
from syncd.passes import open_world, reconcile
from syncd.ports import RealTime
from syncd.testing.conformance.opened import DUE, NOW, settings_of
from syncd.testing.conformance.reading import Fixtures
from syncd.testing.conformance.stage import Stage

_TITLES = ("Add a circuit breaker", "Alert on the error rate", "Write the failover runbook")
_COLUMNS = ("Action", "Category", "Impact", "Effort", "Owner", "Ticket", "Status", "Due")
_DAYS = st.sampled_from([DUE, DUE + timedelta(days=20), DUE + timedelta(days=-5)])


class Drawing(Protocol):
    """Where examples come from."""

    def draw(self, strategy: st.SearchStrategy[Any]) -> Any:
        """One of them."""


class Convergence(Fixtures):
    """Whole passes."""

    def fresh_stage(self) -> AbstractContextManager[Stage]:
        """A stage of its own for one example."""
        raise NotImplementedError("give `fresh_stage`, a context manager of a new stage")

    @pytest.mark.parametrize("forgetful", [False, True], ids=["with memory", "without memory"])
    def test_converges(self, forgetful: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
        """Whatever people have done, one pass settles it, and the next has nothing to do."""

        @settings(
            max_examples=max(5, settings.default.max_examples // 10) if settings.default else 10,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(data=st.data())
        def play(data: st.DataObject) -> None:
            folder = tmp_path_factory.mktemp("company")
            with self.fresh_stage() as stage:
                company = _Company(stage, folder, forgetful=forgetful)
                company.begin(data)
                for _ in range(2):
                    company.passes()
                    again = company.passes()
                    assert _told(again) == []
                    assert not again.errors
                    for _ in range(data.draw(st.integers(1, 3))):
                        company.somebody_acts(data)
                company.passes()
                assert _told(company.passes()) == []
                company.demand_one_ticket_an_item()

        play()

    def test_a_rehearsal_writes_nothing(self, stage: Stage, tmp_path: Path) -> None:
        """A dry run sends no request that writes."""
        company = _Company(stage, tmp_path)
        company.write([["Add a circuit breaker", "prevent", "4", "2", "", "", "", ""]])
        outcome = company.passes(dry_run=True)
        assert _told(outcome)
        assert list(stage.writes) == []
        company.passes()
        stage.clear_log()
        company.write([["Alert on the error rate", "detect", "3", "1", "", "", "", ""]])
        company.passes(dry_run=True)
        assert list(stage.writes) == []


class _Company:
    """Documents in a folder, tickets on a stage, and people who edit both."""

    def __init__(self, stage: Stage, folder: Path, *, forgetful: bool = False) -> None:
        self.stage = stage
        self.folder = folder
        self.settings: Settings = settings_of(stage, folder)
        if not forgetful:
            self.settings = replace(self.settings, store=f"sqlite:///{folder / 'syncd.db'}")
        self.file = folder / "post-mortems" / "outage.md"
        self.now: datetime = NOW

    def passes(self, *, dry_run: bool = False) -> PassOutcome:
        """One whole pass; what the tracker lags behind is over by then."""
        self.stage.pass_time(120)
        self.now += timedelta(seconds=120)
        real_time = RealTime(self.stage.now, lambda _: None)
        with open_world(self.settings, now=self.now, real_time=real_time) as world:
            return reconcile(world, dry_run=dry_run)

    def begin(self, data: Drawing) -> None:
        """Rows of a document, some of which link tickets that were made by hand."""
        rows = []
        for n in range(data.draw(st.integers(1, 3))):
            row = self._row(data, f"{data.draw(st.sampled_from(_TITLES))} {n}")
            if data.draw(st.booleans()):
                key = self.stage.human.create(row[0], "By hand.", ["ours"])
                row[5] = self._link(key)
            rows.append(row)
        self.write(rows)

    def write(self, rows: Sequence[Sequence[str]]) -> None:
        """Write the document anew."""
        lines = [
            "---",
            "id: PM-2026-0051",
            "title: Payment service outage",
            "date: 2026-03-01",
            "severity: SEV-2",
            "services: [payments-api]",
            "---",
            "# Payment service outage",
            "",
            "## Action items",
            "",
            f"| {' | '.join(_COLUMNS)} |",
            f"|{' --- |' * len(_COLUMNS)}",
            *(f"| {' | '.join(row)} |" for row in rows),
            "",
        ]
        self.file.write_text("\n".join(lines), "utf-8")

    def rows(self) -> list[list[str]]:
        """The rows of the document as they stand."""
        lines = [line for line in self.file.read_text("utf-8").splitlines() if line[:2] == "| "]
        return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]

    def somebody_acts(self, data: Drawing) -> None:
        """One thing that people do to the document or to a ticket."""
        rows, keys = self.rows(), list(self.stage.keys())
        act = data.draw(
            st.sampled_from(
                ["insert", "retitle row", "owner", "due in document", "delete row", "label",
                 "retitle", "write", "comment", "close", "drop", "reopen", "start", "due",
                 "assign", "clone", "delete", "unlabel"]
            )
        )  # fmt: skip
        if act in self.stage.cannot:
            return
        if act == "insert":
            self.write([*rows, self._row(data, f"Something new {len(rows)}")])
        elif act in {"retitle row", "owner", "due in document", "delete row"}:
            if rows:
                self._edit_row(data, rows, act)
        elif keys:
            self._edit_ticket(data, data.draw(st.sampled_from(keys)), act)

    def _edit_row(self, data: Drawing, rows: list[list[str]], act: str) -> None:
        n = data.draw(st.integers(0, len(rows) - 1))
        if act == "delete row":
            del rows[n]
        elif act == "retitle row":
            rows[n][0] = f"{data.draw(st.sampled_from(_TITLES))}, again {n}"
        elif act == "owner":
            rows[n][4] = data.draw(st.sampled_from(["", *self.stage.accounts]))
        else:
            rows[n][7] = data.draw(_DAYS).isoformat()
        self.write(rows)

    def _edit_ticket(self, data: Drawing, key: str, act: str) -> None:
        human, labels = self.stage.human, self.settings.labels
        self.stage.pass_time(10)
        match act:
            case "label":
                human.label(key, data.draw(st.sampled_from(["theirs", f"{labels.priority}P0"])))
            case "unlabel":
                human.unlabel(key, f"{labels.category}prevent")
            case "retitle":
                human.retitle(key, "A human's title")
            case "write":
                human.write(key, "A human's text.")
            case "comment":
                human.comment(key, "Won't do it, because it is being replaced.")
            case "due":
                human.due(key, data.draw(_DAYS))
            case "assign":
                human.assign(key, data.draw(st.sampled_from(list(self.stage.accounts.values()))))
            case _:
                getattr(human, act)(key)

    def _row(self, data: Drawing, title: str) -> list[str]:
        owner = data.draw(st.sampled_from(["", "", *self.stage.accounts, "the platform team"]))
        impact, effort = data.draw(st.sampled_from([("", ""), ("4", "2"), ("2", "2"), ("1", "3")]))
        category = data.draw(st.sampled_from(["", "prevent", "detect", "mitigate"]))
        status = data.draw(st.sampled_from(["", "open", "in progress", "done"]))
        due = data.draw(st.sampled_from(["", "2026-03-20"]))
        return [title, category, impact, effort, owner, "", status, due]

    def _link(self, key: str) -> str:
        with open_world(self.settings, now=self.now) as world:
            ((_, found),) = world.trackers["it"].get([key])
        url = getattr(found, "ref").url  # noqa: B009
        return f"[{key}]({url})"

    def demand_one_ticket_an_item(self) -> None:
        """Every open row has a ticket, and no two rows have the same."""
        linked = [row[5] for row in self.rows() if row[5]]
        assert len(set(linked)) == len(linked)


def _told(outcome: PassOutcome) -> list[str]:
    return [_line(step) for step in outcome.changes]


def _line(step: ChangeOutcome) -> str:
    differences = [f"{d.field}: {d.before} -> {d.after}" for d in step.change.differences]
    return f"{step.outcome} {step.change.kind} {step.change.item} {differences} {step.error or ''}"
