"""Action items as they stand: a table for people, a list for programs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from syncd.model import ActionItem
from syncd.report.json import VERSION, Report, in_order, instant, item_as_dict
from syncd.report.markdown import escaped, linked, table
from syncd.report.terminal import Terminal, cells, cut, harmless, padded
from syncd.report.wording import counted, moment

_WIDTH = 100
_LEAST_TITLE = 20
_HEADER = ("Item", "", "Status", "Due", "Owner", "Ticket", "Title")


def as_dict(items: Iterable[ActionItem], *, now: datetime, as_of: datetime | None = None) -> Report:
    """Action items by id, as they were `as_of` (by default `now`), and whether `overdue` now."""
    today = now.astimezone(UTC).date()
    return {
        "version": VERSION,
        "now": instant(now),
        "as_of": instant(as_of or now),
        "items": [
            item_as_dict(item)
            | {"overdue": item.status.is_open and item.due is not None and item.due < today}
            for item in in_order(items)
        ],
    }


def text(report: Mapping[str, Any], *, width: int = _WIDTH, colour: bool = False) -> str:
    """The items as a table of at most `width` columns; titles are cut to fit."""
    report = harmless(dict(report))
    if not report["items"]:
        return "No action items.\n"
    terminal = Terminal(width, colour)
    rows = [_HEADER, *(_row(item) for item in report["items"])]
    widths = [max(cells(row[n]) for row in rows) for n in range(len(_HEADER) - 1)]
    room = max(width - sum(widths) - 2 * len(widths), _LEAST_TITLE)
    lines = []
    for n, row in enumerate(rows):
        columns = [padded(cell, size) for cell, size in zip(row[:-1], widths, strict=True)]
        line = "  ".join([*columns, cut(row[-1], room)]).rstrip()
        late = n > 0 and report["items"][n - 1]["overdue"]
        lines.append(terminal.styled(line, "error" if late else "bold" if n == 0 else None))
    return "\n".join([*lines, "", _in_all(report)]) + "\n"


def markdown(report: Mapping[str, Any]) -> str:
    """The items as a Markdown table that pings nobody."""
    report = harmless(dict(report))
    if not report["items"]:
        return "No action items.\n"
    rows = []
    for item in report["items"]:
        ticket = item["ticket"]
        cells_of_item = [escaped(cell) for cell in _row(item)]
        cells_of_item[5] = linked(ticket["key"], ticket["url"]) if ticket else ""
        rows.append(cells_of_item)
    header = [name or "Priority" for name in _HEADER]
    return f"{table(header, rows)}\n\n{escaped(_in_all(report))}\n"


def _row(item: Mapping[str, Any]) -> Sequence[str]:
    due = item["due"] or "-"
    return (
        item["id"],
        item["priority"] or "-",
        item["status"].replace("_", " "),
        f"{due} late" if item["overdue"] else due,
        item["owner"] or "-",
        item["ticket"]["key"] if item["ticket"] else "-",
        item["title"],
    )


def _in_all(report: Mapping[str, Any]) -> str:
    items = report["items"]
    late = sum(1 for item in items if item["overdue"])
    still_open = sum(1 for item in items if item["status"] in {"open", "in_progress"})
    total = counted(len(items), "action item")
    return f"{total}, {still_open:,} open, {late:,} overdue, as of {moment(report['as_of'])}."
