"""The rule `repeated-item`."""

from collections.abc import Iterator

from syncd.model import Finding
from syncd.policy.rules.registry import View, rule
from syncd.policy.wording import how_alike

_SHOWN = 3


@rule("repeated-item", in_documents=True)
def repeated_item(view: View) -> Iterator[Finding]:
    """Two post-mortems ask for the same thing.

    Why: what was asked for twice was not done the first time, and the incident came back.
    Fix: do it now: its priority went up one level; close one of the two as a duplicate.
    Source: Post-Mortem Action Item Tracking, "Prioritization".
    """
    for assessment in view.open_items:
        others = [repeat for repeat in assessment.repeats if not repeat.is_dropped]
        if others:
            told = ", ".join(
                f"{one.item} ({how_alike(one.score, one.words)})" for one in others[:_SHOWN]
            )
            more = f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
            ask = "asks" if len(others) == 1 else "ask"
            yield view.about(
                assessment,
                "repeated-item",
                f"{told}{more} {ask} for the same",
                "do it once, and drop the other as its duplicate",
            )
