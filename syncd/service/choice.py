"""Which items and findings somebody wants to see: what stands in the query of an address."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from syncd.model import ActionItem, Finding, Priority, Status

_PRIORITIES = {priority: n for n, priority in enumerate(Priority)}
_LAST = date.max


@dataclass(frozen=True, slots=True)
class Choice:
    """What to show. Empty means all; `status` may be `open` for everything that is to be done."""

    q: str = ""
    team: str = ""
    owner: str = ""
    status: str = ""
    priority: str = ""
    category: str = ""
    post_mortem: str = ""
    rule: str = ""
    level: str = ""
    overdue: str = ""
    sort: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str], **defaults: str) -> "Choice":
        """What a query says; what it does not know is passed over."""
        known = {field.name for field in fields(cls)}
        given = {name: value.strip() for name, value in query.items() if name in known}
        return cls(**{**defaults, **given})

    def items(self, items: Iterable[ActionItem], today: date) -> Sequence[ActionItem]:
        """The items that are wanted, in the order that is wanted."""
        found = [item for item in items if self._wants(item, today)]
        return sorted(found, key=self._place)

    def findings(self, findings: Iterable[Finding], teams: Mapping[str, str]) -> Sequence[Finding]:
        """The findings that are wanted; `teams` are those of items."""
        return [each for each in findings if self._wants_finding(each, teams)]

    def _wants(self, item: ActionItem, today: date) -> bool:
        words = (
            f"{item.id} {item.title} {item.owner or ''} {item.ticket.key if item.ticket else ''}"
        )
        return (
            _same(self.team, item.team)
            and _same(self.owner, item.owner)
            and (
                _same(self.status, item.status) or (self.status == "to-do" and item.status.is_open)
            )
            and _same(self.priority, item.priority)
            and _same(self.category, item.category)
            and _same(self.post_mortem, item.post_mortem)
            and (not is_true(self.overdue) or is_overdue(item, today))
            and all(word in words.casefold() for word in self.q.casefold().split())
        )

    def _wants_finding(self, finding: Finding, teams: Mapping[str, str]) -> bool:
        words = f"{finding.message} {finding.item or ''} {finding.post_mortem or ''}".casefold()
        return (
            _same(self.rule, finding.rule)
            and _same(self.level, finding.level)
            and _same(self.post_mortem, finding.post_mortem)
            and _same(self.team, teams.get(finding.item or ""))
            and all(word in words for word in self.q.casefold().split())
        )

    def _place(self, item: ActionItem) -> tuple[object, ...]:
        priority = _PRIORITIES.get(item.priority, len(_PRIORITIES)) if item.priority else 9
        match self.sort:
            case "id":
                return (item.id,)
            case "owner":
                return (item.owner or "~", item.id)
            case "priority":
                return (priority, item.due or _LAST, item.id)
            case "team":
                return (item.team or "~", item.due or _LAST, item.id)
            case "status":
                return (list(Status).index(item.status), item.due or _LAST, item.id)
            case _:
                return (not item.status.is_open, item.due or _LAST, priority, item.id)


def is_overdue(item: ActionItem, today: date) -> bool:
    """Whether somebody should have finished it before today."""
    return item.status.is_open and item.due is not None and item.due < today


def is_true(text: str) -> bool:
    """Whether a value of a query means yes."""
    return text.casefold() in {"1", "true", "yes", "on"}


def _same(wanted: str, found: str | None) -> bool:
    return not wanted or wanted.casefold() == (found or "").casefold()
