"""The rule `ambiguous-item`."""

from collections.abc import Iterator
from difflib import get_close_matches

from syncd.model import Finding
from syncd.policy.rules.registry import View, known_names, rule

_WITHHELD = "a place in a confidential document is unclear"


@rule("ambiguous-item", in_documents=True)
def ambiguous_item(view: View) -> Iterator[Finding]:
    """Part of a document may be an action item, and cannot be understood with certainty.

    Why: a guess would make a ticket for something that nobody agreed to do.
    Fix: write it as a row, a bullet or a check box under the heading of the action items.
    Source: syncd: what is uncertain is flagged, never guessed.
    """
    post_mortem = view.post_mortem
    for problem in post_mortem.problems:
        if problem.rule == "ambiguous-item":
            message = _WITHHELD if post_mortem.confidential else problem.message
            yield view.overall("ambiguous-item", message, problem.hint, problem.line)
    for name, _ in post_mortem.waivers:
        if name not in known_names():
            near = get_close_matches(name, known_names(), n=1)
            hint = f"did you mean {near[0]}?" if near else "syncd rules lists them all"
            yield view.overall("ambiguous-item", f"waive: there is no rule {name!r}", hint)
    yield from view.troubled("ambiguous-item")
