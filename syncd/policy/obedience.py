"""Commands obeyed: a ticket as those who commented on it want it.

A command does what its author would have done by hand, so everything else about the ticket
is decided as if it had been done: the same merge, the same labels, the same document edit.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from syncd.model import Comment, Handled, Right, Status, Ticket, TicketKey
from syncd.model.handled import KEPT
from syncd.policy.case import Claim, Obeyed
from syncd.policy.commands import HELP, Mistake, Order, Said, Word, orders_in
from syncd.policy.facts import Facts, Terms

_MARK = "/syncd"


def obey(claim: Claim, facts: Facts, terms: Terms) -> Claim:
    """The same claim once the commands on its ticket are obeyed.

    Those wait about whose author nobody could say yet what he may do.
    """
    ticket = claim.ticket
    if ticket is None or claim.held:
        return claim
    told = [
        (comment, said, right)
        for comment, said in pending(ticket)
        if (right := terms.rights.get((_key(ticket), comment.account))) is not None
    ]
    wish = _Wish(ticket, claim.id)
    if not ticket.status.is_open:
        reasons = {claim.item.reason, ticket.closing_reason}
        orders = [each for _, said, right in told if right is Right.WRITE for each in said]
        wish.relive(reasons & {_why(each, facts) for each in orders if isinstance(each, Order)})
    for comment, said, right in told:
        answers = [wish.answer(each, comment, right, facts, terms) for each in said]
        wish.handled.append(Handled(handle(comment), " ".join(answers)))
    if not wish.handled:
        return claim
    if wish.reason is None:
        wish.ticket = replace(wish.ticket, status=ticket.status)
    obeyed = Obeyed(ticket, tuple(wish.handled), wish.snoozed, wish.reason)
    return claim._replace(ticket=wish.ticket, obeyed=obeyed)


def _key(ticket: Ticket) -> TicketKey:
    return TicketKey(ticket.ref.tracker, ticket.ref.key)


def pending(ticket: Ticket) -> Iterator[tuple[Comment, tuple[Said, ...]]]:
    """The comments with commands that were not dealt with yet, the oldest first."""
    told = [each for each in ticket.comments if each.record is None and _MARK in each.text]
    if not told:
        return
    known = {each.comment for each in ticket.state.handled} if ticket.state else set()
    after = _forgotten(ticket, known)
    for comment in told:
        if handle(comment) in known or (after and comment.at <= after):
            continue
        if said := orders_in(comment.text, comment.at.date()):
            yield comment, said


def _forgotten(ticket: Ticket, known: Collection[str]) -> datetime | None:
    """The time until which comments were handled of which nothing is remembered any more."""
    if len(known) < KEPT:
        return None
    return min((each.at for each in ticket.comments if handle(each) in known), default=None)


def handle(comment: Comment) -> str:
    """What a comment is known by; an edited one is still the same."""
    return comment.id or f"{comment.at.isoformat()} {comment.author}"


@dataclass(slots=True)
class _Wish:
    """A ticket while one command after the other is obeyed; `ends` is how a command closes it."""

    ticket: Ticket
    item: str
    ends: Status = Status.DROPPED
    handled: list[Handled] = field(default_factory=list)
    snoozed: date | None = None
    reason: str | None = None

    def relive(self, reasons: Collection[str | None]) -> None:
        """Begin before it was closed, if one of these commands did that.

        So it is where a pass was stopped before it could answer.
        """
        if reasons:
            self.ends = self.ticket.status
            self.ticket = replace(self.ticket, status=Status.OPEN)

    def answer(self, said: Said, comment: Comment, right: Right, facts: Facts, terms: Terms) -> str:
        """Do what is said, and say what was done; or why not."""
        name = terms.named(self.ticket.ref.tracker, comment.account, comment.author)
        if right is Right.OWN:
            return f"{name}: not done, for syncd takes no commands from its own account."
        if isinstance(said, Mistake):
            return f"{name}: not done, {said.message}."
        if said.word is Word.HELP:
            return f"{name}: {HELP}."
        if right is Right.READ:
            return f"{name}: `{said.word}` not done, only who may edit this ticket can say that."
        if not self.ticket.status.is_open:
            return f"{name}: `{said.word}` not done, this is closed; reopen it first."
        return f"{name}: {self._obey(said, comment, name, facts, terms)}"

    def _obey(self, order: Order, comment: Comment, name: str, facts: Facts, terms: Terms) -> str:
        match order.word:
            case Word.SNOOZE:
                self.snoozed = order.day
                return f"nobody is asked about this before {order.day}."
            case Word.DUE:
                self.ticket = replace(self.ticket, due=order.day, due_text=None)
                return f"due {order.day} now."
            case Word.PRIORITY:
                others = frozenset(terms.priority_labels.values())
                label = terms.labels.of_priority(order.priority) if order.priority else ""
                self.ticket = replace(self.ticket, labels=(self.ticket.labels - others) | {label})
                return f"{order.priority} now."
            case Word.TAKE:
                self.ticket = replace(self.ticket, assignee=name, account=comment.account)
                return "yours now."
            case Word.ACCEPT_RISK:
                self._close(_why(order, facts))
                until = f" until {order.day}" if order.day else ""
                return f"closed undone, the risk is accepted{until}."
            case _:
                return self._as_duplicate(order, facts)

    def _as_duplicate(self, order: Order, facts: Facts) -> str:
        target = order.target.casefold()
        if target in {self.item.casefold(), self.ticket.ref.key.casefold()}:
            return "not done, that is this one."
        if facts.complete and target not in facts.targets:
            return "not done, no action item or ticket of one is called that."
        self._close(_why(order, facts))
        return f"closed as a duplicate of {facts.targets.get(target, order.target)}."

    def _close(self, reason: str) -> None:
        self.reason = reason
        self.ticket = replace(self.ticket, status=self.ends, closing_reason=reason)


def _why(order: Order, facts: Facts) -> str:
    """What documents that a ticket is closed undone."""
    if order.word is Word.ACCEPT_RISK:
        return f"Accepted risk{f' until {order.day}' if order.day else ''}: {order.reason}"
    if order.word is Word.DUPLICATE_OF:
        return f"Duplicate of {facts.targets.get(order.target.casefold(), order.target)}"
    return ""
