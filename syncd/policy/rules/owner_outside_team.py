"""The rule `owner-outside-team`."""

from collections.abc import Iterator

from syncd.model import Finding, Level
from syncd.policy.rules.registry import View, rule


@rule("owner-outside-team", level=Level.INFO, in_documents=True)
def owner_outside_team(view: View) -> Iterator[Finding]:
    """The owner's team owns none of the post-mortem's services, and another team does.

    Why: work outside one's own system waits for somebody else's review, access and time.
    Fix: hand the item to somebody of the owning team, or leave it where that is meant.
    Source: Post-Mortem Action Item Tracking, "Ownership Assignment".
    """
    owners = view.terms.organization.team_of_service
    teams = {team for name in view.post_mortem.services for team in owners.get(name.casefold(), ())}
    owning = " or ".join(sorted(teams))
    for assessment in view.open_items:
        team = assessment.owner.team
        if teams and team and team not in teams:
            yield view.about(
                assessment,
                "owner-outside-team",
                f"{assessment.owner.name} is of {team}; the services are of {owning}",
                f"hand it to somebody of {owning}, if it is their system",
            )
