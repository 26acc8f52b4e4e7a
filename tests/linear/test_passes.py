"""Whole passes over files and Linear, through the command line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.linear.company import LinearCompany, company
from tests.linear.stage import TOKEN
from tests.real_time import real_time_is_later

ROW = "Add a circuit breaker | prevent | 4 | 2 | jane.doe@acme.com | | | "


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LinearCompany]:
    """A company of its own."""
    with company(tmp_path, monkeypatch) as ours:
        yield ours


def test_a_ticket_has_everything(acme: LinearCompany) -> None:
    """Labels, owner, due date, priority, back-link and marker are on it from the first moment."""
    acme.document(ROW)
    assert acme.passes().code == 0
    (ticket,) = acme.issues()
    assert (ticket.title, list(ticket.assignees)) == (
        "Add a circuit breaker",
        ["jane.doe@acme.com"],
    )
    assert set(ticket.labels) == {"post-mortem", "priority/P0", "category/prevent"}
    assert (ticket.due, ticket.priority) == ("2026-03-09", "Urgent")
    assert ticket.links == [
        "https://git.test/acme/post-mortems/PM-2026-0051.md#syncd=PM-2026-0051-01"
    ]
    assert acme.row()["Ticket"] == f"[PAY-1]({ticket.url})"


def test_a_first_pass_costs_little(acme: LinearCompany) -> None:
    """Forty tickets: a scan for each of two teams, the owner, the labels, and the tickets."""
    acme.document(*(ROW.replace("Add", f"Add {n} times") for n in range(40)))
    run = acme.passes()
    assert len(acme.issues()) == 40
    assert len(acme.writes) == 2
    assert len(acme.linear.log) == 5
    assert run.report["requests"] == {"docs": 0, "lin": 5}


def test_quiet_passes_cost_one_request_a_project(acme: LinearCompany) -> None:
    """Once everything is read, nothing but news is asked for."""
    acme.document(ROW)
    acme.passes()
    acme.passes()
    run = acme.passes()
    assert run.changes == []
    assert run.report["requests"] == {"docs": 0, "lin": 2}
    assert acme.writes == []


def test_a_rehearsal_writes_nothing(acme: LinearCompany) -> None:
    """A dry run says what it would do, and sends no mutation."""
    acme.document(ROW)
    run = acme.passes("--dry-run")
    assert [change["kind"] for change in run.changes][:1] == ["create-ticket"]
    assert acme.writes == []
    assert acme.issues() == []
    assert acme.row()["Ticket"] == ""


def test_done_there_is_done_here(acme: LinearCompany) -> None:
    """What people do to the state of an issue shows in the document."""
    acme.document(
        ROW,
        "Alert on errors | detect | 3 | 1 | omar@acme.com | | open | ",
        "Write the runbook | mitigate | 2 | 1 | omar@acme.com | | open | ",
    )
    acme.passes()
    acme.human.close("PAY-1")
    acme.human.start("PAY-2")
    acme.human.comment("PAY-3", "Won't do: the service is being replaced.")
    acme.human.close("PAY-3", reason="canceled")
    acme.passes()
    told = [acme.row(n)["Status"] for n in range(3)]
    assert told == ["done", "in progress", "dropped"]
    assert acme.passes().changes == []


def test_hand_made_tickets_are_adopted(acme: LinearCompany) -> None:
    """Items that link hand-made issues adopt them: no twin, and no word of theirs is lost."""
    text = "Steps:\n\n* one\n* two"
    key = acme.human.create("PAY", "Breaker for payments", text, labels=("ours",))
    acme.human.attach(key, "https://wiki.test/breaker")
    acme.human.create("PAY", "Nobody's business", "Something else.")
    acme.document(f"Add a circuit breaker | prevent | 4 | 2 | | {key} | | ")
    acme.passes()
    assert [each.key for each in acme.issues()] == [key, "PAY-2"]
    ticket = acme.issue(key)
    assert (ticket.title, ticket.body) == ("Breaker for payments", text)
    assert {"ours", "post-mortem", "priority/P0"} <= set(ticket.labels)
    assert ticket.links[0] == "https://wiki.test/breaker"
    assert len(ticket.links) == 2
    acme.passes()
    assert acme.passes().changes == []


def test_the_store_can_be_lost(acme: LinearCompany) -> None:
    """Without its memory, syncd knows its tickets by what is in Linear, and does nothing."""
    acme.document(ROW, "Alert on errors | detect | 3 | 1 | omar@acme.com | | | ")
    acme.passes()
    acme.passes()
    acme.company.forget()
    assert acme.passes().changes == []
    assert acme.writes == []


def test_links_and_store_can_be_lost(acme: LinearCompany) -> None:
    """Even if the document's links are gone too, nothing is made twice."""
    acme.document(ROW, "Alert on errors | detect | 3 | 1 | omar@acme.com | | | ")
    acme.passes()
    acme.company.forget()
    acme.document(ROW, "Alert on errors | detect | 3 | 1 | omar@acme.com | | | ")
    acme.passes()
    assert [each.key for each in acme.issues()] == ["PAY-1", "PAY-2"]
    assert acme.row(1)["Ticket"].startswith("[PAY-2]")


def test_a_ticket_that_moved_is_followed(acme: LinearCompany) -> None:
    """An issue in another team is still the item's, under its new key."""
    acme.document(ROW)
    acme.passes()
    acme.linear.team("ATTIC")
    there = acme.human.transfer("PAY-1", "ATTIC")
    acme.passes("--full")
    acme.human.close(there)
    acme.passes()
    acme.passes("--full")
    assert acme.row()["Status"] == "done"
    run = acme.passes("--full")
    assert (run.changes, run.findings("broken-ticket-link")) == ([], [])
    assert [each.key for each in acme.issues()] == [there]


@pytest.mark.parametrize("act", ["delete", "purge", "hide"])
def test_a_ticket_that_is_gone_is_never_made_again(acme: LinearCompany, act: str) -> None:
    """A ticket that was deleted, or went out of sight, is reported until a human settles it."""
    acme.document(ROW)
    acme.passes()
    getattr(acme.human, act)("PAY-1")
    for arguments in (("--full",), (), ("--full",)):
        run = acme.passes(*arguments)
        assert run.changes == []
        assert acme.writes == []
    if act == "hide":
        assert "may not see it" in run.report["errors"][0]["message"]
    else:
        (finding,) = run.findings("broken-ticket-link")
        assert "PAY-1" in finding["message"]


def test_a_human_s_priority_wins(acme: LinearCompany) -> None:
    """Whoever changes Linear's own field has changed the priority; the label follows."""
    acme.document(ROW)
    acme.passes()
    acme.human.edit("PAY-1", priority=3)
    run = acme.passes()
    assert run.findings("priority-drift")
    ticket = acme.issue("PAY-1")
    labels = {label for label in ticket.labels if label.startswith("priority/")}
    assert (labels, ticket.priority) == ({"priority/P2"}, "Medium")
    assert acme.passes().changes == []


def test_two_companies_do_not_clash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same post-mortem in two workspaces has issues of different ids: they are Linear-wide."""
    made = []
    for name in ("acme", "globex"):
        with company(tmp_path / name, monkeypatch, url_key=name) as ours:
            ours.document(ROW)
            ours.passes()
            made += [each.id for each in ours.issues()]
    assert len(set(made)) == 2


def test_a_missing_team_stops_no_other(acme: LinearCompany) -> None:
    """A team that is not there is said, with the way out, and the others go on."""
    config = acme.company.folder / "syncd.toml"
    config.write_text(config.read_text("utf-8").replace('"WEB"', '"NOWHERE"'), "utf-8")
    acme.document(ROW)
    run = acme.passes()
    assert run.code == 3
    (error,) = run.report["errors"]
    assert "there is no team NOWHERE" in error["message"]
    assert "check project in [teams]" in error["message"]
    assert [each.key for each in acme.issues()] == ["PAY-1"]


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_wrong_token(acme: LinearCompany, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    """A token that Linear does not take is said, never shown, and nothing is done."""
    monkeypatch.setenv("SYNCD_TRACKERS__LIN__TOKEN", "lin_api_wrongAndSecret")
    acme.document(ROW)
    run = acme.passes("--format", form)
    assert run.code == 3
    assert "the token is wrong, expired or revoked" in " ".join((run.out + run.err).split())
    assert "wrongAndSecret" not in run.out + run.err
    assert acme.issues() == []


@pytest.mark.parametrize("fault", ["lose-answer", "drop", "503", "ratelimited", "429"])
def test_whatever_goes_wrong_ends_well(
    acme: LinearCompany, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often a request fails, in the end all is made, and once."""
    acme.document(*(ROW.replace("Add", f"Add {n} times") for n in range(5)))
    for n in range(4):
        real_time_is_later(monkeypatch, 600 * n)
        acme.linear.faults.add("POST /graphql", fault)
        acme.passes(later=600)
    real_time_is_later(monkeypatch, 600 * 4)
    acme.linear.faults.clear()
    acme.passes(later=600)
    assert acme.passes().changes == []
    assert len(acme.issues()) == 5
    assert all(acme.row(n)["Ticket"] for n in range(5))
    assert TOKEN not in acme.company.document("PM-2026-0051.md")
