"""What a pass did, for people and for programs.

In: a `PassOutcome`, or action items. Out: the JSON of a report; and from that JSON alone,
as text for a terminal, as Markdown for a pull request, as annotations and job summary for
GitHub, or as SARIF for code scanning.
It must not decide, read or write anything, nor trust a text that came from a document or
ticket: control characters never reach a terminal, mark-up and mentions never a page.
"""

from syncd.report import items, json, markdown, text

__all__ = ["items", "json", "markdown", "text"]
