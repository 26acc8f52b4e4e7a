"""The table: what is said on a ticket, and what becomes of ticket and document."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.commands.voices import Form, Who

DUE = "2026-04-01"
"""When everything is due at first: P2 is, a month after the incident."""


@dataclass(frozen=True)
class Say:
    """What somebody says; `then` is what he makes of it before syncd looks, `later` afterwards."""

    text: str
    who: Who = "jane"
    form: Form = "plain"
    then: str = ""
    later: str = ""


@dataclass(frozen=True)
class Case:
    """One ticket: `answers` in the note, without the names before them, and the document's row.

    Where nothing is answered there is no note either.
    """

    name: str
    said: Sequence[Say]
    answers: Sequence[str] = ()
    owner: str = "jane.doe@acme.com"
    due: str = DUE
    priority: str = "P2"
    status: str = "open"
    closed_by: str = ""
    snoozed: str = ""
    usage: bool = False

    @property
    def title(self) -> str:
        """What its action item is called."""
        return f"Try {self.name}"


_MOVED = "/syncd due 2026-05-01 waiting for the new library"
_RISK = "dropped: Accepted risk: costs more than it saves"

CASES = [
    Case("take", [Say("/syncd take", "omar")], ["yours now."], owner="omar@acme.com"),
    Case("due", [Say(_MOVED)], ["due 2026-05-01 now."], due="2026-05-01"),
    Case(
        "snooze",
        [Say("/syncd snooze 14d the team is on leave")],
        ["nobody is asked about this before 2026-03-16."],
        snoozed="2026-03-16",
    ),
    Case("priority", [Say("/syncd priority P1 it came back")], ["P1 now."], priority="P1"),
    Case(
        "accept-risk",
        [Say("/syncd accept-risk costs more than it saves")],
        ["closed undone, the risk is accepted."],
        status=_RISK,
    ),
    Case(
        "accept-risk until",
        [Say("/syncd accept-risk until 2027-01-01 costs more than it saves")],
        ["closed undone, the risk is accepted until 2027-01-01."],
        status="dropped: Accepted risk until 2027-01-01: costs more than it saves",
    ),
    Case(
        "accept-risk with signs",
        [Say("/syncd accept-risk A | B costs > 10 & is <b>no</b> gain; see R&D, a_b")],
        ["closed undone, the risk is accepted."],
        status="dropped: Accepted risk: A \\| B costs > 10 & is <b>no</b> gain; see R&D, a_b",
    ),
    Case(
        "duplicate-of an item",
        [Say("/syncd duplicate-of pm-2026-0051-01")],
        ["closed as a duplicate of PM-2026-0051-01."],
        status="dropped: Duplicate of PM-2026-0051-01",
    ),
    Case(
        "duplicate-of itself",
        [Say("/syncd duplicate-of {key}")],
        ["not done, that is this one."],
    ),
    Case(
        "duplicate-of nothing",
        [Say("/syncd duplicate-of PM-1999-0001-01")],
        ["not done, no action item or ticket of one is called that."],
    ),
    Case("help", [Say("/syncd help")], ["what can be said is listed below."], usage=True),
    Case("help for an outsider", [Say("/syncd help", "outsider")],
         ["what can be said is listed below."], usage=True),
    Case(
        "unknown command",
        [Say("/syncd tkae")],
        ["not done, there is no command `tkae`; did you mean `/syncd take`?."],
    ),
    Case(
        "no permission",
        [Say(_MOVED, "outsider")],
        ["`due` not done, only who may edit this ticket can say that."],
    ),
    Case(
        "wrong date",
        [Say("/syncd due 2026-02-30 waiting")],
        ["not done, `2026-02-30` is no date; write `/syncd due YYYY-MM-DD REASON`."],
    ),
    Case(
        "a day that is over",
        [Say("/syncd due 2026-03-01 waiting")],
        ["not done, 2026-03-01 is over; write `/syncd due YYYY-MM-DD REASON`."],
    ),
    Case(
        "missing reason",
        [Say("/syncd due 2026-05-01")],
        ["not done, another due date needs a reason; write `/syncd due YYYY-MM-DD REASON`."],
    ),
    Case(
        "edited after it was handled",
        [Say(_MOVED, later="/syncd due 2026-06-01 even later")],
        ["due 2026-05-01 now."],
        due="2026-05-01",
    ),
    Case(
        "edited before it was handled",
        [Say("/syncd take", "omar", then=_MOVED)],
        ["due 2026-05-01 now."],
        due="2026-05-01",
    ),
    Case("quoted", [Say("/syncd take", "omar", "quote")]),
    Case("code", [Say("/syncd take", "omar", "code")]),
    Case("in a sentence", [Say("Somebody should say /syncd take here.", "omar")]),
    Case(
        "quoted, and answered",
        [Say(_MOVED, "omar", "quote"), Say("No.\n\n/syncd take", "omar")],
        ["yours now."],
        owner="omar@acme.com",
    ),
    Case(
        "the same twice",
        [Say(_MOVED), Say(_MOVED, "omar")],
        ["due 2026-05-01 now.", "due 2026-05-01 now."],
        due="2026-05-01",
    ),
    Case(
        "syncd's own account",
        [Say("/syncd take", "bot")],
        ["not done, for syncd takes no commands from its own account."],
    ),
    Case(
        "two in one comment",
        [Say(f"Moving on.\n\n/syncd take\n{_MOVED}", "omar")],
        ["yours now.", "due 2026-05-01 now."],
        owner="omar@acme.com",
        due="2026-05-01",
    ),
    Case(
        "two that contradict each other",
        [Say(_MOVED), Say("/syncd due 2026-04-15 no, sooner", "omar")],
        ["due 2026-05-01 now.", "due 2026-04-15 now."],
        due="2026-04-15",
    ),
    Case(
        "more than can be remembered",
        [Say(f"/syncd due 2026-05-{n:02} and so on") for n in range(1, 26)],
        [f"due 2026-05-{n} now." for n in range(21, 26)],
        due="2026-05-25",
    ),
    Case(
        "on a closed ticket",
        [Say(_MOVED)],
        ["`due` not done, this is closed; reopen it first."],
        closed_by="human",
        status="done",
    ),
    Case(
        "after it was closed on command",
        [Say("/syncd accept-risk costs more than it saves"), Say("/syncd take", "omar")],
        [
            "closed undone, the risk is accepted.",
            "`take` not done, this is closed; reopen it first.",
        ],
        status=_RISK,
    ),
]  # fmt: skip
