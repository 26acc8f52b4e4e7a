"""Whole passes over files and GitHub, through the command line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.github.company import GitHubCompany, company
from tests.tokens import token

ROW = "Add a circuit breaker | prevent | 4 | 2 | jane.doe@acme.com | | | "


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHubCompany]:
    """A company in which syncd may write."""
    with company(tmp_path, monkeypatch) as ours:
        yield ours


def test_a_ticket_is_made_in_one_request(acme: GitHubCompany) -> None:
    """Labels, owner, due date, back-link and marker travel in the request that makes it."""
    acme.document(ROW)
    assert acme.passes().code == 0
    assert [line.split("?")[0] for line in acme.github.log] == [
        "GET /repos/acme/pay/issues",
        "GET /repos/acme/web/issues",
        "POST /repos/acme/pay/issues",
    ]
    (ticket,) = acme.github.state().tickets
    assert (ticket.title, list(ticket.assignees)) == ("Add a circuit breaker", ["janedoe"])
    assert set(ticket.labels) == {"post-mortem", "priority/P0", "category/prevent"}
    assert "**Due:** 2026-03-09" in ticket.body
    assert "[PM-2026-0051](https://git.test/acme/post-mortems/PM-2026-0051.md)" in ticket.body
    assert acme.row()["Ticket"] == f"[acme/pay#1]({acme.github.url}/acme/pay/issues/1)"


def test_quiet_passes_cost_one_request_a_project(acme: GitHubCompany) -> None:
    """Once everything is read, nothing but news is asked for."""
    acme.document(ROW)
    acme.passes()
    acme.passes()
    run = acme.passes()
    assert run.changes == []
    assert len(acme.github.log) == 2
    assert all("since=" in line for line in acme.github.log)
    assert run.report["requests"] == {"docs": 0, "gh": 2}


def test_done_there_is_done_here(acme: GitHubCompany) -> None:
    """An issue that is closed shows as done in the document; one not planned, as dropped."""
    acme.document(ROW, "Alert on errors | detect | 3 | 1 | | | open | ")
    acme.passes()
    human = acme.github.human("janedoe")
    human.close("acme/pay#1")
    human.comment("acme/pay#2", "Won't do: the service is being replaced.")
    human.close("acme/pay#2", reason="not_planned")
    acme.passes()
    assert (acme.row(0)["Status"], acme.row(1)["Status"]) == ("done", "dropped")
    assert acme.passes().changes == []


def test_hand_made_tickets_are_adopted(acme: GitHubCompany) -> None:
    """Items that link hand-made issues adopt them: no twin, and no word of theirs is lost."""
    human = acme.github.human("li")
    text = "Steps:\r\n\r\n* one\r\n* two\r\n"
    key = human.create("acme/pay", "Breaker for payments", text, labels=("ours",))
    human.create("acme/pay", "Nobody's business", "Something else.")
    acme.document(f"Add a circuit breaker | prevent | 4 | 2 | | {key} | | ")
    run = acme.passes()
    assert run.code == 1  # nobody owns it
    assert sum("issues/1" in line and line[:3] == "GET" for line in acme.github.log) == 2
    assert acme.keys() == [key, "acme/pay#2"]
    ticket = acme.github.state().tickets[0]
    assert ticket.title == "Breaker for payments"
    assert ticket.body.startswith(text)
    assert {"ours", "post-mortem", "priority/P0"} <= set(ticket.labels)
    acme.passes()
    assert acme.passes().changes == []
    assert not any("issues/1" in line for line in acme.github.log)


def test_a_link_by_address_adopts_too(acme: GitHubCompany) -> None:
    """The address of an issue names it, with or without an anchor."""
    key = acme.github.human("li").create("acme/web", "Breaker")
    address = f"{acme.github.url}/acme/web/issues/1#issuecomment-1"
    acme.document(f"Add a circuit breaker | prevent | 4 | 2 | omar@acme.com | {address} | | ")
    acme.passes()
    assert acme.keys() == [key]


def test_a_transferred_ticket_is_followed(acme: GitHubCompany) -> None:
    """A ticket in another repository is still the item's, and is asked for once."""
    acme.document(ROW)
    acme.passes()
    human = acme.github.human("li")
    acme.github.repository("acme/attic", roles={"syncd-bot": "write", "li": "write"})
    there = human.transfer("acme/pay#1", "acme/attic")
    acme.passes("--full")
    human.close(there)
    acme.passes()
    assert acme.row()["Status"] == "done"
    acme.passes()
    run = acme.passes()
    assert (run.changes, run.findings("broken-ticket-link")) == ([], [])
    assert not any("/issues/" in line for line in acme.github.log)
    assert acme.keys() == [there]


@pytest.mark.parametrize("act", ["delete", "hide"])
def test_a_ticket_that_is_gone_is_never_made_again(acme: GitHubCompany, act: str) -> None:
    """A ticket that was deleted, or went out of sight, is reported until a human settles it."""
    acme.document(ROW)
    acme.passes()
    getattr(acme.github.human("li"), act)("acme/pay#1")
    for arguments in (("--full",), (), ("--full",)):
        run = acme.passes(*arguments)
        (finding,) = run.findings("broken-ticket-link")
        assert "acme/pay#1" in finding["message"]
        assert run.changes == []
        assert not any(line.startswith("POST") for line in acme.github.log)


def test_a_hidden_ticket_is_not_said_to_be_deleted(acme: GitHubCompany) -> None:
    """Where GitHub does not tell which, neither does syncd."""
    acme.document(ROW)
    acme.passes()
    acme.github.human("li").hide("acme/pay#1")
    (finding,) = acme.passes("--full").findings("broken-ticket-link")
    assert "gone, or syncd may not see it" in finding["message"]


def test_without_the_right_to_label(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What GitHub drops silently is said once, asked for no more, and doctor says why."""
    with company(tmp_path, monkeypatch, role="read") as acme:
        acme.document(ROW)
        run = acme.passes()
        (made,) = [change for change in run.changes if change["kind"] == "create-ticket"]
        assert made["outcome"] == "applied"
        assert "assignee" in made["error"]
        assert "priority/P0" in made["error"]
        acme.passes()
        assert acme.passes().changes == []
        assert acme.keys() == ["acme/pay#1"]
        doctor = acme.company.run("doctor")
        assert doctor.code == 3
        assert "neither label nor assign" in " ".join(doctor.out.split())


def test_a_login_that_cannot_be_assigned(acme: GitHubCompany) -> None:
    """An owner who is no collaborator costs the assignment, not the ticket."""
    acme.document("Add a circuit breaker | prevent | 4 | 2 | @no-such-login | | | ")
    run = acme.passes()
    (made,) = [change for change in run.changes if change["kind"] == "create-ticket"]
    assert (made["outcome"], "assignee" in made["error"]) == ("applied", True)
    assert list(acme.github.state().tickets[0].assignees) == []
    acme.passes()
    assert acme.passes().changes == []


def test_the_due_line_is_the_field(acme: GitHubCompany) -> None:
    """A date that a human writes into the block goes to the document; other words stay."""
    acme.document(ROW)
    acme.passes()
    human = acme.github.human("janedoe")
    body = acme.issue("acme/pay#1")
    human.edit("acme/pay#1", body=body.replace("2026-03-09", "2026-04-01"))
    acme.passes()
    assert acme.row()["Due"] == "2026-04-01"
    body = acme.issue("acme/pay#1").replace("2026-04-01", "when Li is back")
    human.edit("acme/pay#1", body=body)
    run = acme.passes()
    assert acme.issue("acme/pay#1") == body
    assert acme.row()["Due"] == "2026-04-01"
    (finding,) = run.findings("missing-due-date")
    assert "when Li is back" in finding["message"]


def test_work_in_progress_is_open_there(acme: GitHubCompany) -> None:
    """GitHub cannot say that work is in progress; the document may go on saying it."""
    acme.document("Add a circuit breaker | prevent | 4 | 2 | omar@acme.com | | in progress | ")
    acme.passes()
    assert acme.row()["Status"] == "in progress"
    assert acme.passes().changes == []
    acme.github.human("omarh").close("acme/pay#1")
    acme.passes()
    assert acme.row()["Status"] == "done"


def test_a_label_in_another_spelling(acme: GitHubCompany) -> None:
    """GitHub does not tell cases of labels apart, and neither does syncd there."""
    acme.github.human("li").create("acme/pay", "Old", labels=("Post-Mortem", "PRIORITY/p0"))
    acme.document(ROW)
    acme.passes()
    acme.passes()
    assert acme.passes().changes == []
    assert not any(line.startswith(("POST", "DELETE")) for line in acme.github.log)


def test_a_missing_repository_stops_no_other(acme: GitHubCompany) -> None:
    """A project that is not there is said, with the way out, and the others go on."""
    config = acme.company.folder / "syncd.toml"
    config.write_text(config.read_text("utf-8").replace("acme/web", "acme/nowhere"), "utf-8")
    acme.document(ROW)
    run = acme.passes()
    assert run.code == 3
    (error,) = run.report["errors"]
    assert "acme/nowhere" in error["message"]
    assert "check name and access" in error["message"]
    assert acme.keys() == ["acme/pay#1"]


def test_a_wrong_token(acme: GitHubCompany, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that GitHub does not take is said, never shown, and nothing is done."""
    monkeypatch.setenv("SYNCD_TRACKERS__GH__TOKEN", token("wrong"))
    acme.document(ROW)
    run = acme.passes()
    assert run.code == 3
    assert "401" in run.report["errors"][0]["message"]
    assert token("wrong") not in run.out + run.err
    assert acme.keys() == []


def test_a_redirected_link_in_two_documents(acme: GitHubCompany) -> None:
    """Two items that link one ticket, one by its old key, conflict as any two do."""
    acme.document(ROW)
    acme.passes()
    old = acme.row()["Ticket"]
    there = acme.github.human("li").transfer("acme/pay#1", "acme/web")
    acme.document(
        f"Something else | prevent | 2 | 2 | omar@acme.com | {there} | | ",
        f"Another thing | detect | 2 | 2 | omar@acme.com | {old} | | ",
        name="PM-2026-0052",
    )
    run = acme.passes("--full")
    assert len(run.findings("conflicting-claim")) == 2
    assert acme.keys() == [there]


def test_a_human_s_priority_wins(acme: GitHubCompany) -> None:
    """A priority label that a human sets instead stays, and goes to the report."""
    acme.document(ROW)
    acme.passes()
    human = acme.github.human("li")
    human.unlabel("acme/pay#1", "priority/P0")
    human.label("acme/pay#1", "priority/P2")
    run = acme.passes()
    assert run.findings("priority-drift")
    labels = set(acme.github.state().tickets[0].labels)
    assert {"priority/P2"} == {label for label in labels if label.startswith("priority/")}
    assert acme.passes().changes == []
