"""The words of comments on tickets: short, about one thing, and with the way out.

Each is read by somebody who did not ask for it. So it says what is so, what would help, and
how to be left alone. Markdown, of which trackers understand what they can.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from syncd.model import Handled
from syncd.policy.assess import Assessment
from syncd.policy.commands import HELP, USAGE
from syncd.policy.facts import Again
from syncd.policy.telling import days
from syncd.policy.wording import WITHHELD, listed

_LATER = "`/syncd due YYYY-MM-DD REASON` moves the date"
_REST = "`/syncd snooze 14d REASON` lets it rest"
_NEVER = "`/syncd accept-risk REASON` closes it undone"
_ANSWERS = 5  # the latest ones are shown

ASKED: Mapping[str, str] = {
    "missing-owner": "It has no owner. Assign one person, or write `/syncd take`.",
    "team-as-owner": "Its owner is a group. Assign one person, or write `/syncd take`.",
    "unknown-owner": "The owner that the post-mortem names is not known here. Assign one person.",
    "due-date-moved": "The due date was moved later. Say in a comment why.",
    "undocumented-closure": "It was closed without being done. Say in a comment why, for instance:"
    " Accepted risk because ...",
    "zombie": "It has been put off for long. Finish it, give it another priority with a reason, or"
    " close it with a reason.",
}
"""What a note asks for, by the rule that asks; nothing in it changes from day to day."""

STARTS_NOTE = frozenset({"due-date-moved", "undocumented-closure"})
"""What is worth a note of its own: nobody would learn of it otherwise where he works."""


def check_in_text(assessment: Assessment, since: date) -> str:
    """How is it going?"""
    due = assessment.item.due
    until = f", due {due}" if due else ""
    return (
        f"how is this going? {_priority(assessment)}{until}; nothing has been heard since {since}."
        f" A line on where it stands is enough. {_REST}."
    )


def due_soon_text(assessment: Assessment, today: date) -> str:
    """It is due in a moment."""
    due = assessment.item.due
    left = (due - today).days if due else 0
    when = "today" if left == 0 else f"in {days(left)}"
    return f"this is due {when}, on {due}. If another day is realistic: {_LATER}."


def overdue_text(assessment: Assessment, today: date) -> str:
    """It should have been done."""
    due = assessment.item.due
    late = (today - due).days if due else 0
    return (
        f"this was due on {due}, {days(late)} ago. Close it if it is done. Otherwise {_LATER},"
        f" {_NEVER}."
    )


def escalation_text(
    assessment: Assessment, owner: str | None, quiet: int, span: int, late: date | None
) -> str:
    """The lead is asked to help."""
    whose = f"{owner} owns it" if owner else "it has no other owner"
    priority = assessment.item.priority
    told = []
    if quiet > span:
        told.append(f"nothing has been heard of it for {days(quiet)} ({priority} allows {span})")
    if late:
        told.append(f"it was due on {late}")
    what = listed(told) if told else "it does not move on"
    return (
        f"this action item needs your help: {what}; {whose}. Free the time for it, hand it to"
        f" somebody else, or decide that it is not worth it: {_NEVER}."
    )


def again_text(again: Again, *, secret: bool) -> str:
    """It has happened again."""
    post_mortem = again.post_mortem
    title = WITHHELD if secret else f"“{post_mortem.title}”"
    when = f" on {post_mortem.date}" if post_mortem.date else ""
    severity = f" ({post_mortem.severity})" if post_mortem.severity else ""
    where = f" in {listed(again.recurrence.services)}" if again.recurrence.services else ""
    link = "" if secret or "://" not in post_mortem.url else f" {post_mortem.url}"
    return (
        f"this has happened again{when}{where}: {again.id} {title}{severity} names the same root"
        f" cause while this action item is still open.{link}"
    )


def risk_text(until: date) -> str:
    """An accepted risk has run out."""
    return (
        f"the risk of not doing this was accepted until {until}, which has come. Reopen it, or say"
        " for how much longer: Accepted risk until YYYY-MM-DD because ..."
    )


def note_text(item: str, asked: Sequence[str], handled: Sequence[Handled]) -> str:
    """syncd's one note on a ticket: what is asked of its owner, and the answers to commands."""
    parts = [f"syncd keeps this action item ({item}) in step with its post-mortem."]
    if asked:
        parts.append("\n".join(["Asked of its owner:", *(f"- {ASKED[rule]}" for rule in asked)]))
    else:
        parts.append("Nothing is asked of its owner.")
    if handled:
        answers = [f"- {each.answer}" for each in handled[-_ANSWERS:]]
        parts.append("\n".join(["Answers:", *answers]))
        if any(HELP in answer for answer in answers):
            usage = (f"- `/syncd {how}` {what}" for how, what in USAGE.items())
            parts.append("\n".join(["At the beginning of a line of a comment:", *usage]))
    parts.append("A comment that says `/syncd help` is answered here.")
    return "\n\n".join(parts)


def _priority(assessment: Assessment) -> str:
    return f"It is {assessment.item.priority}"
