"""The rule `recurrence`."""

from collections.abc import Iterator

from syncd.model import Finding
from syncd.policy.recurrence import Recurrence, Unfinished
from syncd.policy.rules.registry import View, rule
from syncd.policy.wording import how_alike, listed


@rule("recurrence", in_documents=True)
def recurrence(view: View) -> Iterator[Finding]:
    """The root cause of an earlier post-mortem that has an open action item is hit again.

    Why: most incidents that come back had been understood before, and what would have
        prevented them was never finished.
    Fix: finish the earlier items first, or drop them with a reason. If it is another cause
        after all, waive the rule in this document and say why.
    Source: Post-Mortem Action Item Tracking, "Measuring Completion Rates".
    """
    for found in view.facts.recurrences.get(view.id, ()):
        if unfinished := found.still_open:
            items = [item.item for item in unfinished]
            yield view.overall(
                "recurrence",
                f"{_hits_again(found)}; still open there: {listed(map(_told, unfinished))}",
                f"finish {listed(items)} first, or drop with a reason what is not worth it; if"
                " this is another cause, write in the front matter: waive: {recurrence: why}",
            )


def _hits_again(found: Recurrence) -> str:
    alike = how_alike(found.score, found.words)
    where = f" in {listed(found.services)}" if found.services else ""
    return f"hits a root cause of {found.of} again{where} ({alike})"


def _told(item: Unfinished) -> str:
    ticket = item.ticket.key if item.ticket else "no ticket"
    return f"{item.item} ({item.owner or 'nobody'}, {ticket})"
