"""A post-mortem document to start from, which reads back as what it was made of.

What is to be filled in stands in comments, of which Markdown and YAML show nothing.
"""

import datetime as dt
from collections.abc import Sequence

from syncd.model import Severity
from syncd.yamltext import dump

_HEADER = (
    "Action",
    "Category",
    "Impact",
    "Effort",
    "Owner",
    "Priority",
    "Due",
    "Ticket",
    "Status",
    "Team",
    "Halves duration",
    "Reason",
    "ID",
)
_EXAMPLE = ("Alert when card payments fail", "detect", "3", "1", "jane.doe@example.com")

_FORM = """\
---
{keys}
---

# {title}

<!-- Comments like this one say what belongs where; take them out as you go. Write what
     happened, and what made that likely. Whoever acted did what made sense at the time. -->

## Summary

<!-- Three sentences for somebody who was not there: what broke, for whom, how it ended. -->

## Impact

<!-- In numbers: how many customers, requests or orders, from when to when, and at what cost. -->

## Timeline

<!-- When it began, when somebody noticed and how, each turn, when it was over. -->

| Time (UTC) | What happened |
| --- | --- |

## Root causes

<!-- One short line each, the same as above in root_causes: by these syncd knows a later
     incident again. "Somebody made a mistake" is none; what let the mistake through is one. -->

## What helped

<!-- Alarms, runbooks, people and luck that kept it from being worse. -->

## What got in the way

<!-- What came late, was missing, or pointed in the wrong direction. -->

## Action items

<!-- {fewest} to {most} of them. Ask what would have prevented this, what would have shown it
     sooner, and what would have made it hurt less: at least one item for each.

     Category  prevent, detect or mitigate
     Impact    4 removes a root cause, 3 much less likely or less bad, 2 some, 1 hardly
     Effort    1 less than a day, 2 up to a week, 3 up to three weeks, 4 more
     Owner     one person, by e-mail, name or login; never a team

     Priority, Due, Ticket and Status stay empty: syncd fills them in. The other columns are
     for when they matter: Team, where it is not the owner's; Halves duration, yes, where an
     earlier alarm would have; Reason, where an item is dropped. A row looks like this:

{example}
-->

{header}
{rule}

## Lessons

<!-- What other teams should know. -->
"""


def fresh(
    title: str,
    date: dt.date,
    *,
    id_: str | None = None,
    severity: Severity | None = None,
    services: Sequence[str] = (),
    items: tuple[int, int] = (3, 7),
) -> str:
    """The text of a new document; `items` are the fewest and the most that one should have.

    Without an `id_` the document is called after its path.
    """
    title = " ".join(title.split())
    keys = [
        _key("title", dump(title)),
        _key("date", date.isoformat()),
        _key("severity", str(severity) if severity else "", "SEV-1, the worst, to SEV-5"),
        _key("duration", "", "from the first failure to the last, such as 90m or 2h"),
        _key("detected_after", "", "from the first failure until somebody knew, such as 20m"),
        _key("services", dump(services), "those that failed, as the configuration calls them"),
        _key("root_causes", dump(()), "one short line each"),
        _key("lead", "", "the e-mail of who leads the review"),
    ]
    if id_:
        keys.insert(0, _key("id", dump(id_)))
    blank = [""] * (len(_HEADER) - len(_EXAMPLE))
    return _FORM.format(
        keys="\n".join(keys),
        title=title,
        fewest=items[0],
        most=items[1],
        example=_row([*_EXAMPLE, *blank]),
        header=_row(_HEADER),
        rule=_row(["---"] * len(_HEADER)),
    )


def _key(name: str, value: str, meaning: str = "") -> str:
    """One line of the front matter; what is not known says what it means."""
    comment = f"# {meaning}" if value in {"", "[]"} else ""
    return " ".join(filter(None, (f"{name}:", value, comment)))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
