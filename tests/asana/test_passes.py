"""Whole passes over files and Asana, through the command line."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from syncd.testing import Request
from tests.asana.company import AsanaCompany, company
from tests.asana.stage import PROJECT, TOKEN, html_of
from tests.real_time import real_time_is_later

ROW = "Add a circuit breaker | prevent | 4 | 2 | jane.doe@acme.com | | | "
TASKS = "GET /tasks"


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AsanaCompany]:
    """A company in which syncd may write."""
    with company(tmp_path, monkeypatch) as ours:
        yield ours


def test_a_ticket_is_made_in_one_request(acme: AsanaCompany) -> None:
    """Tags, owner, due date, back-link and marker travel in the request that makes it.

    Before the first one the workspace, its tags and the owner are looked up, and tags that are
    not there are made; later tickets cost one request each.
    """
    acme.document(ROW)
    assert acme.passes().code == 0
    assert [line for line in acme.asked if line != "POST /tags"] == [
        TASKS,
        f"GET /projects/{PROJECT}",
        f"GET /workspaces/{acme.asana.world.workspace}/users/jane.doe@acme.com",
        f"GET /workspaces/{acme.asana.world.workspace}/tags",
        "POST /tasks",
    ]
    (ticket,) = acme.tickets
    assert (ticket.title, list(ticket.assignees)) == (
        "Add a circuit breaker",
        ["jane.doe@acme.com"],
    )
    assert set(ticket.labels) == {"post-mortem", "priority/P0", "category/prevent"}
    assert acme.asked.count("POST /tags") == 3
    assert ticket.due == "2026-03-09"
    assert "https://git.test/acme/post-mortems/PM-2026-0051.md (PM-2026-0051-01)" in ticket.body
    assert acme.row()["Ticket"] == f"[{ticket.key}]({ticket.url})"
    acme.document(ROW.replace("| | |", f"| [{ticket.key}]({ticket.url}) | |"), ROW)
    acme.passes()
    assert acme.asked.count("POST /tags") == 0
    assert acme.asked.count("POST /tasks") == 1


def test_quiet_passes_cost_one_request(acme: AsanaCompany) -> None:
    """Once everything is read, nothing but news is asked for, right from the second pass on."""
    acme.document(ROW, "Alert on errors | detect | 3 | 1 | omar@acme.com | | | ")
    acme.passes()
    for _ in range(3):
        run = acme.passes()
        assert run.changes == []
        assert acme.asked == [TASKS]
        assert "modified_since=" in acme.asana.log[0]
        assert run.report["requests"] == {"docs": 0, "work": 1}


def test_what_changed_costs_its_comments(acme: AsanaCompany) -> None:
    """Changed tickets cost a page, and a batch for ten of them."""
    acme.document(*(ROW.replace("breaker", f"breaker {n}") for n in range(12)))
    acme.passes()
    acme.passes()
    human = acme.asana.human("jane.doe@acme.com")
    for ticket in acme.tickets[:9]:
        human.comment(ticket.key, "On it.")
    acme.passes()
    assert acme.asked == [TASKS, "POST /batch"]  # nine, and who syncd is
    for ticket in acme.tickets:
        human.comment(ticket.key, "Nearly there.")
    acme.passes()
    assert acme.asked == [TASKS, "POST /batch", "POST /batch"]
    assert acme.passes().changes == []
    assert acme.asked == [TASKS]


def test_done_there_is_done_here(acme: AsanaCompany) -> None:
    """A completed task is done; what the document calls dropped stays so, for it is completed."""
    acme.document(ROW, "Alert on errors | detect | 3 | 1 | omar@acme.com | | open | ")
    acme.passes()
    acme.asana.human("jane.doe@acme.com").close(acme.tickets[0].key)
    acme.passes()
    assert (acme.row(0)["Status"], acme.row(1)["Status"]) == ("done", "open")
    assert acme.passes().changes == []


def test_sections_and_fields_say_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a section in the configuration, a task there is in progress, or dropped."""
    table = 'in_progress_section = "Doing"\ndropped_section = "Won\'t do"'
    with company(tmp_path, monkeypatch, table) as acme:
        acme.asana.world.add_section(PROJECT, "Doing")
        acme.document(
            ROW,
            "Alert on errors | detect | 3 | 1 | omar@acme.com | | open | ",
            "Write a runbook | mitigate | 3 | 1 | omar@acme.com | | in progress | ",
        )
        acme.passes()
        assert acme.tickets[2].native["sections"] == ["Doing"]
        human = acme.asana.human("omar@acme.com")
        human.section(acme.tickets[0].key, "Doing")
        human.section(acme.tickets[1].key, "Won't do")
        human.comment(acme.tickets[1].key, "Won't do: the service is being replaced.")
        human.close(acme.tickets[1].key)
        acme.passes()
        assert [acme.row(n)["Status"] for n in range(3)] == [
            "in progress",
            "dropped",
            "in progress",
        ]
        assert acme.passes().changes == []


def test_hand_made_tickets_are_adopted(acme: AsanaCompany) -> None:
    """Items that link hand-made tasks adopt them: no twin, and nothing of theirs is lost."""
    human = acme.asana.human("li@acme.com")
    html = (
        '<body><h2>Steps</h2><ul><li>one</li><li><em>two</em></li></ul>See <a href="https://a.test">'
        "this</a> &amp; that\n</body>"
    )
    key = human.create(PROJECT, "Breaker for payments", labels=["ours"], html=html)
    human.create(PROJECT, "Nobody's business", "Something else.")
    address = next(t.url for t in acme.tickets if t.key == key)
    acme.document(f"Add a circuit breaker | prevent | 4 | 2 | | {address} | | ")
    run = acme.passes()
    assert run.code == 1  # nobody owns it
    ticket = acme.tickets[0]
    assert len(acme.tickets) == 2
    assert ticket.title == "Breaker for payments"
    written = html_of(acme.asana, key)
    assert written.startswith(html.removesuffix("</body>"))
    assert {"ours", "post-mortem", "priority/P0"} <= set(ticket.labels)
    acme.passes()
    assert acme.passes().changes == []
    assert acme.asked == [TASKS]


def test_the_text_is_read_before_it_is_written(acme: AsanaCompany) -> None:
    """What somebody writes while syncd is at work is still there afterwards."""
    human = acme.asana.human("li@acme.com")
    key = human.create(PROJECT, "Breaker", "Old text.")
    address = acme.tickets[0].url
    acme.document(f"Add a circuit breaker | prevent | 4 | 2 | jane.doe@acme.com | {address} | | ")
    acme.asana.before(lambda _: human.edit(key, body="New text."), f"GET /tasks/{key}")
    acme.passes()
    assert acme.tickets[0].body.startswith("New text.\n\nPost-mortem: ")


def test_what_changed_meanwhile_is_decided_again(acme: AsanaCompany) -> None:
    """Somebody takes a task while syncd is about to give it to another: the ticket's word holds."""
    human = acme.asana.human("li@acme.com")
    key = human.create(PROJECT, "Breaker", "Text.")
    address = acme.tickets[0].url
    acme.document(f"Breaker | prevent | 4 | 2 | jane.doe@acme.com | {address} | | ")

    def interfere(request: Request) -> None:
        if request.method == "GET":  # and no batch, by which it was read
            human.assign(key, "omar@acme.com")

    done = acme.asana.before(interfere, f"GET /tasks/{key}")
    acme.passes()
    done()
    acme.passes()
    assert list(acme.tickets[0].assignees) == ["omar@acme.com"]
    assert acme.row()["Owner"] == "omar@acme.com"
    assert acme.passes().changes == []


def test_deleted_moved_and_hidden(acme: AsanaCompany) -> None:
    """Leaving the project is no deletion; what was deleted or hidden is a broken link."""
    names = ("first", "second", "third", "fourth")
    acme.document(*(ROW.replace("circuit", name) for name in names))
    acme.passes()
    human = acme.asana.human("jane.doe@acme.com")
    keys = [ticket.key for ticket in acme.tickets]
    other = acme.asana.project("Elsewhere")
    human.move(keys[0], other)
    human.delete(keys[1])
    human.hide(keys[2])
    run = acme.passes("--full")
    broken = {
        finding["ticket"]: finding["message"] for finding in run.findings("broken-ticket-link")
    }
    assert broken.keys() == {keys[1], keys[2]}
    assert "was deleted" in broken[keys[1]]
    assert "may not see it" in broken[keys[2]]
    human.close(keys[0])
    acme.passes("--full")
    assert acme.row(0)["Status"] == "done"
    assert len(acme.tickets) == 3  # none was made again


def test_a_duplicate_is_another_s_business(acme: AsanaCompany) -> None:
    """ "Duplicate task" copies the marker: the older one stays the ticket, the copy is told."""
    acme.document(ROW)
    acme.passes()
    first = acme.tickets[0].key
    acme.asana.clock.advance(seconds=60)
    copy = acme.asana.human("jane.doe@acme.com").clone(first)
    before = html_of(acme.asana, copy)
    run = acme.passes()
    (finding,) = run.findings("conflicting-claim")
    assert finding["ticket"] == copy
    assert html_of(acme.asana, copy) == before
    assert first in acme.row()["Ticket"]


@pytest.mark.parametrize("fault", ["lose-answer", "late-503", "503", "drop"])
def test_a_create_is_never_made_twice(acme: AsanaCompany, fault: str) -> None:
    """However its request failed, the next pass finds the ticket or makes it: there is one."""
    acme.document(ROW)
    acme.asana.faults.add("POST /tasks", fault)
    assert acme.passes().code == 3
    assert acme.passes().code == 0
    assert len(acme.tickets) == 1
    assert acme.passes().changes == []


def test_a_lost_store_changes_nothing(acme: AsanaCompany) -> None:
    """What must survive is on the tickets: without the store the next pass has nothing to do."""
    acme.document(ROW, "Alert on errors | detect | 3 | 1 | omar@acme.com | | | ")
    acme.passes()
    acme.company.forget()
    run = acme.passes()
    assert run.changes == []
    assert len(acme.tickets) == 2


def test_a_limit_stops_a_pass_and_the_next_goes_on(
    acme: AsanaCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a free workspace a large project is read in several passes, without starting anew."""
    human = acme.asana.human("li@acme.com")
    for n in range(150):
        human.create(PROJECT, f"Task {n}", labels=["post-mortem"])
    acme.asana.limits.per_minute = 150
    first = acme.passes()
    assert (first.code, first.report["complete"]) == (3, False)
    assert "too many requests" in first.report["errors"][0]["message"]
    real_time_is_later(monkeypatch, 120)
    second = acme.passes()
    assert second.report["complete"]
    assert "offset=" in acme.asana.log[0]


def test_an_offset_that_has_expired(acme: AsanaCompany, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading that cannot go on where it was begins anew."""
    human = acme.asana.human("li@acme.com")
    for n in range(150):
        human.create(PROJECT, f"Task {n}", labels=["post-mortem"])
    acme.asana.limits.per_minute = 150
    assert acme.passes().code == 3
    acme.asana.limits.per_minute = None
    real_time_is_later(monkeypatch, 90_000)
    assert acme.passes(later=90_000).report["complete"]
    assert "offset=" in acme.asana.log[0]
    assert "offset=" not in acme.asana.log[1]


def test_no_secret_gets_out(acme: AsanaCompany, monkeypatch: pytest.MonkeyPatch) -> None:
    """The token is in no report, error, store or document."""
    acme.document(ROW)
    outs = [acme.passes(), acme.passes("-v")]
    for fault in ("503", "500", "429"):
        acme.asana.faults.add("GET /tasks", fault, 20, retry_after=900)
        outs.append(acme.passes("-v"))
        acme.asana.faults.clear()
    acme.asana.world.tokens.clear()
    real_time_is_later(monkeypatch, 1_000)
    outs.append(acme.passes())
    assert "the token is wrong, expired or revoked" in outs[-1].out
    for run in outs:
        assert TOKEN not in run.out + run.err
    for path in acme.company.folder.rglob("*"):
        assert not path.is_file() or TOKEN.encode() not in path.read_bytes()


def test_a_rehearsal_only_reads(acme: AsanaCompany) -> None:
    """A dry run makes neither tickets nor tags."""
    acme.document(ROW)
    run = acme.passes("--dry-run")
    assert run.changes
    assert [line for line in acme.asked if not line.startswith("GET ")] == []
    assert acme.tickets == []


def test_a_project_by_its_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in the address bar is good enough for `project`."""
    with company(tmp_path, monkeypatch) as acme:
        file = acme.company.folder / "syncd.toml"
        address = f"https://app.asana.com/1/99/project/{PROJECT}/list"
        file.write_text(file.read_text("utf-8").replace(f'"{PROJECT}"', f'"{address}"'), "utf-8")
        acme.document(ROW)
        acme.passes()
        assert len(acme.tickets) == 1
        assert acme.passes().changes == []
        assert acme.asked == [TASKS]
        assert not re.search(r"orphan|broken", acme.passes("--full").out)
