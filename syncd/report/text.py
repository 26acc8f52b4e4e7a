"""A report for a terminal, made from its JSON alone."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from syncd.report.terminal import Terminal, cells, cut, harmless, padded
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

_WIDTH = 100
_SIGNS = {"create-ticket": "+", "comment": "@", "notify": "@"}
_SIGN_STYLES = {"+": "new", "~": "warning", "@": "told", "!": "error"}
_LEGEND = {"+": "new", "~": "changed", "@": "somebody is told", "!": "not done"}
_FINDING = 11  # columns before the text of a finding
_DONE = frozenset({"planned", "applied"})


def render(
    report: Mapping[str, Any], *, width: int = _WIDTH, colour: bool = False, verbose: bool = False
) -> str:
    """The report as text of at most `width` columns, grouped by post-mortem and item.

    `verbose` shows every finding also where many of one rule would be folded.
    """
    # The long lists are made harmless one by one, where they are shown: most findings are not,
    # and a second copy of all changes would take as much memory as a pass itself.
    long = {key: report[key] for key in ("changes", "findings")}
    short = {key: part for key, part in report.items() if key not in {"items", *long}}
    report = {**harmless(short), **long}
    terminal = Terminal(width, colour)
    blocks = [
        [terminal.styled(opening(report), "bold"), terminal.paragraph(was_read(report))],
        list(_changes(report, terminal)),
        list(_findings(report, terminal, everything=verbose)),
        list(_errors(report, terminal)),
        list(_ending(report, terminal)),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _changes(report: Mapping[str, Any], terminal: Terminal) -> Iterator[str]:
    headings = {heading["id"]: heading for heading in report["post_mortems"]}
    by_place = sorted(report["changes"], key=lambda change: change["post_mortem"] or "")
    column = terminal.width * 3 // 5
    for name, of_one in groupby(by_place, key=lambda change: change["post_mortem"]):
        shown = harmless(name)
        heading = headings.get(shown, {})
        known = ", ".join(filter(None, (heading.get("severity"), heading.get("date"))))
        title = "  ".join(filter(None, (shown, heading.get("title")))) or "Other changes"
        yield terminal.row(title, known, column=column, style="bold")
        for change in sorted(of_one, key=lambda change: change["item"] or ""):
            yield from _change(harmless(change), terminal, column)
    unchanged = report["summary"]["unchanged"]
    if unchanged and report["changes"]:
        verb = "needs" if unchanged == 1 else "need"
        yield f"{counted(unchanged, 'post-mortem')} {verb} no change."


def _change(change: Mapping[str, Any], terminal: Terminal, column: int) -> Iterator[str]:
    sign = _sign_of(change)
    edits_document = change["kind"] == "edit-post-mortem"
    fields = [(name, held) for name, held in fields_of(change) if name != "project"]
    if edits_document:
        subject, label = f"{change['detail']['file']}:{change['detail']['line']}", change["item"]
    else:
        subject, label = change["item"] or "", _ticket_of(change)
        subject = f"{subject}  {change['title']}".strip()
    room = max(terminal.width - 4 - cells(label or "") - 2, terminal.width // 2)
    head = terminal.row(
        _shortened(subject, room, keep_end=edits_document), label or "", indent=4, column=column
    )
    yield f"  {terminal.styled(sign, _SIGN_STYLES[sign])} {head[4:]}"
    name_width = max((cells(name) for name, _ in fields), default=0)
    for name, held in fields:
        what, why = _difference(change, name, held)
        yield terminal.row(f"{padded(name, name_width)}  {what}", why, indent=8, column=column)
    if change["outcome"] not in _DONE:
        told = f"{change['outcome']}: {change['error'] or 'no reason was given'}"
        yield terminal.paragraph(told, indent=8, style="error")


def _sign_of(change: Mapping[str, Any]) -> str:
    return _SIGNS.get(change["kind"], "~") if change["outcome"] in _DONE else "!"


def _ticket_of(change: Mapping[str, Any]) -> str:
    if change["kind"] == "create-ticket" and not change["ticket"]:
        place = change["detail"].get("project", {}).get("to") or change["tracker"]
        return f"new ticket in {place}"
    words = {"create-ticket": "new ticket ", "link-ticket": "linked to ", "close-ticket": "closed "}
    return f"{words.get(change['kind'], '')}{change['ticket'] or change['tracker'] or ''}"


def _difference(change: Mapping[str, Any], name: str, held: Mapping[str, Any]) -> tuple[str, str]:
    """What one field becomes, and why."""
    before, after, why = held["from"], held["to"] or NOTHING, held["why"] or ""
    if name == "priority" and why and (before is None or why.startswith(before)):
        return why, ""  # the reason of a priority tells what it was and what it becomes
    if change["kind"] == "edit-post-mortem" or before is not None:
        return f"{before or NOTHING} -> {after}", why
    return after, why


def _shortened(text: str, width: int, *, keep_end: bool) -> str:
    """Paths lose their beginning, since the line stands at the end; titles lose their end."""
    if keep_end and cells(text) > width:
        return "…" + text[-(width - 1) :]
    return cut(text, width)


def _findings(report: Mapping[str, Any], terminal: Terminal, *, everything: bool) -> Iterator[str]:
    if not report["findings"]:
        return
    yield terminal.styled("Needs a person", "bold")
    hidden = 0
    for chosen, more in folded(report["findings"], everything=everything):
        finding = harmless(chosen)
        level, rule = finding["level"], finding["rule"]
        about = finding["item"] or finding["ticket"] or finding["post_mortem"]
        start = f"{terminal.styled(f'{level:<7}', level)}  "
        told = "  ".join(filter(None, (rule, about, finding["message"])))
        place = place_of(finding, report)
        if place and cells(told) + cells(place) + 3 <= terminal.width - _FINDING:
            told, place = f"{told} ({place})", None
        body = Terminal(terminal.width - _FINDING).paragraph(told)
        yield f"  {start}{body}".replace("\n", "\n" + " " * _FINDING)
        if place:
            room = terminal.width - _FINDING
            yield " " * _FINDING + terminal.styled(_shortened(place, room, keep_end=True), "dim")
        yield terminal.paragraph(finding["hint"], indent=_FINDING, first="-> ")
        if more:
            hidden += more
            yield f"{' ' * _FINDING}and {more:,} more {rule}"
    if hidden:
        see_all = f"all of them: -v, or {asked_in_full(report)}"
        yield terminal.paragraph(f"{counted(hidden, 'finding')} not shown; {see_all}", indent=2)


def _errors(report: Mapping[str, Any], terminal: Terminal) -> Iterator[str]:
    if report["errors"]:
        yield terminal.styled("Not read or not written", "bold")
        for error in report["errors"]:
            yield terminal.paragraph(error["message"], indent=2, first=f"{error['source']}  ")


def _ending(report: Mapping[str, Any], terminal: Terminal) -> Iterator[str]:
    signs = {_sign_of(change) for change in report["changes"]}
    legend = ", ".join(f"{sign} {words}" for sign, words in _LEGEND.items() if sign in signs)
    told = [told for told in (changes_in_all(report), findings_in_all(report)) if told]
    if not report["complete"]:
        told.append("Incomplete, exit 3.")
    yield terminal.paragraph(" ".join(told))
    if legend:
        yield terminal.styled(f"({legend})", "dim")
    if report["dry_run"] and report["changes"]:
        yield "To carry out: syncd reconcile"
