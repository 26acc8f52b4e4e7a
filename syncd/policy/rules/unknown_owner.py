"""The rule `unknown-owner`."""

from collections.abc import Iterator

from syncd.model import Finding
from syncd.policy.ownership import OwnerKind
from syncd.policy.rules.registry import View, rule


@rule("unknown-owner", in_documents=True)
def unknown_owner(view: View) -> Iterator[Finding]:
    """The owner of an open action item is not among the people that syncd knows.

    Why: a reminder to a name that nobody answers to reaches nobody.
    Fix: correct the name, or add the person, with the account in your tracker, to [people].
    Source: Post-Mortem Action Item Tracking, "Ownership Assignment".
    """
    terms = view.terms
    for assessment in view.open_items:
        owner, item = assessment.owner, assessment.item
        team = assessment.route.team
        tracker = item.ticket.tracker if item.ticket else team.tracker if team else None
        if not owner.is_one or owner.name is None:
            continue
        asked = tracker is not None and tracker in terms.finds_people
        if asked and tracker is not None and terms.account(tracker, owner.name) is not None:
            continue
        if owner.kind is OwnerKind.STRANGER and (terms.organization.people or asked):
            where = f"[people], and {tracker} knows no such account" if asked else "[people]"
            yield view.about(
                assessment,
                "unknown-owner",
                f'"{owner.name}" is nobody in {where}',
                f'correct the name, or add [people."{owner.name}"] to the configuration',
            )
        elif owner.kind is OwnerKind.PERSON and asked:
            yield view.about(
                assessment,
                "unknown-owner",
                f'"{owner.name}" has no account in {tracker} that syncd knows of',
                f'add it to [people."{owner.name}"], so that the ticket can be assigned',
            )
