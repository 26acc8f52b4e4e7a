"""The review for a terminal and as Markdown: two screens, made from its JSON alone."""

from collections.abc import Iterator, Mapping
from typing import Any

from syncd.report.charts import bar, columns
from syncd.report.markdown import escaped, linked
from syncd.report.metrics_text import STYLES, months
from syncd.report.metrics_wording import groups, headlines, percent
from syncd.report.terminal import Terminal, cells, cut, harmless
from syncd.report.wording import counted, moment

_WIDTH = 100
_BAR = 20
_LEAST = 40
_TEAMS = 3
_INCIDENTS = 4
_MORE = {
    "new": "syncd items --open",
    "p0": "syncd items --open",
    "p1": "syncd items --open",
    "overdue": "syncd items --overdue",
}


def title(report: Mapping[str, Any]) -> str:
    """What kind of review it is, and of which days."""
    window = report["window"]
    return f"{report['period'].capitalize()} review, {window['from']} to {window['to']}"


def heading(section: Mapping[str, Any]) -> str:
    """The heading of a section, with how much there is and how long it may take."""
    number = len(section["entries"])
    told = f"{section['title']} ({number:,})" if number else str(section["title"])
    return f"{told}, {section['minutes']} min" if section["minutes"] else told


def introduction(section: Mapping[str, Any]) -> Iterator[str]:
    """What has to be said before the items of a section."""
    if number := section["elsewhere"]:
        are = counted(number, "more is", "more are") if section["entries"] else f"{number:,} are"
        where = "below" if section["name"] == "new" else "above"
        yield f"{are} P0 or P1, {where}."
    elif not (section["entries"] or section["incidents"] or section["name"] == "figures"):
        yield str(section["none"])


def hidden(section: Mapping[str, Any]) -> str | None:
    """How much of a section is not shown, and where it is."""
    more = len(section["entries"]) - section["shown"]
    if more <= 0:
        return None
    return f"and {more:,} more: {_MORE.get(section['name'], 'syncd review --format json')}"


def facts_of(entry: Mapping[str, Any]) -> str:
    """What is to be known of an item, in half a line."""
    return ", ".join([entry["owner"] or "nobody", *entry["facts"]])


def told_of(incident: Mapping[str, Any]) -> str:
    """An incident in half a line: how bad, when, and what it repeats."""
    about = [incident["severity"], incident["date"]]
    if incident["recurrence_of"]:
        names = [each["post_mortem"] for each in incident["recurrence_of"]]
        about.append(f"recurrence of {', '.join(names)}")
    return ", ".join(filter(None, about))


def left_out(report: Mapping[str, Any]) -> Iterator[str]:
    """What is not in the review, and as of when it is."""
    if older := report["older"]:
        items = counted(older, "open item is", "open items are")
        yield f"{items} from before policy.since: measured, but not on the agenda."
    yield f"As of {moment(report['as_of'])}."


def text(report: Mapping[str, Any], *, width: int = _WIDTH, colour: bool = False) -> str:
    """The review on two screens of at most `width` columns."""
    report = harmless(dict(report))
    terminal = Terminal(width, colour)
    whole = f", {report['minutes']} minutes" if report["minutes"] else ""
    lines = [terminal.styled(title(report) + whole, "bold")]
    n = 0
    for section in report["sections"]:
        n += bool(section["minutes"])
        number = f"{n}. " if section["minutes"] else ""
        lines += ["", terminal.styled(f"{number}{heading(section)}", "bold")]
        lines += [terminal.paragraph(said, indent=2) for said in introduction(section)]
        lines += _incident_lines(section, terminal)
        lines += _entry_lines(section, terminal)
        if section["name"] == "figures":
            lines += _figures(report, terminal)
        if more := hidden(section):
            lines.append(terminal.styled(f"  {more}", "dim"))
    return "\n".join([*lines, "", *left_out(report)]) + "\n"


def _entry_lines(section: Mapping[str, Any], terminal: Terminal) -> Iterator[str]:
    done = section["name"] == "completed"
    for entry in section["entries"][: section["shown"]]:
        style = "new" if done else "error" if entry["overdue_days"] else None
        place = facts_of(entry) if done else entry["url"] or "no ticket"
        room = max(terminal.width - cells(place) - 4, _LEAST)
        subject = cut(f"{entry['id']}  {entry['priority'] or '-'}  {entry['title']}", room)
        yield terminal.row(subject, place, indent=2, style=style)
        if not done:
            told = f"{facts_of(entry)} -> {entry['todo']}"
            yield terminal.paragraph(told, indent=6)


def _incident_lines(section: Mapping[str, Any], terminal: Terminal) -> Iterator[str]:
    incidents = section["incidents"]
    for incident in incidents[:_INCIDENTS]:
        waivers = incident["waivers"] if section["name"] == "waivers" else []
        style = "error" if incident["recurrence_of"] and not waivers else None
        if not waivers:
            subject = f"{incident['id']}  {incident['title']}  ({told_of(incident)})"
            yield terminal.row(subject, indent=2, style=style)
        for waiver in waivers:
            told = f"{incident['id']}  {waiver['rule']}: {waiver['reason']}"
            yield terminal.row(told, indent=2)
    if len(incidents) > _INCIDENTS:
        yield f"  and {counted(len(incidents) - _INCIDENTS, 'more incident')}"


def _figures(report: Mapping[str, Any], terminal: Terminal) -> Iterator[str]:
    measures = report["metrics"]
    names = {"Completion": "completion", "Recurrence": "recurrence", "Decay": "decay"}
    for line in headlines(measures):
        shares = [month[names[line.name]] for month in measures["trend"]]
        left = f"  {line.name:<11} {percent(line.share):>8}  {bar(line.share, _BAR)}"
        style = STYLES.get(line.level or "")
        yield terminal.row(f"{left}  {columns(shares)}  {line.level or ''}".rstrip(), style=style)
    worst = [(name, group) for name, group in groups(measures, "team") if _is_measured(group)]
    if len(worst) > 1:
        told = [f"{name} {percent(group['completion']['ratio'])}" for name, group in worst[:_TEAMS]]
        yield terminal.paragraph(f"lowest completion: {', '.join(told)}", indent=2)


def _is_measured(group: Mapping[str, Any]) -> bool:
    return group["completion"]["ratio"] is not None


def markdown(report: Mapping[str, Any]) -> str:
    """The review as Markdown for an issue, a page or a chat; it pings nobody."""
    report = harmless(dict(report))
    whole = f" ({report['minutes']} minutes)" if report["minutes"] else ""
    blocks = [f"# {escaped(title(report))}{whole}"]
    for section in report["sections"]:
        blocks.append(f"## {escaped(heading(section))}")
        blocks += [escaped(said) for said in introduction(section)]
        if section["name"] == "figures":
            blocks += [_measures(report), _trend(report)]
        bullets = [*_incident_bullets(section), *_entry_bullets(section)]
        if more := hidden(section):
            bullets.append(f"- {escaped(more)}")
        if bullets:
            blocks.append("\n".join(bullets))
    blocks.append(" ".join(escaped(said) for said in left_out(report)))
    return "\n\n".join(blocks) + "\n"


def _entry_bullets(section: Mapping[str, Any]) -> Iterator[str]:
    for entry in section["entries"][: section["shown"]]:
        name = linked(entry["ticket"]["key"] if entry["ticket"] else entry["id"], entry["url"])
        about = f"{entry['priority'] or '-'}, {facts_of(entry)}"
        told = f"- {name} **{escaped(entry['title'])}** ({escaped(about)})"
        yield told if section["name"] == "completed" else f"{told}: {escaped(entry['todo'])}"


def _incident_bullets(section: Mapping[str, Any]) -> Iterator[str]:
    for incident in section["incidents"]:
        name = linked(incident["id"], incident["url"])
        if section["name"] == "waivers":
            for waiver in incident["waivers"]:
                yield f"- {name} {escaped(waiver['rule'])}: {escaped(waiver['reason'])}"
        else:
            yield f"- {name} {escaped(incident['title'])} ({escaped(told_of(incident))})"


def _measures(report: Mapping[str, Any]) -> str:
    """The measures as a list: not every place where a review is posted knows tables."""
    lines = []
    for line in headlines(report["metrics"]):
        level = f", {line.level}" if line.level else ""
        about = f"{line.made_of} ({line.expected})"
        lines.append(f"- **{line.name} {escaped(percent(line.share))}**{level}: {escaped(about)}")
    return "\n".join(lines)


def _trend(report: Mapping[str, Any]) -> str:
    if report["period"] == "weekly":
        trend = [month["completion"] for month in report["metrics"]["trend"]]
        known = [percent(share) for share in trend if share is not None]
        if len(known) < 2:
            return "Month by month: too few months with data yet."
        return f"Completion month by month: {escaped(' → '.join(known[-6:]))}"
    return months(report["metrics"])
