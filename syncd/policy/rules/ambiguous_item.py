"""The rule `ambiguous-item`."""

from collections.abc import Iterator

from syncd.model import Finding
from syncd.policy.rules.registry import View, rule


@rule("ambiguous-item")
def ambiguous_item(view: View) -> Iterator[Finding]:
    """Part of a document may be an action item, and cannot be understood with certainty.

    Why: a guess would make a ticket for something that nobody agreed to do.
    Fix: write it as a row, a bullet or a check box under the heading of the action items.
    Source: syncd: what is uncertain is flagged, never guessed.
    """
    for problem in view.post_mortem.problems:
        if problem.rule == "ambiguous-item":
            yield view.overall("ambiguous-item", problem.message, problem.hint, problem.line)
    for trouble in view.troubles:
        if trouble.rule == "ambiguous-item":
            yield Finding(
                rule=trouble.rule,
                message=trouble.message,
                hint=trouble.hint,
                post_mortem=view.id,
                item=trouble.item,
                ticket=trouble.ticket,
                file=view.post_mortem.path,
                line=trouble.line,
            )
