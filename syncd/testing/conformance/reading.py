"""Reading: completeness, budgets, identity."""

from pathlib import Path

import pytest

from syncd.model import Link, Status, Ticket
from syncd.ports import Gone, Hidden, Known, Moved
from syncd.testing.conformance.opened import DUE, URL, Opened, settings_of
from syncd.testing.conformance.stage import Stage


class Fixtures:
    """What all parts of the suite share."""

    @pytest.fixture
    def stage(self) -> Stage:
        """The tracker; a subclass says which."""
        raise NotImplementedError("give the fixture `stage`")

    @pytest.fixture
    def it(self, stage: Stage, tmp_path: Path) -> Opened:
        """The adapter, opened on the stage."""
        return Opened(stage, settings_of(stage, tmp_path))


class Reading(Fixtures):
    """How a tracker is read."""

    def test_an_empty_project(self, it: Opened) -> None:
        """A project without tickets is read whole, in one request."""
        found, page = it.scanned()
        assert (found, page.last) == ({}, True)
        assert len(it.stage.log) <= 1

    def test_what_was_made_is_read_back(self, it: Opened) -> None:
        """A ticket reads as it was wished for: text, labels, owner, due date, marker."""
        wanted = it.drafted().draft.wanted
        made = it.make()
        ticket = it.again().read(made.ref.key)
        assert ticket.ref == made.ref
        assert (ticket.title, ticket.status) == (wanted.title, Status.OPEN)
        assert wanted.labels <= ticket.labels
        assert (ticket.account or ticket.assignee) == wanted.assignee
        assert ticket.due == DUE
        assert ticket.back_link == URL
        assert ticket.identity is not None
        assert (ticket.identity.item, ticket.identity.post_mortem) == (
            "PM-2026-0051-01",
            "PM-2026-0051",
        )
        assert ticket.created is not None

    def test_what_it_was_made_with_is_remembered(self, it: Opened) -> None:
        """The base of the first merge is on the ticket from its first moment."""
        made = it.again().read(it.make().ref.key)
        state, identity = made.state, made.identity
        base = state.base if state else identity.base if identity else None
        assert base is not None
        assert (base.due, base.status, base.url) == (DUE, Status.OPEN, URL)

    def test_a_scan_of_everything_costs_its_pages(self, it: Opened) -> None:
        """Everything is read with the requests that its pages need, and no ticket is missing."""
        made = it.make_several(it.stage.page + 3)
        it.stage.clear_log()
        found, page = it.again().scanned()
        assert set(found) == {ticket.ref.key for ticket in made}
        assert page.last
        if it.tracker.capabilities.is_remote:
            assert len(it.stage.log) == it.stage.reads(len(made), 0, 0)

    def test_a_quiet_project_costs_one_request(self, it: Opened) -> None:
        """When nothing has changed, one request says so."""
        it.make_several(3)
        it.stage.pass_time(3600)
        known = it.known()
        it.stage.pass_time(60)
        it.stage.clear_log()
        found, page = it.again().scanned(known)
        assert (found, page.last) == ({}, True)
        if it.tracker.capabilities.is_remote:
            assert len(it.stage.log) == 1
            assert page.cursor is not None

    def test_what_changed_is_shown(self, it: Opened) -> None:
        """Edited and commented tickets are shown, with what was said, for their pages' price."""
        tickets = it.make_several(5)
        it.stage.pass_time(3600)
        known = it.known()
        it.stage.pass_time(60)
        human = it.stage.human
        human.retitle(tickets[0].ref.key, "Another title")
        human.comment(tickets[1].ref.key, "I am on it.")
        human.comment(tickets[1].ref.key, "Nearly there.")
        human.close(tickets[2].ref.key)
        it.stage.pass_time(60)
        it.stage.clear_log()
        found, page = it.again().scanned(known)
        changed = {ticket.ref.key for ticket in tickets[:3]}
        assert changed <= set(found)
        assert page.last
        assert found[tickets[0].ref.key].title == "Another title"
        said = [comment.text.strip() for comment in found[tickets[1].ref.key].comments]
        assert said == ["I am on it.", "Nearly there."]
        assert found[tickets[2].ref.key].status is Status.DONE
        if it.tracker.capabilities.is_remote:
            assert set(found) == changed
            assert len(it.stage.log) <= it.stage.reads(3, 2, 1)

    def test_an_edited_comment_is_shown(self, it: Opened) -> None:
        """All comments are shown by a scan of everything, each once."""
        ticket = it.make()
        it.stage.human.comment(ticket.ref.key, "One.")
        it.stage.human.comment(ticket.ref.key, "Two.")
        said = [comment.text.strip() for comment in it.again().read(ticket.ref.key).comments]
        assert said == ["One.", "Two."]

    def test_the_revision_follows_every_change(self, it: Opened) -> None:
        """Whatever people change, the revision is another; without a change it is the same."""
        key = it.make().ref.key
        first = it.again().read(key).revision
        assert it.again().read(key).revision == first
        it.stage.pass_time(5)
        it.stage.human.label(key, "ours")
        second = it.again().read(key).revision
        it.stage.pass_time(5)
        it.stage.human.comment(key, "Hm.")
        assert len({first, second, it.again().read(key).revision}) == 3

    def test_only_syncd_s_tickets_are_shown(self, it: Opened) -> None:
        """A ticket without syncd's label costs nothing and is none of its business."""
        theirs = it.stage.human.create("Something else", labels=("ours",))
        ours = it.make()
        found, _ = it.again().scanned()
        assert ours.ref.key in found
        assert theirs not in found or not it.tracker.capabilities.is_remote

    def test_links_are_recognised(self, it: Opened) -> None:
        """The link that syncd writes into a document names the ticket; other links do not."""
        ticket = it.make()
        assert set(it.linked(ticket)) == {ticket.ref.key}
        for other in ("https://example.test/browse/X-1", "the runbook", "https://git.test/a/b"):
            assert it.tracker.recognize(Link(other)) is None

    def test_tickets_by_key(self, it: Opened) -> None:
        """Tickets are fetched by key, made by syncd or by hand, several at once."""
        ours, theirs = it.make().ref.key, it.stage.human.create("Made by hand")
        found = dict(it.again().tracker.get([ours, theirs]))
        assert all(isinstance(ticket, Ticket) for ticket in found.values())
        assert set(found) == {ours, theirs}

    def test_a_deleted_ticket(self, it: Opened) -> None:
        """A deleted ticket is gone, or hidden where the tracker does not tell."""
        key = it.make().ref.key
        if "delete" in it.stage.cannot:
            pytest.skip(it.stage.cannot["delete"])
        it.stage.human.delete(key)
        assert isinstance(it.again().get(key), Gone | Hidden)

    def test_a_moved_ticket(self, it: Opened) -> None:
        """A ticket that was moved is found where it is now, by the key that it had."""
        key = it.make().ref.key
        if "move" in it.stage.cannot:
            pytest.skip(it.stage.cannot["move"])
        there = it.stage.human.move(key, it.stage.elsewhere)
        found = it.again().get(key)
        ticket = found.ticket if isinstance(found, Moved) else found
        assert isinstance(ticket, Ticket)
        assert ticket.ref.key == there
        assert ticket.identity is not None

    def test_an_account_is_found_once(self, it: Opened) -> None:
        """Nobody is found who is not there."""
        if it.tracker.capabilities.finds_people:
            nobody = it.tracker.find_account(it.stage.project, "nobody at all <no@where.test>")
            assert nobody is None

    def test_a_scan_can_be_repeated(self, it: Opened) -> None:
        """Reading everything twice gives the same, unchanged tickets by their id alone."""
        tickets = it.make_several(3)
        first, _ = it.again().scanned()
        known = Known(None, {t.ref.id: t.revision for t in first.values()})
        unchanged = {
            name
            for page in it.again().tracker.scan(it.stage.project, known)
            for name in page.unchanged
        }
        assert unchanged == {ticket.ref.id for ticket in tickets}

    def test_the_check(self, it: Opened) -> None:
        """`syncd doctor` finds nothing wrong on a stage, and looks without writing."""
        checks = it.tracker.check([it.stage.project])
        assert checks
        assert [check.message for check in checks if not check.ok] == []
        assert it.stage.writes == []
