"""A report for a pull request or a chat, made from its JSON alone."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from syncd.report.terminal import harmless
from syncd.report.wording import (
    NOTHING,
    asked_in_full,
    changes_in_all,
    counted,
    fields_of,
    findings_in_all,
    folded,
    opening,
    place_of,
    was_read,
)

_LONG = 15
_SPECIAL = re.compile(r"([\\`*_{}\[\]|~$^])")
_MENTION = re.compile(r"(?<!\w)@(?=\w)")
_REFERENCE = re.compile(r"#(?=\d)|(?<=GH)-(?=\d)|(?<=\w)!(?=\d)")
_LINK = re.compile(r"https?://[^\s<>\"]+")
_KINDS = {
    "create-ticket": "new ticket",
    "link-ticket": "link ticket",
    "update-ticket": "update ticket",
    "comment": "comment",
    "edit-post-mortem": "edit document",
    "notify": "notify",
    "close-ticket": "close ticket",
}
_DONE = frozenset({"planned", "applied"})


def render(report: Mapping[str, Any]) -> str:
    """The report as GitHub-flavoured Markdown; it pings nobody and links to no other issue."""
    report = harmless(dict(report))
    changes, findings = escaped(changes_in_all(report)), escaped(findings_in_all(report))
    blocks = [
        f"## Action items: {_about(report)}",
        escaped(f"{opening(report)} {was_read(report)}"),
        f"**{changes}** {findings}" if changes else f"**{findings}**",
        *_changes(report),
        *_findings(report),
        *_errors(report),
    ]
    return "\n\n".join(blocks) + "\n"


def _about(report: Mapping[str, Any]) -> str:
    if report["command"] == "lint":
        return "what the documents show"
    return "what syncd would do" if report["dry_run"] else "what syncd did"


def escaped(text: str) -> str:
    """`text` so that Markdown shows it as it is, in a paragraph and in a table's cell."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _SPECIAL.sub(r"\\\1", text)
    # A zero-width space keeps a page from taking what follows for a person or an issue.
    text = _MENTION.sub("@\u200b", text)
    text = _REFERENCE.sub("\\g<0>\u200b", text)
    return text.replace("://", ":\u200b//").replace("www.", "www\u200b.")


def linked(text: str, url: str | None) -> str:
    """`text` as a link, if `url` is one that a page can open."""
    if not url or not _LINK.fullmatch(url):
        return escaped(text)
    target = re.sub(r"[()\\|`*_\[\]]", lambda sign: f"%{ord(sign[0]):02X}", url)
    return f"[{escaped(text)}]({target})"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; its cells are Markdown already."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def unfolded(summary: str, body: str) -> str:
    """`body` behind a line that opens it."""
    return f"<details><summary>{escaped(summary)}</summary>\n\n{body}\n\n</details>"


def _changes(report: Mapping[str, Any]) -> Iterator[str]:
    if not report["changes"]:
        return
    yield "### Changes"
    headings = {heading["id"]: heading for heading in report["post_mortems"]}
    urls = {
        (item["ticket"]["tracker"], item["ticket"]["key"]): item["ticket"]["url"]
        for item in report["items"]
        if item["ticket"]
    }
    parts = []
    by_place = sorted(report["changes"], key=lambda change: change["post_mortem"] or "")
    for name, of_one in groupby(by_place, key=lambda change: change["post_mortem"]):
        heading = headings.get(name, {})
        known = ", ".join(filter(None, (heading.get("severity"), heading.get("date"))))
        title = ": ".join(filter(None, (name, heading.get("title")))) or "Other changes"
        changes = sorted(of_one, key=lambda change: change["item"] or "")
        rows = [_row(change, urls) for change in changes]
        about = f"#### {escaped(title)}" + (f" ({escaped(known)})" if known else "")
        parts.append(f"{about}\n\n{table(['Item', 'Change', 'What', 'Why'], rows)}")
    body = "\n\n".join(parts)
    if len(report["changes"]) > _LONG:
        body = unfolded(f"{counted(len(report['changes']), 'change')}", body)
    yield body
    if unchanged := report["summary"]["unchanged"]:
        verb = "needs" if unchanged == 1 else "need"
        yield f"{counted(unchanged, 'post-mortem')} {verb} no change."


def _row(change: Mapping[str, Any], urls: Mapping[tuple[str, str], str]) -> list[str]:
    item = "<br>".join(escaped(text) for text in (change["item"], change["title"]) if text)
    kind = _KINDS[change["kind"]]
    if change["kind"] == "edit-post-mortem":
        where = escaped(f"{change['detail']['file']}:{change['detail']['line']}")
    elif change["ticket"]:
        where = linked(change["ticket"], urls.get((change["tracker"], change["ticket"])))
    else:
        where = escaped(change["tracker"] or "")
    what, why = [], []
    for name, held in fields_of(change):
        after = escaped(NOTHING if held["to"] is None else held["to"])
        before = "" if held["from"] is None else f"{escaped(held['from'])} → "
        what.append(f"**{escaped(name)}** {before}{after}")
        why.append(escaped(held["why"] or ""))
    if change["outcome"] not in _DONE:
        what.insert(0, f"**{change['outcome']}**: {escaped(change['error'] or '')}")
        why.insert(0, "")
    reasons = "<br>".join(why) if any(why) else ""
    return [item, f"{kind}<br>{where}" if where else kind, "<br>".join(what), reasons]


def _findings(report: Mapping[str, Any]) -> Iterator[str]:
    findings = report["findings"]
    if not findings:
        return
    yield "### Needs a person"
    urls = {item["id"]: item["ticket"]["url"] for item in report["items"] if item["ticket"]}
    rows, hidden = [], 0
    for finding, more in folded(findings, everything=False):
        about = finding["item"] or finding["ticket"] or finding["post_mortem"] or ""
        place = place_of(finding, report)
        where = linked(about, urls.get(finding["item"])) + (
            f"<br>{escaped(place)}" if place else ""
        )
        told = f"{escaped(finding['message'])}<br>→ {escaped(finding['hint'])}"
        rows.append([finding["level"], escaped(finding["rule"]), where, told])
        if more:
            hidden += more
            rows.append([finding["level"], escaped(finding["rule"]), "", f"and {more:,} more"])
    body = table(["Level", "Rule", "Where", "What, and the way out"], rows)
    yield body if len(rows) <= _LONG else unfolded(counted(len(findings), "finding"), body)
    if hidden:
        yield f"{counted(hidden, 'finding')} not shown: `{asked_in_full(report)}`."


def _errors(report: Mapping[str, Any]) -> Iterator[str]:
    if report["errors"]:
        yield "### Not read or not written"
        yield "\n".join(
            f"- **{escaped(error['source'])}**: {escaped(error['message'])}"
            for error in report["errors"]
        )
    if not report["complete"]:
        yield "**Incomplete**: the next pass goes on from here."
