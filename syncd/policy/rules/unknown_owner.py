"""The rule `unknown-owner`."""

from collections.abc import Iterator

from syncd.model import Finding
from syncd.policy.ownership import OwnerKind
from syncd.policy.rules.registry import View, rule


@rule("unknown-owner", in_documents=True)
def unknown_owner(view: View) -> Iterator[Finding]:
    """The owner of an open action item is not among the people that syncd knows.

    Why: a reminder to a name that nobody answers to reaches nobody.
    Fix: correct the name, or add the person to [people] in the configuration.
    Source: Post-Mortem Action Item Tracking, "Ownership Assignment".
    """
    if not view.terms.organization.people:
        return
    for assessment in view.open_items:
        if assessment.owner.kind is OwnerKind.STRANGER:
            name = assessment.owner.name
            yield view.about(
                assessment,
                "unknown-owner",
                f'"{name}" is nobody in [people]',
                f'correct the name, or add [people."{name}"] to the configuration',
            )
