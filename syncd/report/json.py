"""A pass as JSON: the contract that programs, and all other formats, build upon."""

import posixpath
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeAlias

from syncd.model import (
    ActionItem,
    Change,
    ChangeKind,
    ChangeOutcome,
    EditDocument,
    Finding,
    Heading,
    Level,
    Outcome,
    PassOutcome,
    Telling,
)

VERSION = "1"
Report: TypeAlias = dict[str, Any]


def as_dict(
    outcome: PassOutcome,
    *,
    command: str = "reconcile",
    folders: Mapping[str, str] = MappingProxyType({}),
) -> Report:
    """The report of one pass, in a stable order, with null for what is not known.

    Post-mortems and items stand by id, changes in the order in which they are carried out,
    findings worst first. Everything in it is what JSON knows. `folders` are where the
    documents of each source lie, as the reader of the report would name them.
    """
    post_mortems = sorted(outcome.post_mortems, key=lambda heading: (heading.id, heading.file))
    return {
        "version": VERSION,
        "command": command,
        "now": instant(outcome.now),
        "dry_run": outcome.dry_run,
        "complete": outcome.complete,
        "summary": _summary(outcome),
        "post_mortems": [_heading(heading) for heading in post_mortems],
        "items": [item_as_dict(item) for item in in_order(outcome.items)],
        "changes": [_change(step) for step in outcome.changes],
        "findings": [
            finding_as_dict(finding, folders) for finding in sorted(outcome.findings, key=_severity)
        ],
        "requests": dict(sorted(outcome.requests.items())),
        "read": {
            "documents": dict(sorted(outcome.documents.items())),
            "tickets": dict(sorted(outcome.tickets.items())),
            "older": outcome.older,
            "undated": outcome.undated,
        },
        "errors": [{"source": error.source, "message": error.message} for error in outcome.errors],
    }


def item_as_dict(item: ActionItem) -> Report:
    """One action item as it stands in every report."""
    ref = item.ticket
    return {
        "id": item.id,
        "post_mortem": item.post_mortem,
        "source": item.source,
        "file": item.file,
        "line": item.line,
        "title": item.title,
        "category": _word(item.category),
        "impact": item.impact,
        "effort": item.effort,
        "priority": _word(item.priority),
        "priority_reason": item.priority_reason,
        "owner": item.owner,
        "team": item.team,
        "due": item.due.isoformat() if item.due else None,
        "status": item.status.value,
        "ticket": {"tracker": ref.tracker, "key": ref.key, "url": ref.url} if ref else None,
    }


def in_order(items: Iterable[ActionItem]) -> list[ActionItem]:
    """Action items by id; those that share one by where they stand."""
    return sorted(items, key=lambda item: (item.id, item.source, item.file, item.line))


def instant(at: datetime) -> str:
    """A time in UTC, to the second: `2026-03-01T09:00:00Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _summary(outcome: PassOutcome) -> Report:
    kinds = Counter(step.change.kind for step in outcome.changes)
    outcomes = Counter(step.outcome for step in outcome.changes)
    levels = Counter(finding.level for finding in outcome.findings)
    changed = {step.change.post_mortem for step in outcome.changes}
    return {
        "post_mortems": len(outcome.post_mortems),
        "unchanged": sum(1 for heading in outcome.post_mortems if heading.id not in changed),
        "items": len(outcome.items),
        "open": sum(1 for item in outcome.items if item.status.is_open),
        "changes": {kind.value: kinds[kind] for kind in ChangeKind},
        "outcomes": {word.value: outcomes[word] for word in Outcome},
        "findings": {level.value: levels[level] for level in Level if level is not Level.OFF},
    }


def _heading(heading: Heading) -> Report:
    return {
        "id": heading.id,
        "title": heading.title,
        "file": heading.file,
        "severity": str(heading.severity) if heading.severity else None,
        "date": heading.date.isoformat() if heading.date else None,
    }


def _change(step: ChangeOutcome) -> Report:
    change = step.change
    return {
        "kind": change.kind.value,
        "tracker": change.tracker,
        "item": change.item or None,
        "ticket": step.ticket or change.ticket,
        "post_mortem": change.post_mortem or None,
        "title": change.title,
        "detail": _detail(change),
        "outcome": step.outcome.value,
        "error": step.error,
    }


def _detail(change: Change | Telling) -> Report:
    detail: Report = {
        difference.field: {
            "from": difference.before,
            "to": difference.after,
            "why": difference.why,
        }
        for difference in change.differences
    }
    if isinstance(change.action, EditDocument):
        detail |= {"file": change.action.path, "line": change.action.line}
    return detail


def finding_as_dict(finding: Finding, folders: Mapping[str, str] = MappingProxyType({})) -> Report:
    """A finding as every JSON report has it; its `path` is known where its folder is."""
    folder = folders.get(finding.source or "")
    return {
        "rule": finding.rule,
        "level": finding.level.value,
        "post_mortem": finding.post_mortem,
        "item": finding.item,
        "ticket": finding.ticket,
        "message": finding.message,
        "hint": finding.hint,
        "source": finding.source,
        "file": finding.file,
        "line": finding.line,
        "path": _joined(folder, finding.file) if folder and finding.file else None,
    }


def _joined(folder: str, file: str) -> str:
    return posixpath.normpath(posixpath.join(folder, file))


def _severity(finding: Finding) -> tuple[int, str, str, str, str, int, str]:
    return (
        finding.level.rank,
        finding.post_mortem or "",
        finding.item or "",
        finding.rule,
        finding.file or "",
        finding.line or 0,
        finding.message,
    )


def _word(value: StrEnum | None) -> str | None:
    return value.value if value else None
