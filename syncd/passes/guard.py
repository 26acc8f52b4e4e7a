"""What keeps a pass from doing harm: caps, parts that were not read, and sudden losses."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

from syncd.model import (
    Change,
    ChangeKind,
    ChangeOutcome,
    CreateTicket,
    DocumentKey,
    EditTicket,
    Plan,
    SourceError,
    TicketKey,
)
from syncd.passes.pull import Reading
from syncd.policy.case import Case
from syncd.policy.observed import Observed
from syncd.policy.settings import Policy

_FEWEST_LINKS = 10  # below that a share says little
_MOST_LOST = 0.3
_NONE: Mapping[tuple[str, ...], str] = MappingProxyType({})


class Guard:
    """Says which changes of a pass are not made, and why.

    A wrong `path` or an emptied project looks like many links lost at once: then nothing is
    done about that source or project until somebody says `--force` or the links are back.
    """

    def __init__(
        self,
        policy: Policy,
        observed: Observed,
        reading: Reading,
        *,
        force: bool,
        done: Sequence[ChangeOutcome] = (),
        resting: Collection[str] = (),
        losses: Mapping[tuple[str, ...], str] = _NONE,
    ) -> None:
        """`done` is what this pass has changed already; `resting` post-mortems change nothing.

        A pass that did not look at everything knows the `losses` that one before it found.
        """
        self._resting = resting
        self._most = policy.max_changes
        self._used = len(done)
        self._loudest = policy.max_notifications
        self._told = sum(each.change.kind is ChangeKind.COMMENT for each in done)
        self._unread = reading.unread
        self._projects = {key: t.ref.project for key, t in observed.tickets.items()}
        self.losses = {} if force else {**losses, **dict(_losses(observed))}

    def errors(self) -> Iterator[SourceError]:
        """What to say about the parts that rest."""
        for part, why in self.losses.items():
            yield SourceError(" ".join(part), why)

    def refusals(self, plan: Plan, case: Case) -> Mapping[int, str]:
        """The places of changes in a plan that are skipped, with the reason; counts the others."""
        refused: dict[int, str] = {}
        source = case.post_mortem.source
        provisional = {claim.id for claim in case.claims if claim.provisional}
        for n, change in enumerate(plan.changes):
            if plan.post_mortem in self._resting:
                refused[n] = "its changes failed too often: they rest until something is different"
            elif change.item in provisional:
                refused[n] = "not all tickets could be read; one of them may be that of this item"
            elif why := self._refusal(change, source):
                refused[n] = why
            elif self._used >= self._most:
                refused[n] = f"over policy.max_changes = {self._most}; the next pass goes on"
            elif change.kind is ChangeKind.COMMENT and self._told >= self._loudest:
                most = f"policy.max_notifications = {self._loudest}"
                refused[n] = f"over {most}; the next pass goes on"
            else:
                self._used += 1
                self._told += change.kind is ChangeKind.COMMENT
        return refused

    def _refusal(self, change: Change, source: str) -> str | None:
        if why := self.losses.get((source,)):
            return why
        match change.action:
            case CreateTicket(draft):
                place = (draft.tracker, draft.project)
            case EditTicket(ref):
                place = (ref.tracker, ref.project)
            case _:
                key = TicketKey(change.tracker or "", change.ticket or "")
                place = (key.tracker, self._projects.get(key, ""))
        if place in self._unread:
            return f"{place[0]} {place[1]} could not be read"
        return self.losses.get(place)


def _losses(observed: Observed) -> Iterator[tuple[tuple[str, ...], str]]:
    """Sources and projects where more links are gone than people remove in a day."""
    linked = {key for keys in observed.links.values() for key in keys if isinstance(key, TicketKey)}
    by_source: dict[str, list[bool]] = defaultdict(list)
    by_project: dict[tuple[str, str], list[bool]] = defaultdict(list)
    present = {DocumentKey(pm.source, pm.path) for pm in observed.post_mortems}
    for key, remembered in observed.remembered.items():
        for item in remembered.items:
            if item.ticket is None or not item.linked:
                continue
            by_source[key.source].append(key not in present and item.ticket not in linked)
            by_project[item.ticket.tracker, item.project].append(item.ticket in observed.absent)
    parts: list[tuple[tuple[str, ...], list[bool]]] = [
        *(((source,), lost) for source, lost in by_source.items()),
        *by_project.items(),
    ]
    for part, lost in parts:
        if len(lost) >= _FEWEST_LINKS and sum(lost) > _MOST_LOST * len(lost):
            count = f"{sum(lost)} of {len(lost)} known links are gone from {' '.join(part)}"
            way_out = "correct its path or project, or say --force if that is meant"
            yield part, f"{count}: nothing is changed there; {way_out}"
