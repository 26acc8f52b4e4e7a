"""Post-mortem documents of all forms at once, and edits of them, for Hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from syncd.markdown import read
from syncd.model import Cell, CellEdit
from tests.markdown.round_trip import document

_TITLES = st.sampled_from(
    [
        "Add an alert for a full disk",
        "Write the **failover** runbook",
        "Größe der Queue begrenzen",
        "Fix `a\\|b` parsing in the importer",
        "Renew certificates automatically",
        "Replace _snake_case_ names",
        "Document the 報告 procedure",
        "Look into [the dashboard](https://grafana.example.com/d/1) gaps",
        "Ask for more_quota, then retry",
        "Stop paging (except for SEV-1)",
        "Handle the case of 10 % loss: drop \\* and retry",
        "Limit retries ([db#41](https://github.com/acme/db/issues/41))",
        "Add metrics https://github.com/acme/api/pull/9",
    ]
)
_OWNERS = st.sampled_from(["", "@jane", "omar@acme.com", "Jane Doe", "**@li**", "TBD"])
_STATUSES = st.sampled_from(["", "open", "Done", "**TODO**", "in progress", "dropped: too late"])
_SIGNS = st.sampled_from(["", "✅", "❌", "✅"])
_DUES = st.sampled_from(["", "2026-03-01", "March 3, 2026", "1 May 2026"])
_TICKETS = st.sampled_from(
    [
        "",
        "PAY-1",
        "[PAY-2](../tickets/PAY/PAY-2.md)",
        "<https://github.com/acme/api/issues/3>",
        "#44",
    ]
)
_PRIORITIES = st.sampled_from(["", "P0", "P2", "high"])
_COLUMNS = {
    "Owner": _OWNERS,
    "Status": _STATUSES,
    "Done?": _SIGNS,
    "Due date": _DUES,
    "Ticket": _TICKETS,
    "Prio": _PRIORITIES,
    "Cat": st.sampled_from(["", "Prevent", "detect", "mitigation"]),
    "Impact": st.sampled_from(["4", "1", ""]),
}
_TAILS = st.sampled_from(
    [
        "",
        " (@jane)",
        " @li",
        " (done)",
        " (in progress)",
        " ([PAY-3](../PAY-3.md), done)",
        " [detect]",
        " — @kim — due March 3, 2026",
        " (@jane, @li)",
        " (Owner: Jane Doe, due: 2026-04-01)",
        " | P1 | OPS-7",
    ]
)
_MARKERS = st.sampled_from(["- ", "* ", "+ ", "1. ", "- [ ] ", "- [x] ", "1. [ ] "])


@st.composite
def tables(draw: st.DrawFn) -> list[str]:
    """A table with any of the columns, padded or not, ragged or not."""
    columns = draw(st.lists(st.sampled_from(sorted(_COLUMNS)), min_size=1, max_size=5, unique=True))
    if {"Status", "Done?"} <= set(columns):
        columns.remove("Done?")
    at = draw(st.integers(0, len(columns)))
    header = [*columns[:at], "Action item", *columns[at:]]
    rows = [header, ["---"] * len(header)]
    for _ in range(draw(st.integers(1, 4))):
        cells = [draw(_COLUMNS[name]) for name in columns]
        rows.append([*cells[:at], draw(_TITLES), *cells[at:]])
    outer = draw(st.booleans()) or len(header) == 1
    width = draw(st.sampled_from([0, 0, 20]))
    tight = draw(st.booleans()) and outer
    lines: list[str] = []
    for number, row in enumerate(rows):
        kept = row
        if number > 1 and draw(st.integers(0, 4)) == 0:
            kept = row[: draw(st.integers(at + 1, len(row)))]
            if not outer and len(kept) == 1:
                kept = row
        glue = "|" if tight else " | "
        body = glue.join(cell.ljust(width) for cell in kept)
        if not outer and (not kept[-1] or not kept[0]):
            lines.append(f"| {body} |")
        elif outer:
            lines.append(f"|{body}|" if tight else f"| {body} |")
        else:
            lines.append(body)
    return lines


@st.composite
def lists(draw: st.DrawFn) -> list[str]:
    """A list with one style of marker, wrapped lines and details."""
    lines: list[str] = []
    marker = draw(_MARKERS)
    for _ in range(draw(st.integers(1, 4))):
        lines.append(f"{marker}{draw(_TITLES)}{draw(_TAILS)}{draw(st.sampled_from(['', '  ']))}")
        indent = " " * (len(marker.split("[", maxsplit=1)[0]))
        details = draw(st.lists(st.sampled_from(_DETAILS), max_size=2, unique=True))
        lines += [indent + detail for detail in details]
    return lines


_DETAILS = ["- a detail", "- Status: open", "- Owner: @kim", "- Due: 2026-04-01", "- Ticket: OPS-4"]


@st.composite
def headings(draw: st.DrawFn) -> list[str]:
    """One heading an item."""
    lines: list[str] = []
    for number in range(1, draw(st.integers(2, 3))):
        closing = draw(st.sampled_from(["", " ###"]))
        lines += [f"### {number}) {draw(_TITLES)}{draw(_TAILS)}{closing}", "", "About it.", ""]
    return lines


@st.composite
def yaml_blocks(draw: st.DrawFn) -> list[str]:
    """A fenced block of YAML items."""
    lines = ["```yaml", "action_items:"]
    for number in range(draw(st.integers(1, 3))):
        lines.append(f'  - title: "Add step {number}"')
        for key, value in (
            ("owner", draw(_OWNERS.filter(lambda owner: "*" not in owner and "@j" not in owner))),
            ("status", draw(st.sampled_from(["open", "done", "in_progress", ""]))),
            ("due_date", draw(st.sampled_from(["2026-03-01", '"2026-03-01"  # soon', ""]))),
            ("tracking_ticket", draw(st.sampled_from(["PAY-9", ""]))),
        ):
            if draw(st.booleans()):
                lines.append(f"    {key}: {value}".rstrip())
    return [*lines, "```"]


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """A whole document; sections of several forms, odd bytes between them."""
    parts = draw(
        st.lists(st.one_of(tables(), lists(), headings(), yaml_blocks()), min_size=1, max_size=4)
    )
    lines = draw(st.sampled_from([[], ["---", "id: PM-2026-0007", "severity: SEV-2", "---"]]))
    lines = [
        *lines,
        "# Outage of the queue",
        "",
        "| Time | What |",
        "|-|-|",
        "| 10:00 | down |",
        "",
    ]
    for part in parts:
        lines += [
            "## Action items",
            "",
            *part,
            "",
            draw(st.sampled_from(["", "\x0c", "\u2028x", "\t"])),
        ]
        lines += ["## Timeline", "", "- 10:00 restarted (done)", ""]
    newline = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    text = newline.join(lines)
    if draw(st.booleans()):
        text = text.rstrip()
    if draw(st.booleans()):
        text = "\ufeff" + text
    return text.encode()


WANTED: dict[Cell, list[tuple[str, str | None]]] = {
    Cell.TICKET: [
        ("PAY-12", "../tickets/PAY/PAY-12.md"),
        ("acme/auth#118", "https://github.com/acme/auth/issues/118"),
        ("ENG-7", "https://linear.app/acme/issue/ENG-7"),
        ("PAY-13", "a folder/PAY (new)/PAY-13.md"),
    ],
    Cell.STATUS: [("open", None), ("in_progress", None), ("done", None), ("dropped", None)],
    Cell.OWNER: [("omar", None), ("omar@acme.com", None), ("@li-wei", None), ("Jane Roe", None)],
    Cell.DUE: [("2026-03-09", None)],
    Cell.PRIORITY: [("P0", None), ("P1", None), ("P3", None)],
}


@st.composite
def edited(draw: st.DrawFn) -> tuple[bytes, list[CellEdit]]:
    """A document and any edits that it allows."""
    content = draw(documents())
    edits = [
        CellEdit(item.index, cell, *draw(st.sampled_from(WANTED[cell])))
        for item in read(document(content)).items
        for cell in sorted(item.cells)
        if draw(st.booleans())
    ]
    return content, draw(st.permutations(edits))
