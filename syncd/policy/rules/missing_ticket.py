"""The rule `missing-ticket`."""

from collections.abc import Iterator

from syncd.model import Finding, Level
from syncd.policy.rules.registry import View, rule


@rule("missing-ticket", level=Level.ERROR)
def missing_ticket(view: View) -> Iterator[Finding]:
    """An open action item has no ticket, and syncd makes none for it.

    Why: an item that lives only in a document nobody reopens is not in anybody's workflow.
    Fix: tell syncd where its ticket belongs, or make one and link it.
    Source: Post-Mortem Action Item Tracking, "Ownership Assignment".
    """
    for assessment in view.open_items:
        if assessment.ticket:
            continue
        team = assessment.route.team
        if team is None:
            yield view.about(
                assessment,
                "missing-ticket",
                f"no ticket, and {assessment.route.why}",
                assessment.route.hint,
            )
        elif not team.create:
            yield view.about(
                assessment,
                "missing-ticket",
                f"no ticket, and team {team.name} makes its own (create = false)",
                f"make a ticket in {team.project} and link it in the document",
            )
        elif view.post_mortem.confidential and not team.confidential_project:
            yield view.about(
                assessment,
                "missing-ticket",
                f"no ticket, and team {team.name} has no project for confidential post-mortems",
                f"set confidential_project in [teams.{team.name}]",
            )
