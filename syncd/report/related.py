"""What bears on an incident, for people who have a minute, and for programs."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from syncd.policy.relevance import Bearing, Told
from syncd.report.json import VERSION, Report, instant, item_as_dict
from syncd.report.markdown import escaped, linked
from syncd.report.terminal import Terminal, harmless
from syncd.report.wording import counted, moment

_WIDTH = 100


def as_dict(
    found: Iterable[Bearing],
    *,
    service: str | None,
    cause: str | None,
    now: datetime,
    as_of: datetime,
) -> Report:
    """The items strongest first, each with its `score` and with `why` it bears on the incident."""
    today = now.astimezone(UTC).date()
    return {
        "version": VERSION,
        "now": instant(now),
        "as_of": instant(as_of),
        "service": service,
        "cause": cause,
        "items": [
            item_as_dict(one.item)
            | {
                "overdue": one.item.due is not None and one.item.due < today,
                "score": one.score or None,
                "why": list(_reasons(one)),
            }
            for one in found
        ],
    }


def _reasons(one: Bearing) -> Iterator[Report]:
    for by, told in (("cause", one.cause), ("title", one.title)):
        if told:
            yield {"by": by, "score": told.score, **_words(told)}
    if one.service:
        yield {"by": "team" if one.by_team else "service", "service": one.service}


def _words(told: Told) -> Report:
    return {"words": list(told.words), "text": told.text}


def text(report: Mapping[str, Any], *, width: int = _WIDTH, colour: bool = False) -> str:
    """Two lines or more an item: what it is and who has it, then why it bears, then its ticket."""
    report = harmless(dict(report))
    terminal = Terminal(width, colour)
    lines = [terminal.paragraph(_in_all(report))]
    for item in report["items"]:
        subject = f"{item['id']}  {item['priority'] or '-'}  {item['title']}"
        style = "error" if item["overdue"] else "bold"
        lines += ["", terminal.row(subject, style=style)]
        lines.append(terminal.paragraph(_state(item), indent=4))
        lines += (terminal.paragraph(reason(why, item), indent=4) for why in item["why"])
    return "\n".join(lines) + "\n"


def markdown(report: Mapping[str, Any]) -> str:
    """The same as a list to paste into the channel of the incident; it pings nobody."""
    report = harmless(dict(report))
    lines = [escaped(_in_all(report)), ""]
    for item in report["items"]:
        ticket = item["ticket"]
        place = linked(ticket["key"], ticket["url"]) if ticket else "no ticket"
        reasons = "; ".join(reason(why, item) for why in item["why"])
        about = f"{item['priority'] or '-'}, {_who(item)}, {_due(item)}"
        lines.append(
            f"- **{escaped(item['id'])}** {escaped(item['title'])} ({escaped(about)}, {place}): "
            f"{escaped(reasons)}"
        )
    return "\n".join(lines).rstrip("\n") + "\n"


def _in_all(report: Mapping[str, Any]) -> str:
    number = len(report["items"])
    asked = " and ".join(
        f"{name} {report[name]!r}" for name in ("service", "cause") if report[name]
    )
    when = f"as of {moment(report['as_of'])}"
    if not number:
        return f"No open action item bears on {asked}, {when}."
    bear = "bears" if number == 1 else "bear"
    return f"{counted(number, 'open action item')} {bear} on {asked}, strongest first, {when}."


def _state(item: Mapping[str, Any]) -> str:
    ticket = item["ticket"]
    place = f"{ticket['key']} {ticket['url']}" if ticket else "no ticket"
    return f"{item['status'].replace('_', ' ')}, {_who(item)}, {_due(item)}, {place}"


def _who(item: Mapping[str, Any]) -> str:
    return item["owner"] or "nobody"


def _due(item: Mapping[str, Any]) -> str:
    if not item["due"]:
        return "no due date"
    return f"due {item['due']}" + (", late" if item["overdue"] else "")


def reason(why: Mapping[str, Any], item: Mapping[str, Any]) -> str:
    """One of the reasons why an item of such a report bears on the incident."""
    match why["by"]:
        case "service":
            return f"service {why['service']}"
        case "team":
            return f"team {item['team']} owns {why['service']}"
        case "title":
            return f"says so itself (score {why['score']}: {', '.join(why['words'])})"
    if why["text"] is None:
        return f"cause of {item['post_mortem']} (score {why['score']})"
    matched = f"score {why['score']}: {', '.join(why['words'])}"
    return f"cause of {item['post_mortem']}: {why['text']} ({matched})"
