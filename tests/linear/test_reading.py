"""A scan of Linear is complete, costs its pages and no more, and shows what changed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

import pytest

from syncd.model import AddComment, Link, Ticket
from syncd.ports import (
    AgainError,
    BrokenTicket,
    DeniedError,
    Gone,
    Hidden,
    Known,
    Moved,
    RealTime,
)
from syncd.testing.conformance.opened import NOW, Opened
from syncd.testing.exchange import Request
from tests.linear.stage import LinearStage, costs


@pytest.fixture(params=[False, True], ids=["quietly", "touching"])
def touches(request: pytest.FixtureRequest, stage: LinearStage) -> bool:
    """Whether comments and links move `updatedAt` of their issue: Linear does not tell."""
    with stage.simulator.changing() as world:
        world.comments_touch_issues = world.attachments_touch_issues = request.param
    return bool(request.param)


def later(it: Opened, known: Known) -> dict[str, Ticket]:
    """What a scan from a cursor on shows, a minute later; the log has its requests alone."""
    it.stage.pass_time(60)
    it.stage.clear_log()
    return it.again().scanned(known)[0]


# Everything.


def test_issues_and_comments_come_together(it: Opened, stage: LinearStage) -> None:
    """250 tickets with 150 comments are three requests: what is longer decides."""
    tickets = it.make_several(250)
    for n in range(150):
        stage.human.comment(tickets[n].ref.key, f"Comment {n}")
    stage.clear_log()
    found, page = it.again().scanned()
    assert len(found) == 250
    assert sum(len(ticket.comments) for ticket in found.values()) == 150
    assert page.last
    assert len(stage.log) == 4  # three pages of issues, the first with a page of comments


def test_every_comment_is_read(it: Opened, stage: LinearStage) -> None:
    """More comments than a page holds come page by page, and each once."""
    ticket = it.make()
    for n in range(230):
        stage.human.comment(ticket.ref.key, f"Comment {n}")
    stage.clear_log()
    said = it.again().read(ticket.ref.key).comments
    in_order = sorted(said, key=lambda each: each.at)
    assert [each.text for each in in_order] == [f"Comment {n}" for n in range(230)]
    assert len(stage.log) == 3


def test_more_labels_than_a_list_shows(it: Opened, stage: LinearStage) -> None:
    """An issue with dozens of labels is read again alone, so that none is missing."""
    ticket = it.make()
    for n in range(30):
        stage.human.label(ticket.ref.key, f"ours-{n}")
    stage.clear_log()
    assert len(it.again().read(ticket.ref.key).labels) == 33
    assert costs(stage) == (2, 0)


def test_what_was_archived_is_there(it: Opened, stage: LinearStage) -> None:
    """Linear archives what was done long ago; it is still the item's ticket."""
    ticket = it.make()
    stage.human.close(ticket.ref.key)
    stage.simulator.human("li@acme.com").archive(ticket.ref.key)
    assert not it.again().read(ticket.ref.key).status.is_open


def test_what_is_in_the_bin_is_absent(it: Opened, stage: LinearStage) -> None:
    """A deleted issue is shown by no scan, is gone by its key, and back when it is restored."""
    key = it.make().ref.key
    human = stage.simulator.human("li@acme.com")
    human.delete(key)
    assert it.again().scanned()[0] == {}
    assert it.again().get(key) == Gone(key)
    assert it.again().tracker.find("PAY", "PM-2026-0051-01", within=600) == []
    human.restore(key)
    assert key in it.again().scanned()[0]


def test_a_team_that_is_out_of_reach(it: Opened, stage: LinearStage) -> None:
    """A team that the token cannot see is no empty team: nothing is concluded from it."""
    made = it.make()
    stage.simulator.human("li@acme.com").hide(made.ref.key)
    with pytest.raises(DeniedError, match="no team PAY, or the token may not see it"):
        it.again().scanned()
    assert it.again().get(made.ref.key) == Hidden(made.ref.key)


def test_a_stopped_reading_goes_on(it: Opened, stage: LinearStage) -> None:
    """What was read before a break is not read again, and nothing is missed."""
    made = it.make_several(250)
    last = list(it.again().scanned()[0])[-1]
    stage.human.comment(last, "The first one.")
    seen = list(islice(it.again().tracker.scan("PAY", Known()), 2))
    resume = seen[-1].resume
    assert resume is not None
    stage.clear_log()
    rest = list(it.again().tracker.scan("PAY", Known(resume=resume)))
    assert len(stage.log) == 1
    assert rest[-1].last
    shown = [ticket.ref.key for page in [*seen, *rest] for ticket in page.tickets]
    assert sorted(shown) == sorted(ticket.ref.key for ticket in made)
    (ticket,) = [each for page in rest for each in page.tickets if each.ref.key == last]
    assert [said.text for said in ticket.comments] == ["The first one."]


def test_a_reading_that_breaks_off_says_so(it: Opened, stage: LinearStage) -> None:
    """The pages before are given, there is no last one, and the error is for later."""
    it.make_several(150)
    seen = []
    pages = it.again().tracker.scan("PAY", Known())
    seen.append(next(pages))
    stage.simulator.faults.add("operation Scan", "503", times=None)
    with pytest.raises(AgainError):
        seen += list(pages)
    assert not seen[-1].last
    assert seen[-1].resume is not None


def test_work_goes_on_while_it_is_read(it: Opened, stage: LinearStage) -> None:
    """What people change between two pages does not fall between them."""
    made = [ticket.ref.key for ticket in it.make_several(150)]
    human = stage.simulator.human("li@acme.com")
    acts: Iterator[Callable[[], object]] = iter(
        [
            lambda: human.edit(made[0], title="Changed meanwhile"),
            lambda: human.edit(made[149], title="Changed meanwhile, too"),
        ]
    )

    def meanwhile(_: Request) -> None:
        stage.pass_time(1)
        next(acts, lambda: None)()

    end = stage.simulator.after(meanwhile, "operation Scan")
    found, page = it.again().scanned()
    end()
    assert sorted(found) == sorted(made)
    changed = later(it, Known(page.cursor, {t.ref.id: t.revision for t in found.values()}))
    assert {made[0], made[149]} >= set(changed)
    titles = {key: ticket.title for key, ticket in {**found, **changed}.items()}
    assert titles[made[0]] == "Changed meanwhile"
    assert titles[made[149]] == "Changed meanwhile, too"


# What changed.


@pytest.mark.usefixtures("touches")
def test_quiet_after_writing(it: Opened, stage: LinearStage) -> None:
    """What syncd itself wrote is read once more, and then there is silence."""
    tickets = it.make_several(3)
    it.tracker.apply([AddComment(ticket, "A reminder.", "r", NOW) for ticket in tickets])
    stage.pass_time(3600)
    known = it.known()
    assert later(it, known) == {}
    assert costs(stage) == (1, 0)


@pytest.mark.usefixtures("touches")
def test_a_comment_shows_its_ticket(it: Opened, stage: LinearStage) -> None:
    """Whether or not it moves `updatedAt` of the issue, it shows in one request."""
    tickets = it.make_several(3)
    stage.pass_time(3600)
    known = it.known()
    stage.human.comment(tickets[1].ref.key, "/syncd snooze 2w")
    found = later(it, known)
    assert set(found) == {tickets[1].ref.key}
    assert [said.text for said in found[tickets[1].ref.key].comments] == ["/syncd snooze 2w"]
    assert costs(stage) == (1, 0)


@pytest.mark.usefixtures("touches")
def test_a_link_shows_its_ticket(it: Opened, stage: LinearStage) -> None:
    """A marker that somebody changed is seen, though it is not part of the issue."""
    ticket = it.make()
    stage.pass_time(3600)
    known = it.known()
    human = stage.simulator.human("li@acme.com")
    human.change_link(
        ticket.ref.key, f"{ticket.back_link}#syncd=PM-2026-0051-01", "https://x.test/"
    )
    assert later(it, known)[ticket.ref.key].back_link == "https://x.test/"


def test_an_edited_comment_comes_again(it: Opened, stage: LinearStage) -> None:
    """Other words of an old comment are news."""
    ticket = it.make()
    human = stage.simulator.human("li@acme.com")
    said = human.comment(ticket.ref.key, "Tomorrow.")
    stage.pass_time(3600)
    known = it.known()
    human.edit_comment(said, "Next week.")
    found = later(it, known)
    assert [each.text for each in found[ticket.ref.key].comments] == ["Next week."]


def test_a_deleted_comment_is_gone_after_a_full_scan(it: Opened, stage: LinearStage) -> None:
    """Nothing tells of it before; then the ticket counts as changed, and has the rest."""
    ticket = it.make()
    human = stage.simulator.human("li@acme.com")
    said = human.comment(ticket.ref.key, "Tomorrow.")
    known = it.known()
    human.delete_comment(said)
    found, _ = it.again().scanned(Known(None, known.revisions))
    assert found[ticket.ref.key].comments == ()


def test_a_ticket_that_gets_the_label_later(it: Opened, stage: LinearStage) -> None:
    """What was said on it before it became syncd's business is read as well."""
    key = stage.human.create("By hand", labels=("ours",))
    stage.human.comment(key, "Said long ago.")
    it.make()
    stage.pass_time(3600)
    known = it.known()
    stage.human.label(key, "post-mortem")
    found = later(it, known)
    assert [said.text for said in found[key].comments] == ["Said long ago."]
    assert costs(stage) == (2, 0)


def test_a_hundred_changes_and_a_hundred_comments(it: Opened, stage: LinearStage) -> None:
    """More than a page of each costs as many requests as the longer list has pages, and one."""
    tickets = it.make_several(120)
    stage.pass_time(3600)
    known = it.known()
    for ticket in tickets:
        stage.human.retitle(ticket.ref.key, f"{ticket.title}, again")
        stage.human.comment(ticket.ref.key, "Done soon.")
    found = later(it, known)
    assert len(found) == 120
    assert all(len(ticket.comments) == 1 for ticket in found.values())
    assert len(stage.log) <= 4


def skewed(stage: LinearStage, seconds: float) -> Callable[[], float]:
    """A clock that is ahead of Linear's."""
    return lambda: stage.now() + seconds


def test_the_server_s_clock_counts(it: Opened, stage: LinearStage) -> None:
    """A machine that is an hour ahead or behind misses nothing."""
    made = it.make()
    for skew in (3600.0, -3600.0):
        ours = it.again()
        ours.gate.real_time = RealTime(skewed(stage, skew), ours.slept.append)
        found, page = ours.scanned()
        known = Known(page.cursor, {t.ref.id: t.revision for t in found.values()})
        stage.pass_time(60)
        stage.human.retitle(made.ref.key, f"Title {skew}")
        assert set(ours.scanned(known)[0]) == {made.ref.key}


# By key.


def test_many_keys_are_few_requests(it: Opened, stage: LinearStage) -> None:
    """Fifty tickets by key are one request, and one for what was said on them."""
    keys = [stage.human.create(f"By hand {n}") for n in range(50)]
    ours = it.again()
    ours.scanned()
    stage.clear_log()
    found = dict(ours.tracker.get(keys))
    assert all(isinstance(ticket, Ticket) for ticket in found.values())
    assert costs(stage) == (2, 0)


def test_keys_that_lead_nowhere(it: Opened, stage: LinearStage) -> None:
    """Each key has its own answer."""
    key = it.make().ref.key
    found = dict(it.again().tracker.get([key, "PAY-99", "NONE-1"]))
    assert isinstance(found[key], Ticket)
    assert (found["PAY-99"], found["NONE-1"]) == (Hidden("PAY-99"), Hidden("NONE-1"))


def test_a_key_in_small_letters(it: Opened, stage: LinearStage) -> None:
    """Linear takes keys in any case, and so do people."""
    key = it.make().ref.key
    assert isinstance(it.again().get(key.lower()), Ticket)


def test_a_team_that_is_called_otherwise_now(it: Opened, stage: LinearStage) -> None:
    """After a team got another key, links with the old one still lead to the ticket."""
    made = it.make()
    stage.simulator.human("li@acme.com").rename_team("PAY", "MONEY")
    found = it.again().get(made.ref.key)
    assert isinstance(found, Moved)
    assert (found.ticket.ref.key, found.ticket.ref.project) == ("MONEY-1", "MONEY")


def test_a_bare_key_counts_for_teams_that_were_read(it: Opened) -> None:
    """`PAY-1` names a ticket of a team that this tracker has; `ABC-1` may be anybody's."""
    made = it.make()
    it.scanned()
    assert it.tracker.recognize(Link(made.ref.key)) == made.ref.key
    assert it.tracker.recognize(Link("ABC-1")) is None


def test_a_broken_marker_hides_no_other_ticket(it: Opened, stage: LinearStage) -> None:
    """One ticket that cannot be understood is named; the others are read."""
    broken, fine = it.make_several(2)
    with stage.simulator.changing() as world:
        for link in world.attachments_of(broken.ref.id):
            world.attachments[link.id] = replace(link, metadata={"syncd": '{"v": 9, "item": "x"}'})
    pages = list(it.again().tracker.scan("PAY", Known()))
    assert [each.ref.key for page in pages for each in page.broken] == [broken.ref.key]
    assert [each.ref.key for page in pages for each in page.tickets] == [fine.ref.key]
    found = it.again().get(broken.ref.key)
    assert isinstance(found, BrokenTicket)
    assert found.identity is not None


# People.


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("jane.doe@acme.com", True),
        ("Jane.Doe@ACME.com", True),
        ("@jane.doe", True),
        ("Jane Doe", True),
        ("jane", False),
        ("left@acme.com", False),
        ("Sam Same", False),
    ],
)
def test_who_is_meant(it: Opened, stage: LinearStage, written: str, found: bool) -> None:
    """E-mail, display name or full name name somebody, if it is one member and active."""
    sim = stage.simulator
    sim.user("left@acme.com", active=False)
    sim.user("sam@acme.com", name="Sam Same")
    sim.user("sam2@acme.com", name="Sam Same")
    account = it.tracker.find_account("PAY", written)
    assert (account == stage.accounts["jane.doe@acme.com"]) is found
    assert found or account is None
