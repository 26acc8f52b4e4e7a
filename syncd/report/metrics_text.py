"""The measures for a terminal, with small charts, and as Markdown; made from the JSON alone."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from syncd.report.charts import bar, columns
from syncd.report.markdown import escaped, table
from syncd.report.metrics_wording import (
    KINDS,
    durations,
    group_rows,
    groups,
    headlines,
    more_groups,
    notes,
    percent,
    title,
)
from syncd.report.terminal import Terminal, cells, cut, harmless, padded

_WIDTH = 100
_BAR = 20
_SMALL_BAR = 12
STYLES = {"ok": "new", "warning": "warning", "bad": "error"}
_SHOWN = ("team", "owner", "service")
_NAME = 30
_TREND = ("completion", "recurrence", "decay")


def text(report: Mapping[str, Any], *, width: int = _WIDTH, colour: bool = False) -> str:
    """The measures on a screen or two, of at most `width` columns."""
    report = harmless(dict(report))
    terminal = Terminal(width, colour)
    blocks = [
        [terminal.styled(title(report), "bold")],
        list(_headlines(report, terminal)),
        list(_durations(report, terminal)),
        list(_trend(report, terminal)),
        *(list(_groups(report, kind, terminal)) for kind in _SHOWN),
        [terminal.paragraph(note, style="dim") for note in notes(report)],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _headlines(report: Mapping[str, Any], terminal: Terminal) -> Iterator[str]:
    for line in headlines(report):
        level = f"  {line.level}" if line.level else ""
        left = f"{line.name:<11} {percent(line.share):>8}  {bar(line.share, _BAR)}{level}"
        yield terminal.row(left, line.expected, style=STYLES.get(line.level or ""))
        yield terminal.paragraph(line.made_of, indent=23)


def _durations(report: Mapping[str, Any], terminal: Terminal) -> Iterator[str]:
    rows = list(durations(report))
    if not any(found["n"] or found["estimate"]["n"] for found in _values(report)):
        yield terminal.styled("Days from ticket to done: no data", "bold")
        return
    yield terminal.styled("Days from ticket to done", "bold")
    yield from _lined_up(rows, terminal)


def _values(report: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return list(report["time_to_completion"].values())


def _trend(report: Mapping[str, Any], terminal: Terminal) -> Iterator[str]:
    months = report["trend"]
    first, last = months[0]["from"][:7], months[-1]["from"][:7]
    yield terminal.styled(f"Month by month, {first} to {last}", "bold")
    for name in _TREND:
        shares = [month[name] for month in months]
        known = [share for share in shares if share is not None]
        told = f"{percent(known[0])} -> {percent(known[-1])}" if len(known) > 1 else ""
        now = percent(known[-1]) if known else percent(None)
        yield f"  {name.capitalize():<11} {columns(shares)}  {told or now}"
    most = max((month["open"] for month in months), default=0)
    shares = [month["open"] / most if most else None for month in months]
    yield f"  {'Open':<11} {columns(shares)}  {months[0]['open']:,} -> {months[-1]['open']:,}"


def _groups(report: Mapping[str, Any], kind: str, terminal: Terminal) -> Iterator[str]:
    found = groups(report, kind)
    if not found:
        return
    header, *told = group_rows(KINDS[kind], found)
    charts = [bar(group["completion"]["ratio"], _SMALL_BAR) for _, group in found]
    rows = [[header[0], "", *header[1:]]]
    rows += [
        [cut(name, _NAME), chart, *rest] for (name, *rest), chart in zip(told, charts, strict=True)
    ]
    yield from _lined_up(rows, terminal, header=True)
    if more := more_groups(report, kind):
        yield terminal.styled(f"  and {more:,} more: --format json", "dim")


def _lined_up(
    rows: Sequence[Sequence[str]], terminal: Terminal, *, header: bool = False
) -> Iterator[str]:
    widths = [max(cells(row[n]) for row in rows) for n in range(len(rows[0]))]
    for place, row in enumerate(rows):
        first, *rest = row
        told = [padded(first, widths[0])]
        told += [
            " " * (size - cells(cell)) + cell for cell, size in zip(rest, widths[1:], strict=True)
        ]
        line = cut("  " + "  ".join(told), terminal.width)
        yield terminal.styled(line, ("bold" if header else "dim") if place == 0 else None)


def markdown(report: Mapping[str, Any], *, heading: str = "#") -> str:
    """The measures as Markdown that pings nobody."""
    report = harmless(dict(report))
    blocks = [
        f"{heading}# {escaped(title(report))}",
        table(
            ["Measure", "", "", "Expected", ""],
            [
                [
                    f"**{line.name}**",
                    f"**{escaped(percent(line.share))}**",
                    escaped(line.made_of),
                    escaped(line.expected),
                    line.level or "",
                ]
                for line in headlines(report)
            ],
        ),
    ]
    header, *rows = durations(report)
    blocks += [f"{heading}## Days from ticket to done", table(header, rows)]
    blocks += [f"{heading}## Month by month", months(report)]
    for kind, name in KINDS.items():
        if found := groups(report, kind):
            blocks += [f"{heading}## {name}", _table_of(name, found)]
            if more := more_groups(report, kind):
                blocks.append(f"and {more:,} more: `--format json` lists them.")
    blocks.append("<br>".join(escaped(note) for note in notes(report)))
    return "\n\n".join(blocks) + "\n"


def months(report: Mapping[str, Any]) -> str:
    """The trend as a table, a row for each month."""
    header, *rows = month_rows(report)
    return table(header, rows)


def month_rows(report: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    """The trend in rows, the header first."""
    yield ["Month", "Completion", "Due", "Recurrence", "Incidents", "Decay", "Open"]
    for month in report["trend"]:
        yield [
            month["from"][:7],
            percent(month["completion"]),
            f"{month['due']:,}",
            percent(month["recurrence"]),
            f"{month['incidents']:,}",
            percent(month["decay"]),
            f"{month['open']:,}",
        ]


def _table_of(name: str, found: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    header, *rows = group_rows(name, found)
    return table(header, [[escaped(cell) for cell in row] for row in rows])
