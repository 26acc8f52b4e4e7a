"""Reading Jira: what each kind of reading costs and shows, beyond the conformance suite."""

import json
from typing import Any

import pytest

from syncd.model import Link, Ticket
from syncd.ports import BrokenTicket, DeniedError, Hidden, Known, Moved
from syncd.testing.conformance.opened import Opened
from syncd.testing.jira import JiraDataCenterSimulator
from tests.jira.conftest import Open
from tests.jira.stage import JiraStage


def searches(stage: JiraStage) -> int:
    """How many pages of searches were asked for."""
    return sum("/search" in line for line in stage.log)


def known_of(it: Opened) -> Known:
    """What memory holds after a reading of everything an hour from now."""
    it.stage.pass_time(3600)
    return it.known()


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (100, 1), (101, 2), (250, 3)])
def test_everything_costs_its_pages(
    either: JiraStage, opened: Open, count: int, pages: int
) -> None:
    """One request for each hundred tickets, comments included."""
    it = opened(either)
    it.make_several(count)
    for key in either.keys()[:3]:
        either.human.comment(key, "Hm.")
    either.clear_log()
    found, page = it.again().scanned()
    assert (len(found), page.last) == (count, True)
    assert len(either.log) == searches(either) == pages


def test_many_comments_cost_a_request_more(either: JiraStage, opened: Open) -> None:
    """Where an issue has more than a search shows, they are all read, 100 at once."""
    it = opened(either)
    first, second = it.make_several(2)
    for n in range(130):
        either.human.comment(first.ref.key, str(n))
    either.human.comment(second.ref.key, "one")
    either.clear_log()
    found, _ = it.again().scanned()
    assert [said.text for said in found[first.ref.key].comments] == [str(n) for n in range(130)]
    assert len(found[second.ref.key].comments) == 1
    assert len(either.log) == 1 + 2


def test_unchanged_tickets_cost_nothing_more(either: JiraStage, opened: Open) -> None:
    """A ticket with many comments that is known already is not asked for them again."""
    it = opened(either)
    ticket = it.make()
    for n in range(130):
        either.human.comment(ticket.ref.key, str(n))
    known = known_of(it)
    either.clear_log()
    pages = list(it.again().tracker.scan(either.project, Known(None, known.revisions)))
    assert [name for page in pages for name in page.unchanged] == [ticket.ref.id]
    assert len(either.log) == 1


def test_what_changed_comes_in_one_page(either: JiraStage, opened: Open) -> None:
    """A quiet project is one request, and so is one where five tickets changed."""
    it = opened(either)
    it.make_several(30)
    known = known_of(it)
    either.pass_time(600)
    for key in either.keys()[:5]:
        either.human.comment(key, "Hm.")
        either.human.due(key, it.drafted().draft.wanted.due or pytest.fail("no date"))
    either.clear_log()
    found, page = it.again().scanned(known)
    assert (set(found), len(either.log)) == (set(either.keys()[:5]), 1)
    either.pass_time(600)
    either.clear_log()
    revisions = {t.ref.id: t.revision for t in found.values()}
    assert it.again().scanned(Known(page.cursor, revisions))[0] == {}
    assert len(either.log) == 1


def test_a_time_zone_does_no_harm(stage: JiraStage, opened: Open) -> None:
    """The account's zone and the site's change nothing about what is seen as changed."""
    from datetime import timedelta, timezone

    it = opened(stage)
    made = it.make()
    stage.simulator.user("syncd@acme.com", time_zone="America/Los_Angeles")
    stage.simulator.world.zone = timezone(timedelta(hours=5, minutes=30))
    known = known_of(it)
    assert it.again().scanned(known)[0] == {}
    either_way = it.again()
    stage.pass_time(600)
    stage.human.comment(made.ref.key, "Now.")
    assert set(either_way.scanned(known)[0]) == {made.ref.key}
    ticket = it.again().read(made.ref.key)
    assert ticket.created is not None
    assert ticket.created.utcoffset() == timedelta(hours=5, minutes=30)
    assert ticket.created.timestamp() == pytest.approx(made.created.timestamp())  # type: ignore[union-attr]


def test_an_index_that_is_behind(stage: JiraStage, opened: Open) -> None:
    """What a search misses at first is seen later, and what syncd just wrote at once."""
    it = opened(stage)
    ours = it.make()
    stage.human.comment(ours.ref.key, "x")
    known = known_of(it)
    stage.simulator.human("admin@acme.com").lag(30)
    stage.pass_time(600)
    stage.human.comment(ours.ref.key, "Late.")
    missed, page = it.again().scanned(known)
    assert missed == {}
    stage.pass_time(45)
    seen, _ = it.again().scanned(Known(page.cursor, known.revisions))
    assert [said.text for said in seen[ours.ref.key].comments] == ["x", "Late."]
    service = it.again()  # one process that goes on, and has just made another
    made = service.make(2)
    assert made.ref.key in service.scanned()[0]
    assert made.ref.key not in it.again().scanned()[0]


def test_a_reading_that_was_stopped_goes_on(either: JiraStage, opened: Open) -> None:
    """A limit in the middle costs no page twice, and the cursor is that of the beginning."""
    it = opened(either)
    it.make_several(250)
    scan = it.again().tracker.scan(either.project, Known())
    first = next(scan)
    assert first.resume is not None
    either.pass_time(900)
    either.clear_log()
    rest = list(it.again().tracker.scan(either.project, Known(resume=first.resume)))
    assert len(either.log) == 2
    shown = [t.ref.id for page in (first, *rest) for t in page.tickets]
    assert len(set(shown)) == 250
    assert rest[-1].last
    since = json.loads(rest[-1].cursor or "{}")["since"]
    assert since < (either.now() - 900) * 1000


def test_a_token_that_has_expired(stage: JiraStage, opened: Open) -> None:
    """A reading that cannot go on where it was begins anew."""
    it = opened(stage)
    it.make_several(101)
    first = next(iter(it.again().tracker.scan(stage.project, Known())))
    stage.simulator.world.snapshots.clear()
    pages = list(it.again().tracker.scan(stage.project, Known(resume=first.resume)))
    assert len({t.ref.id for page in pages for t in page.tickets}) == 101
    assert pages[-1].last


def test_short_pages(either: JiraStage, opened: Open) -> None:
    """A page that holds less than was asked for is not the last one."""
    it = opened(either)
    it.make_several(7)
    either.simulator.world.most_per_page = 3
    assert len(it.again().scanned()[0]) == 7


def test_pages_that_move_up(opened: Open) -> None:
    """On Data Center, what leaves the list between two pages takes nothing out of sight."""
    from tests.jira.stage import data_center

    with data_center() as stage:
        it = opened(stage)
        made = it.make_several(210)
        assert isinstance(stage.simulator, JiraDataCenterSimulator)
        scan = it.again().tracker.scan(stage.project, Known())
        shown = {t.ref.key for t in next(scan).tickets}
        for ticket in made[:5]:
            stage.human.delete(ticket.ref.key)
        shown |= {t.ref.key for page in scan for t in page.tickets}
        assert {t.ref.key for t in made} <= shown


def test_many_tickets_by_key(either: JiraStage, opened: Open) -> None:
    """100 in a request; moved ones where they are now, hidden and deleted ones as hidden."""
    stage = either
    it = opened(stage)
    made = [ticket.ref.key for ticket in it.make_several(120)]
    assert stage.human.move(made[0], stage.elsewhere) == "OPS-1"
    stage.simulator.human("li@acme.com").hide(made[1])
    stage.human.delete(made[2])
    stage.clear_log()
    found = dict(it.again().tracker.get([*made, "PAY-9999"]))
    moved = found[made[0]]
    assert isinstance(moved, Moved)
    assert (moved.ticket.ref.key, moved.ticket.ref.project) == ("OPS-1", "OPS")
    assert all(found[key] == Hidden(key) for key in (made[1], made[2], "PAY-9999"))
    assert all(isinstance(found[key], Ticket) for key in made[3:])
    # Two batches, and which key the moved one had; on Data Center each that the batch left out.
    assert len(stage.log) <= 2 + (1 if stage.simulator.cloud else 4)


def test_nothing_is_asked_of_what_is_plainly_hidden(stage: JiraStage, opened: Open) -> None:
    """Keys that the answer leaves out cost no request each, if nothing moved."""
    it = opened(stage)
    key = it.make().ref.key
    stage.clear_log()
    found = dict(it.again().tracker.get([key, "PAY-8", "PAY-9"]))
    assert [type(found[name]) for name in (key, "PAY-8", "PAY-9")] == [Ticket, Hidden, Hidden]
    assert len(stage.log) == 1


def test_a_marker_that_somebody_broke(stage: JiraStage, opened: Open) -> None:
    """The ticket is there, cannot be understood, and the others are read."""
    it = opened(stage)
    first, second = it.make_several(2)
    with stage.simulator.changing() as world:
        world.properties[int(first.ref.id)] = {"syncd": {"v": 99, "item": "x"}}
    (page,) = it.again().tracker.scan(stage.project, Known())
    (broken,) = page.broken
    assert isinstance(broken, BrokenTicket)
    assert broken.message == (
        "PAY-1 cannot be understood: the marker has version 99; this syncd knows 1"
    )
    assert [ticket.ref.key for ticket in page.tickets] == [second.ref.key]


def test_a_project_that_is_not_there(either: JiraStage, opened: Open) -> None:
    """It is denied, with the way out, and not read as empty."""
    it = opened(either)
    with pytest.raises(DeniedError, match=r"does not exist for the field 'project'.*check the"):
        list(it.tracker.scan("NOSUCH", Known()))
    either.simulator.human("admin@acme.com").deny(
        "syncd@acme.com", "BROWSE_PROJECTS", project=either.project
    )
    with pytest.raises(DeniedError):
        list(it.tracker.scan(either.project, Known()))


def test_a_wrong_token(either: JiraStage, opened: Open) -> None:
    """401 is denied, and asked once."""
    with either.simulator.changing() as world:
        world.tokens.clear()
    it = opened(either)
    with pytest.raises(DeniedError, match="make a new token"):
        it.scanned()
    assert len(either.log) == 1


@pytest.mark.parametrize(
    ("link", "key"),
    [
        (Link("PAY-1", "{url}/browse/PAY-1"), "PAY-1"),
        (Link("see", "{url}/browse/pay-1?focusedId=3#c"), "PAY-1"),
        (Link("{url}/jira/software/projects/PAY/boards/1?selectedIssue=PAY-1"), "PAY-1"),
        (Link("{url}/projects/PAY/issues/PAY-1"), "PAY-1"),
        (Link("pay-1"), "PAY-1"),
        (Link("OPS-1"), None),
        (Link("PAY-1", "https://other.test/browse/PAY-1"), None),
        (Link("PAY-1", "runbook.md"), None),
        (Link("{url}/browse/PAY"), None),
        (Link("{url}.evil.test/browse/PAY-1"), None),
    ],
)
def test_links(stage: JiraStage, opened: Open, link: Link, key: str | None) -> None:
    """Addresses of this site name issues; a bare key does for a project that syncd reads."""
    it = opened(stage)
    it.scanned()

    def there(text: str | None) -> Any:
        return text.replace("{url}", stage.simulator.url) if text else text

    assert it.tracker.recognize(Link(there(link.text), there(link.target))) == key


def test_a_lost_link_is_found_out(either: JiraStage, opened: Open) -> None:
    """Of a ticket that nobody remembers to have made, the link counts as missing."""
    stage = either
    it = opened(stage)
    stage.simulator.faults.add(r"POST /issue/\d+/remotelink", "drop", 99)
    stage.simulator.faults.add(r"PUT /issue/\d+/properties/syncd", "drop", 99)
    made = it.make()
    assert made.back_link is None
    stage.simulator.faults.clear()
    (found,) = it.again().tracker.find(stage.project, "PM-2026-0051-01", within=60)
    assert (found.ref, found.back_link) == (made.ref, None)
    since = json.dumps({"since": int(either.now() - 3600) * 1000})
    assert it.again().scanned(Known(since))[0][made.ref.key].back_link is None
    remembered = {made.ref.id: made.revision}
    assert it.again().scanned(Known(since, remembered))[0][made.ref.key].back_link is not None
