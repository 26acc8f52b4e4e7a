"""The rule `missing-backlink`."""

from collections.abc import Iterator

from syncd.model import Finding
from syncd.policy.rules.registry import View, rule
from syncd.policy.ticket_change import may_write_back_link


@rule("missing-backlink")
def missing_backlink(view: View) -> Iterator[Finding]:
    """A ticket does not link back to its post-mortem, and syncd may not write there.

    Why: whoever opens the ticket cannot see why it matters.
    Fix: put the post-mortem's address where the ticket keeps it.
    Source: Post-Mortem Action Item Tracking, "Ownership Assignment".
    """
    url = view.post_mortem.url
    for assessment in view.certain_items:
        ticket = assessment.ticket
        if ticket is None:
            continue
        if ticket.back_link != url and not may_write_back_link(ticket, url):
            yield view.about(
                assessment,
                "missing-backlink",
                f"{ticket.ref.key} links to {ticket.back_link} instead of {url}",
                f"put {url} there, or remove what is there for syncd to do it",
            )
