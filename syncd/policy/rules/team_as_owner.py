"""The rule `team-as-owner`."""

from collections.abc import Iterator

from syncd.model import Finding
from syncd.policy.ownership import OwnerKind
from syncd.policy.rules.registry import View, rule


@rule("team-as-owner", in_documents=True)
def team_as_owner(view: View) -> Iterator[Finding]:
    """A team, a list of people or a group alias owns an open action item.

    Why: a team does not feel asked; one person does, and can still hand the work on.
    Fix: name the one person of that team who sees to it.
    Source: Post-Mortem Action Item Tracking, "Ownership Assignment".
    """
    for assessment in view.open_items:
        if assessment.owner.kind in {OwnerKind.TEAM, OwnerKind.SEVERAL}:
            where = f", or assign {assessment.ticket.ref.key}" if assessment.ticket else ""
            yield view.about(
                assessment,
                "team-as-owner",
                f'"{assessment.owner.name}" owns it, and is not one person',
                f"name one person as its owner{where}",
            )
