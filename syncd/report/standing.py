"""One action item or post-mortem, for `syncd show`: what is known, and what was done and why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from syncd.model import ActionItem, Finding
from syncd.report.json import finding_as_dict, instant, item_as_dict
from syncd.report.terminal import harmless
from syncd.report.wording import moment

Detail = Sequence[tuple[str, str | None, str | None, str | None]]


def as_dict(
    name: str,
    *,
    as_of: datetime,
    items: Iterable[ActionItem],
    findings: Iterable[Finding],
    history: Iterable[tuple[datetime, str, str | None, str, str, Detail]],
) -> dict[str, Any]:
    """The JSON of `syncd show`; `history` has time, item, ticket, kind, outcome and detail."""
    return {
        "version": "1",
        "name": name,
        "as_of": instant(as_of),
        "items": [item_as_dict(item) for item in items],
        "findings": [finding_as_dict(finding) for finding in findings],
        "history": [
            {
                "at": instant(at),
                "item": item,
                "ticket": ticket,
                "kind": kind,
                "outcome": outcome,
                "detail": {
                    field: {"from": before, "to": after, "why": why}
                    for field, before, after, why in detail
                },
            }
            for at, item, ticket, kind, outcome, detail in history
        ],
    }


def text(report: Mapping[str, Any]) -> str:
    """The same for people, made from the JSON alone."""
    return "\n".join(_lines(harmless(report))) + "\n"


def _lines(report: Mapping[str, Any]) -> Iterator[str]:
    for item in report["items"]:
        yield f"{item['id']}  {item['title']}"
        ticket = item["ticket"]
        known = {
            "post-mortem": f"{item['post_mortem']}, {item['file']}:{item['line']}",
            "ticket": f"{ticket['key']} in {ticket['tracker']}, {ticket['url']}"
            if ticket
            else None,
            "status": item["status"],
            "owner": item["owner"],
            "team": item["team"],
            "priority": item["priority_reason"],
            "category": item["category"],
            "due": item["due"],
        }
        yield from (f"  {name:<12} {value or '(none)'}" for name, value in known.items())
        yield ""
    if report["findings"]:
        yield "Needs a person"
        for finding in report["findings"]:
            where = f"{finding['item']}: " if finding["item"] else ""
            yield f"  {finding['level']:<8} {finding['rule']}  {where}{finding['message']}"
            yield f"           -> {finding['hint']}"
        yield ""
    yield "What syncd did, and why"
    if not report["history"]:
        yield "  nothing so far"
    for entry in report["history"]:
        outcome = "" if entry["outcome"] == "applied" else f" ({entry['outcome']})"
        about = " ".join(filter(None, (entry["item"], entry["ticket"])))
        yield f"  {moment(entry['at'])}  {entry['kind']} {about}{outcome}"
        for field, change in entry["detail"].items():
            why = f"   {change['why']}" if change["why"] else ""
            came_from = f"{change['from']} -> " if change["from"] else ""
            yield f"      {field:<10} {came_from}{change['to']}{why}"
    yield ""
    yield f"As of {moment(report['as_of'])}."
