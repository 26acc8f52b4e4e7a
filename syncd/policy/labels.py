"""Which labels a ticket should carry; everybody else's labels are none of our business."""

from syncd.model import Ticket
from syncd.policy.assess import Assessment
from syncd.policy.facts import Terms
from syncd.policy.progress import is_stalled, zombie_signs

_NONE: frozenset[str] = frozenset()


def wanted_labels(assessment: Assessment, terms: Terms) -> frozenset[str]:
    """The labels that syncd would put on the ticket of an item."""
    names, item = terms.labels, assessment.item
    wanted = {names.post_mortem}
    if item.priority:
        wanted.add(terms.priority_labels[item.priority])
    if item.category:
        wanted.add(names.of_category(item.category))
    if assessment.is_open:
        if not assessment.owner.is_one:
            wanted.add(names.missing_owner)
        if item.due and item.due < terms.today:
            wanted.add(names.overdue)
        if is_stalled(assessment, terms) is not None:
            wanted.add(names.stalled)
        if zombie_signs(assessment, terms):
            wanted.add(names.zombie)
    return frozenset(wanted)


def label_changes(
    assessment: Assessment, ticket: Ticket, terms: Terms
) -> tuple[frozenset[str], frozenset[str]]:
    """The labels to add to a ticket and to remove from it.

    Removed are only labels of syncd's own that no longer hold: flags, another category, and
    the priority that it wrote itself. A closed ticket loses its flags and gains nothing. What
    the tracker refused is not asked for again, and stays where somebody else has put it.
    """
    wanted = wanted_labels(assessment, terms)
    if wanted == ticket.labels:
        return _NONE, _NONE
    names = terms.labels
    ours = {names.missing_owner, names.overdue, names.stalled, names.zombie}
    if assessment.item.category:
        ours |= {label for label in ticket.labels if label.startswith(names.category)}
    if assessment.item.priority:
        ours.update(terms.priority_labels.values())
    add = wanted - ticket.labels - assessment.claim.refused if assessment.is_open else _NONE
    return add, (ticket.labels & ours) - wanted
