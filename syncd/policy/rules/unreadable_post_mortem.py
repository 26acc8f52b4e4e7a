"""The rule `unreadable-post-mortem`."""

from collections.abc import Iterator

from syncd.model import Finding, Level
from syncd.policy.rules.registry import Estate, estate_rule


@estate_rule("unreadable-post-mortem", level=Level.ERROR, in_documents=True)
def unreadable_post_mortem(estate: Estate) -> Iterator[Finding]:
    """A post-mortem document cannot be read.

    Why: its action items are invisible until it can.
    Fix: mend the file at the line that the finding names.
    Source: syncd: one bad document never stops the others.
    """
    for document, problem in estate.unreadable:
        yield Finding(
            rule="unreadable-post-mortem",
            message=problem.message,
            hint=problem.hint,
            file=document.path,
            line=problem.line,
            source=document.source,
        )
